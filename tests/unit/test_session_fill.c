/* SPDX-License-Identifier: BSD-2-Clause */
/* `fill`: how the target's receive window is closed, and what it may not take for that. */
#include "session_fixture.h"

/* The tester's segments 0 and 1 are the handshake, 2 is the first that fills. */
#define SYNACK(w) { .on = 0, .flags = SA, .ack = 1, .window = (w) }

/* The far end's table has no word for a window of 0; what is to be left is as good. */
Test(session_fill, sends_in_order_until_no_more_than_the_rest_is_left)
{
	struct trial t;

	VERDICT(&t, OPEN "fill leaving 10\ncheck RCV.WND == 10\n"
		    "check RCV.NXT == IRS + 1073\n", VERDICT_PASS,
		SYNACK(1082), { .on = 3, .flags = A, .seq = 1, .ack = 1073, .window = 10 });
	/* Without MSS option the target takes 536 octets. */
	for (unsigned i = 0; i < 2; i++) {
		const struct segment *seg = trial_sent(&t, 2 + i);

		cr_assert_eq(seg->seq - trial_sent(&t, 0)->seq, 1 + 536 * i);
		cr_assert_eq(seg->payload_len, 536);
		cr_assert_eq(seg->flags, PA);
	}
	trial_close(&t);
}

Test(session_fill, waits_for_the_ack_before_it_sends_more)
{
	struct trial t;

	VERDICT(&t, OPEN "fill leaving 10\n", VERDICT_PASS, SYNACK(2000),
		{ .on = 3, .flags = A, .seq = 1, .ack = 1073, .window = 928, .ms = 30 },
		{ .on = 5, .flags = A, .seq = 1, .ack = 1991, .window = 10 });
	cr_assert_eq(trial_sent(&t, 4)->seq - trial_sent(&t, 0)->seq, 1073);
	cr_assert_eq(trial_sent(&t, 5)->payload_len, 2000 - 10 - 1072 - 536);
	cr_assert_geq(t.fw->sent[4].time - t.fw->sent[3].time, 30 * FAKE_MS);
	trial_close(&t);
}

Test(session_fill, ack_and_window_stay_those_of_the_last_segment)
{
	struct trial t;

	VERDICT(&t, "< S\n> S.\n< . RCV.NXT ack SND.NXT win 77\n"
		    "> data \"hello\"\nfill leaving 10\n", VERDICT_PASS, SYNACK(500),
		{ .on = 1, .flags = PA, .seq = 1, .ack = 1, .data = "hello", .window = 500 },
		{ .on = 2, .flags = A, .seq = 6, .ack = 491, .window = 10 });
	cr_assert_eq(trial_sent(&t, 2)->window, 77);
	cr_assert_eq(trial_sent(&t, 2)->ack, trial_sent(&t, 1)->ack);
	cr_assert_eq(trial_sent(&t, 2)->payload_len, 490);
	trial_close(&t);
}

Test(session_fill, heeds_the_mss_of_the_target)
{
	struct trial t;

	VERDICT(&t, OPEN "check RCV.MSS == 100\nfill leaving 10\n", VERDICT_PASS,
		{ .on = 0, .flags = SA, .ack = 1, .window = 150, .options = "\x02\x04\0d",
		  .options_len = 4 },
		{ .on = 3, .flags = A, .seq = 1, .ack = 141, .window = 10 });
	cr_assert_eq(trial_sent(&t, 2)->payload_len, 100);
	cr_assert_eq(trial_sent(&t, 3)->payload_len, 40);
	trial_close(&t);
}

Test(session_fill, sends_again_what_is_not_acknowledged)
{
	struct trial t;

	VERDICT(&t, OPEN "fill leaving 10\n", VERDICT_PASS, SYNACK(110),
		{ .on = 3, .flags = A, .seq = 1, .ack = 101, .window = 10 });
	cr_assert_eq(trial_sent(&t, 3)->seq, trial_sent(&t, 2)->seq);
	cr_assert_eq(trial_sent(&t, 3)->payload_len, 100);
	trial_close(&t);
}

/* Hundreds of segments would excuse any failure behind them. */
#define FILLED(n) ((n) * 536)
#define BURST(last, n) \
	{ .on = (last), .flags = A, .seq = 1, .ack = 1 + FILLED(n), \
	  .window = FILLED(94) + 10 - FILLED(n) }
Test(session_fill, what_filled_is_no_excuse_for_what_fails_behind)
{
	struct trial t;

	VERDICT(&t, OPEN "fill leaving 10\ncheck RCV.WND == 11\n", VERDICT_FAIL,
		SYNACK(FILLED(94) + 10), BURST(3, 2), BURST(7, 6), BURST(15, 14),
		BURST(31, 30), BURST(63, 62), BURST(95, 94));
	/* SYN, SYN,ACK, ACK, 94 segments and 6 ACKs; 64 may still come late. */
	cr_assert_eq(t.result.exposure.segments, 64 + 1);
	cr_assert_eq(t.result.exposure.open, 1);
	trial_close(&t);
}

Test(session_fill, few_segments_all_count)
{
	struct trial t;

	VERDICT(&t, OPEN "fill leaving 10\ncheck RCV.WND == 11\n", VERDICT_FAIL,
		SYNACK(110), { .on = 2, .flags = A, .seq = 1, .ack = 101, .window = 10 });
	cr_assert_eq(t.result.exposure.segments, 5 + 1);
	cr_assert_eq(t.result.exposure.open, 1);
	trial_close(&t);
}

Test(session_fill, silence_fails_after_some_tries)
{
	struct trial t;

	VERDICT(&t, OPEN "fill leaving 10\n", VERDICT_FAIL, SYNACK(110));
	cr_assert(t.result.silence);
	cr_assert_eq(trial_sent(&t, 5)->seq, trial_sent(&t, 2)->seq);
	cr_assert(trial_sent(&t, 6)->flags & SEG_RST);
	trial_close(&t);
}

Test(session_fill, reset_is_what_it_may_not_be_answered_by)
{
	struct trial t;

	VERDICT(&t, OPEN "fill\n", VERDICT_FAIL, SYNACK(110),
		{ .on = 2, .flags = R, .seq = 1 });
	cr_assert_not(t.result.silence);
	trial_close(&t);
}

Test(session_fill, needs_a_window)
{
	struct trial t;

	VERDICT(&t, "< S\nfill\n", VERDICT_ERROR, { .on = 99 });
	assert_says(t.result.reason, "advertised no window");
	trial_close(&t);
}

Test(session_fill, needs_a_state_in_which_text_is_taken)
{
	struct trial t;

	VERDICT(&t, OPEN "< F. RCV.NXT ack SND.NXT\n> . ack RCV.NXT\nfill\n",
		VERDICT_ERROR, ACCEPT, { .on = 2, .flags = A, .seq = 1, .ack = 2 });
	assert_says(t.result.reason, "in state CLOSE-WAIT the target takes no text");
	trial_close(&t);
}

/* A far end that takes all and keeps its window open. */
static void reader(struct fake_wire *fw, void *ctx, const struct decoded *decoded)
{
	const struct segment *to = &decoded->seg;
	struct segment seg = { .src_port = to->dst_port, .dst_port = to->src_port,
			       .flags = to->flags & SEG_SYN ? SA : A, .window = 65535,
			       .seq = 1000 + (to->flags & SEG_SYN ? 0 : 1),
			       .ack = to->seq + segment_len(to) };

	(void)ctx;
	if (!(to->flags & SEG_RST))
		fake_wire_reply(fw, FAKE_MS, &seg);
}

Test(session_fill, gives_up_where_the_application_reads)
{
	struct trial t;

	trial_body(&t, OPEN "fill\n");
	trial_start(&t, NULL, 0);
	t.fw->peer = reader;
	cr_assert(trial_until(&t, INT64_MAX));
	trial_finish(&t);
	assert_verdict(&t, VERDICT_INCONCLUSIVE);
	assert_says(t.result.reason, "the window does not close");
	trial_close(&t);
}
