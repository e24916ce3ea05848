/* SPDX-License-Identifier: BSD-2-Clause */
#include "run/trial.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

#define MS INT64_C(1000000)

/* The tester that does something so much later than it meant to has made another trial
 * of it. */
#define LATE_MOST (50 * MS)

static uint64_t drops(struct wire *wire)
{
	struct wire_stats stats;

	wire_stats(wire, &stats);
	return stats.dropped;
}

static struct session_env make_env(struct trial *trial, struct context *context,
				   const struct trial_plan *plan)
{
	struct target *target = plan->target;

	return (struct session_env){
		.wire = context->wire,
		.hosts = target->hosts,
		.ports = context->ports,
		.owner = &trial->owner,
		.pace = &context->pace,
		.port = plan->service->port,
		.app = plan->service->app,
		.closed_port = plan->service->port == target->closed_port,
		.oracle = plan->judged ? target->oracle : NULL,
		.agent = target->agent,
		.rules = plan->judged && !rtt_crosses_timers(&target->rtt)
				 ? target->rules
				 : NULL,
		.timing = timing_of(&target->rtt, target->sound),
		.measured = &target->rtt,
		.seed = plan->seed,
	};
}

static void deliver(struct port_owner *owner, const struct sighting *sighting)
{
	struct trial *trial = (struct trial *)(void *)owner;

	if (!sighting->outgoing) {
		trial->came = true;
		if (sighting->time < trial->due)
			trial->due = sighting->time;
		trial->target->heard = sighting->time;
	}
	session_deliver(trial->session, sighting);
	if (trial->task)
		tasks_wake(&trial->context->tasks, trial->task);
}

int trial_begin(struct trial *trial, struct context *context,
		const struct trial_plan *plan, struct task *task, struct error *err)
{
	*trial = (struct trial){ .owner = { deliver }, .context = context,
				 .target = plan->target,
				 .task = task, .due = INT64_MAX };
	trial->env = make_env(trial, context, plan);
	trial->drops = drops(context->wire);
	trial->session = session_new(&trial->env, plan->tc, err);
	return trial->session ? 0 : -1;
}

bool trial_step(struct trial *trial)
{
	const int64_t late = wire_now(trial->env.wire) - trial->due;
	const uint64_t acts = session_acts(trial->session);
	bool over;

	over = session_step(trial->session, trial->context->seen);
	/* Who only overslept a wait in which nothing came spoilt nothing. */
	if (late > trial->late && (trial->came || session_acts(trial->session) != acts))
		trial->late = late;
	trial->came = false;
	trial->due = session_deadline(trial->session);
	return over;
}

int64_t trial_deadline(const struct trial *trial)
{
	return trial->due;
}

static void undecide(struct case_result *out, enum excuse excuse, char *why)
{
	out->excuses |= excuse_bit(excuse);
	out->verdict = VERDICT_INCONCLUSIVE;
	free(out->reason);
	out->reason = why;
}

static void check_distance(const struct trial *trial, struct case_result *out)
{
	const struct rtt *rtt = trial->env.measured;

	if (case_result_accuses(out) && rtt_crosses_timers(rtt))
		undecide(out, EXCUSE_DISTANCE,
			 text_print("a round trip takes %.1f s: what the target's "
					 "timers repeat crosses its answers",
					 (double)rtt->smallest / 1e9));
}

/* What the tester's own failings have made of a trial is void. */
static void void_trial(struct case_result *out, enum excuse excuse, char *why)
{
	out->voided = true;
	undecide(out, excuse, why);
}

static void check_tester(const struct trial *trial, struct case_result *out)
{
	/* The reason is that of the wire. */
	if (out->unsent)
		void_trial(out, EXCUSE_UNSENT,
			   text_print("a segment did not leave the tester: %s",
					   out->reason));
	if (out->verdict == VERDICT_ERROR || out->voided)
		return;
	/* What the capture lost may have been what must not come. */
	if (drops(trial->env.wire) != trial->drops)
		void_trial(out, EXCUSE_DROPS,
			   text_copy("the capture dropped segments during the "
					  "trial"));
	else if (case_result_accuses(out) && trial->late > LATE_MOST)
		void_trial(out, EXCUSE_LATE,
			   text_copy("the tester was late during the trial: "
					  "its machine is too busy"));
}

void trial_end(struct trial *trial, struct case_result *out)
{
	session_end(trial->session, out);
	check_distance(trial, out);
	check_tester(trial, out);
	trial_abandon(trial);
}

void trial_abandon(struct trial *trial)
{
	if (!trial->session)
		return;
	session_reset_connections(trial->session);
	session_free(trial->session);
	trial->session = NULL;
}

void trial_alone(struct context *context, const struct trial_plan *plan,
		 struct case_result *out, struct error *err)
{
	struct trial trial;

	*out = (struct case_result){ .verdict = VERDICT_ERROR };
	if (trial_begin(&trial, context, plan, NULL, err) < 0)
		return;
	while (!context_interrupted(context)) {
		if (context_drain(context, err) < 0)
			goto failed;
		if (trial_step(&trial))
			break;
		if (wire_wait(context->wire, trial_deadline(&trial), err) < 0)
			goto failed;
	}
	trial_end(&trial, out);
	if (out->verdict == VERDICT_ERROR)
		error_set(err, "%s", out->reason);
	return;
failed:
	trial_abandon(&trial);
}
