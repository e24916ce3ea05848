/* SPDX-License-Identifier: BSD-2-Clause */
#include "script/check/check_case.h"

#include "script/check/check_block.h"
#include "script/check/check_header.h"
#include "target/needs.h"

/* ---- needs ------------------------------------------------------------ */

static void settle_needs(struct checker *c, const struct node *item)
{
	const uint32_t open = NEED_OPEN_PORT | NEED_ECHO | NEED_DISCARD |
			      NEED_DAYTIME | NEED_CHARGEN | NEED_HTTP |
			      NEED_ACTIVE_CLOSE | NEED_CLOSE_AFTER_FIN |
			      NEED_QUIET | NEED_APP_SEND | NEED_APP_CLOSE;
	uint32_t *needs = &c->tc->needs;

	if ((*needs & NEED_CLOSED_PORT) && (*needs & open))
		report_error(c->report, item->a->place, "case '%s' needs a closed "
			     "port and an open one; the connections of a case "
			     "go to one of them", c->tc->name);
	if ((*needs & NEED_INET) && (*needs & NEED_INET6))
		report_error(c->report, item->a->place, "case '%s' needs inet and "
			     "inet6; without both it runs over either",
			     c->tc->name);
	if (!(*needs & NEED_CLOSED_PORT))
		*needs |= NEED_OPEN_PORT;
}

/* ---- the case --------------------------------------------------------- */

static void take_source(struct test_case *tc, const struct unit *unit)
{
	tc->source = unit->item->text;
	tc->source_len = unit->item->len;
}

static void name_case(struct checker *c, const struct unit *unit,
		      const char *topic)
{
	const struct node *name = unit->item->a;
	size_t begin = (size_t)(name->text - unit->view->text);
	struct test_case *tc = c->tc;

	tc->topic = topic;
	tc->name = view_lowered(c->arena, unit->view,
				(struct text_span){ begin, begin + name->len });
	tc->id = arena_printf(c->arena, "%s/%s", topic, tc->name);
	tc->loc = place_loc(name->place);
	tc->title = tc->cites = "";
}

struct test_case *check_case(struct checker *c, const struct unit *unit,
			     const char *topic)
{
	const struct node *item = unit->item;
	struct test_case *tc = arena_alloc(c->arena, sizeof(*tc));
	unsigned raised = c->report->raised;

	c->tc = tc;
	c->broken = item->broken;
	tc->connection_names = arena_alloc(c->arena, CASE_CONNECTIONS_MAX *
					   sizeof(*tc->connection_names));
	tc->connection_names[0] = "main";
	tc->connections = 1;
	name_case(c, unit, topic);
	take_source(tc, unit);
	check_case_header(c, item);
	if (item->c->first)
		check_block(c, item->c, &tc->body);
	else if (!c->broken)
		report_error(c->report, item->a->place, "case '%s' has no "
			     "statement", tc->name);
	settle_needs(c, item);
	return c->report->raised == raised && !c->broken ? tc : NULL;
}

/* ---- the probe -------------------------------------------------------- */

void check_probe_alone(struct checker *c, const struct node *probe)
{
	const struct node use = { .kind = N_USE, .place = probe->place };
	struct block block = { .first = NULL };

	check_probe_header(c, probe->b);
	if (!probe->c->first && !probe->broken)
		report_error(c->report, probe->a->place, "probe '%s' has no "
			     "statement", node_show(c->report->arena, probe->a));
	check_probe_body(c, &use, probe, c->file, &block);
}
