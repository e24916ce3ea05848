/* SPDX-License-Identifier: BSD-2-Clause */
#include "run/expectation.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/memory.h"
#include "model/ambient.h"

struct alias {
	const char *old, *now;
	struct alias *next;
};

struct ids {
	struct arena arena;
	struct alias *aliases;
	const struct selection *selection;
	struct suite *whole; /* all that come with the program */
};

/* Watched beside the cases, by no script. */
static const char watched[] = "target/alive";

/* ---- aliases ----------------------------------------------------------------------- */

static int take_alias(struct ids *ids, char *line, const char *path, unsigned number,
		      struct error *err)
{
	char *save = NULL;
	const char *old = strtok_r(line, " \t\r\n", &save);
	const char *now = strtok_r(NULL, " \t\r\n", &save);
	struct alias *alias;

	if (!old || *old == '#')
		return 0;
	if (!now)
		return error_set(err, "%s:%u: '%s' has no new name", path, number, old);
	alias = arena_alloc(&ids->arena, sizeof(*alias));
	*alias = (struct alias){ arena_strdup(&ids->arena, old),
				 arena_strdup(&ids->arena, now), ids->aliases };
	ids->aliases = alias;
	return 0;
}

/* A tree of scripts without the file has no aliases. */
static int load_aliases(struct ids *ids, struct error *err)
{
	char *path = text_print("%s/aliases.tsv", ids->selection->paths.testcases);
	FILE *file = fopen(path, "re");
	char line[512];
	unsigned number = 0;
	int result = 0;

	if (!file && errno != ENOENT)
		result = error_sys(err, errno, "cannot read %s", path);
	while (file && result == 0 && fgets(line, sizeof(line), file))
		result = take_alias(ids, line, path, ++number, err);
	if (file)
		fclose(file);
	free(path);
	return result;
}

/* ---- ids --------------------------------------------------------------------------- */

static bool in_suite(const struct suite *suite, const char *id)
{
	for (const struct test_case *tc = suite->cases; tc; tc = tc->next)
		if (strcmp(tc->id, id) == 0)
			return true;
	return false;
}

static bool exists(const struct ids *ids, const char *id)
{
	for (unsigned i = 0; i < ambient_rule_count; i++)
		if (strcmp(ambient_rules[i].id, id) == 0)
			return true;
	return strcmp(id, watched) == 0 || in_suite(ids->selection->suite, id) ||
	       in_suite(ids->whole, id);
}

static const char *resolve(const void *ctx, const char *id)
{
	const struct ids *ids = ctx;

	if (exists(ids, id))
		return id;
	for (const struct alias *a = ids->aliases; a; a = a->next)
		if (strcmp(a->old, id) == 0)
			return exists(ids, a->now) ? a->now : NULL;
	return NULL;
}

/* Whoever runs a script of their own need not have loaded the rest; what is wrong in it is
 * not their business now. */
static void load_whole(struct ids *ids)
{
	struct diagnostics nobody = { .out = fopen("/dev/null", "we") };

	ids->whole = suite_new(ids->selection->paths.probes);
	if (nobody.out) {
		(void)suite_load_dir(ids->whole, ids->selection->paths.testcases, &nobody);
		fclose(nobody.out);
	}
}

struct known *expectation_load(const char *path, const struct selection *selection,
			       struct error *err)
{
	struct known *known = known_load(path, err);
	struct ids ids = { .selection = selection };

	if (!known)
		return NULL;
	load_whole(&ids);
	if (load_aliases(&ids, err) < 0 || known_resolve(known, resolve, &ids, err) < 0) {
		known_free(known);
		known = NULL;
	}
	suite_free(ids.whole);
	arena_free(&ids.arena);
	return known;
}
