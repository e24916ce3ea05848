/* SPDX-License-Identifier: BSD-2-Clause */
#include "traffic/tasks.h"

#include <criterion/criterion.h>
#include <stdlib.h>

/* ---- timers -------------------------------------------------------------------- */

enum { TIMERS = 300 };

static uint32_t draw(uint32_t *state)
{
	*state = *state * 1664525 + 1013904223;
	return *state >> 8;
}

/* The earliest of the timers that are set, by looking at all. */
static int64_t earliest(const struct timer *timers, size_t count)
{
	int64_t first = INT64_MAX;

	for (size_t i = 0; i < count; i++)
		if (timers[i].place && timers[i].when < first)
			first = timers[i].when;
	return first;
}

static void assert_first(const struct timers *heap, const struct timer *timers)
{
	const struct timer *first = timers_first(heap);
	const int64_t wanted = earliest(timers, TIMERS);

	if (wanted == INT64_MAX)
		cr_assert_null(first);
	else
		cr_assert_eq(first->when, wanted);
}

Test(timers, the_first_is_the_earliest_whatever_is_set_moved_and_cancelled)
{
	struct timer timers[TIMERS] = { 0 };
	struct timers heap = { 0 };
	uint32_t random = 1;

	for (int i = 0; i < 20000; i++) {
		struct timer *timer = &timers[draw(&random) % TIMERS];

		/* Few different times: many are equal. */
		if (draw(&random) % 3)
			timers_set(&heap, timer, draw(&random) % 1000);
		else
			timers_cancel(&heap, timer);
		assert_first(&heap, timers);
	}
	timers_clear(&heap);
}

/* Takes them out, the first first; how many. */
static unsigned drain(struct timers *heap)
{
	int64_t last = INT64_MIN;
	unsigned count = 0;
	struct timer *first;

	while ((first = timers_first(heap))) {
		cr_assert_geq(first->when, last);
		last = first->when;
		timers_cancel(heap, first);
		cr_assert_eq(first->place, 0);
		count++;
	}
	return count;
}

Test(timers, come_out_in_order)
{
	struct timer timers[TIMERS] = { 0 };
	struct timers heap = { 0 };
	uint32_t random = 2;

	for (size_t i = 0; i < TIMERS; i++)
		timers_set(&heap, &timers[i], draw(&random));
	cr_assert_eq(drain(&heap), TIMERS);
	timers_clear(&heap);
}

/* What fills the place of a cancelled one may belong above it. */
Test(timers, come_out_in_order_when_some_were_cancelled)
{
	uint32_t random = 3;

	for (int round = 0; round < 200; round++) {
		struct timer timers[TIMERS] = { 0 };
		struct timers heap = { 0 };
		unsigned left = TIMERS;

		for (size_t i = 0; i < TIMERS; i++)
			timers_set(&heap, &timers[i], draw(&random));
		for (size_t i = 0; i < TIMERS / 3; i++) {
			struct timer *timer = &timers[draw(&random) % TIMERS];

			left -= timer->place != 0;
			timers_cancel(&heap, timer);
		}
		cr_assert_eq(drain(&heap), left);
		timers_clear(&heap);
	}
}

Test(timers, cancelling_what_is_not_set_does_nothing)
{
	struct timer set = { 0 }, never = { 0 };
	struct timers heap = { 0 };

	timers_cancel(&heap, &never);
	timers_set(&heap, &set, 5);
	timers_cancel(&heap, &never);
	cr_assert_eq(timers_first(&heap), &set);
	timers_cancel(&heap, &set);
	timers_cancel(&heap, &set);
	cr_assert_null(timers_first(&heap));
	timers_clear(&heap);
}

/* ---- tasks --------------------------------------------------------------------- */

enum { TASKS = 4 };

/* A task that notes when it ran, and what it is to do then. */
struct noted {
	struct task task; /* first */
	struct board *board;
	struct noted *wakes, *ends;
	int64_t again; /* sets its time; 0: it does not */
	unsigned runs;
};

struct board {
	struct tasks tasks;
	struct noted noted[TASKS];
	char order[32]; /* "abca" */
	size_t ran;
};

static void note(struct task *task)
{
	struct noted *noted = (struct noted *)(void *)task;
	struct board *board = noted->board;

	noted->runs++;
	cr_assert_lt(board->ran, sizeof(board->order) - 1, "they run for ever");
	board->order[board->ran++] = (char)('a' + (noted - board->noted));
	if (noted->wakes)
		tasks_wake(&board->tasks, &noted->wakes->task);
	if (noted->ends)
		tasks_end(&board->tasks, &noted->ends->task);
	if (noted->again)
		tasks_at(&board->tasks, &noted->task, noted->again);
}

static void board_init(struct board *board)
{
	*board = (struct board){ .ran = 0 };
	tasks_init(&board->tasks);
	for (int i = 0; i < TASKS; i++)
		board->noted[i] = (struct noted){ .task = { .run = note },
						  .board = board };
}

#define WAKE(b, i) tasks_wake(&(b)->tasks, &(b)->noted[i].task)
#define AT(b, i, when) tasks_at(&(b)->tasks, &(b)->noted[i].task, when)
#define END(b, i) tasks_end(&(b)->tasks, &(b)->noted[i].task)

#define assert_runs(b, now, wanted)                                            \
	do {                                                                   \
		size_t before = (b)->ran;                                      \
		unsigned count = tasks_run(&(b)->tasks, now);                  \
		(b)->order[(b)->ran] = '\0';                                   \
		cr_assert_str_eq((b)->order + before, wanted);                 \
		cr_assert_eq(count, strlen(wanted));                           \
	} while (0)

Test(tasks, run_in_the_order_of_waking_and_once)
{
	struct board b;

	board_init(&b);
	WAKE(&b, 2);
	WAKE(&b, 0);
	WAKE(&b, 2);
	WAKE(&b, 1);
	assert_runs(&b, 0, "cab");
	assert_runs(&b, 0, "");
	tasks_clear(&b.tasks);
}

Test(tasks, run_when_their_time_has_come)
{
	struct board b;

	board_init(&b);
	AT(&b, 0, 30);
	AT(&b, 1, 10);
	AT(&b, 2, 20);
	cr_assert_eq(tasks_due(&b.tasks), 10);
	assert_runs(&b, 9, "");
	assert_runs(&b, 20, "bc");
	cr_assert_eq(tasks_due(&b.tasks), 30);
	assert_runs(&b, 29, "");
	assert_runs(&b, 1000, "a");
	cr_assert_eq(tasks_due(&b.tasks), INT64_MAX);
	tasks_clear(&b.tasks);
}

Test(tasks, what_is_woken_forgets_its_time)
{
	struct board b;

	board_init(&b);
	AT(&b, 0, 30);
	WAKE(&b, 0);
	assert_runs(&b, 5, "a");
	assert_runs(&b, 1000, "");
	AT(&b, 0, 2000);
	AT(&b, 0, INT64_MAX);
	assert_runs(&b, 3000, "");
	tasks_clear(&b.tasks);
}

Test(tasks, may_set_their_time_while_they_run)
{
	struct board b;

	board_init(&b);
	b.noted[0].again = 7;
	WAKE(&b, 0);
	assert_runs(&b, 0, "a");
	cr_assert_eq(tasks_due(&b.tasks), 7);
	/* Due already: not before the next time all the same. */
	assert_runs(&b, 8, "a");
	assert_runs(&b, 8, "a");
	tasks_clear(&b.tasks);
}

Test(tasks, what_is_woken_by_one_that_runs_waits_for_the_next_time)
{
	struct board b;

	board_init(&b);
	b.noted[0].wakes = &b.noted[0];
	b.noted[1].wakes = &b.noted[3];
	WAKE(&b, 0);
	WAKE(&b, 1);
	assert_runs(&b, 0, "ab");
	assert_runs(&b, 0, "ad");
	assert_runs(&b, 0, "a");
	tasks_clear(&b.tasks);
}

Test(tasks, an_end_takes_it_out_awake_or_not)
{
	for (int gone = 0; gone < 3; gone++) {
		static const char *const left[] = { "bc", "ac", "ab" };
		struct board b;

		board_init(&b);
		for (int i = 0; i < 3; i++)
			WAKE(&b, i);
		END(&b, gone);
		END(&b, gone);
		AT(&b, 3, 4);
		END(&b, 3);
		assert_runs(&b, 10, left[gone]);
		/* The list is whole: what comes behind is found. */
		WAKE(&b, gone);
		assert_runs(&b, 10, ((const char *[]){ "a", "b", "c" })[gone]);
		tasks_clear(&b.tasks);
	}
}

Test(tasks, one_that_runs_may_end_any_other)
{
	/* The last of a round, too: those woken meanwhile still wait for the next. */
	for (int gone = 1; gone < 3; gone++) {
		struct board b;

		board_init(&b);
		b.noted[0].ends = &b.noted[gone];
		b.noted[0].wakes = &b.noted[0];
		for (int i = 0; i < 3; i++)
			WAKE(&b, i);
		assert_runs(&b, 0, gone == 1 ? "ac" : "ab");
		assert_runs(&b, 0, "a");
		tasks_clear(&b.tasks);
	}
}

Test(tasks, one_that_runs_may_end_itself_and_be_freed)
{
	struct board b;
	struct noted *own = malloc(sizeof(*own));

	board_init(&b);
	*own = (struct noted){ .task = { .run = note }, .board = &b, .ends = own };
	/* The board's letter of it does not matter. */
	tasks_wake(&b.tasks, &own->task);
	WAKE(&b, 1);
	cr_assert_eq(tasks_run(&b.tasks, 0), 2);
	free(own);
	cr_assert_eq(tasks_run(&b.tasks, INT64_MAX), 0);
	tasks_clear(&b.tasks);
}
