/* SPDX-License-Identifier: BSD-2-Clause */
/* > data: the byte stream, whatever the segments. */
#include "session_fixture.h"

Test(session_data, comes_in_any_number_of_segments)
{
	struct trial t;

	VERDICT(&t, OPEN "> data \"abcdefgh\"\n> data (2)\n", VERDICT_PASS, ACCEPT,
		{ .on = 1, .flags = A, .seq = 1, .ack = 1, .data = "abc" },
		{ .on = 1, .flags = A, .seq = 4, .ack = 1, .data = "d", .ms = 2 },
		{ .on = 1, .flags = PA, .seq = 5, .ack = 1, .data = "efghij", .ms = 300 });
	trial_close(&t);
}

Test(session_data, rest_of_a_segment_is_for_the_next_statement)
{
	struct trial t;

	VERDICT(&t, OPEN "> data \"ab\"\n> data \"cd\"\n> data \"e\"\n", VERDICT_PASS,
		ACCEPT, { .on = 1, .flags = A, .seq = 1, .ack = 1, .data = "abcde" });
	trial_close(&t);
}

Test(session_data, other_content_fails)
{
	struct trial t;

	VERDICT(&t, OPEN "> data \"abXd\"\n", VERDICT_FAIL, ACCEPT,
		{ .on = 1, .flags = A, .seq = 1, .ack = 1, .data = "abcd" });
	assert_says(t.result.reason, "octet 2 of the data is 0x63, expected 0x58");
	assert_says(t.result.expected, "> data: 4 octets as written");
	cr_assert_not(t.result.silence);
	trial_close(&t);
}

Test(session_data, too_little_is_silence)
{
	struct trial t;

	VERDICT(&t, OPEN "> data (5)\n", VERDICT_FAIL, ACCEPT,
		{ .on = 1, .flags = A, .seq = 1, .ack = 1, .data = "abcd" });
	assert_says(t.result.reason, "4 of 5 octets of data came");
	cr_assert(t.result.silence);
	trial_close(&t);
}

Test(session_data, octets_sent_twice_count_once)
{
	struct trial t;

	VERDICT(&t, OPEN "> data \"abcdef\"\n", VERDICT_PASS, ACCEPT,
		{ .on = 1, .flags = A, .seq = 1, .ack = 1, .data = "abc" },
		{ .on = 1, .flags = A, .seq = 1, .ack = 1, .data = "abc", .ms = 2 },
		{ .on = 1, .flags = A, .seq = 2, .ack = 1, .data = "bcdef", .ms = 3 });
	trial_close(&t);
}

Test(session_data, gap_is_no_data)
{
	struct trial t;

	VERDICT(&t, OPEN "> data (3)\n", VERDICT_FAIL, ACCEPT,
		{ .on = 1, .flags = A, .seq = 2, .ack = 1, .data = "bcd" });
	assert_says(t.result.reason, "not the data expected");
	trial_close(&t);
}

Test(session_data, bare_acks_on_the_way_are_passed_over)
{
	struct trial t;

	VERDICT(&t, OPEN "< P. RCV.NXT \"abc\" ack SND.NXT\n> data \"abc\"\n",
		VERDICT_PASS, ACCEPT, { .on = 2, .flags = A, .seq = 1, .ack = 4 },
		{ .on = 2, .flags = PA, .seq = 1, .ack = 4, .data = "abc", .ms = 9 });
	trial_close(&t);
}

Test(session_data, rst_instead_fails)
{
	struct trial t;

	VERDICT(&t, OPEN "> data (3)\n", VERDICT_FAIL, ACCEPT,
		{ .on = 1, .flags = R, .seq = 1 });
	cr_assert_not(t.result.silence);
	trial_close(&t);
}

Test(session_data, fin_with_the_last_data_stays_for_the_next_statement)
{
	struct trial t;

	VERDICT(&t, OPEN "> data \"abcd\"\n> F. 3 (2) ack RCV.NXT\n"
			 "< . RCV.NXT ack SND.NXT\n",
		VERDICT_PASS, ACCEPT,
		{ .on = 1, .flags = A, .seq = 1, .ack = 1, .data = "ab" },
		{ .on = 1, .flags = FA, .seq = 3, .ack = 1, .data = "cd", .ms = 3 });
	cr_assert_eq(trial_sent(&t, 2)->ack, TARGET_ISS + 6, "data and FIN");
	trial_close(&t);
}

Test(session_data, fin_before_all_the_data_came)
{
	struct trial t;

	VERDICT(&t, OPEN "> data (9)\n", VERDICT_FAIL, ACCEPT,
		{ .on = 1, .flags = FA, .seq = 1, .ack = 1, .data = "abcd" });
	cr_assert_not(t.result.silence);
	assert_says(t.result.reason, "not the data expected");
	trial_close(&t);
	/* It is the right of some applications. */
	trial_body(&t, OPEN "> data (9)\n");
	t.env.app = APP_DAYTIME;
	RUN(&t, ACCEPT, { .on = 1, .flags = FA, .seq = 1, .ack = 1, .data = "abcd" });
	assert_verdict(&t, VERDICT_FAIL);
	cr_assert(t.result.silence);
	assert_says(t.result.reason, "4 of 9 octets");
	trial_close(&t);
}

/* 3000 octets came before they were asked for; not all of them are kept. */
Test(session_data, what_was_not_kept_is_not_compared)
{
	struct trial t;

	VERDICT(&t, OPEN "wait 1s\n> data (3000)\n> data \"moin\"\n", VERDICT_PASS, ACCEPT,
		{ .on = 1, .flags = A, .seq = 1, .ack = 1, .len = 1000 },
		{ .on = 1, .flags = A, .seq = 1001, .ack = 1, .len = 1000, .ms = 2 },
		{ .on = 1, .flags = A, .seq = 2001, .ack = 1, .len = 1000, .ms = 3 },
		{ .on = 1, .flags = PA, .seq = 3001, .ack = 1, .data = "moin", .ms = 4 });
	trial_close(&t);
	/* The first octets of the literal lie where nothing is kept any more. */
	VERDICT(&t, OPEN "> data (3004)\nwait 1s\n> data \"moin\"\n", VERDICT_PASS, ACCEPT,
		{ .on = 1, .flags = A, .seq = 1, .ack = 1, .len = 3000 },
		{ .on = 1, .flags = A, .seq = 3001, .ack = 1, .data = "????moin", .ms = 2 });
	trial_close(&t);
}

Test(session_data, length_may_be_an_expression)
{
	struct trial t;

	VERDICT(&t, OPEN "let n = 2\n> data (n * 2)\n> data (SEG.LEN)\n", VERDICT_PASS,
		ACCEPT, { .on = 1, .flags = A, .seq = 1, .ack = 1, .data = "abcd" },
		{ .on = 1, .flags = A, .seq = 5, .ack = 1, .data = "efgh", .ms = 2 });
	trial_close(&t);
}

Test(session_data, should_that_finds_other_data_goes_on_behind_it)
{
	struct trial t;

	VERDICT(&t, OPEN "should { > data \"abX\" }\n> data \"de\"\n", VERDICT_WARN, ACCEPT,
		{ .on = 1, .flags = A, .seq = 1, .ack = 1, .data = "abcde" });
	trial_close(&t);
}
