/* SPDX-License-Identifier: BSD-2-Clause */
/* cmd_check.c - tcpvet check: reads scripts and reports their errors; sends nothing. */
#include <errno.h>
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd.h"
#include "options.h"
#include "common.h"

static const struct usage usage = {
	"check", "FILE|FOLDER...",
	"Looks for errors in scripts; of a folder, in each *.tc below it. Sends nothing.",
	NULL, 0
};

struct check {
	struct suite *suite;
	struct diagnostics diag;
	size_t files;
};

static int by_name(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

static bool is_script(const char *name)
{
	size_t len = strlen(name);

	return len > 3 && strcmp(name + len - 3, ".tc") == 0;
}

static void check_entry(struct check *check, const FTSENT *entry)
{
	switch (entry->fts_info) {
	case FTS_D:
	case FTS_DP:
		return;
	case FTS_DNR:
	case FTS_ERR:
		check->diag.errors++;
		command_error("check", "cannot read %s: %s", entry->fts_path,
			      strerror(entry->fts_errno));
		return;
	default:
		/* What the user named is read whatever its name. */
		if (entry->fts_level > 0 && !is_script(entry->fts_name))
			return;
		check->files++;
		suite_load_file(check->suite, entry->fts_path, &check->diag);
	}
}

static int check_tree(struct check *check, char *path)
{
	char *const paths[] = { path, NULL };
	size_t before = check->files;
	unsigned errors = check->diag.errors;
	FTS *fts = fts_open(paths, FTS_LOGICAL | FTS_NOCHDIR, by_name);
	FTSENT *entry;

	if (!fts) {
		command_error("check", "cannot read %s: %s", path, strerror(errno));
		return -1;
	}
	while ((entry = fts_read(fts)))
		check_entry(check, entry);
	fts_close(fts);
	if (check->files == before && check->diag.errors == errors) {
		command_error("check", "%s: no *.tc file below it", path);
		return -1;
	}
	return 0;
}

static const char *plural(size_t n)
{
	return n == 1 ? "" : "s";
}

static int check_all(struct selection *sel, char **paths)
{
	struct check check = { .suite = sel->suite, .diag = { .out = stderr } };

	check.diag.colour = isatty(STDERR_FILENO) && !getenv("NO_COLOR");
	for (; *paths; paths++)
		if (check_tree(&check, *paths) < 0)
			return EXIT_MISUSE;
	if (check.diag.errors)
		return EXIT_MISUSE;
	printf("%zu case%s in %zu file%s\n", sel->suite->count,
	       plural(sel->suite->count), check.files, plural(check.files));
	return output_status("check");
}

int cmd_check(int argc, char **argv)
{
	struct selection sel;
	int key, status;

	while ((key = options_next(&usage, argc, argv)) >= 0)
		;
	if (key == OPTIONS_DONE)
		return output_status("check");
	if (key == OPTIONS_WRONG)
		return EXIT_MISUSE;
	if (optind == argc)
		return usage_wrong(&usage, "no script named");
	status = common_prepare(&sel, "check");
	if (status == EXIT_PASS)
		status = check_all(&sel, argv + optind);
	selection_close(&sel);
	return status;
}
