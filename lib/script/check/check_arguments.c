/* SPDX-License-Identifier: BSD-2-Clause */
#include "script/check/check_arguments.h"

#include <string.h>

#include "script/check/check_expr.h"

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

void check_arity(struct checker *c, const struct node *use,
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

unsigned check_arguments(struct checker *c, const struct node *use,
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
