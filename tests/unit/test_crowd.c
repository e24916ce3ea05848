/* SPDX-License-Identifier: BSD-2-Clause */
#include "traffic/concurrency.h"

#include <criterion/criterion.h>

Test(crowd, begins_as_it_is_told)
{
	cr_assert_eq(crowd_of(0, 300, false).limit, 300, "what the tester can do");
	cr_assert_eq(crowd_of(7, 300, false).limit, 7, "the user's number");
	cr_assert_eq(crowd_of(7, 300, true).limit, 7, "the user knows the target");
	cr_assert_eq(crowd_of(0, 300, true).limit, 4, "low: nothing is known");
	cr_assert_eq(crowd_of(0, 2, true).limit, 2, "the tester can do no more");
	cr_assert_eq(crowd_of(500, 300, true).limit, 300);
}

Test(crowd, grows_with_each_case_until_it_is_first_cut)
{
	struct crowd crowd = crowd_of(0, 20, true);

	for (unsigned limit = 5; limit <= 20; limit++) {
		crowd_bore(&crowd);
		cr_assert_eq(crowd.limit, limit);
	}
	crowd_bore(&crowd);
	cr_assert_eq(crowd.limit, 20, "never above what the tester can do");
}

Test(crowd, grows_once_a_round_after_a_cut)
{
	struct crowd crowd = crowd_of(0, 300, true);

	for (int i = 0; i < 4; i++)
		crowd_bore(&crowd);
	cr_assert_eq(crowd.limit, 8);
	crowd_shed(&crowd, 10, 20);
	cr_assert_eq(crowd.limit, 4);
	for (int i = 0; i < 3; i++)
		crowd_bore(&crowd);
	cr_assert_eq(crowd.limit, 4);
	crowd_bore(&crowd);
	cr_assert_eq(crowd.limit, 5);
	for (int i = 0; i < 4; i++)
		crowd_bore(&crowd);
	cr_assert_eq(crowd.limit, 5);
	crowd_bore(&crowd);
	cr_assert_eq(crowd.limit, 6);
}

Test(crowd, a_cut_begins_the_round_anew)
{
	struct crowd crowd = crowd_of(0, 300, true);

	crowd_shed(&crowd, 10, 20);
	crowd_bore(&crowd);
	crowd_shed(&crowd, 30, 40);
	cr_assert_eq(crowd.limit, 1);
	crowd_bore(&crowd);
	cr_assert_eq(crowd.limit, 2);
	crowd_bore(&crowd);
	cr_assert_eq(crowd.limit, 2);
}

Test(crowd, what_began_before_the_cut_cuts_no_more)
{
	struct crowd crowd = crowd_of(64, 64, true);

	crowd_shed(&crowd, 10, 20);
	cr_assert_eq(crowd.limit, 32);
	for (int64_t began = 11; began <= 20; began++)
		crowd_shed(&crowd, began, 30);
	cr_assert_eq(crowd.limit, 32);
	crowd_shed(&crowd, 21, 31);
	cr_assert_eq(crowd.limit, 16);
}

Test(crowd, one_always_runs)
{
	struct crowd crowd = crowd_of(3, 300, true);

	for (int64_t i = 1; i < 10; i++)
		crowd_shed(&crowd, 10 * i, 10 * i);
	cr_assert_eq(crowd.limit, 1);
	for (int i = 0; i < 100; i++)
		crowd_bore(&crowd);
	cr_assert_eq(crowd.limit, 3, "back to the user's number and not above");
}
