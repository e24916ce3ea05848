/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * job.h - one case on one target, from its first trial to its verdict.
 *
 * A pass counts at once. A fail counts when it came on fresh connections twice over a
 * simulated path, three times over a real one; a warning twice; a reply that did not
 * come, when it did so three times a second apart while a control exchange was answered
 * before and after. On a path that may lose segments it must come as often as it takes
 * to rule the path out (verdict/trust.h), and so must a warning. What does not repeat is
 * inconclusive, never a fail; so is a trial for which the tester was late, and one that
 * met a port that refuses connections for now. Where it is not known how many connections a target serves at
 * once, what a crowd of cases may have caused counts only when the case, alone on the
 * target, shows it too. Internal to the engine.
 */
#ifndef TCPVET_RUN_JOB_H
#define TCPVET_RUN_JOB_H

#include "verdict/tally.h"
#include "run/trial.h"

struct lane;

enum job_phase {
	JOB_PAUSE,   /* until the next trial */
	JOB_TRIAL,
	JOB_MEASURE, /* the path, before the trial is counted */
	JOB_CONTROL, /* is the target there at all? */
	JOB_OVER
};

/* What counted beside others, and how the last trial there ended. */
struct crowd_past {
	struct tally tally;
	struct session_end end;
};

struct job {
	struct task task; /* first */
	struct lane *lane;
	struct job *next; /* in a list of the lane's */
	const struct test_case *tc;
	const struct service *service;
	size_t number; /* the case's place in the plan */
	uint64_t seed;
	enum job_phase phase;
	struct trial trial;
	struct session_end end;     /* of the latest trial ... */
	struct case_result latest;  /* ... and what it showed */
	struct case_result result;  /* what counts so far */
	struct tally tally;
	struct crowd_past *past;    /* before it was alone; or NULL */
	int64_t began, trial_began;
	unsigned trials, controls, controls_answered;
	unsigned controls_lost; /* in a row */
	unsigned turns; /* of the path for the worse, that the tally knows of */
	bool crowded; /* others ran beside a trial that counts */
	bool alone;   /* no case of the target runs beside it now */
	bool hopeless; /* its port is open no more */
};

/* Never NULL; the first trial begins when tasks run. */
struct job *job_new(struct lane *lane, const struct test_case *tc,
		    const struct service *service, size_t number, uint64_t seed);

/* Ends it, whatever it does, and frees it. */
void job_free(struct job *job);

/* Starts it over with nothing beside it. */
void job_again_alone(struct job *job);

/* The result may have been made by the crowd and must be shown alone. */
bool job_is_doubtful(const struct job *job);

#endif
