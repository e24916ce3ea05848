/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ceased.h - ports that accepted connections and refuse them: since which cases, and what
 * that comes to, the finding target/accepts. Pure: no wire. Internal to the room.
 *
 * A refusal is an answer, so the host lives; that a server has ended, limits itself or was
 * stopped is no fault of TCP by itself. The target is to blame where it happened twice, each
 * time in the first trial of the same case on that port and of no other case, and its
 * ports take several connections at once: on a host with one socket a port what is left of a
 * connection refuses the next. All else is left open, but told: what was to be tested is
 * not there any more.
 */
#ifndef TCPVET_RUN_CEASED_H
#define TCPVET_RUN_CEASED_H

#include "run/job.h"

struct ceased;

/* All of the target's ports accept. Free with ceased_free. */
struct ceased *ceased_new(const struct target *target);
void ceased_free(struct ceased *ceased);

/* A trial of the job on its port has ended, and the port had accepted a connection. */
void ceased_accepts(struct ceased *ceased, struct job *job, int64_t now);

/* The port refused the trial of the job, and a control. */
void ceased_refuses(struct ceased *ceased, struct job *job, int64_t now);

/* The port refused the trial of the job, but not the control. */
void ceased_collides(struct ceased *ceased, const struct job *job);

/* Some port refused last, so that they all must be asked again in the end. */
bool ceased_any(const struct ceased *ceased);

/* What the ports of the target say when they are asked again, by their places. */
struct asked_again {
	bool *accepts, *refuses; /* each one's answers */
	bool several;            /* one that accepts took two connections at once */
};

/* The end: `asked` is what they said, or NULL when they could not be asked. Sets *out where
 * there is something to tell; its reason is malloced. */
void ceased_tell(struct ceased *ceased, const struct asked_again *asked,
		 struct rule_result *out);

#endif
