/* SPDX-License-Identifier: BSD-2-Clause */
#include "run/schedule.h"

#include <stdlib.h>

#include "base/memory.h"
#include "run/target_run.h"

struct schedule {
	struct context context;
	const struct schedule_config *config;
	struct run_shared shared;
	struct target_run *targets; /* one for each plan */
	size_t left;                /* of these, not done */
};

static void open_targets(struct schedule *schedule, const struct schedule_plan *plans,
			 size_t count)
{
	turns_init(&schedule->shared.ready);
	schedule->targets = memory_zeroed(count, sizeof(*schedule->targets));
	schedule->left = count;
	for (size_t i = 0; i < count; i++)
		target_run_open(&schedule->targets[i], &schedule->shared,
				&schedule->context, schedule->config, &plans[i]);
}

/* Targets take turns. One for which nothing can begin has its next turn when something
 * ended there. */
static bool start_one(struct schedule *schedule)
{
	const unsigned most = schedule->config->most;
	struct target_run *next;

	if (most && schedule->shared.running >= most)
		return false;
	while ((next = target_run_next(&schedule->shared))) {
		if (target_run_start_one(next)) {
			target_run_ready(next);
			return true;
		}
		schedule->left -= target_run_done(next);
	}
	return false;
}

/* What goes on is not held back in the middle of an exchange: that the rate holds is
 * for those to see to that have not begun. */
static bool may_start(const struct context *context)
{
	return pace_free(&context->pace, context->seen) == context->seen;
}

static int wait_for_more(struct schedule *schedule, struct error *err)
{
	struct context *context = &schedule->context;
	const int64_t free = pace_free(&context->pace, context->seen);
	int64_t due = tasks_due(&context->tasks);

	if (!may_start(context) && free < due)
		due = free;
	if (due == INT64_MAX)
		return error_set(err, "nothing is left to wait for, and %zu targets are "
				 "not done", schedule->left);
	return wire_wait(context->wire, due, err);
}

/* All that goes on, as far as it can without looking at what has come since. */
static bool run_tasks(struct context *context)
{
	bool any = false;

	while (!context_interrupted(context) &&
	       tasks_run(&context->tasks, context->seen) > 0)
		any = true;
	return any;
}

/* What has come is looked at before time is, and both before anything new begins; and
 * one begins at a time: so no beginning makes what goes on late. */
static int run(struct schedule *schedule, struct error *err)
{
	struct context *context = &schedule->context;

	while (!context_interrupted(context)) {
		bool any;

		if (context_drain(context, err) < 0)
			return -1;
		any = run_tasks(context);
		if (may_start(context) && start_one(schedule)) {
			run_tasks(context);
			any = true;
		}
		if (*schedule->shared.broken.text) {
			*err = schedule->shared.broken;
			return -1;
		}
		if (any)
			continue;
		if (schedule->left == 0)
			return 0;
		if (wait_for_more(schedule, err) < 0)
			return -1;
	}
	return 0;
}

int schedule_run(const struct schedule_config *config, const struct schedule_plan *plans,
		 size_t count, struct error *err)
{
	struct schedule schedule = { .config = config };
	int result;

	context_open(&schedule.context, config->wire, config->rate);
	schedule.context.interrupted = config->interrupted;
	open_targets(&schedule, plans, count);
	result = run(&schedule, err);
	for (size_t i = 0; i < count; i++) {
		target_run_stop(&schedule.targets[i], result < 0 ? "the tester failed"
								 : "the run was interrupted");
		target_run_close(&schedule.targets[i]);
	}
	context_close(&schedule.context);
	free(schedule.targets);
	return result;
}
