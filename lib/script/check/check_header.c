/* SPDX-License-Identifier: BSD-2-Clause */
#include "script/check/check_header.h"

#include <string.h>

#include "script/check/check_text.h"
#include "script/limits.h"
#include "target/needs.h"

enum { COVERS_MAX = 256 };

/* ---- a line ----------------------------------------------------------- */

static bool id_is_known(const struct checker *c, const char *id)
{
	const struct requirement_ids *ids = c->requirements;

	return !ids->known || ids->known(ids->ctx, id);
}

static bool is_named(const char *const *ids, size_t n, const char *id)
{
	for (size_t i = 0; i < n; i++) {
		if (strcmp(ids[i], id) == 0)
			return true;
	}
	return false;
}

static size_t count_covers(const struct node *list)
{
	size_t n = 0;

	for (const struct node *h = list->first; h; h = h->next) {
		for (const struct node *w = h->first; w; w = w->next)
			n++;
	}
	return n;
}

/* Zeroed, so that the ids end with a NULL. */
static const char **room_for_covers(struct checker *c, const struct node *list)
{
	size_t count = count_covers(list);

	if (count > COVERS_MAX)
		count = COVERS_MAX;
	return arena_alloc(c->arena, (count + 1) * sizeof(*c->tc->covers));
}

static void check_covers(struct checker *c, const struct node *list)
{
	size_t n = 0;

	for (const struct node *w = list->first; w; w = w->next) {
		const char *id = node_text(c->arena, w);

		while (c->tc->covers[n])
			n++;
		if (is_named(c->tc->covers, n, id))
			report_error(c->report, w->place, "requirement '%s' "
				     "stands here twice", id);
		else if (!id_is_known(c, id))
			report_error(c->report, w->place, "requirement '%s' is "
				     "not in the catalogue, requirements.tsv",
				     node_show(c->report->arena, w));
		else
			c->tc->covers[n] = id;
		if (n + 1 == COVERS_MAX)
			return;
	}
}

static void check_needs(struct checker *c, const struct node *list)
{
	for (const struct node *w = list->first; w; w = w->next) {
		uint32_t need = need_parse(node_text(c->report->arena, w));

		if (need == 0)
			report_error(c->report, w->place, "'%s' is nothing that a "
				     "target can be asked for; one of open-port "
				     "closed-port echo discard daytime chargen "
				     "http stalled active-close close-after-fin quiet "
				     "inet inet6 same-link private-link is",
				     node_show(c->report->arena, w));
		c->tc->needs |= need;
	}
}

static void check_apart(struct checker *c, const struct node *list)
{
	for (const struct node *w = list->first; w; w = w->next) {
		uint32_t limit = limit_parse(node_text(c->report->arena, w));

		if (limit == 0)
			report_error(c->report, w->place, "'%s' is nothing that cases "
				     "share; one of all backlog syn-cookies "
				     "challenge-acks resets time-wait is",
				     node_show(c->report->arena, w));
		c->tc->apart |= limit;
	}
}

static void check_profile(struct checker *c, const struct node *node)
{
	c->tc->full = node_is(node, "full");
	if (!c->tc->full && !node_is(node, "quick"))
		report_error(c->report, node->place, "there is no profile '%s', "
			     "only 'full' and 'quick'",
			     node_show(c->report->arena, node));
}

static void check_header_line(struct checker *c, const struct node *node)
{
	switch (node->kind) {
	case N_TITLE:
		c->tc->title = check_prose(c, node->a);
		break;
	case N_CITES:
		c->tc->cites = check_prose(c, node->a);
		break;
	case N_COVERS:
		check_covers(c, node);
		break;
	case N_NEEDS:
		check_needs(c, node);
		break;
	case N_APART:
		check_apart(c, node);
		break;
	default:
		check_profile(c, node->a);
		break;
	}
}

/* ---- all of them ------------------------------------------------------ */

static void check_once(struct checker *c, const struct node *list,
		       const struct node *node)
{
	if (node->kind == N_COVERS || node->kind == N_NEEDS || node->kind == N_APART)
		return;
	for (const struct node *n = list->first; n != node; n = n->next) {
		if (n->kind == node->kind) {
			report_error(c->report, node->place, "'%s' stands here "
				     "twice", node_show(c->report->arena, node));
			return;
		}
	}
}

void check_case_header(struct checker *c, const struct node *item)
{
	struct { const char *what; bool there; } wanted[] = {
		{ "title", false }, { "covers", false }
	};

	c->tc->covers = room_for_covers(c, item->b);
	for (const struct node *n = item->b->first; n; n = n->next) {
		check_once(c, item->b, n);
		check_header_line(c, n);
		wanted[0].there |= n->kind == N_TITLE;
		wanted[1].there |= n->kind == N_COVERS;
	}
	for (size_t i = 0; i < 2; i++) {
		if (!wanted[i].there && !c->broken)
			report_error(c->report, item->a->place, "case '%s' has "
				     "no '%s'", c->tc->name, wanted[i].what);
	}
}

void check_probe_header(struct checker *c, const struct node *list)
{
	for (const struct node *n = list->first; n; n = n->next) {
		check_once(c, list, n);
		if (n->kind == N_TITLE)
			check_prose(c, n->a);
		else
			report_error(c->report, n->place, "'%s' belongs to a "
				     "case; a probe has a title only",
				     node_show(c->report->arena, n));
	}
}
