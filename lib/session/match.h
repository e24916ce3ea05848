/* SPDX-License-Identifier: BSD-2-Clause */
/* match.h - a `>` line of a script against a segment that came: the difference
 * in words and in values. */
#ifndef TCPVET_SESSION_MATCH_H
#define TCPVET_SESSION_MATCH_H

#include <stdio.h>

#include "segment/segment.h"
#include "session/match_field.h"
#include "verdict/cause.h"

/* MATCH_NO: *why is the first difference; of *cause all but what was sent is set. */
enum match_result match_segment(const struct scope *scope,
				const struct segment_spec *spec,
				const struct segment *seg, struct error *why,
				struct cause *cause);

/* What kind of segment the line wants; KIND_NONE: any. */
enum segment_kind match_wanted(const struct segment_spec *spec);

/* What the capture shows as one segment may have been several: whether one of them may be
 * as written. Flags (but FIN, PSH and URG, which the last may have alone) and options are
 * those of all; an acknowledgment that is higher than the one shown was not among them. */
bool match_may_hold(const struct scope *scope, const struct segment_spec *spec,
		    const struct segment *seg);

/* The line matches by a length that a part of the segment need not have. */
bool match_by_length(const struct scope *scope, const struct segment_spec *spec);

/* Prints what the line expects, with numbers relative as in a script. */
void match_describe(FILE *out, const struct scope *scope,
		    const struct segment_spec *spec);

#endif
