/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * use.c - writing probes out. Each use is a copy of its own, checked with the types
 * of its own arguments: the same probe may be given a sequence number here and a
 * plain number there.
 */
#include <string.h>

#include "script/check/check.h"

enum { PARAMETERS_MAX = 16 };

/* The argument for the parameter: by name, or the position-th of those without. */
static const struct node *find_argument(const struct node *arguments,
					const struct node *parameter,
					unsigned position)
{
	const char *name = parameter->a->text;
	size_t len = parameter->a->len;
	unsigned at = 0;

	for (const struct node *n = arguments ? arguments->first : NULL; n;
	     n = n->next) {
		if (n->a && n->a->len == len && memcmp(n->a->text, name, len) == 0)
			return n;
		if (!n->a && at++ == position)
			return n;
	}
	return NULL;
}

static bool has_parameter(const struct node *probe, const struct node *argument,
			  unsigned position)
{
	unsigned at = 0;

	for (const struct node *p = probe->d ? probe->d->first : NULL;
	     p && at < PARAMETERS_MAX; p = p->next, at++) {
		if (argument->a ? argument->a->len == p->a->len &&
		    memcmp(argument->a->text, p->a->text, p->a->len) == 0 :
		    at == position)
			return true;
	}
	return false;
}

static bool named_before(const struct node *list, const struct node *argument)
{
	for (const struct node *n = list->first; n != argument; n = n->next) {
		if (n->a && n->a->len == argument->a->len &&
		    memcmp(n->a->text, argument->a->text, n->a->len) == 0)
			return true;
	}
	return false;
}

/* What is more than any probe can take is told once and not looked at. */
static const struct node *last_argument(struct checker *c,
					const struct node *use)
{
	const struct node *n = use->b ? use->b->first : NULL;

	for (unsigned i = 0; n && i < PARAMETERS_MAX; i++)
		n = n->next;
	if (n)
		report_error(c->report, n->place, "a probe can have %d "
			     "parameters", PARAMETERS_MAX);
	return n;
}

static void check_arity(struct checker *c, const struct node *use,
			const struct node *probe)
{
	const char *name = node_show(c->report->arena, probe->a);
	const struct node *end = last_argument(c, use);
	unsigned position = 0;
	bool named = false;

	for (const struct node *n = use->b ? use->b->first : NULL; n != end;
	     n = n->next) {
		bool known = has_parameter(probe, n, position);

		if (n->a && !known)
			report_error(c->report, n->place, "probe '%s' has no "
				     "parameter '%s'", name,
				     node_show(c->report->arena, n->a));
		else if (n->a && named_before(use->b, n))
			report_error(c->report, n->place, "'%s' is given twice",
				     node_show(c->report->arena, n->a));
		else if (!n->a && named)
			report_error(c->report, n->place, "arguments without a "
				     "name stand before those with one");
		else if (!n->a && !known)
			report_error(c->report, n->place, "probe '%s' has only "
				     "%u parameter%s", name, position,
				     position == 1 ? "" : "s");
		named = named || n->a;
		position += n->a ? 0 : 1;
	}
}

/* A parameter that a positional argument and a named one are both for. */
static void check_twice(struct checker *c, const struct node *use,
			const struct node *parameter, unsigned position)
{
	unsigned given = 0, at = 0;

	for (const struct node *n = use->b ? use->b->first : NULL; n;
	     n = n->next) {
		if (!n->a)
			given += at++ == position;
		else if (n->a->len == parameter->a->len &&
			 memcmp(n->a->text, parameter->a->text,
				n->a->len) == 0 && given == 1)
			report_error(c->report, n->place, "'%s' is given twice",
				     node_show(c->report->arena, n->a));
	}
}

struct bound {
	const struct node *name;
	struct typed_expr value;
	struct source_place place;
};

/* What the parameter stands for: the argument, in the caller's names; the default,
 * in the probe's; or, checked alone, anything. */
static void bind_one(struct checker *c, const struct node *use,
		     const struct node *parameter, const struct node *argument,
		     struct bound *out)
{
	out->name = parameter->a;
	if (argument) {
		out->value = check_expr(c, argument->b);
		out->place = argument->place;
		return;
	}
	out->place = parameter->place;
	if (parameter->b) {
		const struct variable *frame = c->frame;

		/* Defaults see the names of the standard only. */
		c->frame = c->variables;
		out->value = check_expr(c, parameter->b);
		c->frame = frame;
		return;
	}
	out->value = (struct typed_expr){
		.expr = expr_number(c->arena, place_loc(out->place), 0),
		.type = TYPE_ANY
	};
	if (use->a)
		report_error(c->report, use->a->place, "parameter '%s' has no "
			     "default; write '(%s=...)'",
			     node_show(c->report->arena, out->name),
			     node_show(c->report->arena, out->name));
}

static unsigned bind_all(struct checker *c, const struct node *use,
			 const struct node *probe, struct bound *bounds)
{
	unsigned n = 0, position = 0;

	for (const struct node *p = probe->d ? probe->d->first : NULL; p;
	     p = p->next, position++) {
		const struct node *argument =
			find_argument(use->b, p, position);

		if (n == PARAMETERS_MAX) {
			report_error(c->report, p->place, "a probe can have %d "
				     "parameters", PARAMETERS_MAX);
			break;
		}
		check_twice(c, use, p, position);
		bind_one(c, use, p, argument, &bounds[n++]);
	}
	return n;
}

/* The parameters as variables, then the statements, as seen from the probe. */
static void write_out(struct checker *c, const struct node *probe,
		      const struct bound *bounds, unsigned n,
		      struct block *block)
{
	struct stmt **tail = &block->first;

	c->frame = c->variables;
	for (unsigned i = 0; i < n; i++) {
		struct stmt *let = check_add(c, &tail, STMT_LET,
					     bounds[i].place);

		if (!let)
			return;
		let->a = bounds[i].value.expr;
		let->name = node_text(c->arena, bounds[i].name);
		let->slot = check_declare(c, bounds[i].name, &bounds[i].value);
	}
	check_statements(c, probe->c, &tail);
}

static void enter(struct checker *c, const struct node *use,
		  const struct node *probe, const struct script_file *file,
		  struct block *block)
{
	struct bound bounds[PARAMETERS_MAX];
	unsigned n = bind_all(c, use, probe, bounds);
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

/* "a uses b uses a" when the probe is being written out already; else NULL. */
static const char *find_cycle(struct checker *c, const struct node *probe)
{
	struct arena *arena = c->report->arena;
	const char *text = node_show(arena, probe->a);

	for (const struct use *u = c->uses; u; u = u->up) {
		text = arena_printf(arena, "%s uses %s",
				    node_show(arena, u->probe->a), text);
		if (u->probe == probe)
			return text;
	}
	return NULL;
}

static const struct node *find_probe(struct checker *c, const struct node *node,
				     const struct script_file **file)
{
	const char *name = node_text(c->report->arena, node->a);
	const struct node *probe =
		library_find(c->library, c->report, name, c->file, file);
	const char *cycle;

	if (!probe) {
		report_error(c->report, node->a->place, "there is no probe "
			     "'%s'%s%s", node_show(c->report->arena, node->a),
			     c->library->dir ? ", here or in " : " here",
			     c->library->dir ? c->library->dir : "");
		return NULL;
	}
	/* What is wrong in a file of the folder is told when it is read. */
	if (probe->broken && c->report->raised == 0)
		report_error(c->report, node->a->place, "probe '%s' has an error, "
			     "which was told when it was read",
			     node_show(c->report->arena, node->a));
	cycle = find_cycle(c, probe);
	if (cycle)
		report_error(c->report, node->a->place, "this probe would never "
			     "end: %s", cycle);
	return cycle ? NULL : probe;
}

void check_use(struct checker *c, const struct node *node, struct stmt *stmt)
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
		enter(c, node, probe, file, stmt->blocks);
}

void check_probe_alone(struct checker *c, const struct node *probe)
{
	const struct node use = { .kind = N_USE, .place = probe->place };
	struct block block = { .first = NULL };

	check_probe_header(c, probe->b);
	if (!probe->c->first && !probe->broken)
		report_error(c->report, probe->a->place, "probe '%s' has no "
			     "statement", node_show(c->report->arena, probe->a));
	enter(c, &use, probe, c->file, &block);
}
