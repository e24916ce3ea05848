/* SPDX-License-Identifier: BSD-2-Clause */
#include "script/check/find_probe.h"

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

const struct node *find_probe(struct checker *c, const struct node *node,
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
