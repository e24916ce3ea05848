/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * known.h - the list of known deviations (testcases/linux.expect): fails and warnings
 * that are understood, with the reason. A line is
 *     CASE-OR-RULE [inet|inet6] [warn] : REASON
 * Without a family it speaks of both; with "warn" it speaks of a warning, and a fail is
 * one as ever. Empty lines and lines that begin with # are left out.
 */
#ifndef TCPVET_VERDICT_KNOWN_H
#define TCPVET_VERDICT_KNOWN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "verdict/result.h"

struct known;

/* Reads the file. NULL with err (FILE:LINE: ...). Free with known_free (NULL
 * allowed). */
struct known *known_load(const char *path, struct error *err);
void known_free(struct known *known);

/* The id that a case or rule has today, by one that it has or had; NULL: there is none. */
typedef const char *known_resolve_fn(const void *ctx, const char *id);

/* Brings the ids up to date. 0, or -1 with err (FILE:LINE: ...): one names nothing, or
 * two the same. known may be NULL. */
int known_resolve(struct known *known, known_resolve_fn *resolve, const void *ctx,
		  struct error *err);

/*
 * Tells the list how a case or rule came out, once for each. Returns the reason when it
 * failed or warned and is listed: a known deviation; else NULL. Valid as long as known.
 * known may be NULL: nothing is listed.
 */
const char *known_match(struct known *known, const char *id,
			 enum ip_family family, enum verdict verdict);

/* Who is told of stale entries; family is "inet", "inet6" or "" for both. */
typedef void known_stale_fn(void *ctx, const char *id, const char *family);

/* Calls `told` for each entry whose case ran and held: it passed, and neither failed nor
 * warned in any family. What did not run to a verdict proves nothing. Returns how many. */
unsigned known_stale(const struct known *known, known_stale_fn *told, void *ctx);

#endif
