/* SPDX-License-Identifier: BSD-2-Clause */
#include "script/syntax/tree.h"

#include <string.h>

enum { SHOW_MAX = 48 };

struct node *node_new(struct arena *arena, const struct view *view,
		      enum node_kind kind, struct text_span span)
{
	struct node *node = arena_alloc(arena, sizeof(*node));

	node->kind = kind;
	node->place = view_place(view, span);
	node->text = view->text + span.begin;
	node->len = span.end - span.begin;
	return node;
}

struct node *node_kids(struct node *node, struct node *a, struct node *b)
{
	node->a = a;
	node->b = b;
	if (a)
		node->depth = a->depth + 1;
	if (b && b->depth >= node->depth)
		node->depth = b->depth + 1;
	return node;
}

struct node *node_append(struct node *list, struct node *item)
{
	if (!item)
		return list;
	if (list->last)
		list->last->next = item;
	else
		list->first = item;
	list->last = item;
	return list;
}

bool node_is(const struct node *node, const char *word)
{
	return node->len == strlen(word) &&
	       memcmp(node->text, word, node->len) == 0;
}

const char *node_show(struct arena *arena, const struct node *node)
{
	size_t len = node->len < SHOW_MAX ? node->len : SHOW_MAX;
	char *text = arena_strndup(arena, node->text, len);

	for (size_t i = 0; i < len; i++) {
		if (text[i] < ' ' || text[i] > '~')
			text[i] = '?';
	}
	return len < node->len ? arena_printf(arena, "%s...", text) : text;
}

const char *node_text(struct arena *arena, const struct node *node)
{
	return arena_strndup(arena, node->text, node->len);
}
