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
	unsigned line;
	bool judged, failed;
	struct entry *next;
};

struct known {
	struct arena arena;
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

/* The words before the colon: an id and perhaps a family. */
static int parse_subject(struct entry *entry, char *subject, const char *path,
			 struct error *err)
{
	char *save = NULL;
	char *id = strtok_r(subject, blanks, &save);
	char *family = strtok_r(NULL, blanks, &save);
	char *extra = strtok_r(NULL, blanks, &save);

	if (!id)
		return error_set(err, "%s:%u: no case or rule before the colon", path,
				 entry->line);
	entry->id = id;
	if (!family)
		return 0;
	if (strcmp(family, "inet") == 0)
		entry->family = FAMILY_INET;
	else if (strcmp(family, "inet6") == 0)
		entry->family = FAMILY_INET6;
	else
		return error_set(err, "%s:%u: \"%s\" is no family: write inet, inet6 "
				 "or nothing", path, entry->line, family);
	if (extra)
		return error_set(err, "%s:%u: unexpected \"%s\" before the colon",
				 path, entry->line, extra);
	return 0;
}

static int parse_line(struct known *known, char *line, unsigned number,
		      const char *path, struct error *err)
{
	struct entry *entry = arena_alloc(&known->arena, sizeof(*entry));
	char *colon = strchr(line, ':');

	entry->line = number;
	if (!colon)
		return error_set(err, "%s:%u: no colon: write CASE [inet|inet6] : "
				 "REASON", path, number);
	*colon = '\0';
	entry->reason = trim(colon + 1);
	if (!*entry->reason)
		return error_set(err, "%s:%u: no reason behind the colon: say why the "
				 "deviation is known", path, number);
	if (parse_subject(entry, line, path, err) < 0)
		return -1;
	for (const struct entry *e = known->first; e; e = e->next)
		if (strcmp(e->id, entry->id) == 0 &&
		    family_covers(e->family, entry->family))
			return error_set(err, "%s:%u: %s is already listed in line %u",
					 path, number, entry->id, e->line);
	*known->last = entry;
	known->last = &entry->next;
	return 0;
}

static int read_lines(struct known *known, struct text_file *file, const char *path,
		      struct error *err)
{
	char *line;
	size_t len;

	while ((line = text_file_line(file, &len))) {
		char *text;

		if (memchr(line, '\0', len))
			return error_set(err, "%s:%u: binary data (a NUL octet)", path,
					 file->number);
		text = trim(line);
		if (*text && *text != '#' &&
		    parse_line(known, arena_strdup(&known->arena, text), file->number,
			       path, err) < 0)
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
	if (read_lines(known, &file, path, err) < 0) {
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

const char *known_match(struct known *known, const char *id,
			 enum ip_family family, enum verdict verdict)
{
	const char *reason = NULL;

	if (!known)
		return NULL;
	for (struct entry *e = known->first; e; e = e->next) {
		if (strcmp(e->id, id) != 0 || !family_covers(e->family, family))
			continue;
		if (verdict == VERDICT_FAIL) {
			e->failed = true;
			reason = e->reason;
		} else if (verdict == VERDICT_PASS || verdict == VERDICT_WARN) {
			e->judged = true;
		}
	}
	return reason;
}

unsigned known_stale(const struct known *known,
		      bool (*exists)(const void *ctx, const char *id),
		      const void *exists_ctx, known_stale_fn *told, void *ctx)
{
	unsigned count = 0;

	if (!known)
		return 0;
	for (const struct entry *e = known->first; e; e = e->next) {
		bool unknown = exists && !exists(exists_ctx, e->id);

		if (e->failed || (!e->judged && !unknown))
			continue;
		told(ctx, e->id, family_word(e->family));
		count++;
	}
	return count;
}
