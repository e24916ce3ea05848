/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ambient.h - what every segment of a target must meet, whatever the case.
 *
 * A rule looks at one segment of the target and at the TCB as it is before that
 * segment is learnt. Pure; the caller counts.
 */
#ifndef TCPVET_MODEL_AMBIENT_H
#define TCPVET_MODEL_AMBIENT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "model/tcb.h"
#include "segment/segment.h"

enum ambient_outcome {
	AMBIENT_UNTOUCHED, /* the rule does not speak of this segment */
	AMBIENT_KEPT,
	AMBIENT_BROKEN,
	/* It may be broken, or the path lost or reordered something. The caller
	 * decides by what it knows of the path. */
	AMBIENT_DOUBTFUL,
	/* An offload hides the answer. */
	AMBIENT_HIDDEN
};

struct ambient_rule {
	const char *id;    /* of requirements.tsv */
	const char *title; /* one line */
	/* Judges; on BROKEN and DOUBTFUL `why` says in words what is wrong. */
	enum ambient_outcome (*judge)(const struct tcb *tcb,
				      const struct decoded *decoded,
				      struct error *why);
};

/*
 * What the capture shows as one segment may have been several on the wire: the wire
 * says so, or it is longer than the target may send and its checksum is left to an
 * offload, which cuts it up behind the capture or has merged it before.
 */
bool ambient_may_be_several(const struct tcb *tcb, const struct decoded *decoded);

/* The table and its length. */
extern const struct ambient_rule ambient_rules[];
extern const unsigned ambient_rule_count;

#endif
