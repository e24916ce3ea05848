/* SPDX-License-Identifier: BSD-2-Clause */
/* match.h - a `>` line of a script against a segment that came. Internal to the
 * engine; the one place that words a difference. */
#ifndef TCPVET_SESSION_MATCH_H
#define TCPVET_SESSION_MATCH_H

#include <stdio.h>

#include "session/eval.h"
#include "segment/segment.h"

enum match_result {
	MATCH_YES,
	MATCH_NO,   /* `why` has the first difference: field, what came, what was expected */
	MATCH_ERROR /* the line cannot be evaluated: `why` says which name is unknown */
};

enum match_result match_segment(const struct scope *scope,
				const struct segment_spec *spec,
				const struct segment *seg, struct error *why);

/* Prints what the line expects, with numbers relative as in a script. */
void match_describe(FILE *out, const struct scope *scope,
		    const struct segment_spec *spec);

#endif
