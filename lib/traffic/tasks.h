/* SPDX-License-Identifier: BSD-2-Clause */
/* tasks.h - what goes on side by side in one thread: each task runs when it is woken,
 * or at its time. */
#ifndef TCPVET_TRAFFIC_TASKS_H
#define TCPVET_TRAFFIC_TASKS_H

#include <stdbool.h>
#include <stdint.h>

#include "traffic/timers.h"

/* Embedded in what goes on; set run, zero the rest. */
struct task {
	void (*run)(struct task *task);
	struct timer timer;
	struct task *next; /* of those that are awake */
	uint64_t round;    /* in which it was woken */
	bool awake;
};

struct tasks {
	struct timers timers;
	struct task *first, **end; /* awake, in the order of waking */
	uint64_t round; /* calls of tasks_run */
};

void tasks_init(struct tasks *tasks);
void tasks_clear(struct tasks *tasks);

/* The task runs at the next tasks_run. */
void tasks_wake(struct tasks *tasks, struct task *task);

/* The task runs at that time, unless it is woken before; INT64_MAX: only then. */
void tasks_at(struct tasks *tasks, struct task *task, int64_t when);

/* It is over: the task is forgotten. */
void tasks_end(struct tasks *tasks, struct task *task);

/* Runs, each once, the tasks that are awake or whose time has come; how many. A task
 * that runs has no time set until it sets one. */
unsigned tasks_run(struct tasks *tasks, int64_t now);

/* When the first task wants to run; INT64_MAX when none says. */
int64_t tasks_due(const struct tasks *tasks);

#endif
