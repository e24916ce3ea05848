/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * known.h - the list of known deviations (testcases/linux.expect): fails that are
 * understood, with the reason. A line is
 *     CASE-OR-RULE [inet|inet6] : REASON
 * Without a family it speaks of both. Empty lines and lines that begin with # are
 * left out.
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

/*
 * Tells the list how a case or rule came out, once for each. Returns the reason
 * when it failed and is listed: a known deviation; else NULL. Valid as long as
 * known. known may be NULL: nothing is listed.
 */
const char *known_match(struct known *known, const char *id,
			 enum ip_family family, enum verdict verdict);

/* Who is told of stale entries; family is "inet", "inet6" or "" for both. */
typedef void known_stale_fn(void *ctx, const char *id, const char *family);

/*
 * Calls `told` for each entry that no longer fails: what it lists was judged (pass
 * or warn) and failed in no family; or, when `exists` is given, is no case or rule
 * at all. Skipped, inconclusive and unselected ones prove nothing. Returns how many.
 */
unsigned known_stale(const struct known *known,
		      bool (*exists)(const void *ctx, const char *id),
		      const void *exists_ctx, known_stale_fn *told, void *ctx);

#endif
