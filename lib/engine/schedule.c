/* SPDX-License-Identifier: BSD-2-Clause */
#include "engine/schedule.h"

#include <stdlib.h>

#include "engine/lane.h"

struct schedule {
	struct context context;
	struct lane *lanes;
	size_t count;
	size_t *open; /* lanes in which something is left to do */
	size_t open_count, turn;
	struct error broken;
};

static void open_lanes(struct schedule *schedule, const struct schedule_config *config,
		       const struct schedule_plan *plans, size_t count)
{
	schedule->lanes = calloc(count + 1, sizeof(*schedule->lanes));
	schedule->open = calloc(count + 1, sizeof(*schedule->open));
	if (!schedule->lanes || !schedule->open)
		abort();
	schedule->count = count;
	for (size_t i = 0; i < count; i++) {
		lane_open(&schedule->lanes[i], &schedule->context, config, &plans[i],
			  &schedule->broken);
		schedule->open[schedule->open_count++] = i;
	}
}

/* Targets take turns. Those that are done fall out. */
static bool start_one(struct schedule *schedule)
{
	size_t tries = schedule->open_count;

	while (tries-- > 0 && schedule->open_count > 0) {
		struct lane *lane;

		schedule->turn %= schedule->open_count;
		lane = &schedule->lanes[schedule->open[schedule->turn]];
		if (lane_start_one(lane)) {
			schedule->turn++;
			return true;
		}
		if (lane_done(lane))
			schedule->open[schedule->turn] =
				schedule->open[--schedule->open_count];
		else
			schedule->turn++;
	}
	return false;
}

static int wait_for_more(struct schedule *schedule, struct error *err)
{
	const int64_t due = tasks_due(&schedule->context.tasks);

	if (due == INT64_MAX)
		return error_set(err, "nothing is left to wait for, and %zu targets are "
				 "not done", schedule->open_count);
	return wire_wait(schedule->context.wire, due, err);
}

/* What has come is looked at before time is, and both before anything new begins: so
 * no beginning makes what goes on late. */
static int run(struct schedule *schedule, struct error *err)
{
	struct context *context = &schedule->context;

	while (!context_interrupted(context)) {
		if (context_drain(context, err) < 0)
			return -1;
		if (tasks_run(&context->tasks, context->seen) > 0 ||
		    start_one(schedule)) {
			if (*schedule->broken.text) {
				*err = schedule->broken;
				return -1;
			}
			continue;
		}
		if (schedule->open_count == 0)
			return 0;
		if (wait_for_more(schedule, err) < 0)
			return -1;
	}
	return 0;
}

int schedule_run(const struct schedule_config *config, const struct schedule_plan *plans,
		 size_t count, struct error *err)
{
	struct schedule schedule = { .count = 0 };
	int result;

	context_open(&schedule.context, config->wire, config->rate);
	schedule.context.builtins = config->builtins;
	schedule.context.interrupted = config->interrupted;
	open_lanes(&schedule, config, plans, count);
	result = run(&schedule, err);
	for (size_t i = 0; i < count; i++)
		lane_close(&schedule.lanes[i]);
	context_close(&schedule.context);
	free(schedule.lanes);
	free(schedule.open);
	return result;
}
