/* SPDX-License-Identifier: BSD-2-Clause */
#include "run/exit_status.h"

#include <criterion/criterion.h>

#include "run/observer.h"

static enum exit_status status(unsigned fails, unsigned errors, bool interrupted)
{
	const struct run_summary summary = {
		.counts = { [VERDICT_PASS] = 1, [VERDICT_FAIL] = fails,
			    [VERDICT_ERROR] = errors },
		.interrupted = interrupted,
	};

	return exit_status_of(&summary, true, false);
}

Test(exit_status, a_failure_of_the_tester_is_no_finding)
{
	cr_assert_eq(status(0, 0, false), EXIT_PASS);
	cr_assert_eq(status(0, 1, false), EXIT_NOTHING);
	cr_assert_eq(status(1, 1, false), EXIT_FAIL);
}

Test(exit_status, a_fail_stands_however_the_run_ended)
{
	cr_assert_eq(status(1, 0, true), EXIT_FAIL);
	cr_assert_eq(status(0, 0, true), EXIT_NOTHING);
	cr_assert_eq(status(0, 1, true), EXIT_NOTHING);
}

Test(exit_status, what_is_known_is_no_finding)
{
	struct run_summary summary = { .counts = { [VERDICT_FAIL] = 1 }, .known = 1 };

	cr_assert_eq(exit_status_of(&summary, true, false), EXIT_PASS);
	cr_assert_eq(exit_status_of(&summary, false, false), EXIT_NOTHING);
	summary.interrupted = true;
	cr_assert_eq(exit_status_of(&summary, true, false), EXIT_NOTHING);
}

Test(exit_status, strict_counts_warnings_and_what_is_undecided)
{
	struct run_summary summary = { .counts = { [VERDICT_WARN] = 1 } };

	cr_assert_eq(exit_status_of(&summary, true, false), EXIT_PASS);
	cr_assert_eq(exit_status_of(&summary, true, true), EXIT_FAIL);
	summary = (struct run_summary){ .counts = { [VERDICT_INCONCLUSIVE] = 1 } };
	cr_assert_eq(exit_status_of(&summary, true, true), EXIT_FAIL);
}
