/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * check_script - loads scripts and prints what is wrong with them, for the golden
 * tests: check_script [-p PROBES] FILE|DIR...; `-l` lists the cases loaded.
 * Exit status 0, or 2 on any error.
 */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "script/script.h"

static int load(struct suite *suite, const char *path, struct diagnostics *diag)
{
	struct stat st;

	if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
		return suite_load_dir(suite, path, diag);
	return suite_load_file(suite, path, diag);
}

int main(int argc, char **argv)
{
	struct diagnostics diag = { .out = stdout, .max = 100 };
	const char *probes = NULL;
	struct suite *suite;
	int opt, list = 0, status = 0;

	while ((opt = getopt(argc, argv, "lp:")) != -1) {
		if (opt == 'p')
			probes = optarg;
		else if (opt == 'l')
			list = 1;
		else
			return 2;
	}
	suite = suite_new(probes);
	for (int i = optind; i < argc; i++) {
		if (load(suite, argv[i], &diag) != 0)
			status = 2;
	}
	for (struct test_case *c = suite->cases; list && c; c = c->next)
		printf("%s%s%s\n", c->id, c->unsupported ? " unsupported: " : "",
		       c->unsupported ? c->unsupported : "");
	suite_free(suite);
	return status;
}
