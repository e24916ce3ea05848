/* SPDX-License-Identifier: BSD-2-Clause */
/* Statements that look: > segment, > nothing, > no. */
#include "session_fixture.h"

#include <stdlib.h>

Test(session_expect, reply_that_matches_passes)
{
	struct trial t;

	VERDICT(&t, "< S <mss 1460>\n> S. 0 ack 1\n", VERDICT_PASS, ACCEPT);
	cr_assert_str_eq(t.result.reason, "");
	cr_assert_eq(t.result.at.line, 0);
	cr_assert_null(t.result.expected);
	cr_assert_not(t.result.silence);
	cr_assert_eq(t.result.trace_len, 2);
	cr_assert(t.result.trace[0].outgoing && !t.result.trace[1].outgoing);
	trial_close(&t);
}

Test(session_expect, first_difference_fails_and_is_told)
{
	struct trial t;

	VERDICT(&t, "< S <mss 1460>\n> S. ack RCV.NXT\n", VERDICT_FAIL,
		{ .on = 0, .flags = SA, .ack = 2 });
	assert_says(t.result.reason, "ack is 2, expected 1");
	assert_says(t.result.expected, "S.");
	assert_says(t.result.got, "S. 0:0(0) ack 2");
	cr_assert_eq(t.result.at.line, BODY_LINE + 1);
	cr_assert_not(t.result.silence);
	cr_assert(t.result.trace[1].blamed);
	trial_close(&t);
}

Test(session_expect, rst_is_never_passed_over)
{
	struct trial t;

	VERDICT(&t, OPEN "< P. RCV.NXT (10) ack SND.NXT\n> . ack RCV.NXT\n",
		VERDICT_FAIL, ACCEPT, { .on = 2, .flags = R, .seq = 1 });
	assert_says(t.result.reason, "flags are R, expected .");
	trial_close(&t);
}

Test(session_expect, silence_fails_after_the_window)
{
	struct trial t;
	int64_t began;

	trial_body(&t, "< S\n> S. within 3s\n");
	began = t.fw->now;
	trial_run(&t, NULL, 0);
	assert_verdict(&t, VERDICT_FAIL);
	cr_assert(t.result.silence);
	cr_assert_eq(t.fw->now - began, 3000 * FAKE_MS);
	assert_says(t.result.reason, "no such segment within 3.00 s");
	assert_says(t.result.got, "no segment");
	trial_close(&t);
	trial_body(&t, "< S\n> S.\n");
	began = t.fw->now;
	trial_run(&t, NULL, 0);
	cr_assert_eq(t.fw->now - began, 1000 * FAKE_MS, "the reply window");
	trial_close(&t);
}

Test(session_expect, background_is_passed_over)
{
	struct trial t;

	/* An ACK that lags, the SYN,ACK and data again, a keep-alive; then the FIN. */
	VERDICT(&t, OPEN "< P. RCV.NXT (10) ack SND.NXT\n> data (4)\n"
			 "< F. RCV.NXT ack SND.NXT\n> F. ack RCV.NXT\n",
		VERDICT_PASS, ACCEPT, { .on = 2, .flags = PA, .seq = 1, .ack = 11, .data = "abcd" },
		{ .on = 3, .flags = A, .seq = 5, .ack = 11, .ms = 2 },
		{ .on = 3, .flags = SA, .seq = 0, .ack = 1, .ms = 3 },
		{ .on = 3, .flags = PA, .seq = 1, .ack = 11, .data = "abcd", .ms = 4 },
		{ .on = 3, .flags = A, .seq = 4, .ack = 12, .ms = 5 },
		{ .on = 3, .flags = FA, .seq = 5, .ack = 12, .ms = 6 });
	trial_close(&t);
}

Test(session_expect, what_only_background_followed_is_silence)
{
	struct trial t;

	VERDICT(&t, OPEN "< P. RCV.NXT (10) ack SND.NXT\n> . ack RCV.NXT\n", VERDICT_FAIL,
		ACCEPT, { .on = 2, .flags = A, .seq = 1, .ack = 6 });
	cr_assert(t.result.silence);
	assert_says(t.result.got, "only other segments");
	assert_says(t.result.got, "ack is 6, expected 11");
	trial_close(&t);
}

Test(session_expect, fin_of_an_application_that_stays_open_is_not_background)
{
	static const enum app apps[] = { APP_ECHO, APP_DISCARD, APP_UNKNOWN, APP_HTTP,
					 APP_DAYTIME };

	for (size_t i = 0; i < 5; i++) {
		struct trial t;

		trial_body(&t, OPEN "> P.\n");
		t.env.app = apps[i];
		RUN(&t, ACCEPT, { .on = 1, .flags = FA, .seq = 1, .ack = 1 });
		assert_verdict(&t, VERDICT_FAIL);
		cr_assert_eq(t.result.silence, i >= 2, "%s: %s", app_name(apps[i]),
			     t.result.reason);
		trial_close(&t);
	}
}

Test(session_expect, fin_in_close_wait_is_background)
{
	struct trial t;

	VERDICT(&t, OPEN "< F. RCV.NXT ack SND.NXT\n> P.\n", VERDICT_FAIL, ACCEPT,
		{ .on = 2, .flags = A, .seq = 1, .ack = 2 },
		{ .on = 2, .flags = FA, .seq = 1, .ack = 2, .ms = 3 });
	cr_assert(t.result.silence);
	trial_close(&t);
	/* But it has just one place, and acknowledges what was sent. */
	static const struct reply wrong[] = {
		{ .on = 2, .flags = FA, .seq = 0, .ack = 2 },
		{ .on = 2, .flags = FA, .seq = 2, .ack = 2 },
		{ .on = 2, .flags = FA, .seq = 1, .ack = 3 },
		{ .on = 2, .flags = FA, .seq = 1, .ack = 0 },
	};

	for (size_t i = 0; i < 4; i++) {
		VERDICT(&t, OPEN "< F. RCV.NXT ack SND.NXT\n> P.\n", VERDICT_FAIL, ACCEPT,
			wrong[i]);
		cr_assert_not(t.result.silence, "number %zu", i);
		trial_close(&t);
	}
}

Test(session_expect, application_may_reset_what_it_was_sent)
{
	static const enum app apps[] = { APP_UNKNOWN, APP_HTTP, APP_ECHO, APP_DISCARD };

	for (size_t i = 0; i < 4; i++) {
		struct trial t;

		trial_body(&t, OPEN "< P. RCV.NXT (10) ack SND.NXT\n> . ack RCV.NXT\n");
		t.env.app = apps[i];
		RUN(&t, ACCEPT, { .on = 2, .flags = RA, .seq = 1, .ack = 11 });
		assert_verdict(&t, i < 2 ? VERDICT_INCONCLUSIVE : VERDICT_FAIL);
		trial_close(&t);
		/* Unasked, or with another number, it may not. */
		trial_body(&t, OPEN "< . RCV.NXT ack SND.NXT\n> . ack RCV.NXT\n");
		t.env.app = apps[i];
		RUN(&t, ACCEPT, { .on = 2, .flags = RA, .seq = 1, .ack = 1 });
		assert_verdict(&t, VERDICT_FAIL);
		trial_close(&t);
		trial_body(&t, OPEN "< P. RCV.NXT (10) ack SND.NXT\n> . ack RCV.NXT\n");
		t.env.app = apps[i];
		RUN(&t, ACCEPT, { .on = 2, .flags = RA, .seq = 2, .ack = 11 });
		assert_verdict(&t, VERDICT_FAIL);
		trial_close(&t);
	}
}

/* It had closed; its data and FIN are not acknowledged when the tester's come. */
Test(session_expect, application_that_closed_resets_at_what_was_acknowledged)
{
	struct trial t;

	trial_body(&t, OPEN "< P. RCV.NXT (10) ack SND.NXT\n> . ack RCV.NXT\n");
	t.env.app = APP_DAYTIME;
	RUN(&t, ACCEPT, { .on = 1, .flags = PA, .seq = 1, .ack = 1, .data = "now" },
	    { .on = 1, .flags = FA, .seq = 4, .ack = 1 },
	    { .on = 2, .flags = R, .seq = 1, .ms = 5 });
	assert_verdict(&t, VERDICT_INCONCLUSIVE);
	trial_close(&t);
}

Test(session_expect, what_follows_the_reset_of_an_application_is_undecided)
{
	static const enum app apps[] = { APP_UNKNOWN, APP_DISCARD };

	for (size_t i = 0; i < 2; i++) {
		struct trial t;

		trial_body(&t, OPEN "< P. RCV.NXT (5) ack SND.NXT\n"
				    "> no . ack RCV.NXT+5 within 50ms\n"
				    "< P. RCV.NXT (5) ack SND.NXT\n> . ack RCV.NXT\n");
		t.env.app = apps[i];
		RUN(&t, ACCEPT, { .on = 2, .flags = R, .seq = 1 },
		    { .on = 3, .flags = R, .seq = 1 });
		assert_verdict(&t, i ? VERDICT_FAIL : VERDICT_INCONCLUSIVE);
		trial_close(&t);
	}
}

/* What TCP keeps from it moves no application: only TCP can have sent the RST. */
Test(session_expect, application_has_no_part_in_what_it_could_not_read)
{
	static const char *const sent[] = {
		"< P. RCV.NXT+5 (5) ack SND.NXT\n",               /* above a gap */
		"< P. RCV.NXT+RCV.WND (5) ack SND.NXT\n",         /* out of the window */
		"< P. RCV.NXT-5 (5) ack SND.NXT\n",               /* old */
		"< P. RCV.NXT (5) ack SND.NXT with checksum=bad\n",
		"< P. RCV.NXT (5) ack SND.NXT+1\n",               /* never sent */
	};

	for (size_t i = 0; i < sizeof(sent) / sizeof(sent[0]); i++) {
		struct trial t;
		char *body = NULL;

		cr_assert_geq(asprintf(&body, OPEN "%s> . ack RCV.NXT\n", sent[i]), 0);
		trial_body(&t, body);
		t.env.app = APP_UNKNOWN;
		RUN(&t, ACCEPT, { .on = 2, .flags = R, .seq = 1 });
		cr_assert_eq(t.result.verdict, VERDICT_FAIL, "%s: %s", sent[i],
			     t.result.reason);
		trial_close(&t);
		free(body);
	}
}

/* It closed: data behind that, in whatever order, draws a RST that answers it. */
Test(session_expect, application_that_closed_explains_only_a_rst_with_right_numbers)
{
	static const struct {
		struct reply reply;
		enum verdict verdict;
	} rows[] = {
		{ { .on = 3, .flags = R, .seq = 2 }, VERDICT_INCONCLUSIVE },
		{ { .on = 3, .flags = R, .seq = 1 }, VERDICT_INCONCLUSIVE },
		{ { .on = 3, .flags = R, .seq = 3 }, VERDICT_FAIL },
		{ { .on = 3, .flags = R, .seq = 1000 }, VERDICT_FAIL },
		{ { .on = 3, .flags = RA, .seq = 2, .ack = 70000 }, VERDICT_FAIL },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct trial t;

		trial_body(&t, OPEN "> F.\n< . RCV.NXT ack SND.NXT\n"
				    "< P. RCV.NXT+5 (5) ack ISS+1\n> . ack RCV.NXT\n");
		t.env.app = APP_UNKNOWN;
		RUN(&t, ACCEPT, { .on = 1, .flags = FA, .seq = 1, .ack = 1 },
		    rows[i].reply);
		cr_assert_eq(t.result.verdict, rows[i].verdict, "row %zu: %s", i,
			     t.result.reason);
		trial_close(&t);
	}
}

/* After its RST the next ones answer what the tester sends, and no other number does. */
Test(session_expect, what_follows_the_reset_of_an_application_has_right_numbers)
{
	for (uint32_t seq = 1; seq < 3; seq++) {
		struct trial t;

		trial_body(&t, OPEN "< P. RCV.NXT (5) ack SND.NXT\n"
				    "> no . ack RCV.NXT+5 within 50ms\n"
				    "< P. RCV.NXT (5) ack SND.NXT\n> . ack RCV.NXT\n");
		t.env.app = APP_UNKNOWN;
		RUN(&t, ACCEPT, { .on = 2, .flags = R, .seq = 1 },
		    { .on = 3, .flags = R, .seq = seq });
		assert_verdict(&t, seq == 1 ? VERDICT_INCONCLUSIVE : VERDICT_FAIL);
		trial_close(&t);
	}
}

Test(session_expect, damaged_segment_is_no_reply)
{
	struct trial t;

	VERDICT(&t, "< S\n> S.\n", VERDICT_FAIL,
		{ .on = 0, .flags = SA, .ack = 1, .force = BAD_CHECKSUM });
	cr_assert(t.result.silence);
	cr_assert_eq(t.result.trace_len, 2);
	cr_assert_str_eq(t.result.trace[1].note, "bad checksum");
	trial_close(&t);
	VERDICT(&t, "< S\n> S.\n", VERDICT_PASS,
		{ .on = 0, .flags = RA, .ack = 1, .force = BAD_CHECKSUM },
		{ .on = 0, .flags = SA, .ack = 1, .ms = 5 });
	trial_close(&t);
}

Test(session_expect, duplicate_of_the_path_is_background)
{
	struct trial t;

	trial_body(&t, OPEN "< P. RCV.NXT (10) ack SND.NXT\n> . ack RCV.NXT\n"
			    "< P. RCV.NXT (10) ack SND.NXT\n> . ack RCV.NXT\n");
	t.fw->twice_reply = UINT64_MAX;
	RUN(&t, ACCEPT, { .on = 2, .flags = A, .seq = 1, .ack = 11 },
	    { .on = 3, .flags = A, .seq = 1, .ack = 21 });
	assert_verdict(&t, VERDICT_PASS);
	trial_close(&t);
}

/* The tester is slow to answer the FIN. */
Test(session_expect, what_a_timer_repeated_before_the_last_segment_left_is_passed_over)
{
	static const char body[] = OPEN "< F. RCV.NXT ack SND.NXT\n> F. ack RCV.NXT\n"
				   "wait 300ms\n< . RCV.NXT ack SND.NXT\n> R SND.NXT\n";
	const struct reply fin = { .on = 2, .flags = FA, .seq = 1, .ack = 2 };
	const struct reply rst = { .on = 3, .flags = R, .seq = 2 };
	struct trial t;

	VERDICT(&t, body, VERDICT_PASS, ACCEPT, fin, rst,
		{ .on = 2, .flags = FA, .seq = 1, .ack = 2, .ms = 200 });
	trial_close(&t);
	VERDICT(&t, body, VERDICT_PASS, ACCEPT, fin, rst,
		{ .on = 2, .flags = A, .seq = 1, .ack = 2, .ms = 200 });
	trial_close(&t);
	/* Not what was never said, a RST, or what left afterwards. */
	VERDICT(&t, body, VERDICT_FAIL, ACCEPT, fin, rst,
		{ .on = 2, .flags = A, .seq = 1, .ack = 3, .ms = 200 });
	trial_close(&t);
	VERDICT(&t, body, VERDICT_FAIL, ACCEPT, fin, rst,
		{ .on = 2, .flags = RA, .seq = 1, .ack = 2, .ms = 200 });
	trial_close(&t);
	VERDICT(&t, body, VERDICT_FAIL, ACCEPT, fin,
		{ .on = 3, .flags = FA, .seq = 1, .ack = 2 });
	cr_assert_not(t.result.silence);
	trial_close(&t);
}

Test(session_expect, name_that_is_not_known_yet_is_the_scripts_fault)
{
	struct trial t;

	VERDICT(&t, "< S\n> S. SND.NXT\n", VERDICT_ERROR, ACCEPT);
	assert_says(t.result.reason, "SND.NXT is not known yet");
	trial_close(&t);
}

/* ---- nothing ------------------------------------------------------------------------ */

Test(session_nothing, silence_passes_after_its_window)
{
	struct trial t;
	int64_t began;

	trial_body(&t, "< R\n> nothing within 500ms\n");
	began = t.fw->now;
	trial_run(&t, NULL, 0);
	assert_verdict(&t, VERDICT_PASS);
	cr_assert_eq(t.fw->now - began, 500 * FAKE_MS);
	trial_close(&t);
	trial_body(&t, "< R\n> nothing\n");
	began = t.fw->now;
	trial_run(&t, NULL, 0);
	cr_assert_eq(t.fw->now - began, 100 * FAKE_MS, "the silence window");
	trial_close(&t);
}

Test(session_nothing, any_answer_fails)
{
	static const struct reply answers[] = {
		{ .on = 2, .flags = A, .seq = 1, .ack = 1 },
		{ .on = 2, .flags = A, .seq = 0, .ack = 1 },
		{ .on = 2, .flags = R, .seq = 1 },
		{ .on = 2, .flags = FA, .seq = 1, .ack = 1 },
		{ .on = 2, .flags = PA, .seq = 1, .ack = 1, .data = "x" },
		{ .on = 2, .flags = SA, .seq = 77, .ack = 1 },
	};

	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
		struct trial t;

		VERDICT(&t, OPEN "< R RCV.NXT + 70000\n> nothing\n", VERDICT_FAIL,
			ACCEPT, answers[i]);
		cr_assert_not(t.result.silence);
		assert_says(t.result.reason, "a segment came where none may");
		assert_says(t.result.expected, "> nothing");
		cr_assert(t.result.trace[t.result.trace_len - 1].blamed);
		trial_close(&t);
	}
}

Test(session_nothing, what_comes_behind_the_window_does_not_count)
{
	struct trial t;

	VERDICT(&t, OPEN "< R RCV.NXT + 70000\n> nothing within 50ms\n", VERDICT_PASS,
		ACCEPT, { .on = 2, .flags = A, .seq = 1, .ack = 1, .ms = 51 });
	trial_close(&t);
}

Test(session_nothing, what_came_before_the_last_segment_left_is_no_answer)
{
	struct trial t;

	VERDICT(&t, OPEN "< P. RCV.NXT (10) ack SND.NXT\nwait 50ms\n"
			 "< R RCV.NXT + 70000\n> nothing\n",
		VERDICT_PASS, ACCEPT, { .on = 2, .flags = A, .seq = 1, .ack = 11 });
	trial_close(&t);
}

/* A timer brings them, whatever the tester did. */
Test(session_nothing, retransmissions_are_no_answer)
{
	struct trial t;

	VERDICT(&t, "< S\n> S.\n< R RCV.NXT + 70000\n> nothing within 3s\n", VERDICT_PASS,
		ACCEPT, { .on = 1, .flags = SA, .ack = 1, .ms = 1000 });
	trial_close(&t);
	VERDICT(&t, OPEN "< F. RCV.NXT ack SND.NXT\n> F. ack RCV.NXT\n"
			 "< R RCV.NXT + 70000\n> nothing within 1s\n",
		VERDICT_PASS, ACCEPT, { .on = 2, .flags = FA, .seq = 1, .ack = 2 },
		{ .on = 3, .flags = FA, .seq = 1, .ack = 2, .ms = 200 });
	trial_close(&t);
	VERDICT(&t, OPEN "> data (3)\n< R RCV.NXT + 70000\n> nothing within 1s\n",
		VERDICT_PASS, ACCEPT,
		{ .on = 1, .flags = PA, .seq = 1, .ack = 1, .data = "abc" },
		{ .on = 2, .flags = PA, .seq = 1, .ack = 1, .data = "abc", .ms = 200 });
	trial_close(&t);
	/* Not when there is nothing left to repeat. */
	VERDICT(&t, "< S\n> S.\n< R RCV.NXT\n> nothing within 3s\n", VERDICT_FAIL, ACCEPT,
		{ .on = 1, .flags = SA, .ack = 1, .ms = 1000 });
	trial_close(&t);
}

Test(session_nothing, talk_of_an_application_with_a_mind_of_its_own_is_no_answer)
{
	static const struct {
		enum app app;
		enum verdict verdict;
	} rows[] = {
		{ APP_CHARGEN, VERDICT_PASS }, { APP_UNKNOWN, VERDICT_PASS },
		{ APP_DAYTIME, VERDICT_PASS }, { APP_ECHO, VERDICT_FAIL },
		{ APP_DISCARD, VERDICT_FAIL },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct trial t;

		trial_body(&t, OPEN "< R RCV.NXT + 70000\n> nothing\n");
		t.env.app = rows[i].app;
		RUN(&t, ACCEPT, { .on = 2, .flags = PA, .seq = 1, .ack = 1, .data = "moin" });
		assert_verdict(&t, rows[i].verdict);
		trial_close(&t);
		trial_body(&t, OPEN "< R RCV.NXT + 70000\n> nothing\n");
		t.env.app = rows[i].app;
		RUN(&t, ACCEPT, { .on = 2, .flags = FA, .seq = 1, .ack = 1 });
		assert_verdict(&t, rows[i].verdict);
		trial_close(&t);
		/* A bare ACK is TCP's own word. */
		trial_body(&t, OPEN "< R RCV.NXT + 70000\n> nothing\n");
		t.env.app = rows[i].app;
		RUN(&t, ACCEPT, { .on = 2, .flags = A, .seq = 1, .ack = 1 });
		assert_verdict(&t, VERDICT_FAIL);
		trial_close(&t);
	}
}

Test(session_nothing, closed_port_has_no_application_to_talk)
{
	struct trial t;

	trial_body(&t, "< R\n> nothing\n");
	t.env.closed_port = true;
	t.env.app = APP_UNKNOWN;
	RUN(&t, { .on = 0, .flags = RA, .ack = 1 });
	assert_verdict(&t, VERDICT_FAIL);
	trial_close(&t);
}

/* ---- no ------------------------------------------------------------------------------- */

Test(session_no, only_what_matches_fails)
{
	struct trial t;

	VERDICT(&t, OPEN "< R RCV.NXT + 70000\n> no R.? within 50ms\n", VERDICT_PASS,
		ACCEPT, { .on = 2, .flags = A, .seq = 1, .ack = 1 });
	trial_close(&t);
	VERDICT(&t, OPEN "< R RCV.NXT + 70000\n> no R.? within 50ms\n", VERDICT_FAIL,
		ACCEPT, { .on = 2, .flags = A, .seq = 1, .ack = 1 },
		{ .on = 2, .flags = RA, .seq = 1, .ack = 1, .ms = 20 });
	assert_says(t.result.reason, "a segment came that must not");
	assert_says(t.result.expected, "> no R");
	trial_close(&t);
	VERDICT(&t, OPEN "< R RCV.NXT + 70000\n> no R.? within 50ms\n", VERDICT_PASS,
		ACCEPT, { .on = 2, .flags = R, .seq = 1, .ms = 60 });
	trial_close(&t);
}

Test(session_no, what_came_before_the_last_segment_left_does_not_count)
{
	struct trial t;

	VERDICT(&t, OPEN "wait 50ms\n< . RCV.NXT ack SND.NXT\n> no R\n", VERDICT_PASS,
		ACCEPT, { .on = 1, .flags = R, .seq = 1 });
	trial_close(&t);
}

Test(session_no, application_may_end_it_all_the_same)
{
	struct trial t;

	trial_body(&t, OPEN "< P. RCV.NXT (10) ack SND.NXT\n> no R.?\n");
	t.env.app = APP_UNKNOWN;
	RUN(&t, ACCEPT, { .on = 2, .flags = R, .seq = 1 });
	assert_verdict(&t, VERDICT_INCONCLUSIVE);
	trial_close(&t);
}

/* What an application said before the tester's RST met its connection comes behind it. */
Test(session_expect, data_on_its_way_when_the_rst_leaves_is_no_answer_to_it)
{
	static const struct {
		enum app app;
		int ms;
		uint16_t flags;
		enum verdict verdict;
	} rows[] = {
		{ APP_CHARGEN, 5, A, VERDICT_PASS },  { APP_CHARGEN, 60, A, VERDICT_FAIL },
		{ APP_DAYTIME, 5, FA, VERDICT_PASS }, { APP_DISCARD, 5, A, VERDICT_FAIL },
		{ APP_CHARGEN, 5, R, VERDICT_FAIL },  { APP_CHARGEN, 5, SA, VERDICT_FAIL },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct trial t;

		trial_body(&t, OPEN "< R RCV.NXT\n> nothing within 100ms\n");
		t.env.app = rows[i].app;
		t.env.timing.path_time = 40 * FAKE_MS;
		RUN(&t, ACCEPT, { .on = 2, .flags = rows[i].flags, .seq = 1, .ack = 1,
				  .data = rows[i].flags & (R | S) ? NULL : "abc",
				  .ms = rows[i].ms });
		cr_assert_eq(t.result.verdict, rows[i].verdict, "row %zu: %s", i,
			     t.result.reason);
		trial_close(&t);
	}
}
