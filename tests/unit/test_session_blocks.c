/* SPDX-License-Identifier: BSD-2-Clause */
/* use, should, one of, title "..." warn, let, check, connections. */
#include "session_fixture.h"

#define PROBE                                                          \
	"probe open(win = 65535)\n{\n  < S win win <mss 1460>\n"       \
	"  > S. ack RCV.NXT\n  < . RCV.NXT ack SND.NXT\n}\n"
#define CASE                                                           \
	"case unit\n title \"t\"\n covers RFC9293/MUST-2\n"            \
	" cites \"none\"\n needs open-port\n"

/* ---- use ------------------------------------------------------------------------------ */

Test(session_use, preamble_runs_with_its_parameters)
{
	struct trial t;

	trial_load(&t, PROBE CASE "{\n use open(win = 1000)\n < F. RCV.NXT ack SND.NXT\n"
				  " > . ack RCV.NXT\n}\n");
	RUN(&t, ACCEPT, { .on = 2, .flags = A, .seq = 1, .ack = 2 });
	assert_verdict(&t, VERDICT_PASS);
	cr_assert_eq(trial_sent(&t, 0)->window, 1000);
	trial_close(&t);
}

Test(session_use, preamble_that_fails_accuses_nobody)
{
	static const struct reply wrong[] = { { .on = 0, .flags = SA, .ack = 2 },
					      { .on = 0, .flags = RA, .ack = 1 },
					      { .on = 99 } };

	for (size_t i = 0; i < 3; i++) {
		struct trial t;

		trial_load(&t, PROBE CASE "{\n use open\n > P.\n}\n");
		trial_run(&t, &wrong[i], 1);
		assert_verdict(&t, VERDICT_INCONCLUSIVE);
		assert_says(t.result.reason, "the preamble 'open' did not come about");
		cr_assert_eq(t.result.at.line, 4, "the line in the probe");
		trial_close(&t);
	}
}

Test(session_use, case_itself_accuses_behind_its_preamble)
{
	struct trial t;

	trial_load(&t, PROBE CASE "{\n use open\n > P.\n}\n");
	RUN(&t, ACCEPT);
	assert_verdict(&t, VERDICT_FAIL);
	trial_close(&t);
}

Test(session_use, should_in_a_preamble_warns_nobody)
{
	struct trial t;

	trial_load(&t, "probe p\n{\n < S\n should { > S. ack 5 }\n > S.\n}\n" CASE
		       "{\n use p\n < . RCV.NXT ack SND.NXT\n}\n");
	RUN(&t, ACCEPT);
	assert_verdict(&t, VERDICT_PASS);
	trial_close(&t);
}

/* ---- should ---------------------------------------------------------------------------- */

Test(session_should, failure_warns_and_goes_on)
{
	struct trial t;

	VERDICT(&t, "< S\nshould {\n  > S. ack 7\n  < P. 1 (99)\n}\n> S. ack 1\n"
		    "< . RCV.NXT ack SND.NXT\n",
		VERDICT_WARN, ACCEPT);
	assert_says(t.result.reason, "ack is 1, expected 7");
	cr_assert_eq(t.result.at.line, BODY_LINE + 2);
	cr_assert_eq(trial_sent(&t, 1)->payload_len, 0, "the rest of it is left out");
	trial_close(&t);
}

Test(session_should, success_passes)
{
	struct trial t;

	VERDICT(&t, "< S\nshould { > S. ack 1 }\n", VERDICT_PASS, ACCEPT);
	trial_close(&t);
}

Test(session_should, fail_behind_a_warning_is_a_fail)
{
	struct trial t;

	VERDICT(&t, "< S\nshould { > S. ack 7 }\n> S. ack 1\n> P.\n", VERDICT_FAIL, ACCEPT);
	assert_says(t.result.reason, "no such segment");
	cr_assert(t.result.silence);
	trial_close(&t);
}

Test(session_should, first_of_two_warnings_is_told)
{
	struct trial t;

	VERDICT(&t, "< S\nshould { > S. ack 7 }\nshould { > S. win 5 }\n> S.\n",
		VERDICT_WARN, ACCEPT);
	assert_says(t.result.reason, "expected 7");
	trial_close(&t);
}

Test(session_should, silence_and_garbage_in_it_end_nothing)
{
	struct trial t;

	VERDICT(&t, OPEN "< R RCV.NXT + 70000\nshould { > nothing }\n"
			 "< P. RCV.NXT (1) ack SND.NXT\n> . ack RCV.NXT\n",
		VERDICT_WARN, ACCEPT, { .on = 2, .flags = A, .seq = 1, .ack = 1 },
		{ .on = 3, .flags = A, .seq = 1, .ack = 2 });
	cr_assert_eq(t.fw->sent_count, 5, "all of the case ran, and a reset");
	trial_close(&t);
	VERDICT(&t, OPEN "< R RCV.NXT + 70000\nshould { > no R.? }\n"
			 "< . RCV.NXT ack SND.NXT\n> nothing\n",
		VERDICT_WARN, ACCEPT, { .on = 2, .flags = R, .seq = 9 });
	trial_close(&t);
}

Test(session_should, preamble_inside_is_still_a_preamble)
{
	struct trial t;

	trial_load(&t, PROBE CASE "{\n should { use open }\n}\n");
	RUN(&t, { .on = 0, .flags = RA, .ack = 1 });
	assert_verdict(&t, VERDICT_INCONCLUSIVE);
	trial_close(&t);
}

Test(session_should, nested_ends_the_inner_one_only)
{
	struct trial t;

	VERDICT(&t, "< S\nshould {\n should { > S. ack 7 }\n > S. ack 1\n"
		    " < . RCV.NXT ack SND.NXT\n}\n",
		VERDICT_WARN, ACCEPT);
	cr_assert_eq(trial_sent(&t, 1)->flags, A);
	trial_close(&t);
}

/* ---- one of ------------------------------------------------------------------------------ */

#define ALTERNATIVES                                                   \
	"< S\none of {\n  > S. ack 1\n  < . 1 ack 1\n} or {\n"          \
	"  > R.? \n  < R 5\n} or {\n  > nothing within 300ms\n"         \
	"  < F 9\n}\n< P 77\n"

Test(session_one_of, branch_that_matches_is_taken)
{
	static const struct reply answers[] = { ACCEPT,
						{ .on = 0, .flags = RA, .ack = 1 },
						{ .on = 0, .flags = R },
						{ .on = 99 } };
	static const uint16_t flags[] = { A, R, R, F };

	for (size_t i = 0; i < 4; i++) {
		struct trial t;

		trial_body(&t, ALTERNATIVES);
		trial_run(&t, &answers[i], 1);
		assert_verdict(&t, VERDICT_PASS);
		cr_assert_eq(trial_sent(&t, 1)->flags, flags[i], "answer %zu", i);
		cr_assert_eq(trial_sent(&t, 2)->flags, P, "what stands behind it");
		trial_close(&t);
	}
}

Test(session_one_of, silent_branch_waits_its_window)
{
	struct trial t;

	VERDICT(&t, ALTERNATIVES, VERDICT_PASS, { .on = 99 });
	cr_assert_eq(t.fw->sent[1].time - FAKE_EPOCH, 300 * FAKE_MS);
	trial_close(&t);
}

Test(session_one_of, nothing_that_is_allowed_fails_with_the_first_difference)
{
	struct trial t;

	VERDICT(&t, "< S\none of { > S. ack 7 } or { > R }\n", VERDICT_FAIL, ACCEPT);
	assert_says(t.result.reason, "ack is 1, expected 7");
	assert_says(t.result.expected, "> S. ack 7 or > R");
	trial_close(&t);
	VERDICT(&t, "< S\none of { > S. ack 7 } or { > R }\n", VERDICT_FAIL, { .on = 99 });
	cr_assert(t.result.silence);
	trial_close(&t);
}

Test(session_one_of, waits_as_long_as_its_longest_branch)
{
	struct trial t;

	VERDICT(&t, "< S\none of { > S. within 100ms } or { > R within 3s }\n",
		VERDICT_PASS, { .on = 0, .flags = R, .ms = 2900 });
	trial_close(&t);
	VERDICT(&t, "< S\none of { > R within 3s } or { > S. within 100ms }\n",
		VERDICT_PASS, { .on = 0, .flags = R, .ms = 2900 });
	trial_close(&t);
	/* Each branch has its own time, though. */
	VERDICT(&t, "< S\none of { > S. within 100ms } or { > R within 3s }\n",
		VERDICT_FAIL, { .on = 0, .flags = SA, .ack = 1, .ms = 2900 });
	assert_says(t.result.reason, "too late");
	trial_close(&t);
	VERDICT(&t, "< S\none of {\n +0.5 > S.\n < R 5\n} or {\n > S.\n < R 6\n}\n",
		VERDICT_PASS, ACCEPT);
	cr_assert_eq(trial_sent(&t, 1)->seq, trial_sent(&t, 0)->seq + 6);
	trial_close(&t);
}

Test(session_one_of, background_is_passed_over)
{
	struct trial t;

	VERDICT(&t, OPEN "< F. RCV.NXT ack SND.NXT\none of { > F. } or { > R }\n",
		VERDICT_PASS, ACCEPT, { .on = 2, .flags = A, .seq = 1, .ack = 2 },
		{ .on = 2, .flags = FA, .seq = 1, .ack = 2, .ms = 5 });
	trial_close(&t);
}

Test(session_one_of, branch_may_begin_with_data)
{
	struct trial t;

	VERDICT(&t, OPEN "one of {\n > data \"abcd\"\n < R 5\n} or { > R }\n",
		VERDICT_PASS, ACCEPT,
		{ .on = 1, .flags = A, .seq = 1, .ack = 1, .data = "ab" },
		{ .on = 1, .flags = A, .seq = 3, .ack = 1, .data = "cd", .ms = 4 });
	cr_assert_eq(trial_sent(&t, 2)->flags, R);
	trial_close(&t);
	VERDICT(&t, OPEN "one of { > data \"abcd\" } or { > R }\n", VERDICT_FAIL, ACCEPT,
		{ .on = 1, .flags = A, .seq = 1, .ack = 1, .data = "abXd" });
	assert_says(t.result.reason, "octet 2");
	trial_close(&t);
}

Test(session_one_of, only_new_data_takes_the_branch_of_data)
{
	static const char body[] = OPEN "> data \"ab\"\n< . RCV.NXT ack SND.NXT\n"
		"one of { > data \"cd\" } or { > R \n < R 5 }\n";
	const struct reply data = { .on = 1, .flags = A, .seq = 1, .ack = 1, .data = "ab" };
	const struct reply rst = { .on = 2, .flags = R, .seq = 3, .ms = 5 };
	struct trial t;

	VERDICT(&t, body, VERDICT_PASS, ACCEPT, data, rst,
		{ .on = 2, .flags = A, .seq = 3, .ack = 1 });
	cr_assert_eq(trial_sent(&t, 3)->flags, R);
	trial_close(&t);
	VERDICT(&t, body, VERDICT_PASS, ACCEPT, data, rst,
		{ .on = 2, .flags = A, .seq = 1, .ack = 1, .data = "ab" });
	cr_assert_eq(trial_sent(&t, 3)->flags, R);
	trial_close(&t);
	VERDICT(&t, body, VERDICT_PASS, ACCEPT, data,
		{ .on = 2, .flags = R, .seq = 3, .data = "why" });
	cr_assert_eq(trial_sent(&t, 3)->flags, R);
	trial_close(&t);
}

Test(session_one_of, branch_may_begin_with_no)
{
	static const char body[] = OPEN "< F. RCV.NXT ack SND.NXT\n"
		"one of { > P. \n < R 7 } or { > no R \n < R 9 }\n";
	struct trial t;

	VERDICT(&t, body, VERDICT_PASS, ACCEPT,
		{ .on = 2, .flags = SA, .seq = 40, .ack = 2 });
	cr_assert_eq(trial_sent(&t, 3)->seq, trial_sent(&t, 0)->seq + 9);
	trial_close(&t);
	VERDICT(&t, body, VERDICT_FAIL, ACCEPT, { .on = 2, .flags = R, .seq = 1 });
	trial_close(&t);
}

/* An ACK may come at any time, but not where none is to. */
Test(session_one_of, background_breaks_the_silence_that_a_branch_asks_for)
{
	static const char *const bodies[] = {
		OPEN "< P. RCV.NXT (5) ack SND.NXT\none of { > R } or { > nothing }\n",
		OPEN "< P. RCV.NXT (5) ack SND.NXT\n"
		     "one of { > R } or { > no * ack RCV.NXT }\n",
	};

	for (size_t i = 0; i < 2; i++) {
		struct trial t;

		VERDICT(&t, bodies[i], VERDICT_FAIL, ACCEPT,
			{ .on = 2, .flags = A, .seq = 1, .ack = 6 });
		cr_assert_not(t.result.silence);
		trial_close(&t);
		VERDICT(&t, bodies[i], VERDICT_PASS, ACCEPT);
		trial_close(&t);
	}
}

Test(session_one_of, name_that_is_not_known_is_told)
{
	struct trial t;

	VERDICT(&t, "< S\none of { > R } or { > S. SND.NXT }\n", VERDICT_ERROR, ACCEPT);
	assert_says(t.result.reason, "SND.NXT is not known yet");
	trial_close(&t);
}

Test(session_one_of, should_around_it_warns)
{
	struct trial t;

	VERDICT(&t, "< S\nshould { one of { > R } or { > nothing } }\n> S.\n",
		VERDICT_WARN, ACCEPT);
	trial_close(&t);
}

Test(session_one_of, branch_may_warn_of_itself)
{
	struct trial t;

	VERDICT(&t, "< S\none of { > R.? } or { > S. \n warn \"old-fashioned\" }\n"
		    "< . RCV.NXT ack SND.NXT\n",
		VERDICT_WARN, ACCEPT);
	assert_says(t.result.reason, "old-fashioned");
	cr_assert_eq(trial_sent(&t, 1)->flags, A);
	trial_close(&t);
	VERDICT(&t, "< S\none of { > R.? } or { > S. \n warn \"old-fashioned\" }\n",
		VERDICT_PASS, { .on = 0, .flags = RA, .ack = 1 });
	trial_close(&t);
}

/* ---- let, check, isn ------------------------------------------------------------------------ */

Test(session_check, compares_numbers_and_sequence_numbers)
{
	static const struct {
		const char *check;
		bool holds;
	} rows[] = {
		{ "1 < 2", true },		 { "2 < 1", false },
		{ "2 <= 2", true },		 { "3 <= 2", false },
		{ "2 == 2", true },		 { "2 == 3", false },
		{ "2 != 3", true },		 { "2 != 2", false },
		{ "3 > 2", true },		 { "2 > 2", false },
		{ "2 >= 2", true },		 { "1 >= 2", false },
		{ "2 < 2", false },		 { "ISS > ISS", false },
		{ "2 + 3 * 4 == 14", true },	 { "7 - 2 - 1 == 4", true },
		{ "SND.NXT == ISS + 1", true },	 { "SND.NXT - ISS == 1", true },
		/* ISS lies just below 2^32. */
		{ "ISS + 10 > ISS", true },	 { "ISS - 10 < ISS", true },
		{ "ISS < ISS + 10", true },	 { "ISS + 10 <= ISS", false },
		{ "RCV.NXT == IRS + 1", true },	 { "SND.UNA == ISS", true },
		{ "RCV.WND == 8000", true },	 { "SND.WND == 65535", true },
		{ "MSS == 1460", true },	 { "SEG.LEN == 1", true },
		{ "SEG.WND == 8000", true },	 { "SEG.UP == 0", true },
		{ "SEG.SEQ == ISS", true },	 { "SEG.ACK == RCV.NXT", true },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct trial t;
		char body[128];

		snprintf(body, sizeof(body), "< S\n> S.\ncheck %s\n", rows[i].check);
		VERDICT(&t, body, rows[i].holds ? VERDICT_PASS : VERDICT_FAIL, ACCEPT);
		if (!rows[i].holds)
			assert_says(t.result.reason, "check does not hold");
		trial_close(&t);
	}
}

Test(session_check, says_both_values)
{
	struct trial t;

	VERDICT(&t, "let a = 5\ncheck a * 2 == 11\n", VERDICT_FAIL, { .on = 99 });
	assert_says(t.result.reason, "10 == 11");
	assert_says(t.result.expected, "== 11");
	assert_says(t.result.got, "the value 10");
	cr_assert_not(t.result.silence);
	trial_close(&t);
}

Test(session_let, keeps_the_value_of_its_moment)
{
	struct trial t;

	VERDICT(&t, OPEN "let old = SND.NXT\nlet n = 3\n> data (4)\n"
			 "check SND.NXT - old == n + 1\ncheck old == ISS + 1\n"
			 "< . RCV.NXT ack old\n",
		VERDICT_PASS, ACCEPT,
		{ .on = 1, .flags = A, .seq = 1, .ack = 1, .data = "abcd" });
	cr_assert_eq(trial_sent(&t, 2)->ack, TARGET_ISS + 1);
	trial_close(&t);
}

Test(session_isn, sets_the_testers_first_number)
{
	struct trial t;

	VERDICT(&t, "isn 4294967295\n" OPEN "< P. RCV.NXT (3) ack SND.NXT\n"
		    "> . ack 4\n",
		VERDICT_PASS, ACCEPT, { .on = 2, .flags = A, .seq = 1, .ack = 4 });
	cr_assert_eq(trial_sent(&t, 0)->seq, UINT32_MAX);
	cr_assert_eq(trial_sent(&t, 1)->seq, 0);
	trial_close(&t);
}

Test(session_isn, follows_from_the_seed)
{
	uint32_t isns[3];

	for (unsigned i = 0; i < 3; i++) {
		struct trial t;

		trial_body(&t, "< S\n");
		t.env.seed = i / 2;
		trial_run(&t, NULL, 0);
		isns[i] = trial_sent(&t, 0)->seq;
		trial_close(&t);
	}
	cr_assert_eq(isns[0], isns[1]);
	cr_assert_neq(isns[0], isns[2]);
}

/* ---- connections ------------------------------------------------------------------------------ */

Test(session_connection, each_has_its_port_and_its_numbers)
{
	struct trial t;

	VERDICT(&t, OPEN "connection second\n" OPEN
		    "< P. RCV.NXT (10) ack SND.NXT\n> . ack RCV.NXT\n"
		    "connection main\n< P. RCV.NXT (3) ack SND.NXT\n> . ack RCV.NXT\n",
		VERDICT_PASS, ACCEPT,
		{ .on = 2, .flags = A, .seq = 1, .ack = 11, .conn = 2 },
		{ .on = 2, .flags = A, .seq = 1, .ack = 4, .conn = 1 });
	cr_assert_neq(trial_sent(&t, 0)->src_port, trial_sent(&t, 2)->src_port);
	cr_assert_neq(trial_sent(&t, 0)->seq, trial_sent(&t, 2)->seq);
	cr_assert_eq(trial_sent(&t, 4)->src_port, trial_sent(&t, 2)->src_port);
	cr_assert_eq(trial_sent(&t, 5)->src_port, trial_sent(&t, 0)->src_port);
	cr_assert_eq(t.fw->sent_count, 8, "both are reset at the end");
	trial_close(&t);
}

Test(session_connection, segments_of_the_other_are_kept_for_it)
{
	struct trial t;

	VERDICT(&t, "< S\nconnection second\n< S\nwait 10ms\n> S. ack 1\n"
		    "connection main\n> S. ack 1\n",
		VERDICT_PASS, ACCEPT);
	trial_close(&t);
	VERDICT(&t, "< S\nconnection second\n< S\n> S. ack 1\n"
		    "connection main\n> nothing\n",
		VERDICT_FAIL, ACCEPT);
	trial_close(&t);
}

Test(session_connection, takes_its_port_when_it_is_first_spoken_of)
{
	struct trial t;

	VERDICT(&t, "connection other\n< S\nconnection main\n< S\n", VERDICT_PASS,
		{ .on = 99 });
	cr_assert_eq(trial_sent(&t, 0)->src_port, FAKE_PORT + 1);
	cr_assert_eq(trial_sent(&t, 1)->src_port, FAKE_PORT);
	trial_close(&t);
}

/* A SYN,ACK that another connection got says nothing of the one that met a RST. */
Test(session_connection, refused_is_the_connection_that_failed)
{
	struct trial t;

	trial_load(&t, CASE "{\n connection control\n < S <mss 1460>\n > S.\n"
			    " connection main\n < S <mss 1460>\n > S.\n}\n");
	RUN(&t, { .on = 0, .flags = SA, .ack = 1, .conn = 1 },
	    { .on = 0, .flags = RA, .ack = 1, .conn = 2 });
	assert_verdict(&t, VERDICT_FAIL);
	cr_assert(t.result.refused);
	trial_close(&t);

	trial_load(&t, CASE "{\n connection control\n < S <mss 1460>\n > R.\n"
			    " connection main\n < S <mss 1460>\n > R.\n}\n");
	RUN(&t, { .on = 0, .flags = RA, .ack = 1, .conn = 1 },
	    { .on = 0, .flags = SA, .ack = 1, .conn = 2 });
	assert_verdict(&t, VERDICT_FAIL);
	cr_assert_not(t.result.refused);
	trial_close(&t);
}
