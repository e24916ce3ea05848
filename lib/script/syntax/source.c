/* SPDX-License-Identifier: BSD-2-Clause */
#include "script/syntax/source.h"

#include <ctype.h>
#include <limits.h>
#include <string.h>

struct script_file *source_new(struct arena *arena, const char *name,
			       const char *text, size_t len)
{
	struct script_file *file = arena_alloc(arena, sizeof(*file));
	size_t count = 1, at = 1;
	size_t *lines;

	for (size_t i = 0; i < len; i++)
		count += text[i] == '\n';
	lines = arena_alloc(arena, count * sizeof(*lines));
	for (size_t i = 0; i < len; i++) {
		if (text[i] == '\n')
			lines[at++] = i + 1;
	}
	file->name = name;
	file->text = text;
	file->len = len;
	file->lines = lines;
	file->line_count = count;
	return file;
}

struct view view_of_file(struct arena *arena, const struct script_file *file)
{
	struct view_piece *piece = arena_alloc(arena, sizeof(*piece));

	return (struct view){ .file = file, .text = file->text,
			      .len = file->len, .pieces = piece,
			      .piece_count = 1 };
}

/* The last piece that begins at or before `at`. */
static size_t piece_at(const struct view *view, size_t at)
{
	size_t low = 0, high = view->piece_count;

	while (high - low > 1) {
		size_t mid = low + (high - low) / 2;

		if (view->pieces[mid].at <= at)
			low = mid;
		else
			high = mid;
	}
	return low;
}

/* ---- substitution ----------------------------------------------------- */

struct builder {
	const struct view *outer;
	const struct substitution *sub;
	size_t max;
	/* Two passes run the same code: the first, with NULL here, measures. */
	char *text;
	struct view_piece *pieces;
	size_t len, piece_count;
};

static bool names_var(const struct builder *b, size_t at, size_t end)
{
	const char *text = b->outer->text + at;

	return end - at >= b->sub->var_len + 3 && text[0] == '$' && text[1] == '{' &&
	       text[b->sub->var_len + 2] == '}' &&
	       memcmp(text + 2, b->sub->var, b->sub->var_len) == 0;
}

static void add_piece(struct builder *b, size_t origin, size_t origin_len,
		      bool replaced)
{
	if (b->pieces)
		b->pieces[b->piece_count] = (struct view_piece){
			.at = b->len, .origin = origin,
			.origin_len = origin_len, .replaced = replaced };
	b->piece_count++;
}

static void add_text(struct builder *b, const char *text, size_t len)
{
	if (b->text)
		memcpy(b->text + b->len, text, len);
	b->len += len;
}

/* Copies [begin, end) of the outer view piece by piece. */
static void add_outer(struct builder *b, size_t begin, size_t end)
{
	const struct view *outer = b->outer;

	for (size_t p = piece_at(outer, begin); begin < end; p++) {
		const struct view_piece *piece = &outer->pieces[p];
		size_t stop = p + 1 < outer->piece_count ?
			      outer->pieces[p + 1].at : outer->len;

		if (stop > end)
			stop = end;
		if (stop <= begin)
			continue;
		add_piece(b, piece->replaced ? piece->origin :
			  piece->origin + (begin - piece->at),
			  piece->origin_len, piece->replaced);
		add_text(b, outer->text + begin, stop - begin);
		begin = stop;
	}
}

static void add_value(struct builder *b, size_t at)
{
	const struct view *outer = b->outer;
	const struct view_piece *piece = &outer->pieces[piece_at(outer, at)];

	if (piece->replaced)
		add_piece(b, piece->origin, piece->origin_len, true);
	else
		add_piece(b, piece->origin + (at - piece->at), b->sub->var_len + 3,
			  true);
	add_text(b, b->sub->value, b->sub->value_len);
}

static void build(struct builder *b, struct text_span span)
{
	size_t from = span.begin, at = span.begin;

	b->len = 0;
	b->piece_count = 0;
	while (at < span.end && b->len <= b->max) {
		if (!names_var(b, at, span.end)) {
			at++;
			continue;
		}
		add_outer(b, from, at);
		add_value(b, at);
		at += b->sub->var_len + 3;
		from = at;
	}
	add_outer(b, from, span.end);
	if (b->piece_count == 0)
		add_piece(b, 0, 0, false);
}

bool view_substitute(struct arena *arena, const struct view *outer,
		     struct text_span span, const struct substitution *sub,
		     size_t max, struct view *out)
{
	struct builder b = { .outer = outer, .sub = sub, .max = max };

	build(&b, span);
	if (b.len > max)
		return false;
	b.text = arena_alloc(arena, b.len + 1);
	b.pieces = arena_alloc(arena, b.piece_count * sizeof(*b.pieces));
	build(&b, span);
	*out = (struct view){ .file = outer->file, .text = b.text, .len = b.len,
			      .pieces = b.pieces,
			      .piece_count = b.piece_count };
	return true;
}

/* ---- places ----------------------------------------------------------- */

/* The offset in the file; `behind`: of the octet behind a replaced text. */
static size_t origin_of(const struct view *view, size_t at, bool behind)
{
	const struct view_piece *piece = &view->pieces[piece_at(view, at)];
	size_t origin;

	if (piece->replaced)
		origin = piece->origin + (behind ? piece->origin_len : 0);
	else
		origin = piece->origin + (at - piece->at) + (behind ? 1 : 0);
	return origin < view->file->len ? origin : view->file->len;
}

static size_t line_at(const struct script_file *file, size_t at)
{
	size_t low = 0, high = file->line_count;

	while (high - low > 1) {
		size_t mid = low + (high - low) / 2;

		if (file->lines[mid] <= at)
			low = mid;
		else
			high = mid;
	}
	return low;
}

static unsigned narrow(size_t n)
{
	return n < UINT_MAX ? (unsigned)n : UINT_MAX;
}

struct source_place view_place(const struct view *view, struct text_span span)
{
	const struct script_file *file = view->file;
	size_t begin = origin_of(view, span.begin, false);
	size_t end = span.end > span.begin ?
		     origin_of(view, span.end - 1, true) : begin;
	size_t line = line_at(file, begin);
	size_t stop = line + 1 < file->line_count ? file->lines[line + 1] - 1 :
		      file->len;

	if (end > stop)
		end = stop;
	if (end <= begin)
		end = begin + 1;
	return (struct source_place){ .file = file, .line = narrow(line + 1),
			       .column = narrow(begin - file->lines[line] + 1),
			       .width = narrow(end - begin) };
}

const char *view_lowered(struct arena *arena, const struct view *view,
			 struct text_span span)
{
	char *text = arena_strndup(arena, view->text + span.begin,
				   span.end - span.begin);

	for (size_t i = span.begin; i < span.end; i++) {
		if (view->pieces[piece_at(view, i)].replaced)
			text[i - span.begin] = (char)tolower(
				(unsigned char)view->text[i]);
	}
	return text;
}

struct loc place_loc(struct source_place place)
{
	return (struct loc){ .file = place.file->name, .line = place.line,
			     .column = place.column };
}
