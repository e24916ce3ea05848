/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * script_paths.h - where the scripts are. $TCPVET_DATA when it is set; else beside the
 * build tree that the program runs from; else where `make install` puts them.
 */
#ifndef TCPVET_RUN_SCRIPT_PATHS_H
#define TCPVET_RUN_SCRIPT_PATHS_H

#include <limits.h>

#include "base/error.h"

struct script_paths {
	char testcases[PATH_MAX];    /* folder of topics */
	char probes[PATH_MAX];
	char requirements[PATH_MAX]; /* testcases/requirements.tsv */
	char expect[PATH_MAX];       /* testcases/linux.expect; may not be there */
};

/* installed: where `make install` puts them. 0, or -1 with err, which names the places
 * looked at. */
int script_paths_find(struct script_paths *out, const char *installed, struct error *err);

#endif
