/* SPDX-License-Identifier: BSD-2-Clause */
/* load.c - the suite: files in, checked cases out. */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "script/check/check_case.h"
#include "script/script.h"
#include "script/syntax/read.h"

/* A suite and what callers need not see. */
struct suite_all {
	struct suite suite; /* first: the two are converted into each other */
	struct library library;
	struct requirement_ids requirements;
	struct script_report report;
	struct test_case **tail;
	unsigned statements;
	const struct test_case **ids; /* hash table; its size a power of 2 */
	size_t ids_size, ids_count;
};

static struct suite_all *all_of(struct suite *suite)
{
	return (struct suite_all *)(void *)suite;
}

struct suite *suite_new(const char *probe_dir)
{
	struct suite_all *all = memory_zeroed(1, sizeof(*all));

	all->library.arena = &all->suite.arena;
	if (probe_dir)
		all->library.dir = arena_strdup(&all->suite.arena, probe_dir);
	all->report.arena = &all->suite.arena;
	all->tail = &all->suite.cases;
	return &all->suite;
}

void suite_free(struct suite *suite)
{
	if (!suite)
		return;
	free(all_of(suite)->ids);
	arena_free(&suite->arena);
	free(all_of(suite));
}

void suite_set_requirements(struct suite *suite,
			    bool (*known)(const void *ctx, const char *id),
			    const void *ctx)
{
	all_of(suite)->requirements =
		(struct requirement_ids){ .known = known, .ctx = ctx };
}

/* ---- ids -------------------------------------------------------------- */

static const struct test_case **id_slot(const struct suite_all *all,
					const char *id)
{
	size_t hash = 5381;

	for (const char *ch = id; *ch; ch++)
		hash = hash * 33 + (unsigned char)*ch;
	for (;; hash++) {
		const struct test_case **slot =
			&all->ids[hash & (all->ids_size - 1)];

		if (!*slot || strcmp((*slot)->id, id) == 0)
			return slot;
	}
}

/* Keeps at least half of the slots free. */
static void grow_ids(struct suite_all *all)
{
	const struct test_case **old = all->ids;
	size_t size = all->ids_size;

	if (all->ids_count * 2 < size)
		return;
	all->ids_size = size ? size * 2 : 256;
	all->ids = memory_zeroed(all->ids_size, sizeof(*all->ids));
	for (size_t i = 0; i < size; i++) {
		if (old[i])
			*id_slot(all, old[i]->id) = old[i];
	}
	free(old);
}

static void append(struct suite_all *all, struct test_case *tc,
		   const struct node *name)
{
	const struct test_case **slot;

	grow_ids(all);
	slot = id_slot(all, tc->id);
	if (*slot) {
		report_clash(&all->report, name->place, (*slot)->loc,
			     "it was defined here", "there are two cases '%s'",
			     tc->id);
		return;
	}
	*slot = tc;
	all->ids_count++;
	*all->tail = tc;
	all->tail = &tc->next;
	all->suite.count++;
}

/* ---- one file --------------------------------------------------------- */

/* The directory that holds the file, or the file's stem. */
static const char *topic_of(struct arena *arena, const char *path)
{
	const char *slash = strrchr(path, '/'), *begin, *dot;

	if (slash) {
		for (begin = slash; begin > path && begin[-1] != '/'; begin--)
			;
		if (slash > begin && begin[0] != '.')
			return arena_strndup(arena, begin,
					     (size_t)(slash - begin));
		path = slash + 1;
	}
	dot = strrchr(path, '.');
	return dot && dot > path ?
	       arena_strndup(arena, path, (size_t)(dot - path)) :
	       arena_strdup(arena, path);
}

static void check_unit(struct suite_all *all, const struct unit *unit,
		       const struct script_file *file, const char *topic)
{
	struct checker c = { .library = &all->library, .report = &all->report,
			     .requirements = &all->requirements,
			     .arena = &all->suite.arena, .file = file,
			     .suite_statements = &all->statements };
	struct test_case nobody = { .connections = 1 };
	const char *names[CASE_CONNECTIONS_MAX] = { "main" };

	all->report.trail = unit->trail;
	if (unit->item->kind == N_CASE) {
		struct test_case *tc = check_case(&c, unit, topic);

		if (tc)
			append(all, tc, unit->item->a);
	} else {
		nobody.connection_names = names;
		c.tc = &nobody;
		check_probe_alone(&c, unit->item);
	}
	all->report.trail = NULL;
}

static void load_units(struct suite_all *all, struct arena *trees,
		       struct script_file *file)
{
	const struct unit *units = script_expand(&all->report, trees,
						 &all->suite.arena, file);
	const char *topic = topic_of(&all->suite.arena, file->name);

	if (!units && all->report.raised == 0)
		report_error(&all->report, (struct source_place){ .file = file },
			     "holds no case and no probe");
	library_enter(&all->report, file, units);
	for (const struct unit *u = units; u; u = u->next)
		check_unit(all, u, file, topic);
	/* The trees end with this load. */
	file->probes = NULL;
}

static void begin_load(struct suite_all *all, struct diagnostics *diag)
{
	/* Who has heard of no error has not heard of one in a probe either, that
	 * was told while another script was loaded. */
	if (diag->errors == 0)
		memset(all->report.recent, 0, sizeof(all->report.recent));
	all->report.diag = diag;
	all->report.raised = 0;
}

static int load_file(struct suite_all *all, struct script_file *file)
{
	struct arena trees = { NULL };
	struct test_case **tail = all->tail;
	size_t count = all->suite.count;

	if (file)
		load_units(all, &trees, file);
	arena_free(&trees);
	if (all->report.raised == 0)
		return 0;
	/* A probe that is wrong may have left a hole in a case that is not. */
	*tail = NULL;
	all->tail = tail;
	all->suite.count = count;
	return -1;
}

int suite_load_text(struct suite *suite, const char *name, const char *text,
		    size_t len, struct diagnostics *diag)
{
	struct suite_all *all = all_of(suite);

	begin_load(all, diag);
	return load_file(all, script_read_text(&suite->arena, &all->report, name,
					       text, len));
}

int suite_load_file(struct suite *suite, const char *path,
		    struct diagnostics *diag)
{
	struct suite_all *all = all_of(suite);

	begin_load(all, diag);
	return load_file(all, script_read(&suite->arena, &all->report, path));
}

/* ---- directories ------------------------------------------------------- */

enum { DIR_DEPTH_MAX = 32 };

static int not_hidden(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static bool is_dir(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static bool is_script(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot && strcmp(dot, ".tc") == 0;
}

struct walk {
	struct suite *suite;
	struct diagnostics *diag;
	size_t found;
	int result;
};

static void complain(struct walk *walk, const char *dir, const char *text)
{
	struct suite_all *all = all_of(walk->suite);

	begin_load(all, walk->diag);
	script_complain(&walk->suite->arena, &all->report, dir, text);
	walk->result = -1;
}

static void load_below(struct walk *walk, const char *dir, unsigned depth)
{
	struct dirent **entries = NULL;
	int n = scandir(dir, &entries, not_hidden, alphasort);

	if (n < 0 || depth == DIR_DEPTH_MAX)
		complain(walk, dir, n < 0 ?
			 arena_printf(&walk->suite->arena, "cannot be read: %s",
				      strerror(errno)) :
			 "stands too deep; is it linked to itself?");
	for (int i = 0; i < n; i++) {
		const char *name = entries[i]->d_name;
		const char *path = arena_printf(&walk->suite->arena, "%s/%s",
						dir, name);

		if (depth < DIR_DEPTH_MAX && is_dir(path)) {
			load_below(walk, path, depth + 1);
		} else if (is_script(name)) {
			walk->found++;
			if (suite_load_file(walk->suite, path, walk->diag) != 0)
				walk->result = -1;
		}
		free(entries[i]);
	}
	free(entries);
}

int suite_load_dir(struct suite *suite, const char *dir,
		   struct diagnostics *diag)
{
	struct walk walk = { .suite = suite, .diag = diag };

	load_below(&walk, dir, 0);
	if (walk.found == 0 && walk.result == 0)
		complain(&walk, dir, "holds no script: no *.tc below it");
	return walk.result;
}
