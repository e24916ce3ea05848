/* SPDX-License-Identifier: BSD-2-Clause */
/* requirements.h - the catalogue, testcases/requirements.tsv. */
#ifndef TCPVET_SCRIPT_REQUIREMENTS_H
#define TCPVET_SCRIPT_REQUIREMENTS_H

#include <stddef.h>

#include "base/error.h"

struct requirement {
	const char *id, *rfc, *section, *level, *statement;
};

struct requirements;

/* Reads the file (a tab-separated table with a header line; the first five
 * columns count). NULL with err. Free with requirements_free (NULL allowed). */
struct requirements *requirements_load(const char *path, struct error *err);
void requirements_free(struct requirements *reqs);

/* The row of that id, or NULL. Valid as long as reqs. */
const struct requirement *requirements_find(const struct requirements *reqs,
					    const char *id);
size_t requirements_count(const struct requirements *reqs);

#endif
