/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * check_block.c - the statements that hold others. Blocks hold uses of probes, and what
 * a probe is written out to are blocks again, so both stand here: nothing else in the
 * room turns back on itself.
 *
 * Each use is a copy of its own, checked with the types of its own arguments: the same
 * probe may be given a sequence number here and a plain number there.
 */
#include "script/check/check_block.h"

#include "script/check/check_arguments.h"
#include "script/check/check_stmt.h"
#include "script/check/find_probe.h"
#include "script/check/variables.h"

enum {
	CASE_STATEMENTS_MAX = 4096, /* of one case, probes written out */
	SUITE_STATEMENTS_MAX = 1 << 18
};

static void check_statements(struct checker *c, const struct node *list,
			     struct stmt ***tail);

/* Appends a checked statement to *tail; NULL where the case is full. */
static struct stmt *add_stmt(struct checker *c, struct stmt ***tail,
			     enum stmt_kind kind, struct source_place place)
{
	struct stmt *stmt;

	if (c->full)
		return NULL;
	if (c->statements == CASE_STATEMENTS_MAX ||
	    *c->suite_statements == SUITE_STATEMENTS_MAX) {
		c->full = true;
		report_error(c->report, place, "with the probes written out "
			     "there are too many statements: more than %d in a "
			     "case, or %d in all", CASE_STATEMENTS_MAX,
			     SUITE_STATEMENTS_MAX);
		return NULL;
	}
	c->statements++;
	++*c->suite_statements;
	stmt = arena_alloc(c->arena, sizeof(*stmt));
	stmt->kind = kind;
	stmt->loc = place_loc(place);
	**tail = stmt;
	*tail = &stmt->next;
	return stmt;
}

/* ---- alternatives, should ----------------------------------------------- */

static bool begins_with_expect(const struct stmt *stmt)
{
	return stmt && (stmt->kind == STMT_EXPECT || stmt->kind == STMT_NOTHING ||
			stmt->kind == STMT_NO || stmt->kind == STMT_DATA);
}

static void check_one_of(struct checker *c, const struct node *node,
			 struct stmt *stmt)
{
	struct block **tail = &stmt->blocks;
	unsigned silent = 0;

	for (const struct node *n = node->first; n; n = n->next) {
		struct block *block = arena_alloc(c->arena, sizeof(*block));

		check_block(c, n, block);
		if (block->first && !begins_with_expect(block->first) &&
		    !c->broken)
			report_error(c->report, n->first->place, "an alternative "
				     "must begin with what is expected, '> ...': "
				     "that tells which one it is");
		if (block->first && block->first->kind == STMT_NOTHING &&
		    ++silent == 2)
			report_error(c->report, n->first->place, "only one "
				     "alternative can begin with '> nothing'");
		*tail = block;
		tail = &block->next;
	}
}

static void check_should(struct checker *c, const struct node *node,
			 struct stmt *stmt)
{
	stmt->blocks = arena_alloc(c->arena, sizeof(*stmt->blocks));
	check_block(c, node->a, stmt->blocks);
}

/* ---- probes written out -------------------------------------------------- */

/* The parameters as variables, then the statements, as seen from the probe. */
static void write_out(struct checker *c, const struct node *probe,
		      const struct bound *bounds, unsigned n,
		      struct block *block)
{
	struct stmt **tail = &block->first;

	c->frame = c->variables;
	for (unsigned i = 0; i < n; i++) {
		struct stmt *let = add_stmt(c, &tail, STMT_LET,
					    bounds[i].place);

		if (!let)
			return;
		let->a = bounds[i].value.expr;
		let->name = node_text(c->arena, bounds[i].name);
		let->slot = check_declare(c, bounds[i].name, &bounds[i].value);
	}
	check_statements(c, probe->c, &tail);
}

void check_probe_body(struct checker *c, const struct node *use,
		      const struct node *probe, const struct script_file *file,
		      struct block *block)
{
	struct bound bounds[PARAMETERS_MAX];
	unsigned n = check_arguments(c, use, probe, bounds);
	const struct variable *variables = c->variables, *frame = c->frame;
	const struct script_file *from = c->file;
	unsigned slots = c->slots;
	bool broken = c->broken;
	struct use inner = { .up = c->uses, .probe = probe };
	struct trail trail = { .up = c->report->trail, .place = use->place };

	trail.text = arena_printf(c->report->arena, "in this use of probe '%s'",
				  node_show(c->report->arena, probe->a));
	if (use->a)
		c->report->trail = &trail;
	c->uses = &inner;
	c->file = file;
	c->broken = broken || probe->broken;
	c->depth++;
	write_out(c, probe, bounds, n, block);
	c->depth--;
	c->broken = broken;
	c->file = from;
	c->uses = inner.up;
	c->report->trail = use->a ? trail.up : c->report->trail;
	c->frame = frame;
	c->variables = variables;
	c->slots = slots;
}

static void check_use(struct checker *c, const struct node *node,
		      struct stmt *stmt)
{
	const struct script_file *file;
	const struct node *probe;

	stmt->name = node_text(c->arena, node->a);
	stmt->blocks = arena_alloc(c->arena, sizeof(*stmt->blocks));
	probe = find_probe(c, node, &file);
	if (!probe)
		return;
	check_arity(c, node, probe);
	if (c->depth == BLOCK_DEPTH_MAX)
		report_error(c->report, node->place, "blocks stand in each other "
			     "more than %d deep, the probes written out",
			     BLOCK_DEPTH_MAX);
	else
		check_probe_body(c, node, probe, file, stmt->blocks);
}

/* ---- blocks -------------------------------------------------------------- */

static const struct stmt_check holders[] = {
	{ N_USE, STMT_USE, check_use },
	{ N_ONE_OF, STMT_ONE_OF, check_one_of },
	{ N_SHOULD, STMT_SHOULD, check_should },
};

/* The grammar makes no statement that stands in neither table. */
static const struct stmt_check *how_to_check(enum node_kind kind)
{
	for (size_t i = 0; i < sizeof(holders) / sizeof(holders[0]); i++)
		if (holders[i].node == kind)
			return &holders[i];
	return check_stmt(kind);
}

static void check_statements(struct checker *c, const struct node *list,
			     struct stmt ***tail)
{
	for (const struct node *n = list->first; n && !c->full; n = n->next) {
		const struct stmt_check *how = how_to_check(n->kind);
		struct stmt *stmt = add_stmt(c, tail, how->stmt, n->place);

		if (stmt)
			how->check(c, n, stmt);
	}
}

void check_block(struct checker *c, const struct node *list,
		 struct block *block)
{
	const struct variable *variables = c->variables;
	unsigned slots = c->slots;
	struct stmt **tail = &block->first;

	if (c->depth == BLOCK_DEPTH_MAX) {
		report_error(c->report, list->place, "blocks stand in each other "
			     "more than %d deep, the probes written out",
			     BLOCK_DEPTH_MAX);
		return;
	}
	if (!list->first && !c->broken)
		report_error(c->report, list->place, "nothing stands in this "
			     "block");
	c->depth++;
	check_statements(c, list, &tail);
	c->depth--;
	c->variables = variables;
	c->slots = slots;
}
