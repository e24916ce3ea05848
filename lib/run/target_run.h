/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * target_run.h - one target in a run: which of its cases may begin now, how many side by
 * side, and what is known of the path to it. Internal to the room.
 *
 * Cases that a script wants `apart` from each other never run together; those that
 * want to be apart from all run first, one by one, and last come, one by one, those
 * whose result may be the doing of what ran beside them.
 */
#ifndef TCPVET_RUN_TARGET_RUN_H
#define TCPVET_RUN_TARGET_RUN_H

#include "run/accepting.h"
#include "run/alive.h"
#include "run/ask_again.h"
#include "run/job.h"
#include "run/measure.h"
#include "run/schedule.h"
#include "traffic/concurrency.h"
#include "traffic/turns.h"

/* What the targets of a run share. */
struct run_shared {
	struct turns ready;  /* targets for which something may begin */
	unsigned running;    /* cases, of all targets */
	struct error broken; /* "" as long as all is well */
};

struct target_run {
	struct job_owner owner; /* first */
	struct turn turn;
	struct run_shared *shared;
	const struct schedule_config *config;
	const struct schedule_plan *plan;
	size_t *order;     /* places in the plan, still to begin, in order of beginning */
	size_t left;       /* of these */
	struct job *jobs;  /* that go on */
	struct job *doubtful; /* that are to be shown alone */
	struct job *solo;  /* runs alone now, or NULL */
	unsigned count;    /* of jobs */
	struct concurrency concurrency;
	struct accepting accepting;
	struct ceased *ceased;
	struct ask_again *asking; /* goes on, or NULL */
	bool asked_again;        /* and is over */
	struct alive *alive;     /* goes on, or NULL */
	bool dead;               /* the target answers nothing any more */
	struct measure *measure; /* goes on, or NULL */
	int64_t measure_began;   /* the latest one */
};

/* The one whose `owner` it is. */
static inline struct target_run *target_run_of(struct job_owner *owner)
{
	return (struct target_run *)(void *)owner;
}

/* Begins with nothing running; something may begin at once. All must outlive it. */
void target_run_open(struct target_run *target_run, struct run_shared *shared,
		     struct context *context, const struct schedule_config *config,
		     const struct schedule_plan *plan);
void target_run_close(struct target_run *target_run);

/* Something may begin. So it is when it was opened, and when something ended. */
static inline void target_run_ready(struct target_run *target_run)
{
	turns_add(&target_run->shared->ready, &target_run->turn);
}

/* The first of those for which something may begin; NULL: there is none. */
struct target_run *target_run_next(struct run_shared *shared);

/* Begins one job more, if one may begin now; or else, behind the last one, asks ports that
 * refused again. Cases that the target cannot serve are
 * told as skipped on the way. */
bool target_run_start_one(struct target_run *target_run);

/* The run ends: tells all that goes on and waits as it stands, and the rest as not run. */
void target_run_stop(struct target_run *target_run, const char *why);

/* A port that refused is asked again in the end, beside the others, before it is told; it
 * has not been. */
static inline bool target_wants_asking(const struct target_run *target_run)
{
	return !target_run->dead && !target_run->asked_again &&
	       ceased_any(target_run->ceased);
}

/* Nothing is left to do. */
bool target_run_done(const struct target_run *target_run);

#endif
