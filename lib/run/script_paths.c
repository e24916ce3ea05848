/* SPDX-License-Identifier: BSD-2-Clause */
#include "run/script_paths.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool join(char out[static PATH_MAX], const char *dir, const char *name)
{
	int len = snprintf(out, PATH_MAX, "%s/%s", dir, name);

	return len >= 0 && len < PATH_MAX;
}

/* Fills out when dir holds the scripts. */
static bool try_dir(struct script_paths *out, const char *dir)
{
	return join(out->testcases, dir, "testcases") &&
	       join(out->probes, dir, "probes") &&
	       join(out->requirements, dir, "testcases/requirements.tsv") &&
	       join(out->expect, dir, "testcases/linux.expect") &&
	       access(out->requirements, R_OK) == 0 &&
	       access(out->probes, R_OK | X_OK) == 0;
}

/* Paths below the current directory are shown relative to it, as users name them. */
static void shorten(char path[static PATH_MAX])
{
	char cwd[PATH_MAX];
	size_t len;

	if (!getcwd(cwd, sizeof(cwd)))
		return;
	len = strlen(cwd);
	if (strncmp(path, cwd, len) == 0 && path[len] == '/' && path[len + 1])
		memmove(path, path + len + 1, strlen(path + len + 1) + 1);
}

/* Where `make install` puts the scripts, seen from PREFIX: a tree that was installed
 * into a staging folder, or moved, still finds its own. */
static bool try_prefix(struct script_paths *out, const char *prefix)
{
	char dir[PATH_MAX];

	return join(dir, prefix, "share/tcpvet") && try_dir(out, dir);
}

/* The folders above the program: build/tcpvet and build/san/tcpvet find the tree,
 * PREFIX/bin/tcpvet its PREFIX/share/tcpvet. */
static bool try_above_program(struct script_paths *out)
{
	char path[PATH_MAX];
	ssize_t len = readlink("/proc/self/exe", path, sizeof(path) - 1);
	char *slash;

	if (len <= 0)
		return false;
	path[len] = '\0';
	for (int i = 0; i < 4; i++) {
		slash = strrchr(path, '/');
		if (!slash || slash == path)
			return false;
		*slash = '\0';
		if (i > 0 && (try_dir(out, path) || (i == 1 && try_prefix(out, path)))) {
			shorten(out->testcases);
			shorten(out->probes);
			shorten(out->requirements);
			shorten(out->expect);
			return true;
		}
	}
	return false;
}

int script_paths_find(struct script_paths *out, const char *installed, struct error *err)
{
	const char *data = getenv("TCPVET_DATA");

	if (data && *data) {
		if (try_dir(out, data))
			return 0;
		return error_set(err, "TCPVET_DATA=%s: no testcases/requirements.tsv and "
				 "probes/ there", data);
	}
	if (try_above_program(out) || try_dir(out, installed))
		return 0;
	return error_set(err, "no scripts found beside the program or in %s: run `make "
			 "install`, or set TCPVET_DATA to the folder that holds "
			 "testcases/ and probes/", installed);
}
