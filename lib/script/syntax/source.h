/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * source.h - the text of scripts and the places in it. Private to lib/script.
 *
 * The lexer never reads a file directly but a view: the file's text, or a piece of
 * it in which family variables have been replaced. A view knows where each of its
 * octets came from, so that every message points into the file as written.
 */
#ifndef TCPVET_SCRIPT_SYNTAX_SOURCE_H
#define TCPVET_SCRIPT_SYNTAX_SOURCE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "script/ast.h"

struct node;

struct script_file {
	const char *name; /* as the user would name it */
	const char *text; /* 0-terminated */
	size_t len;
	const size_t *lines; /* offset at which each line begins */
	size_t line_count;
	struct node *probes; /* N_PROBE, by `next` */
	struct script_file *next;
};

/* A stretch of a source line. column counts octets from 1; line 0: the whole file. */
struct source_place {
	const struct script_file *file;
	unsigned line, column, width;
};

/* Octets [begin, end) of a view. */
struct text_span {
	size_t begin, end;
};

/* From `at` on the view shows the file from `origin` on; where `replaced`, the text
 * of a family variable stands for the origin_len octets there. */
struct view_piece {
	size_t at, origin, origin_len;
	bool replaced;
};

struct view {
	const struct script_file *file;
	const char *text;
	size_t len;
	const struct view_piece *pieces; /* sorted by `at`; the first is at 0 */
	size_t piece_count;
};

/* A file of that text (not copied); the line index is made in the arena. */
struct script_file *source_new(struct arena *arena, const char *name,
			       const char *text, size_t len);

/* The whole file. */
struct view view_of_file(struct arena *arena, const struct script_file *file);

struct substitution {
	const char *var, *value;
	size_t var_len, value_len;
};

/* The octets of span in `outer`, with ${var} replaced. False, and nothing made, when
 * the result is longer than max. */
bool view_substitute(struct arena *arena, const struct view *outer,
		     struct text_span span, const struct substitution *sub,
		     size_t max, struct view *out);

/* Where the span lies in the file. */
struct source_place view_place(const struct view *view, struct text_span span);

/* The span's text, copied, with what replaced family variables in lower case. */
const char *view_lowered(struct arena *arena, const struct view *view,
			 struct text_span span);

struct loc place_loc(struct source_place place);

#endif
