/* SPDX-License-Identifier: BSD-2-Clause */
/* script_fixture.h - scripts in memory, and their first case. */
#ifndef TCPVET_TESTS_SCRIPT_FIXTURE_H
#define TCPVET_TESTS_SCRIPT_FIXTURE_H

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "script/script.h"

#define HEAD "title \"T\"; covers A/1; cites \"C\" "
/* A case around the statements of a body. */
#define CASE(body) "case c ; " HEAD "{\n" body "\n}\n"

struct script {
	struct suite *suite;
	struct diagnostics diag;
	char *printed;
	size_t printed_len;
	int result;
};

/* Loads into a suite; what was printed is in the result. */
static inline struct script script_load_into(struct suite *suite, const char *name,
					     const char *text)
{
	struct script s = { .suite = suite };
	char *printed = NULL;
	size_t len = 0;

	s.diag.out = open_memstream(&printed, &len);
	s.result = suite_load_text(suite, name, text, strlen(text), &s.diag);
	fclose(s.diag.out);
	s.diag.out = NULL;
	s.printed = printed;
	s.printed_len = len;
	return s;
}

static inline struct script script_load_named(const char *name, const char *text)
{
	return script_load_into(suite_new(NULL), name, text);
}

/* Loads what must be right. */
static inline struct script script_load(const char *text)
{
	struct script s = script_load_named("dir/topic/file.tc", text);

	cr_assert_eq(s.result, 0, "%s", s.printed);
	cr_assert_eq(s.diag.errors, 0);
	cr_assert_str_empty(s.printed);
	return s;
}

static inline void script_free(struct script *s)
{
	if (s->diag.out)
		fclose(s->diag.out);
	free(s->printed);
	suite_free(s->suite);
}

/* The n-th statement (from 0) of a block. */
static inline const struct stmt *stmt_at(const struct block *block, unsigned n)
{
	const struct stmt *stmt = block->first;

	while (stmt && n-- > 0)
		stmt = stmt->next;
	cr_assert_not_null(stmt, "statement is missing");
	return stmt;
}

static inline const struct stmt *case_stmt(const struct script *s, unsigned n)
{
	cr_assert_not_null(s->suite->cases);
	return stmt_at(&s->suite->cases->body, n);
}

static inline const struct segment_spec *case_segment(const struct script *s,
						      unsigned n)
{
	cr_assert_not_null(case_stmt(s, n)->segment);
	return case_stmt(s, n)->segment;
}

static inline void assert_number(const struct field *field, uint32_t number)
{
	cr_assert_eq(field->kind, FIELD_VALUE);
	cr_assert_eq(field->lo->kind, EXPR_NUMBER);
	cr_assert_eq(field->lo->number, number, "%u is not %u",
		     field->lo->number, number);
}

/* Loads what must be refused, and looks for the words. */
static inline void assert_refused(const char *text, const char *words)
{
	struct script s = script_load_named("x.tc", text);

	cr_assert_eq(s.result, -1);
	cr_assert_gt(s.diag.errors, 0);
	cr_assert_not_null(strstr(s.printed, words), "\"%s\" lacks \"%s\"",
			   s.printed, words);
	cr_assert_null(s.suite->cases);
	script_free(&s);
}

#endif
