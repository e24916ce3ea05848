/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/clock.h"

#include <time.h>

enum { NS_PER_S = 1000000000, MS = 1000000 };

/* Readings further apart say nothing: the process did not run in between. */
enum { APART_MOST = MS / 10, TRIES_MOST = 100 };

/* Less is no step: CLOCK_MONOTONIC is slewed along with CLOCK_REALTIME. */
enum { STEP_LEAST = MS };

static int64_t read_clock(clockid_t id)
{
	struct timespec now;

	clock_gettime(id, &now);
	return (int64_t)now.tv_sec * NS_PER_S + now.tv_nsec;
}

int64_t clock_monotonic(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

int64_t clock_real(void)
{
	return read_clock(CLOCK_REALTIME);
}

int64_t clock_cpu(void)
{
	return read_clock(CLOCK_PROCESS_CPUTIME_ID);
}

void clock_open(struct clock *clock)
{
	int64_t before, real, after;
	int tries = 0;

	do {
		before = clock_monotonic();
		real = clock_real();
		after = clock_monotonic();
	} while (after - before > APART_MOST && ++tries < TRIES_MOST);
	*clock = (struct clock){ .offset = real - before };
}

int64_t clock_now(const struct clock *clock)
{
	return clock_monotonic() + clock->offset;
}

int64_t clock_of_stamp(const struct clock *clock, int64_t stamp)
{
	return stamp - clock->step;
}

bool clock_learn(struct clock *clock, int64_t before, int64_t real, int64_t after)
{
	const int64_t step = real - before - clock->offset;
	const int64_t by = step - clock->step;

	if (after - before > APART_MOST || (by < STEP_LEAST && by > -STEP_LEAST))
		return false;
	clock->step = step;
	return true;
}

bool clock_look(struct clock *clock)
{
	const int64_t before = clock_monotonic();
	const int64_t real = clock_real();

	return clock_learn(clock, before, real, clock_monotonic());
}
