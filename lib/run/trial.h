/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * trial.h - one session from its first segment to its verdict, and whether the tester
 * itself was fit to judge: not late, nothing lost by its capture, nothing that it
 * could not send. Internal to the room.
 */
#ifndef TCPVET_RUN_TRIAL_H
#define TCPVET_RUN_TRIAL_H

#include "run/builtin.h"
#include "traffic/context.h"
#include "session/session.h"
#include "run/target.h"

struct trial {
	struct port_owner owner; /* first: its ports are the session's */
	struct context *context;
	struct target *target;
	struct session_env env;
	struct session *session; /* NULL: none goes on */
	struct task *task;       /* woken by what comes; or NULL */
	uint64_t drops;          /* of the capture, when it began */
	int64_t due;             /* when it should be looked at */
	bool came;               /* something of the target, since it was looked at */
	int64_t late;            /* by how much it acted later than it meant to, at worst */
};

/* What a trial is of. */
struct trial_plan {
	struct target *target;
	const struct service *service;
	const struct test_case *tc;
	uint64_t seed;
	bool judged; /* by the target's rules and table too, not by segments alone */
};

/* Begins. task, which may be NULL, is woken when something comes. -1 with err: no
 * trial goes on. */
int trial_begin(struct trial *trial, struct context *context,
		const struct trial_plan *plan, struct task *task, struct error *err);

/* Goes on as far as possible: true when it is over. */
bool trial_step(struct trial *trial);

/* When trial_step wants to be called at the latest. */
int64_t trial_deadline(const struct trial *trial);

/* Ends it, over or not: connections are reset, *out (cleared by the caller) filled in. */
void trial_end(struct trial *trial, struct case_result *out);

/* Ends it without a word, if one goes on. */
void trial_abandon(struct trial *trial);

/* A whole trial with nothing beside it. *out, which the caller clears in any case, has how
 * it ended; VERDICT_ERROR with err when the tester failed. */
void trial_alone(struct context *context, const struct trial_plan *plan,
		 struct case_result *out, struct error *err);

#endif
