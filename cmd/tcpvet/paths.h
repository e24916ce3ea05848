/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * paths.h - where the scripts are. $TCPVET_DATA when it is set; else beside the
 * build tree that the program runs from; else where `make install` puts them.
 */
#ifndef TCPVET_CMD_PATHS_H
#define TCPVET_CMD_PATHS_H

#include <limits.h>

#include "base/error.h"

struct paths {
	char testcases[PATH_MAX];    /* folder of topics */
	char probes[PATH_MAX];
	char requirements[PATH_MAX]; /* testcases/requirements.tsv */
	char expect[PATH_MAX];       /* testcases/linux.expect; may not be there */
};

/* 0, or -1 with err, which names the places looked at. */
int paths_find(struct paths *out, struct error *err);

#endif
