/* SPDX-License-Identifier: BSD-2-Clause */
/* The wire's time when somebody sets the machine's. */
#include "base/clock.h"

#include <criterion/criterion.h>

#define MS INT64_C(1000000)
#define HOUR (3600 * 1000 * MS)

Test(wire_clock, runs_with_the_machine_that_is_left_alone)
{
	struct clock clock;
	int64_t then;

	clock_open(&clock);
	then = clock_now(&clock);
	cr_assert_eq(clock_of_stamp(&clock, then), then);
	cr_assert_geq(clock_now(&clock), then);
	cr_assert_not(clock_learn(&clock, 5, clock.offset + 5, 10));
	cr_assert_eq(clock_of_stamp(&clock, then), then);
}

Test(wire_clock, brings_back_what_was_stamped_behind_a_step)
{
	for (int sign = -1; sign <= 1; sign += 2) {
		struct clock clock = { .offset = 7 * HOUR };
		const int64_t mono = 100 * MS, step = sign * HOUR;

		cr_assert(clock_learn(&clock, mono, mono + clock.offset + step,
				      mono + 100));
		cr_assert_eq(clock_of_stamp(&clock, mono + clock.offset + step),
			     mono + 7 * HOUR);
		/* The same again is no step; the way back is one. */
		cr_assert_not(clock_learn(&clock, mono, mono + clock.offset + step,
					  mono + 100));
		cr_assert(clock_learn(&clock, mono, mono + clock.offset, mono + 100));
		cr_assert_eq(clock_of_stamp(&clock, 42), 42);
	}
}

Test(wire_clock, takes_no_pause_of_the_tester_for_a_step)
{
	struct clock clock = { .offset = HOUR };

	cr_assert_not(clock_learn(&clock, 0, HOUR + 300 * MS, 300 * MS));
	cr_assert_not(clock_learn(&clock, 0, HOUR + MS / 2, 100));
	cr_assert_eq(clock.step, 0);
}
