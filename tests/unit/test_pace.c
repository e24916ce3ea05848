/* SPDX-License-Identifier: BSD-2-Clause */
#include "traffic/pace.h"

#include <criterion/criterion.h>

#define MS INT64_C(1000000)
#define S (1000 * MS)

Test(pace, no_limit_is_no_limit)
{
	struct pace pace = pace_of(0);

	for (int i = 0; i < 1000; i++)
		cr_assert_eq(pace_reserve(&pace, 17), 17);
}

Test(pace, tells_when_it_is_free_and_takes_nothing)
{
	struct pace pace = pace_of(10), none = pace_of(0);

	cr_assert_eq(pace_free(&none, 17), 17);
	for (int i = 0; i < 10; i++)
		cr_assert_eq(pace_free(&pace, S), S);
	/* A burst and one behind it. */
	for (int i = 0; i < 6; i++)
		pace_reserve(&pace, S);
	cr_assert_eq(pace_free(&pace, S), S + 200 * MS);
	cr_assert_eq(pace_free(&pace, S), S + 200 * MS);
	cr_assert_eq(pace_reserve(&pace, S), S + 200 * MS);
	cr_assert_eq(pace_free(&pace, 2 * S), 2 * S);
}

Test(pace, keeps_the_rate)
{
	static const unsigned rates[] = { 1, 7, 500, 1000000 };

	for (size_t k = 0; k < sizeof(rates) / sizeof(rates[0]); k++) {
		struct pace pace = pace_of(rates[k]);
		int64_t last = 0, began = 5 * S;

		for (unsigned i = 0; i < 3 * rates[k]; i++) {
			int64_t slot = pace_reserve(&pace, began);

			cr_assert_geq(slot, last, "moments do not run backwards");
			last = slot;
		}
		/* The burst is small: some hundredths here, of the few of the first
		 * rates all. */
		cr_assert_leq(last - began, 3 * S);
		cr_assert_geq(last - began, 3 * S - 6 * S / rates[k] - MS);
	}
}

Test(pace, a_handshake_is_not_drawn_out)
{
	struct pace pace = pace_of(10);

	for (int i = 0; i < 4; i++)
		cr_assert_eq(pace_reserve(&pace, S), S, "segment %d", i);
	cr_assert_eq(pace_reserve(&pace, S), S);
	cr_assert_eq(pace_reserve(&pace, S), S + 100 * MS);
	cr_assert_eq(pace_reserve(&pace, S), S + 200 * MS);
}

Test(pace, a_long_rest_saves_no_more_than_a_burst)
{
	struct pace pace = pace_of(10);
	unsigned at_once = 0;

	for (int i = 0; i < 20; i++)
		pace_reserve(&pace, S);
	for (int i = 0; i < 20; i++)
		at_once += pace_reserve(&pace, 1000 * S) == 1000 * S;
	cr_assert_eq(at_once, 5);
}

Test(pace, what_leaves_at_once_is_paid_for_later)
{
	struct pace pace = pace_of(100);
	int64_t now = S, slot;

	/* An acknowledgment or a reset does not wait for the moment it is given. */
	for (int i = 0; i < 50; i++)
		pace_reserve(&pace, now);
	slot = pace_reserve(&pace, now);
	cr_assert_geq(slot, now + 400 * MS);
}
