/* SPDX-License-Identifier: BSD-2-Clause */
#include "traffic/tasks.h"

#include <stddef.h>

void tasks_init(struct tasks *tasks)
{
	*tasks = (struct tasks){ .first = NULL };
	tasks->end = &tasks->first;
}

void tasks_clear(struct tasks *tasks)
{
	timers_clear(&tasks->timers);
}

void tasks_wake(struct tasks *tasks, struct task *task)
{
	if (task->awake)
		return;
	task->awake = true;
	task->round = tasks->round;
	task->next = NULL;
	*tasks->end = task;
	tasks->end = &task->next;
}

void tasks_at(struct tasks *tasks, struct task *task, int64_t when)
{
	if (when == INT64_MAX)
		timers_cancel(&tasks->timers, &task->timer);
	else
		timers_set(&tasks->timers, &task->timer, when);
}

void tasks_end(struct tasks *tasks, struct task *task)
{
	struct task **at = &tasks->first;

	timers_cancel(&tasks->timers, &task->timer);
	if (!task->awake)
		return;
	while (*at != task)
		at = &(*at)->next;
	*at = task->next;
	if (!*at)
		tasks->end = at;
	task->awake = false;
}

static struct task *task_of(struct timer *timer)
{
	return (struct task *)(void *)((char *)timer - offsetof(struct task, timer));
}

static void wake_due(struct tasks *tasks, int64_t now)
{
	struct timer *timer;

	while ((timer = timers_first(&tasks->timers)) && timer->when <= now) {
		timers_cancel(&tasks->timers, timer);
		tasks_wake(tasks, task_of(timer));
	}
}

unsigned tasks_run(struct tasks *tasks, int64_t now)
{
	unsigned count = 0;
	uint64_t round;

	wake_due(tasks, now);
	/* Those that are woken by these have their turn the next time. */
	round = tasks->round++;
	while (tasks->first && tasks->first->round == round) {
		struct task *task = tasks->first;

		tasks->first = task->next;
		if (!tasks->first)
			tasks->end = &tasks->first;
		task->awake = false;
		timers_cancel(&tasks->timers, &task->timer);
		task->run(task);
		count++;
	}
	return count;
}

int64_t tasks_due(const struct tasks *tasks)
{
	const struct timer *timer = timers_first(&tasks->timers);

	return timer ? timer->when : INT64_MAX;
}
