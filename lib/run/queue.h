/* SPDX-License-Identifier: BSD-2-Clause */
/* queue.h - cases end in any order and are told in the user's, target after target: here
 * wait those whose turn has not come. Internal to the room. */
#ifndef TCPVET_RUN_QUEUE_H
#define TCPVET_RUN_QUEUE_H

#include "run/schedule.h"

/* Who is told. */
struct queue_ops {
	/* At once. */
	void (*known)(void *ctx, struct case_result *result);
	/* In order. */
	void (*result)(void *ctx, struct case_result *result);
	/* All cases of the plan have been told, and nothing of its target is judged any
	 * more; of the last plan that is at the very end. */
	void (*plan_over)(void *ctx, const struct schedule_plan *plan);
	/* So many have ended; that one holds up the others. */
	void (*progress)(void *ctx, size_t ended, const struct test_case *tc,
			 enum ip_family family);
};

struct queue {
	const struct queue_ops *ops;
	void *ctx;
	const struct schedule_plan *plans;
	size_t plan_count;
	struct case_result **results; /* of each plan, one for each case */
	bool **ended;
	size_t ended_count;
	size_t plan, number; /* whose turn it is */
};

/* For these plans, which must outlive it; tells of progress at once. */
void queue_open(struct queue *queue, const struct schedule_plan *plans, size_t count,
		const struct queue_ops *ops, void *ctx);

/* Tells whatever is left there, and frees it. */
void queue_close(struct queue *queue);

/* A schedule_observer's result: takes it over and tells what is due. ctx is the queue. */
void queue_result(void *ctx, const struct schedule_plan *plan, size_t number,
		  struct case_result *result);

#endif
