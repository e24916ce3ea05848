/* SPDX-License-Identifier: BSD-2-Clause */
#include "verdict/known.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/memory.h"
#include "base/text_file.h"

enum { BYTES_MOST = 1 << 20 }; /* no list that somebody wrote is longer */

static const char blanks[] = " \t\r\n\v\f";

struct entry {
	const char *id, *reason;
	enum ip_family family; /* FAMILY_NONE: both */
	bool warnings_only;
	unsigned line;
	bool judged, deviated;
	struct entry *next;
};

struct known {
	struct arena arena;
	const char *path;
	struct entry *first, **last;
};

static char *trim(char *text)
{
	size_t len;

	text += strspn(text, blanks);
	len = strlen(text);
	while (len && strchr(blanks, text[len - 1]))
		text[--len] = '\0';
	return text;
}

static const char *family_word(enum ip_family family)
{
	return family == FAMILY_INET ? "inet" :
	       family == FAMILY_INET6 ? "inet6" : "";
}

static bool family_covers(enum ip_family listed, enum ip_family family)
{
	return listed == FAMILY_NONE || family == FAMILY_NONE || listed == family;
}

static int parse_word(struct entry *entry, const char *word, const char *path,
		      struct error *err)
{
	if (strcmp(word, "warn") == 0 && !entry->warnings_only)
		entry->warnings_only = true;
	else if (entry->family != FAMILY_NONE || entry->warnings_only)
		return error_set(err, "%s:%u: unexpected \"%s\" before the colon",
				 path, entry->line, word);
	else if (strcmp(word, "inet") == 0)
		entry->family = FAMILY_INET;
	else if (strcmp(word, "inet6") == 0)
		entry->family = FAMILY_INET6;
	else
		return error_set(err, "%s:%u: \"%s\" is no family: write inet, inet6 "
				 "or nothing", path, entry->line, word);
	return 0;
}

/* The words before the colon: an id, perhaps a family, perhaps "warn". */
static int parse_subject(struct entry *entry, char *subject, const char *path,
			 struct error *err)
{
	char *save = NULL, *word;

	entry->id = strtok_r(subject, blanks, &save);
	if (!entry->id)
		return error_set(err, "%s:%u: no case or rule before the colon", path,
				 entry->line);
	while ((word = strtok_r(NULL, blanks, &save)))
		if (parse_word(entry, word, path, err) < 0)
			return -1;
	return 0;
}

/* An entry before that speaks of the same. */
static int check_twice(const struct known *known, const struct entry *entry,
		       struct error *err)
{
	for (const struct entry *e = known->first; e && e != entry; e = e->next)
		if (strcmp(e->id, entry->id) == 0 &&
		    family_covers(e->family, entry->family))
			return error_set(err, "%s:%u: %s is already listed in line %u",
					 known->path, entry->line, entry->id, e->line);
	return 0;
}

static int parse_line(struct known *known, char *line, unsigned number,
		      struct error *err)
{
	const char *path = known->path;
	struct entry *entry = arena_alloc(&known->arena, sizeof(*entry));
	char *colon = strchr(line, ':');

	entry->line = number;
	if (!colon)
		return error_set(err, "%s:%u: no colon: write CASE [inet|inet6] [warn] : "
				 "REASON", path, number);
	*colon = '\0';
	entry->reason = trim(colon + 1);
	if (!*entry->reason)
		return error_set(err, "%s:%u: no reason behind the colon: say why the "
				 "deviation is known", path, number);
	if (parse_subject(entry, line, path, err) < 0)
		return -1;
	if (check_twice(known, entry, err) < 0)
		return -1;
	*known->last = entry;
	known->last = &entry->next;
	return 0;
}

static int read_lines(struct known *known, struct text_file *file, struct error *err)
{
	char *line;
	size_t len;

	while ((line = text_file_line(file, &len))) {
		char *text;

		if (memchr(line, '\0', len))
			return error_set(err, "%s:%u: binary data (a NUL octet)",
					 known->path, file->number);
		text = trim(line);
		if (*text && *text != '#' &&
		    parse_line(known, arena_strdup(&known->arena, text), file->number,
			       err) < 0)
			return -1;
	}
	return 0;
}

struct known *known_load(const char *path, struct error *err)
{
	struct text_file file;
	const char *wrong = text_file_read(path, BYTES_MOST, &file);
	struct known *known;

	if (wrong) {
		error_set(err, "cannot read %s: %s", path, wrong);
		return NULL;
	}
	known = memory_zeroed(1, sizeof(*known));
	known->last = &known->first;
	known->path = arena_strdup(&known->arena, path);
	if (read_lines(known, &file, err) < 0) {
		known_free(known);
		known = NULL;
	}
	text_file_free(&file);
	return known;
}

void known_free(struct known *known)
{
	if (!known)
		return;
	arena_free(&known->arena);
	free(known);
}

int known_resolve(struct known *known, known_resolve_fn *resolve, const void *ctx,
		  struct error *err)
{
	if (!known)
		return 0;
	for (struct entry *e = known->first; e; e = e->next) {
		const char *id = resolve(ctx, e->id);

		if (!id)
			return error_set(err, "%s:%u: no case or rule '%s'", known->path,
					 e->line, e->id);
		if (strcmp(id, e->id) == 0)
			continue;
		e->id = arena_strdup(&known->arena, id);
	}
	for (const struct entry *e = known->first; e; e = e->next)
		if (check_twice(known, e, err) < 0)
			return -1;
	return 0;
}

const char *known_match(struct known *known, const char *id,
			 enum ip_family family, enum verdict verdict)
{
	const char *reason = NULL;

	if (!known)
		return NULL;
	for (struct entry *e = known->first; e; e = e->next) {
		if (strcmp(e->id, id) != 0 || !family_covers(e->family, family))
			continue;
		if (verdict == VERDICT_PASS)
			e->judged = true;
		if (verdict != VERDICT_FAIL && verdict != VERDICT_WARN)
			continue;
		e->deviated = true;
		if (verdict == VERDICT_WARN || !e->warnings_only)
			reason = e->reason;
	}
	return reason;
}

unsigned known_stale(const struct known *known, known_stale_fn *told, void *ctx)
{
	unsigned count = 0;

	if (!known)
		return 0;
	for (const struct entry *e = known->first; e; e = e->next) {
		if (e->deviated || !e->judged)
			continue;
		told(ctx, e->id, family_word(e->family));
		count++;
	}
	return count;
}
