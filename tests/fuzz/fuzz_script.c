/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fuzz_script.c - hostile scripts. Whatever the text, loading it ends, and says
 * 0 exactly when it reports nothing. The tree of every case that it gives out is
 * walked as a session would walk it, and must keep what ast.h promises.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "script/script.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(int condition)
{
	if (!condition)
		abort();
}

static unsigned walk_expr(const struct test_case *tc, const struct expr *e)
{
	must(e != NULL && e->loc.file && e->loc.line > 0 && e->loc.column > 0);
	switch (e->kind) {
	case EXPR_NUMBER:
		return 1;
	case EXPR_STD:
		must(e->name < NAME_COUNT && std_name_text(e->name) != NULL);
		must(e->is_seq == std_name_is_seq(e->name));
		return 1;
	case EXPR_VAR:
		must(e->slot < tc->variables && e->var != NULL);
		return 1;
	default:
		must(!(e->a->is_seq && e->b->is_seq) || e->kind == EXPR_SUB);
		return walk_expr(tc, e->a) + walk_expr(tc, e->b);
	}
}

static void walk_field(const struct test_case *tc, const struct field *f,
		       bool sent)
{
	must(!sent || f->kind == FIELD_ABSENT || f->kind == FIELD_VALUE);
	if (f->kind == FIELD_VALUE || f->kind == FIELD_RANGE)
		walk_expr(tc, f->lo);
	if (f->kind == FIELD_RANGE)
		walk_expr(tc, f->hi);
}

static unsigned walk_bytes(const uint8_t *bytes, size_t len)
{
	unsigned sum = 0;

	for (size_t i = 0; i < len; i++)
		sum += bytes[i];
	return sum;
}

static void walk_options(const struct test_case *tc,
			 const struct segment_spec *s, bool sent)
{
	for (const struct option_spec *o = s->options; o; o = o->next) {
		must(!sent || !o->absent);
		must(o->bytes_len <= SEG_OPTIONS_MAX);
		walk_field(tc, &o->value, sent);
		walk_field(tc, &o->value2, sent);
		walk_bytes(o->bytes, o->bytes_len);
		for (const struct sack_spec *k = o->sack; k; k = k->next) {
			walk_field(tc, &k->left, sent);
			walk_field(tc, &k->right, sent);
		}
	}
	must(!sent || !s->options_more);
}

static void walk_segment(const struct test_case *tc,
			 const struct segment_spec *s, bool sent)
{
	must(s != NULL);
	must(!s->unsupported || tc->unsupported);
	must(!sent || (!s->flags.any && !s->flags.optional));
	must((s->flags.set & s->flags.clear) == 0);
	must((s->flags.set & s->flags.optional) == 0);
	walk_field(tc, &s->src_port, sent);
	walk_field(tc, &s->dst_port, sent);
	walk_field(tc, &s->seq, sent);
	walk_field(tc, &s->len, sent);
	walk_field(tc, &s->ack, sent);
	walk_field(tc, &s->window, sent);
	walk_field(tc, &s->urgent, sent);
	must(s->data_len <= 65535);
	walk_bytes(s->data, s->data_len);
	walk_options(tc, s, sent);
	for (const struct with_spec *w = s->with; w; w = w->next) {
		must(w->bytes_len <= 40);
		walk_field(tc, &w->value, sent);
		walk_bytes(w->bytes, w->bytes_len);
	}
}

static void walk_block(const struct test_case *tc, const struct block *block,
		       unsigned depth, unsigned *statements);

static void walk_stmt(const struct test_case *tc, const struct stmt *s,
		      unsigned depth, unsigned *statements)
{
	must(++*statements <= 4096);
	must(s->time.from >= 0 && s->time.to >= s->time.from && s->within >= 0);
	must((s->kind == STMT_SEND || s->kind == STMT_EXPECT ||
	      s->kind == STMT_NO) == (s->segment != NULL));
	if (s->segment)
		walk_segment(tc, s->segment, s->kind == STMT_SEND);
	if (s->a)
		walk_expr(tc, s->a);
	if (s->b)
		walk_expr(tc, s->b);
	must(s->kind != STMT_LET || (s->slot < tc->variables && s->name));
	must(s->kind != STMT_STATE || (s->states && !(s->states >> STATE_COUNT)));
	must(s->kind != STMT_WAIT || s->within > 0);
	must(s->connection < tc->connections);
	walk_bytes(s->data, s->data_len);
	must((s->kind == STMT_USE || s->kind == STMT_ONE_OF ||
	      s->kind == STMT_SHOULD) == (s->blocks != NULL));
	for (const struct block *b = s->blocks; b; b = b->next)
		walk_block(tc, b, depth + 1, statements);
}

static void walk_block(const struct test_case *tc, const struct block *block,
		       unsigned depth, unsigned *statements)
{
	must(depth <= BLOCK_DEPTH_MAX && block->first != NULL);
	for (const struct stmt *s = block->first; s; s = s->next)
		walk_stmt(tc, s, depth, statements);
}

static void walk_case(const struct test_case *tc)
{
	unsigned statements = 0;

	must(tc->id && tc->topic && tc->name && tc->title && tc->cites);
	must(tc->covers && tc->covers[0]);
	must(tc->variables <= CASE_VARIABLES_MAX);
	must(tc->connections >= 1 && tc->connections <= CASE_CONNECTIONS_MAX);
	for (unsigned i = 0; i < tc->connections; i++)
		must(tc->connection_names[i] != NULL);
	must(!(tc->needs & NEED_CLOSED_PORT) != !(tc->needs & NEED_OPEN_PORT));
	must(tc->source_len >= 4 && memcmp(tc->source, "case", 4) == 0);
	must(tc->source[tc->source_len - 1] == '}');
	walk_block(tc, &tc->body, 1, &statements);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct diagnostics diag = { .max = 1000 };
	struct suite *suite = suite_new(NULL);
	char *printed = NULL;
	size_t len = 0, count = 0;
	int result;

	diag.out = open_memstream(&printed, &len);
	must(diag.out != NULL);
	result = suite_load_text(suite, "fuzz/x.tc", (const char *)data, size,
				 &diag);
	fclose(diag.out);
	must((result == 0) == (diag.errors == 0));
	must((diag.errors == 0) == (len == 0));
	for (size_t i = 0; i < len; i++)
		must(printed[i] == '\n' || printed[i] == '\t' ||
		     (unsigned char)printed[i] >= ' ');
	for (const struct test_case *tc = suite->cases; tc; tc = tc->next) {
		walk_case(tc);
		count++;
	}
	must(count == suite->count);
	suite_free(suite);
	free(printed);
	return 0;
}
