/* SPDX-License-Identifier: BSD-2-Clause */
#include "traffic/rtt.h"

#include <criterion/criterion.h>

#define MS INT64_C(1000000)

Test(rtt, knows_nothing_before_it_has_measured)
{
	struct rtt rtt = { 0 };

	cr_assert_eq(rtt_patience(&rtt), 0);
	rtt_add(&rtt, 0);
	rtt_add(&rtt, -5);
	cr_assert_eq(rtt.smallest, 0, "a clock that was set back measures nothing");
	rtt_add(&rtt, 80 * MS);
	rtt_add(&rtt, 0);
	rtt_add(&rtt, -5);
	cr_assert_eq(rtt.smallest, 80 * MS);
	cr_assert_eq(rtt.smoothed, 80 * MS);
}

/* RFC 6298 section 2.2 and 2.3: SRTT <- R, RTTVAR <- R/2; then RTTVAR <- 3/4 RTTVAR +
 * 1/4 |SRTT - R'| before SRTT <- 7/8 SRTT + 1/8 R'. */
Test(rtt, estimates_as_rfc_6298_does)
{
	struct rtt rtt = { 0 };

	rtt_add(&rtt, 80 * MS);
	cr_assert_eq(rtt.smoothed, 80 * MS);
	cr_assert_eq(rtt.variance, 40 * MS);
	rtt_add(&rtt, 160 * MS);
	cr_assert_eq(rtt.variance, 50 * MS);
	cr_assert_eq(rtt.smoothed, 90 * MS);
	cr_assert_eq(rtt.smallest, 80 * MS);
	rtt_add(&rtt, 10 * MS);
	cr_assert_eq(rtt.variance, 57500000);
	cr_assert_eq(rtt.smoothed, 80 * MS);
	cr_assert_eq(rtt.smallest, 10 * MS);
}

Test(rtt, is_patient_with_what_varies)
{
	struct rtt steady = { 0 }, wild = { 0 };

	for (int i = 0; i < 100; i++) {
		rtt_add(&steady, 100 * MS);
		rtt_add(&wild, (i % 2 ? 50 : 150) * MS);
	}
	/* Twice the round trip and as much again where nothing varies; never below. */
	cr_assert_geq(rtt_patience(&steady), 400 * MS);
	cr_assert_leq(rtt_patience(&steady), 402 * MS);
	/* The mean of 100 ms and four times the deviation of 50 ms, twice. */
	cr_assert_geq(rtt_patience(&wild), 550 * MS);
	cr_assert_leq(rtt_patience(&wild), 650 * MS);
}

Test(rtt, begins_anew_when_the_first_were_answers_that_were_sent_again)
{
	struct rtt rtt = { 0 };

	rtt_add(&rtt, 3000 * MS);
	rtt_add(&rtt, 2001 * MS);
	cr_assert_eq(rtt.smallest, 2001 * MS);
	rtt_add(&rtt, 1 * MS);
	cr_assert_eq(rtt.smallest, 1 * MS);
	cr_assert_eq(rtt.smoothed, 1 * MS);
	cr_assert_leq(rtt_patience(&rtt), 10 * MS);
}

/* What a target sends again a second later tells nothing of the path. */
Test(rtt, passes_over_answers_that_were_sent_again)
{
	struct rtt rtt = { 0 };

	rtt_add(&rtt, 20 * MS);
	for (int i = 0; i < 50; i++)
		rtt_add(&rtt, 1020 * MS);
	cr_assert_eq(rtt.smoothed, 20 * MS);
	cr_assert_eq(rtt.variance, 10 * MS);
	rtt_add(&rtt, 1019 * MS);
	cr_assert_gt(rtt.smoothed, 100 * MS, "a slow answer counts");
}

Test(rtt, a_slow_first_answer_is_forgotten)
{
	struct rtt rtt = { 0 };

	rtt_add(&rtt, 3020 * MS);
	for (int i = 0; i < 100; i++)
		rtt_add(&rtt, 20 * MS);
	cr_assert_eq(rtt.smallest, 20 * MS);
	cr_assert_leq(rtt_patience(&rtt), 90 * MS);
}
