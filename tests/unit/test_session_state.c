/* SPDX-License-Identifier: BSD-2-Clause */
/* `state X`: by the segments exchanged, by a witness, by the target's own table. */
#include "session_fixture.h"

/* ---- without a table -------------------------------------------------------------------- */

/* The answer of a connection that lives, to segment `n`. */
#define ALIVE(n, ms_) { .on = n, .flags = A, .seq = 1, .ack = 1, .ms = ms_ }
#define DEAD(n, ms_) { .on = n, .flags = R, .seq = 1, .ms = ms_ }

Test(session_state, synchronized_state_is_shown_by_an_ack)
{
	struct trial t;

	VERDICT(&t, OPEN "state ESTABLISHED\n", VERDICT_PASS, ACCEPT, ALIVE(2, 1));
	{
		const struct segment *witness = trial_sent(&t, 2);

		cr_assert_eq(witness->flags, A);
		cr_assert_eq(witness->seq, trial_sent(&t, 0)->seq, "left of the window");
		cr_assert_eq(witness->payload_len, 1);
		cr_assert_eq(witness->ack, TARGET_ISS + 1, "an ACK that says no news");
	}
	trial_close(&t);
}

Test(session_state, witness_leaves_the_window_as_it_is)
{
	struct trial t;

	VERDICT(&t, "< S win 0 <mss 1460>\n> S.\n< . RCV.NXT ack SND.NXT win 0\n"
		    "state ESTABLISHED\n", VERDICT_PASS, ACCEPT, ALIVE(2, 1));
	cr_assert_eq(trial_sent(&t, 2)->window, 0);
	trial_close(&t);
	VERDICT(&t, "< S <mss 1460, nop, wscale 3>\n> S.\n"
		    "< . RCV.NXT ack SND.NXT win 500\nstate ESTABLISHED\n", VERDICT_PASS,
		{ .on = 0, .flags = SA, .ack = 1,
		  .options = "\x02\x04\x05\xb4\x01\x03\x03\x07", .options_len = 8 },
		ALIVE(2, 1));
	cr_assert_eq(trial_sent(&t, 2)->window, 500);
	trial_close(&t);
}

Test(session_state, witness_acknowledges_no_news)
{
	struct trial t;

	VERDICT(&t, OPEN "> data (4)\nstate ESTABLISHED\n", VERDICT_PASS, ACCEPT,
		{ .on = 1, .flags = PA, .seq = 1, .ack = 1, .data = "abcd" },
		{ .on = 2, .flags = A, .seq = 5, .ack = 1 });
	cr_assert_eq(trial_sent(&t, 2)->ack, TARGET_ISS + 1);
	trial_close(&t);
}

/* The FIN of the application stays for the statement that waits for it. */
Test(session_state, background_is_learnt_before)
{
	struct trial t;

	VERDICT(&t, OPEN "wait 10ms\nstate ESTABLISHED\n< . RCV.NXT ack SND.NXT\n",
		VERDICT_PASS, ACCEPT,
		{ .on = 1, .flags = PA, .seq = 1, .ack = 1, .data = "abcd" },
		{ .on = 2, .flags = A, .seq = 5, .ack = 1 });
	cr_assert_eq(trial_sent(&t, 3)->ack, TARGET_ISS + 5);
	trial_close(&t);
	VERDICT(&t, OPEN "< F. RCV.NXT ack SND.NXT\nwait 10ms\nstate CLOSE-WAIT\n"
			 "> F. ack RCV.NXT\n",
		VERDICT_PASS, ACCEPT, { .on = 2, .flags = FA, .seq = 1, .ack = 2 },
		{ .on = 3, .flags = A, .seq = 2, .ack = 2 });
	trial_close(&t);
}

Test(session_state, rst_contradicts_a_connection)
{
	struct trial t;

	VERDICT(&t, OPEN "state ESTABLISHED\n", VERDICT_FAIL, ACCEPT, DEAD(2, 1));
	assert_says(t.result.reason, "does not know the connection any more");
	cr_assert_eq(t.fw->now - FAKE_EPOCH, 2 * FAKE_MS, "there is nothing to wait for");
	assert_says(t.result.expected, "ESTABLISHED");
	cr_assert_str_eq(t.result.trace[t.result.trace_len - 1].note,
			 "contradicts the state");
	cr_assert_not(t.result.silence);
	trial_close(&t);
}

Test(session_state, rst_of_an_application_contradicts_nothing)
{
	struct trial t;

	trial_body(&t, OPEN "< P. RCV.NXT (10) ack SND.NXT\nstate ESTABLISHED\n");
	t.env.app = APP_UNKNOWN;
	RUN(&t, ACCEPT, DEAD(3, 1));
	assert_verdict(&t, VERDICT_INCONCLUSIVE);
	trial_close(&t);
}

Test(session_state, unanswered_connection_is_undecided)
{
	struct trial t;
	int64_t began;

	trial_body(&t, OPEN "state ESTABLISHED\n");
	began = t.fw->now;
	RUN(&t, ACCEPT);
	assert_verdict(&t, VERDICT_INCONCLUSIVE);
	assert_says(t.result.reason, "was not answered");
	cr_assert_eq(t.fw->now - began, 1001 * FAKE_MS);
	trial_close(&t);
}

Test(session_state, ack_of_another_number_decides_nothing)
{
	struct trial t;

	/* The FIN was not taken: CLOSE-WAIT is not shown. */
	VERDICT(&t, OPEN "< F. RCV.NXT ack SND.NXT\nstate CLOSE-WAIT\n",
		VERDICT_INCONCLUSIVE, ACCEPT, ALIVE(3, 1));
	trial_close(&t);
	VERDICT(&t, OPEN "< F. RCV.NXT ack SND.NXT\nstate CLOSE-WAIT\n", VERDICT_PASS,
		ACCEPT, ALIVE(3, 1), { .on = 3, .flags = A, .seq = 1, .ack = 2, .ms = 4 });
	trial_close(&t);
}

/* What it was not sent, or must not have taken, it says that it has. */
Test(session_state, ack_of_what_must_not_be_taken_contradicts)
{
	struct trial t;

	VERDICT(&t, OPEN "< P. IRS+1 (5) ack SND.NXT+1000\n> . SND.NXT ack IRS+1\n"
			 "state ESTABLISHED\n", VERDICT_FAIL, ACCEPT,
		{ .on = 2, .flags = A, .seq = 1, .ack = 1 },
		{ .on = 3, .flags = A, .seq = 1, .ack = 6 });
	assert_says(t.result.reason, "must not have taken");
	cr_assert_not(t.result.silence);
	trial_close(&t);
	/* Not the numbers of this connection. */
	VERDICT(&t, OPEN "state ESTABLISHED\n", VERDICT_INCONCLUSIVE, ACCEPT,
		{ .on = 2, .flags = A, .seq = 5000, .ack = 6000 });
	trial_close(&t);
}

Test(session_state, answer_that_does_not_tell_is_called_an_answer)
{
	struct trial t;

	VERDICT(&t, OPEN "< F. RCV.NXT ack SND.NXT\nstate CLOSE-WAIT\n",
		VERDICT_INCONCLUSIVE, ACCEPT, ALIVE(3, 1));
	assert_says(t.result.reason, "the answer to the segment");
	assert_says(t.result.got, "ack 1");
	trial_close(&t);
}

/* As BSD answers while its FIN is not acknowledged. */
Test(session_state, fin_that_comes_again_shows_a_connection)
{
	static const char body[] = OPEN "< F. RCV.NXT ack SND.NXT\n> F. ack RCV.NXT\n"
					"state LAST-ACK\n";
	struct trial t;

	VERDICT(&t, body, VERDICT_PASS, ACCEPT,
		{ .on = 2, .flags = FA, .seq = 1, .ack = 2 },
		{ .on = 3, .flags = FA, .seq = 1, .ack = 2, .ms = 1 });
	cr_assert_leq(t.fw->now - FAKE_EPOCH, 5 * FAKE_MS, "it waits for no other");
	trial_close(&t);
	/* The tester's FIN was not taken. */
	VERDICT(&t, body, VERDICT_INCONCLUSIVE, ACCEPT,
		{ .on = 2, .flags = FA, .seq = 1, .ack = 2 },
		{ .on = 3, .flags = FA, .seq = 1, .ack = 1, .ms = 1 });
	trial_close(&t);
	/* Behind it all. */
	VERDICT(&t, body, VERDICT_INCONCLUSIVE, ACCEPT,
		{ .on = 2, .flags = FA, .seq = 1, .ack = 2 },
		{ .on = 3, .flags = FA, .seq = 2, .ack = 2, .ms = 1 });
	trial_close(&t);
}

Test(session_state, no_connection_is_shown_by_a_rst)
{
	static const char *const names[] = { "LISTEN", "CLOSED", "CLOSED or LISTEN" };

	for (size_t i = 0; i < 3; i++) {
		struct trial t;
		char body[128];

		snprintf(body, sizeof(body), OPEN "< R RCV.NXT\nstate %s\n", names[i]);
		VERDICT(&t, body, VERDICT_PASS, ACCEPT, DEAD(3, 1));
		trial_close(&t);
	}
}

Test(session_state, ack_contradicts_that_there_is_none)
{
	struct trial t;

	VERDICT(&t, OPEN "< R RCV.NXT\nstate CLOSED\n", VERDICT_FAIL, ACCEPT, ALIVE(3, 1));
	assert_says(t.result.reason, "still answers for the connection");
	trial_close(&t);
}

/* The ACK of the data crossed the witness; the RST is its answer. */
Test(session_state, ack_that_was_on_its_way_contradicts_nothing)
{
	struct trial t;

	VERDICT(&t, OPEN "< P. RCV.NXT (10) ack SND.NXT\n< R RCV.NXT\nstate CLOSED\n",
		VERDICT_PASS, ACCEPT, { .on = 2, .flags = A, .seq = 1, .ack = 11 },
		DEAD(4, 2));
	trial_close(&t);
}

/* A target that sends no RST for what it does not know may have closed it all the same:
 * the cases of CLOSED ask for the RST. */
Test(session_state, silence_does_not_tell_whether_there_is_none)
{
	struct trial t;

	VERDICT(&t, OPEN "< R RCV.NXT\nstate CLOSED\n", VERDICT_INCONCLUSIVE, ACCEPT);
	assert_says(t.result.reason, "was not answered");
	trial_close(&t);
}

Test(session_state, what_came_before_the_witness_is_no_answer)
{
	struct trial t;

	VERDICT(&t, OPEN "< P. RCV.NXT (10) ack SND.NXT\nwait 10ms\nstate ESTABLISHED\n",
		VERDICT_INCONCLUSIVE, ACCEPT,
		{ .on = 2, .flags = A, .seq = 1, .ack = 11 });
	trial_close(&t);
}

Test(session_state, rst_from_before_is_no_answer)
{
	struct trial t;

	VERDICT(&t, OPEN "< R RCV.NXT\nwait 10ms\nstate CLOSED\n", VERDICT_INCONCLUSIVE,
		ACCEPT, DEAD(2, 1));
	trial_close(&t);
}

Test(session_state, only_an_answer_contradicts)
{
	struct trial t;

	VERDICT(&t, OPEN "< R RCV.NXT\nstate CLOSED\n", VERDICT_INCONCLUSIVE, ACCEPT,
		{ .on = 3, .flags = PA, .seq = 1, .ack = 1, .data = "on its way" });
	trial_close(&t);
}

Test(session_state, answer_is_nobody_elses)
{
	struct trial t;

	VERDICT(&t, OPEN "< R RCV.NXT\nstate CLOSED\n> nothing\n", VERDICT_PASS, ACCEPT,
		DEAD(3, 1));
	trial_close(&t);
	VERDICT(&t, OPEN "state ESTABLISHED\n> nothing\n", VERDICT_PASS, ACCEPT,
		ALIVE(2, 1));
	trial_close(&t);
}

/* What nothing can show is not taken for shown: a case does not pass by it alone. */
Test(session_state, what_was_not_checked_is_no_pass)
{
	static const char *const bodies[] = {
		OPEN "state CLOSED or ESTABLISHED\n", "state LISTEN\n",
		"use p\n",
	};

	for (size_t i = 0; i < 3; i++) {
		struct trial t;

		if (i < 2)
			trial_body(&t, bodies[i]);
		else
			trial_load(&t, "probe p\n{\n" OPEN "state CLOSED or ESTABLISHED\n}\n"
				       "case c\n title \"t\"\n covers X/1\n cites \"c\"\n"
				       " needs open-port\n{\n use p\n}\n");
		RUN(&t, ACCEPT);
		assert_verdict(&t, VERDICT_INCONCLUSIVE);
		assert_says(t.result.reason, "was not checked");
		cr_assert_eq(t.result.excuses, excuse_bit(EXCUSE_WITNESS));
		cr_assert_leq(t.fw->sent_count, 3, "no witness");
		trial_close(&t);
	}
}

Test(session_state, what_could_fail_behind_it_makes_up_for_it)
{
	struct trial t;

	VERDICT(&t, OPEN "state CLOSED or ESTABLISHED\n< P. RCV.NXT (3) ack SND.NXT\n"
			 "> . ack RCV.NXT\n", VERDICT_PASS, ACCEPT,
		{ .on = 2, .flags = A, .seq = 1, .ack = 4 });
	trial_close(&t);
	VERDICT(&t, OPEN "state CLOSED or ESTABLISHED\n> nothing\n", VERDICT_PASS, ACCEPT);
	trial_close(&t);
	VERDICT(&t, OPEN "state CLOSED or ESTABLISHED\nstate ESTABLISHED\n", VERDICT_PASS,
		ACCEPT, ALIVE(2, 1));
	trial_close(&t);
	/* Sent is not answered. */
	VERDICT(&t, OPEN "state CLOSED or ESTABLISHED\n< P. RCV.NXT (3) ack SND.NXT\n",
		VERDICT_INCONCLUSIVE, ACCEPT);
	trial_close(&t);
}

Test(session_state, warning_outlives_what_was_not_checked)
{
	struct trial t;

	VERDICT(&t, OPEN "should { > F. within 10ms }\nstate CLOSED or ESTABLISHED\n",
		VERDICT_WARN, ACCEPT);
	trial_close(&t);
}

Test(session_state, alternative_that_holds_already_is_kept)
{
	struct trial t;

	VERDICT(&t, OPEN "< F. RCV.NXT ack SND.NXT\none of {\n > . ack RCV.NXT\n"
			 " state ESTABLISHED or CLOSE-WAIT\n}"
			 " or { > R }\nstate CLOSE-WAIT\n",
		VERDICT_PASS, ACCEPT, { .on = 2, .flags = A, .seq = 1, .ack = 2 },
		{ .on = 3, .flags = A, .seq = 1, .ack = 2 },
		{ .on = 4, .flags = A, .seq = 1, .ack = 2 });
	trial_close(&t);
}

Test(session_state, what_comes_beside_the_answer_stays)
{
	struct trial t;

	VERDICT(&t, OPEN "< F. RCV.NXT ack SND.NXT\nstate CLOSE-WAIT\n> F. ack RCV.NXT\n",
		VERDICT_PASS, ACCEPT,
		{ .on = 2, .flags = FA, .seq = 1, .ack = 2, .ms = 2 },
		{ .on = 3, .flags = A, .seq = 2, .ack = 2, .ms = 3 });
	trial_close(&t);
}

Test(session_state, segments_exchanged_must_agree)
{
	struct trial t;

	VERDICT(&t, OPEN "state CLOSE-WAIT\n", VERDICT_INCONCLUSIVE, ACCEPT);
	assert_says(t.result.reason, "by the segments exchanged the state is ESTABLISHED");
	cr_assert_eq(t.fw->sent_count, 3, "no witness: handshake and reset");
	trial_close(&t);
}

/* ---- the SYN,ACK that comes again ------------------------------------------------------ */

#define HALF_OPEN "< S\n> S.\nstate SYN-RECEIVED\n"

Test(session_state, syn_received_is_shown_by_the_synack_that_comes_again)
{
	struct trial t;

	VERDICT(&t, HALF_OPEN, VERDICT_PASS, ACCEPT,
		{ .on = 0, .flags = SA, .ack = 1, .ms = 1000 });
	cr_assert_eq(t.fw->sent_count, 2, "the SYN and the reset: it is waited for");
	trial_close(&t);
}

/* A listener with SYN cookies sends it once; one that has taken the connection for
 * established does, too. */
Test(session_state, synack_that_comes_once_decides_nothing)
{
	static const struct reply others[] = {
		{ .on = 0, .flags = SA, .seq = 7, .ack = 1, .ms = 1000 },
		{ .on = 0, .flags = SA, .ack = 9, .ms = 1000 },
		{ .on = 0, .flags = S, .ms = 1000 },
		{ .on = 0, .flags = A, .seq = 1, .ack = 1, .ms = 1000 },
	};
	struct trial t;

	VERDICT(&t, HALF_OPEN, VERDICT_INCONCLUSIVE, ACCEPT);
	assert_says(t.result.reason, "did not come again");
	cr_assert_gt(t.fw->now - FAKE_EPOCH, 3000 * FAKE_MS, "RFC 6298 section 5.7");
	trial_close(&t);
	for (size_t i = 0; i < 4; i++) {
		VERDICT(&t, HALF_OPEN, VERDICT_INCONCLUSIVE, ACCEPT, others[i]);
		trial_close(&t);
	}
}

/* It backs off: the third comes seconds after the second. */
Test(session_state, synack_that_is_late_is_waited_for)
{
	struct trial t;

	VERDICT(&t, "< S\n> S.\nwait 3500ms\nstate SYN-RECEIVED\n", VERDICT_PASS, ACCEPT,
		{ .on = 0, .flags = SA, .ack = 1, .ms = 3000 },
		{ .on = 0, .flags = SA, .ack = 1, .ms = 9000 });
	trial_close(&t);
}

Test(session_state, listener_that_keeps_nothing_is_shown_by_a_rst)
{
	static const char body[] = "< S\n> S.\nstate SYN-RECEIVED or LISTEN\n";
	struct trial t;

	VERDICT(&t, body, VERDICT_PASS, ACCEPT,
		{ .on = 0, .flags = SA, .ack = 1, .ms = 1000 });
	cr_assert_eq(t.fw->sent_count, 2, "no witness is needed");
	trial_close(&t);
	VERDICT(&t, body, VERDICT_PASS, ACCEPT, DEAD(1, 1));
	trial_close(&t);
	/* An ACK is what ESTABLISHED answers, too. */
	VERDICT(&t, body, VERDICT_INCONCLUSIVE, ACCEPT, ALIVE(1, 1));
	trial_close(&t);
	VERDICT(&t, body, VERDICT_INCONCLUSIVE, ACCEPT);
	trial_close(&t);
}

Test(session_state, either_of_two_that_know_the_connection)
{
	static const char body[] = "< S\n> S.\nstate SYN-RECEIVED or ESTABLISHED\n";
	struct trial t;

	VERDICT(&t, body, VERDICT_PASS, ACCEPT, ALIVE(1, 1));
	trial_close(&t);
	VERDICT(&t, body, VERDICT_FAIL, ACCEPT, DEAD(1, 1));
	trial_close(&t);
}

Test(session_state, alternative_that_was_taken_tells_the_state)
{
	static const char body[] =
		OPEN "< R RCV.NXT + 1\none of {\n  > . ack RCV.NXT\n"
		     "  state ESTABLISHED\n} or {\n  > nothing\n  state CLOSED\n}\n"
		     "state %s\n";
	char text[512];
	struct trial t;

	snprintf(text, sizeof(text), body, "CLOSED");
	VERDICT(&t, text, VERDICT_PASS, ACCEPT, DEAD(3, 1), DEAD(4, 1));
	trial_close(&t);
	snprintf(text, sizeof(text), body, "ESTABLISHED");
	VERDICT(&t, text, VERDICT_PASS, ACCEPT, ALIVE(2, 1), ALIVE(3, 1), ALIVE(4, 1));
	trial_close(&t);
	/* Said is not shown. */
	snprintf(text, sizeof(text), body, "CLOSED");
	VERDICT(&t, text, VERDICT_FAIL, ACCEPT, ALIVE(3, 1));
	trial_close(&t);
}

Test(session_state, preamble_that_is_elsewhere_accuses_nobody)
{
	struct trial t;

	trial_load(&t, "probe p\n{\n" OPEN "state ESTABLISHED\n}\n"
		       "case c\n title \"t\"\n covers X/1\n cites \"c\"\n"
		       " needs open-port\n{\n use p\n < F\n}\n");
	RUN(&t, ACCEPT, DEAD(2, 1));
	assert_verdict(&t, VERDICT_INCONCLUSIVE);
	trial_close(&t);
}

/* ---- with a table -------------------------------------------------------------------------- */

struct fake_oracle {
	struct oracle oracle;
	const struct wire *wire;
	enum tcp_state before, after;
	int64_t change; /* when one becomes the other */
	unsigned asked;
	bool broken;
	struct connection_id id;
};

static int ask(struct oracle *oracle, const struct connection_id *id,
	       enum tcp_state *out, struct error *err)
{
	struct fake_oracle *fake = (struct fake_oracle *)oracle;
	const struct fake_wire *fw = (const struct fake_wire *)fake->wire;

	fake->asked++;
	fake->id = *id;
	if (fake->broken)
		return error_set(err, "the table is on fire");
	*out = fw->now < fake->change ? fake->before : fake->after;
	return 0;
}

static void with_table(struct trial *t, struct fake_oracle *fake, const char *body,
		       enum tcp_state before, enum tcp_state after, int64_t ms)
{
	static const struct reply accept[] = { ACCEPT };

	trial_body(t, body);
	*fake = (struct fake_oracle){ { ask }, &t->fw->wire, before, after,
				      FAKE_EPOCH + ms * FAKE_MS, 0, false,
				      { .tester_port = 0 } };
	t->env.oracle = &fake->oracle;
	trial_run(t, accept, 1);
}

Test(session_oracle, table_that_agrees_passes_without_a_witness)
{
	struct fake_oracle fake;
	struct trial t;

	with_table(&t, &fake, OPEN "state ESTABLISHED\n", STATE_ESTABLISHED,
		   STATE_ESTABLISHED, 0);
	assert_verdict(&t, VERDICT_PASS);
	cr_assert_eq(t.fw->sent_count, 3);
	cr_assert_eq(fake.asked, 1);
	cr_assert_eq(fake.id.tester_port, FAKE_PORT);
	cr_assert_eq(fake.id.target_port, TARGET_PORT);
	cr_assert(ipaddr_equal(&fake.id.target, &t.fw->hosts.target));
	cr_assert(ipaddr_equal(&fake.id.tester, &t.fw->hosts.tester));
	trial_close(&t);
}

Test(session_oracle, table_is_asked_again_until_it_agrees)
{
	struct fake_oracle fake;
	struct trial t;

	with_table(&t, &fake, OPEN "state ESTABLISHED\n", STATE_SYN_RECEIVED,
		   STATE_ESTABLISHED, 30);
	assert_verdict(&t, VERDICT_PASS);
	cr_assert_gt(fake.asked, 5);
	cr_assert_eq(t.fw->now - FAKE_EPOCH, 31 * FAKE_MS);
	trial_close(&t);
}

Test(session_oracle, table_that_never_agrees_fails)
{
	struct fake_oracle fake;
	struct trial t;

	with_table(&t, &fake, OPEN "state ESTABLISHED\n", STATE_CLOSE_WAIT,
		   STATE_CLOSE_WAIT, 0);
	assert_verdict(&t, VERDICT_FAIL);
	assert_says(t.result.reason, "the target's table says CLOSE-WAIT");
	assert_says(t.result.got, "CLOSE-WAIT");
	cr_assert_eq(t.fw->now - FAKE_EPOCH, 1001 * FAKE_MS);
	trial_close(&t);
}

Test(session_oracle, table_agrees_but_not_the_segments)
{
	struct fake_oracle fake;
	struct trial t;

	with_table(&t, &fake, OPEN "state CLOSE-WAIT\n", STATE_CLOSE_WAIT,
		   STATE_CLOSE_WAIT, 0);
	assert_verdict(&t, VERDICT_INCONCLUSIVE);
	assert_says(t.result.reason, "by the segments exchanged");
	trial_close(&t);
}

Test(session_oracle, closed_and_listen_are_one_to_a_connection)
{
	static const enum tcp_state gone[] = { STATE_CLOSED, STATE_LISTEN };

	for (size_t i = 0; i < 4; i++) {
		struct fake_oracle fake;
		struct trial t;

		with_table(&t, &fake,
			   i / 2 ? OPEN "< R RCV.NXT\nstate CLOSED\n"
				 : OPEN "< R RCV.NXT\nstate LISTEN\n",
			   gone[i % 2], gone[i % 2], 0);
		assert_verdict(&t, VERDICT_PASS);
		trial_close(&t);
	}
}

Test(session_oracle, any_of_the_states_named_will_do)
{
	struct fake_oracle fake;
	struct trial t;

	with_table(&t, &fake, OPEN "state CLOSE-WAIT or ESTABLISHED or LAST-ACK\n",
		   STATE_ESTABLISHED, STATE_ESTABLISHED, 0);
	assert_verdict(&t, VERDICT_PASS);
	trial_close(&t);
	with_table(&t, &fake, OPEN "state CLOSE-WAIT or LAST-ACK\n", STATE_TIME_WAIT,
		   STATE_TIME_WAIT, 0);
	assert_verdict(&t, VERDICT_FAIL);
	assert_says(t.result.expected, "CLOSE-WAIT or LAST-ACK");
	trial_close(&t);
}

Test(session_oracle, table_that_cannot_be_read_is_the_testers_fault)
{
	struct fake_oracle fake;
	static const struct reply accept[] = { ACCEPT };
	struct trial t;

	trial_body(&t, OPEN "state ESTABLISHED\n");
	fake = (struct fake_oracle){ .oracle = { ask }, .wire = &t.fw->wire,
				     .broken = true };
	t.env.oracle = &fake.oracle;
	trial_run(&t, accept, 1);
	assert_verdict(&t, VERDICT_ERROR);
	assert_says(t.result.reason, "on fire");
	trial_close(&t);
}
