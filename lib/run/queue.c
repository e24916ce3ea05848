/* SPDX-License-Identifier: BSD-2-Clause */
#include "run/queue.h"

#include <stdlib.h>

#include "base/memory.h"

/* Tells those whose turn it is; `all`: at the end, whatever is there. */
static void tell_due(struct queue *queue, bool all)
{
	for (; queue->plan < queue->plan_count; queue->plan++, queue->number = 0) {
		const struct schedule_plan *plan = &queue->plans[queue->plan];

		for (; queue->number < plan->count; queue->number++) {
			struct case_result *result =
				&queue->results[queue->plan][queue->number];

			if (!queue->ended[queue->plan][queue->number]) {
				if (!all)
					return;
				continue;
			}
			queue->ops->result(queue->ctx, result);
			case_result_clear(result);
		}
		if (!all && queue->plan + 1 == queue->plan_count)
			return; /* more may be judged till the very end */
		queue->ops->plan_over(queue->ctx, plan);
	}
}

/* The case that holds up the others is the one to name. */
static void tell_progress(const struct queue *queue)
{
	const struct schedule_plan *plan = &queue->plans[queue->plan];

	if (queue->plan < queue->plan_count && queue->number < plan->count)
		queue->ops->progress(queue->ctx, queue->ended_count,
				     plan->cases[queue->number],
				     plan->target->hosts.target.family);
}

void queue_result(void *ctx, const struct schedule_plan *plan, size_t number,
		  struct case_result *result)
{
	struct queue *queue = ctx;
	const size_t i = (size_t)(plan - queue->plans);

	queue->ops->known(queue->ctx, result);
	/* Taken over: what is left there is empty. */
	queue->results[i][number] = *result;
	result->reason = result->expected = result->got = NULL;
	result->trace = NULL;
	queue->ended[i][number] = true;
	queue->ended_count++;
	tell_due(queue, false);
	tell_progress(queue);
}

void queue_open(struct queue *queue, const struct schedule_plan *plans, size_t count,
		const struct queue_ops *ops, void *ctx)
{
	*queue = (struct queue){
		.ops = ops, .ctx = ctx, .plans = plans, .plan_count = count,
		.results = memory_zeroed(count, sizeof(*queue->results)),
		.ended = memory_zeroed(count, sizeof(*queue->ended)),
	};
	for (size_t i = 0; i < count; i++) {
		queue->results[i] = memory_zeroed(plans[i].count, sizeof(**queue->results));
		queue->ended[i] = memory_zeroed(plans[i].count, sizeof(**queue->ended));
	}
	tell_progress(queue);
}

void queue_close(struct queue *queue)
{
	tell_due(queue, true);
	for (size_t i = 0; i < queue->plan_count; i++) {
		free(queue->results[i]);
		free(queue->ended[i]);
	}
	free(queue->results);
	free(queue->ended);
}
