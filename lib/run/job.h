/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * job.h - one case on one target: does what its decision asks for (verdict/decide.h),
 * trials, a measure of the path, control exchanges, until there is a verdict. Internal to
 * the room.
 */
#ifndef TCPVET_RUN_JOB_H
#define TCPVET_RUN_JOB_H

#include "run/trial.h"
#include "verdict/decide.h"

struct job;
struct job_owner;

/* What a job tells whoever lets it run, and asks of it. */
struct job_owner_ops {
	/* A trial or a control begins, beside all that go on. */
	void (*begins)(struct job_owner *owner);
	/* A trial was counted. */
	void (*counted)(struct job_owner *owner, struct job *job);
	/* A target that was there did not answer: wants to know whether it answers at
	 * all, and is woken when that is known. */
	void (*unanswered)(struct job_owner *owner, struct job *job);
	/* The job's port, which was open, refuses connections: where another one does
	 * for the case, job->service is that one now. True when there is none and it is
	 * of no use to wait. */
	bool (*refused)(struct job_owner *owner, struct job *job);
	/* Wants the path measured: true when what is known is younger than `since`,
	 * wire clock, else the job is woken when it is. */
	bool (*measure)(struct job_owner *owner, struct job *job, int64_t since);
	/* The job has its result; it may be gone afterwards. */
	void (*over)(struct job_owner *owner, struct job *job);
	/* The tester cannot go on at all. */
	void (*broken)(struct job_owner *owner, const struct error *err);
};

struct job_owner {
	const struct job_owner_ops *ops;
	struct context *context;
	const struct builtins *builtins;
	struct target *target;
	struct trust trust; /* what is known of the path to it */
};

enum job_phase {
	JOB_PAUSE,   /* until the next trial */
	JOB_TRIAL,
	JOB_MEASURE, /* the path, before the trial is counted */
	JOB_CONTROL, /* does its port answer? */
	JOB_ALIVE,   /* does the target answer at all? */
	JOB_OVER
};

struct job {
	struct task task; /* first */
	struct job_owner *owner;
	struct job *next; /* in a list of the owner's */
	const struct test_case *tc;
	const struct service *service;
	size_t number; /* the case's place in the plan */
	uint64_t seed;
	enum job_phase phase;
	struct trial trial;
	struct decision decision;
	struct trace_line *last_words; /* of its last trial in which the target was heard,
					* or of its first */
	size_t last_words_len;
	int64_t heard_first; /* the first trial ended then; 0: it goes on */
	const struct service *accepted_on; /* the port that accepted its latest trial, if
					    * it refused none since (ceased.h) */
	bool had_company; /* others ran beside a trial that counts */
	bool alone; /* no case of the target runs beside it now */
};

/* Never NULL; the first trial begins when tasks run. */
struct job *job_new(struct job_owner *owner, const struct test_case *tc,
		    const struct service *service, size_t number, uint64_t seed);

/* Ends it, whatever it does, and frees it. */
void job_free(struct job *job);

/* Starts it over with nothing beside it. */
void job_again_alone(struct job *job);

/* The result may have been made by what ran beside it and must be shown alone. */
bool job_is_doubtful(const struct job *job);

#endif
