/* SPDX-License-Identifier: BSD-2-Clause */
#include "traffic/concurrency.h"

#include <criterion/criterion.h>

Test(concurrency, begins_as_it_is_told)
{
	cr_assert_eq(concurrency_of(0, 300, false).limit, 300, "what the tester can do");
	cr_assert_eq(concurrency_of(7, 300, false).limit, 7, "the user's number");
	cr_assert_eq(concurrency_of(7, 300, true).limit, 7, "the user knows the target");
	cr_assert_eq(concurrency_of(0, 300, true).limit, 4, "low: nothing is known");
	cr_assert_eq(concurrency_of(0, 2, true).limit, 2, "the tester can do no more");
	cr_assert_eq(concurrency_of(500, 300, true).limit, 300);
}

Test(concurrency, grows_with_each_case_until_it_is_first_cut)
{
	struct concurrency concurrency = concurrency_of(0, 20, true);

	for (unsigned limit = 5; limit <= 20; limit++) {
		concurrency_borne(&concurrency);
		cr_assert_eq(concurrency.limit, limit);
	}
	concurrency_borne(&concurrency);
	cr_assert_eq(concurrency.limit, 20, "never above what the tester can do");
}

Test(concurrency, grows_once_a_round_after_a_cut)
{
	struct concurrency concurrency = concurrency_of(0, 300, true);

	for (int i = 0; i < 4; i++)
		concurrency_borne(&concurrency);
	cr_assert_eq(concurrency.limit, 8);
	concurrency_halve(&concurrency, 10, 20);
	cr_assert_eq(concurrency.limit, 4);
	for (int i = 0; i < 3; i++)
		concurrency_borne(&concurrency);
	cr_assert_eq(concurrency.limit, 4);
	concurrency_borne(&concurrency);
	cr_assert_eq(concurrency.limit, 5);
	for (int i = 0; i < 4; i++)
		concurrency_borne(&concurrency);
	cr_assert_eq(concurrency.limit, 5);
	concurrency_borne(&concurrency);
	cr_assert_eq(concurrency.limit, 6);
}

Test(concurrency, a_cut_begins_the_round_anew)
{
	struct concurrency concurrency = concurrency_of(0, 300, true);

	concurrency_halve(&concurrency, 10, 20);
	concurrency_borne(&concurrency);
	concurrency_halve(&concurrency, 30, 40);
	cr_assert_eq(concurrency.limit, 1);
	concurrency_borne(&concurrency);
	cr_assert_eq(concurrency.limit, 2);
	concurrency_borne(&concurrency);
	cr_assert_eq(concurrency.limit, 2);
}

Test(concurrency, what_began_before_the_cut_cuts_no_more)
{
	struct concurrency concurrency = concurrency_of(64, 64, true);

	concurrency_halve(&concurrency, 10, 20);
	cr_assert_eq(concurrency.limit, 32);
	for (int64_t began = 11; began <= 20; began++)
		concurrency_halve(&concurrency, began, 30);
	cr_assert_eq(concurrency.limit, 32);
	concurrency_halve(&concurrency, 21, 31);
	cr_assert_eq(concurrency.limit, 16);
}

Test(concurrency, one_always_runs)
{
	struct concurrency concurrency = concurrency_of(3, 300, true);

	for (int64_t i = 1; i < 10; i++)
		concurrency_halve(&concurrency, 10 * i, 10 * i);
	cr_assert_eq(concurrency.limit, 1);
	for (int i = 0; i < 100; i++)
		concurrency_borne(&concurrency);
	cr_assert_eq(concurrency.limit, 3, "back to the user's number and not above");
}
