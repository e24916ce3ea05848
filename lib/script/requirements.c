/* SPDX-License-Identifier: BSD-2-Clause */
#include "script/requirements.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/memory.h"
#include "base/text_file.h"

enum { COLUMNS = 5, BYTES_MOST = 4 << 20 /* octets of a catalogue */ };

static const char *const column_names[COLUMNS] = {
	"id", "rfc", "section", "level", "statement"
};

struct requirements {
	struct arena arena;
	struct requirement *rows; /* sorted by id once loaded */
	size_t count, room;
};

/* Cuts the line at its tabs, in place. Returns how many of the first COLUMNS
 * columns are there. */
static size_t split(char *line, char *columns[COLUMNS])
{
	size_t n = 0;

	for (char *at = line; at && n < COLUMNS; n++) {
		columns[n] = at;
		at = strchr(at, '\t');
		if (at)
			*at++ = '\0';
	}
	return n;
}

static int check_header(char *columns[COLUMNS], const char *path,
			struct error *err)
{
	for (size_t i = 0; i < COLUMNS; i++)
		if (strcmp(columns[i], column_names[i]) != 0)
			return error_set(err, "%s:1: column %zu is \"%s\" where "
					 "\"%s\" belongs: is this a requirement "
					 "catalogue?", path, i + 1, columns[i],
					 column_names[i]);
	return 0;
}

static void append(struct requirements *reqs, char *columns[COLUMNS])
{
	struct requirement *row;

	if (reqs->count == reqs->room) {
		reqs->room = reqs->room ? 2 * reqs->room : 256;
		reqs->rows = memory_resized(reqs->rows, reqs->room, sizeof(*row));
	}
	row = &reqs->rows[reqs->count++];
	row->id = arena_strdup(&reqs->arena, columns[0]);
	row->rfc = arena_strdup(&reqs->arena, columns[1]);
	row->section = arena_strdup(&reqs->arena, columns[2]);
	row->level = arena_strdup(&reqs->arena, columns[3]);
	row->statement = arena_strdup(&reqs->arena, columns[4]);
}

static int take_line(struct requirements *reqs, char *line, const char *path,
		     unsigned number, struct error *err)
{
	char *columns[COLUMNS];
	size_t n = split(line, columns);

	if (n < COLUMNS)
		return error_set(err, "%s:%u: %zu columns where at least %d belong, "
				 "separated by tabs", path, number, n, COLUMNS);
	if (number == 1)
		return check_header(columns, path, err);
	for (size_t i = 0; i < COLUMNS; i++)
		if (!*columns[i])
			return error_set(err, "%s:%u: column \"%s\" is empty", path,
					 number, column_names[i]);
	append(reqs, columns);
	return 0;
}

static int read_lines(struct requirements *reqs, struct text_file *file,
		      const char *path, struct error *err)
{
	char *line;
	size_t len;

	while ((line = text_file_line(file, &len))) {
		if (memchr(line, '\0', len))
			return error_set(err, "%s:%u: binary data (a NUL octet)", path,
					 file->number);
		line[strcspn(line, "\r")] = '\0';
		if ((*line || file->number == 1) &&
		    take_line(reqs, line, path, file->number, err) < 0)
			return -1;
	}
	return reqs->count ? 0 : error_set(err, "%s: no requirement in it", path);
}

static int by_id(const void *a, const void *b)
{
	return strcmp(((const struct requirement *)a)->id,
		      ((const struct requirement *)b)->id);
}

static int sort(struct requirements *reqs, const char *path, struct error *err)
{
	qsort(reqs->rows, reqs->count, sizeof(*reqs->rows), by_id);
	for (size_t i = 1; i < reqs->count; i++)
		if (strcmp(reqs->rows[i - 1].id, reqs->rows[i].id) == 0)
			return error_set(err, "%s: %s is there twice", path,
					 reqs->rows[i].id);
	return 0;
}

struct requirements *requirements_load(const char *path, struct error *err)
{
	struct text_file file;
	const char *wrong = text_file_read(path, BYTES_MOST, &file);
	struct requirements *reqs;

	if (wrong) {
		error_set(err, "cannot read %s: %s", path, wrong);
		return NULL;
	}
	reqs = memory_zeroed(1, sizeof(*reqs));
	if (read_lines(reqs, &file, path, err) < 0 || sort(reqs, path, err) < 0) {
		requirements_free(reqs);
		reqs = NULL;
	}
	text_file_free(&file);
	return reqs;
}

void requirements_free(struct requirements *reqs)
{
	if (!reqs)
		return;
	arena_free(&reqs->arena);
	free(reqs->rows);
	free(reqs);
}

const struct requirement *requirements_find(const struct requirements *reqs,
					    const char *id)
{
	const struct requirement key = { .id = id };

	return bsearch(&key, reqs->rows, reqs->count, sizeof(*reqs->rows), by_id);
}

size_t requirements_count(const struct requirements *reqs)
{
	return reqs->count;
}
