/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * measure.h - the path to a target, measured while cases go on beside it.
 *
 * Pairs of SYNs are sent close together and their answers watched: one that does not
 * come, comes twice, or before its fellow's was disturbed. Thoroughly until enough is
 * known, later for as long as it takes to see that the path is still what it was; less where
 * it is slow or plainly bad. Where many pairs come back the other way round, as from a
 * host that answers the last SYN first, pairs of ACKs, which draw RSTs, tell whether it
 * is the path's doing. What opens is reset. Internal to the room.
 */
#ifndef TCPVET_RUN_MEASURE_H
#define TCPVET_RUN_MEASURE_H

#include "traffic/context.h"
#include "run/target.h"
#include "verdict/trust.h"

struct measure;

struct measure_plan {
	const struct target *target;
	/* A port of the target, open or closed, and one to ask if the first seems to
	 * disturb: a target may answer a part of the SYNs by its own mind, and the
	 * path treats both alike. The second may be 0. */
	uint16_t ports[2];
	bool glance;   /* just to see whether the path is a bad one */
	uint64_t seed; /* initial sequence numbers */
	struct trust *trust; /* what is known of the path, and will be */
	/* Told at the end: 0, or -1 when the tester failed. The measure is no more. */
	void (*done)(void *ctx, int status, const struct error *err);
	void *ctx;
};

/* Begins; `done` is called while tasks run. Never NULL. */
struct measure *measure_start(struct context *context, const struct measure_plan *plan);

/* Ends it before it is done, without a word. */
void measure_stop(struct measure *measure);

/* The whole of it with nothing beside; plan->done is not called. 0, or -1 with err. */
int measure_alone(struct context *context, const struct measure_plan *plan,
		  struct error *err);

#endif
