/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ambient.h - what every segment of a target must meet, whatever the case.
 *
 * A rule looks at one segment of the target and at the TCB as it is before that
 * segment is learnt. Pure; the caller counts.
 */
#ifndef TCPVET_MODEL_AMBIENT_H
#define TCPVET_MODEL_AMBIENT_H

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
	/* An offload of the tester's interface hides the answer. */
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

/* The table and its length. */
extern const struct ambient_rule ambient_rules[];
extern const unsigned ambient_rule_count;

#endif
