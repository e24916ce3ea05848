/* SPDX-License-Identifier: BSD-2-Clause */
#include "script/syntax/expand.h"

#include <string.h>

#include "script/syntax/parse.h"

struct expansion {
	struct script_report *report;
	struct arena *trees, *texts;
	struct unit *first, **tail;
	size_t count, bytes;
	unsigned depth;
	bool stopped;
};

static void expand_view(struct expansion *e, const struct view *view);

static void add_unit(struct expansion *e, const struct view *view,
		     const struct node *item)
{
	struct unit *unit = arena_alloc(e->trees, sizeof(*unit));

	unit->item = item;
	unit->view = view;
	unit->trail = e->report->trail;
	*e->tail = unit;
	e->tail = &unit->next;
}

/* False, with the error told once, when the file would grow out of bounds. */
static bool admit(struct expansion *e, struct source_place place, bool fits)
{
	if (e->stopped)
		return false;
	e->count++;
	if (e->count <= FILE_CASES_MAX && fits)
		return true;
	e->stopped = true;
	report_error(e->report, place, "this is too much: with its families "
		     "written out a file has at most %d cases and probes, and "
		     "%d MiB of text", FILE_CASES_MAX, FAMILY_BYTES_MAX >> 20);
	return false;
}

static struct text_span body_span(const struct view *view, const struct node *body)
{
	size_t begin = (size_t)(body->text - view->text);

	return (struct text_span){ begin, begin + body->len };
}

static void expand_member(struct expansion *e, const struct view *view,
			  const struct node *family, const struct node *word)
{
	const struct trail *outer = e->report->trail;
	struct trail *trail = arena_alloc(e->texts, sizeof(*trail));
	struct view *member = arena_alloc(e->texts, sizeof(*member));
	size_t quote = word->kind == N_STRING ? 1 : 0;
	struct node value = { .text = word->text + quote,
			      .len = word->len - 2 * quote };
	struct substitution sub = {
		.var = family->a->text, .var_len = family->a->len,
		.value = value.text, .value_len = value.len
	};

	if (!admit(e, word->place,
		   view_substitute(e->texts, view, body_span(view, family),
				   &sub, FAMILY_BYTES_MAX - e->bytes, member)))
		return;
	trail->up = outer;
	trail->place = word->place;
	trail->text = arena_printf(e->texts, "where %s is '%s'",
				   node_show(e->texts, family->a),
				   node_show(e->texts, &value));
	e->bytes += member->len;
	e->report->trail = trail;
	expand_view(e, member);
	e->report->trail = outer;
}

static void expand_family(struct expansion *e, const struct view *view,
			  const struct node *family)
{
	if (e->depth == FAMILY_DEPTH_MAX) {
		report_error(e->report, family->a->place, "families stand in "
			     "each other more than %d deep", FAMILY_DEPTH_MAX);
		return;
	}
	if (memchr(family->a->text, '-', family->a->len))
		report_error(e->report, family->a->place, "a variable's name is "
			     "made of letters, digits and _");
	e->depth++;
	for (const struct node *w = family->b->first; w && !e->stopped;
	     w = w->next)
		expand_member(e, view, family, w);
	e->depth--;
}

static void expand_view(struct expansion *e, const struct view *view)
{
	struct node *items = script_parse(e->report, e->trees, view);

	for (const struct node *item = items->first; item; item = item->next) {
		if (item->kind == N_FOR)
			expand_family(e, view, item);
		else if (admit(e, item->place, true))
			add_unit(e, view, item);
	}
}

struct unit *script_expand(struct script_report *report, struct arena *trees,
			   struct arena *texts, const struct script_file *file)
{
	struct expansion e = { .report = report, .trees = trees,
			       .texts = texts };
	struct view *view = arena_alloc(texts, sizeof(*view));

	e.tail = &e.first;
	*view = view_of_file(texts, file);
	expand_view(&e, view);
	return e.first;
}
