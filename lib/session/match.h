/* SPDX-License-Identifier: BSD-2-Clause */
/* match.h - a `>` line of a script against a segment that came: the difference
 * in words. */
#ifndef TCPVET_SESSION_MATCH_H
#define TCPVET_SESSION_MATCH_H

#include <stdio.h>

#include "segment/segment.h"
#include "session/match_field.h"

enum match_result match_segment(const struct scope *scope,
				const struct segment_spec *spec,
				const struct segment *seg, struct error *why);

/* Prints what the line expects, with numbers relative as in a script. */
void match_describe(FILE *out, const struct scope *scope,
		    const struct segment_spec *spec);

#endif
