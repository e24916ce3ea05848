/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * lane.h - one target in a run: which of its cases may begin now, how many side by
 * side, and what is known of the path to it. Internal to the engine.
 *
 * Cases that a script wants `apart` from each other never run together; those that
 * want to be apart from all run first, one by one, and last come, one by one, those
 * whose result a crowd may have made.
 */
#ifndef TCPVET_RUN_LANE_H
#define TCPVET_RUN_LANE_H

#include "traffic/concurrency.h"
#include "run/job.h"
#include "run/measure.h"
#include "run/schedule.h"

struct lane;

/* What the lanes of a run share. */
struct lanes {
	struct lane *first, **end; /* in which something may begin, in turn */
	unsigned running;          /* cases, of all lanes */
	struct error broken;       /* "" as long as all is well */
};

struct lane {
	struct lanes *lanes;
	struct lane *next_ready;
	bool ready; /* among those in which something may begin */
	struct context *context;
	const struct schedule_config *config;
	const struct schedule_plan *plan;
	struct target *target;
	size_t *order;     /* places in the plan, still to begin, in order of beginning */
	size_t left;       /* of these */
	struct job *jobs;  /* that go on */
	struct job *doubtful; /* that are to be shown alone */
	struct job *solo;  /* runs alone now, or NULL */
	unsigned count;    /* of jobs */
	struct crowd crowd;
	struct trust trust;
	struct measure *measure; /* goes on, or NULL */
	int64_t measure_began;   /* the latest one */
	struct service closed;   /* the closed port as a service */
	struct service *accepting; /* the target's services; APP_COUNT stands for those
				    * that refuse connections for now ... */
	unsigned *refusals; /* ... and how many times in a row each did */
};

void lanes_init(struct lanes *lanes);

/* Takes the first out of those in which something may begin; NULL: in none. */
struct lane *lanes_take(struct lanes *lanes);

/* Something may begin in it. So it is when it was opened, and when something ended. */
void lane_ready(struct lane *lane);

void lane_open(struct lane *lane, struct lanes *lanes, struct context *context,
	       const struct schedule_config *config, const struct schedule_plan *plan);
void lane_close(struct lane *lane);

/* Begins one job more, if one may begin now. Cases that the target cannot serve are
 * told as skipped on the way. */
bool lane_start_one(struct lane *lane);

/* Nothing is left to do. */
bool lane_done(const struct lane *lane);

/* ---- what jobs tell ---------------------------------------------------------- */

/* A trial of one of its jobs begins, beside all that go on. */
void lane_begins(struct lane *lane);

/* A trial was counted. */
void lane_ends(struct lane *lane, struct job *job);

/* The job's port, which was open, refuses connections: where another one does for the
 * case, the job goes on there. True when there is none and it is of no use to wait: it
 * refuses again and again with nothing beside it. */
bool lane_refused(struct lane *lane, struct job *job);

/* A target that is there did not answer. */
void lane_control_failed(struct lane *lane);

/* Wants the path measured: true when what is known is younger than `since`, wire clock,
 * else the job is woken when it is. */
bool lane_measure(struct lane *lane, struct job *job, int64_t since);

/* The job has its result; it may be gone afterwards. */
void lane_over(struct lane *lane, struct job *job);

/* The tester cannot go on at all. */
void lane_broken(struct lane *lane, const struct error *err);

#endif
