/* SPDX-License-Identifier: BSD-2-Clause */
#include "script/check/variables.h"

#include <string.h>

const struct variable *find_variable(const struct checker *c, const char *name)
{
	for (const struct variable *v = c->variables; v != c->frame; v = v->up) {
		if (strcmp(v->name, name) == 0)
			return v;
	}
	return NULL;
}

unsigned check_declare(struct checker *c, const struct node *name,
		       const struct typed_expr *value)
{
	struct variable *v = arena_alloc(c->arena, sizeof(*v));
	const struct variable *old;
	enum std_name std;

	v->name = node_text(c->arena, name);
	v->loc = place_loc(name->place);
	v->type = value->type;
	v->constant = value->constant;
	v->number = value->number;
	v->up = c->variables;
	old = find_variable(c, v->name);
	if (std_name_parse(v->name, &std))
		report_error(c->report, name->place, "'%s' is a name of the "
			     "standard, and the target gives it its value",
			     v->name);
	else if (strpbrk(v->name, "-."))
		report_error(c->report, name->place, "a variable's name is made "
			     "of letters, digits and _");
	else if (old)
		report_clash(c->report, name->place, old->loc,
			     "it got its value here", "'%s' has a value already; "
			     "take another name", v->name);
	if (c->slots == CASE_VARIABLES_MAX) {
		report_error(c->report, name->place, "a case can have %d "
			     "variables at a time, parameters of probes included",
			     CASE_VARIABLES_MAX);
		return 0;
	}
	v->slot = c->slots++;
	c->variables = v;
	if (c->tc->variables < c->slots)
		c->tc->variables = c->slots;
	return v->slot;
}
