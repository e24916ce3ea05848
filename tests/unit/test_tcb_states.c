/* SPDX-License-Identifier: BSD-2-Clause */
/* The synchronized states: RFC 9293 section 3.10.7.4. */
#include "model_fixture.h"

#define each_synchronized(c, i, state)                                         \
	(size_t i = 0, k_ = 0; k_ < BASES * SYNCHRONIZED &&                    \
	 (i = k_ % BASES, state = synchronized_states[k_ / BASES],             \
	  reach(&c, i, state), true); k_++)

Test(tcb_states, exact_rst_ends_every_state)
{
	enum tcp_state state;
	struct conv c;

	for each_synchronized(c, i, state) {
		tester(&c, R, c.tcb.rcv_nxt - c.x, 0, 0);
		assert_state(&c, STATE_LISTEN);
	}
}

Test(tcb_states, rst_in_the_window_ends_nothing)
{
	enum tcp_state state;
	struct conv c;

	for each_synchronized(c, i, state) {
		uint32_t next = c.tcb.rcv_nxt - c.x;

		tester(&c, R, next + 1, 0, 0);
		tester(&c, RA, next + WINDOW - 1, 1, 0);
		assert_state(&c, state);
	}
}

Test(tcb_states, rst_outside_the_window_ends_nothing)
{
	enum tcp_state state;
	struct conv c;

	for each_synchronized(c, i, state) {
		uint32_t next = c.tcb.rcv_nxt - c.x;

		tester(&c, R, next - 1, 0, 0);
		tester(&c, R, next + WINDOW, 0, 0);
		tester(&c, R, next + 0x7fffffff, 0, 0);
		tester(&c, R, next + 0x80000001, 0, 0);
		assert_state(&c, state);
	}
}

/* RFC 5961 section 4. */
Test(tcb_states, syn_changes_nothing_wherever_it_stands)
{
	static const uint32_t offsets[] = { UINT32_MAX, 0, 1, 999, 1000, 70000 };
	enum tcp_state state;
	struct conv c;

	for each_synchronized(c, i, state) {
		struct tcb before = c.tcb;

		for (size_t k = 0; k < sizeof(offsets) / sizeof(offsets[0]); k++) {
			tester(&c, S, before.rcv_nxt - c.x + offsets[k], 0, 0);
			tester(&c, SA, before.rcv_nxt - c.x + offsets[k], 1, 4);
		}
		assert_state(&c, state);
		cr_assert_eq(c.tcb.rcv_nxt, before.rcv_nxt);
		cr_assert_eq(c.tcb.snd_una, before.snd_una);
	}
}

Test(tcb_states, segment_without_ack_bit_changes_nothing)
{
	enum tcp_state state;
	struct conv c;

	for each_synchronized(c, i, state) {
		struct tcb before = c.tcb;

		tester(&c, P, before.rcv_nxt - c.x, 0, 10);
		tester(&c, F, before.rcv_nxt - c.x, 0, 0);
		tester(&c, 0, before.rcv_nxt - c.x, 0, 0);
		assert_state(&c, state);
		cr_assert_eq(c.tcb.rcv_nxt, before.rcv_nxt);
	}
}

Test(tcb_states, ack_of_what_was_not_sent_drops_the_segment)
{
	enum tcp_state state;
	struct conv c;

	for each_synchronized(c, i, state) {
		struct tcb before = c.tcb;
		uint32_t seq = before.rcv_nxt - c.x, above = before.snd_nxt - c.y + 1;

		tester(&c, A, seq, above, 0);
		tester(&c, FA, seq, above, 10);
		tester(&c, A, seq, above + 100000, 0);
		assert_state(&c, state);
		cr_assert_eq(c.tcb.rcv_nxt, before.rcv_nxt);
		cr_assert_eq(c.tcb.snd_una, before.snd_una);
	}
}

Test(tcb_states, old_ack_moves_nothing_back)
{
	struct conv c;

	for (size_t i = 0; i < BASES; i++) {
		reach(&c, i, STATE_ESTABLISHED);
		target(&c, A | P, 1, 1, 100);
		tester(&c, A, 1, 101, 0);
		assert_snd(&c, 101, 101);
		tester(&c, A, 1, 51, 0);
		assert_snd(&c, 101, 101);
		/* Its text is taken all the same. */
		tester(&c, A, 1, 51, 7);
		assert_rcv_nxt(&c, 8);
	}
}

Test(tcb_states, ack_moves_snd_una_up_to_snd_nxt)
{
	struct conv c;

	for (size_t i = 0; i < BASES; i++) {
		reach(&c, i, STATE_ESTABLISHED);
		target(&c, A | P, 1, 1, 100);
		assert_snd(&c, 1, 101);
		tester(&c, A, 1, 40, 0);
		assert_snd(&c, 40, 101);
		tester(&c, A, 1, 101, 0);
		assert_snd(&c, 101, 101);
	}
}

/* ---- text ------------------------------------------------------------------------ */

static const enum tcp_state receiving[] = { STATE_ESTABLISHED, STATE_FIN_WAIT_1,
					    STATE_FIN_WAIT_2 };

Test(tcb_states, text_is_taken_where_it_may_come)
{
	struct conv c;

	for (size_t s = 0; s < 3; s++)
		for (size_t i = 0; i < BASES; i++) {
			reach(&c, i, receiving[s]);
			tester(&c, A | P, 1, 1, 10);
			tester(&c, A, 11, 1, 5);
			assert_rcv_nxt(&c, 16);
			assert_state(&c, receiving[s]);
		}
}

Test(tcb_states, text_behind_the_fin_is_ignored)
{
	static const enum tcp_state deaf[] = { STATE_CLOSE_WAIT, STATE_CLOSING,
					       STATE_LAST_ACK, STATE_TIME_WAIT };
	struct conv c;

	for (size_t s = 0; s < 4; s++)
		for (size_t i = 0; i < BASES; i++) {
			reach(&c, i, deaf[s]);
			tester(&c, A | P, 2, 1, 10);
			assert_rcv_nxt(&c, 2);
			assert_state(&c, deaf[s]);
		}
}

Test(tcb_states, text_above_a_gap_waits_for_it)
{
	struct conv c;

	for (size_t i = 0; i < BASES; i++) {
		reach(&c, i, STATE_ESTABLISHED);
		tester(&c, A, 21, 1, 10);
		tester(&c, A, 11, 1, 5);
		assert_rcv_nxt(&c, 1);
		tester(&c, A, 1, 1, 10);
		assert_rcv_nxt(&c, 16);
		tester(&c, A, 16, 1, 5);
		assert_rcv_nxt(&c, 31);
	}
}

Test(tcb_states, text_that_overlaps_counts_once)
{
	struct conv c;

	for (size_t i = 0; i < BASES; i++) {
		reach(&c, i, STATE_ESTABLISHED);
		tester(&c, A, 1, 1, 10);
		tester(&c, A, 6, 1, 10);
		assert_rcv_nxt(&c, 16);
		tester(&c, A, 1, 1, 15);
		assert_rcv_nxt(&c, 16);
		tester(&c, A, UINT32_MAX - 3, 1, 30);
		assert_rcv_nxt(&c, 26);
	}
}

Test(tcb_states, text_beyond_the_window_is_trimmed)
{
	struct conv c;

	for (size_t i = 0; i < BASES; i++) {
		reach(&c, i, STATE_ESTABLISHED);
		tester(&c, A, 1, 1, 600);
		tester(&c, A, 601, 1, 600);
		assert_rcv_nxt(&c, 1 + WINDOW);
		/* A target that takes it all the same may acknowledge it. */
		cr_assert_eq(c.tcb.rcv_max - c.x, 1201);
		tester(&c, A, 1 + WINDOW, 1, 10);
		assert_rcv_nxt(&c, 1 + WINDOW);
	}
}

Test(tcb_states, text_left_or_right_of_the_window_is_not_taken)
{
	struct conv c;

	for (size_t i = 0; i < BASES; i++) {
		reach(&c, i, STATE_ESTABLISHED);
		tester(&c, A, 1 + WINDOW, 1, 10);
		tester(&c, A, UINT32_MAX - 8, 1, 10);
		tester(&c, A, 0, 1, 1);
		assert_rcv_nxt(&c, 1);
		cr_assert_eq(c.tcb.above.count, 0);
		/* What is not contiguous does not raise the bound either. */
		cr_assert_eq(c.tcb.rcv_max - c.x, 1);
	}
}

Test(tcb_states, bound_rises_when_the_gap_beyond_the_window_is_filled)
{
	struct conv c;

	reach(&c, 2, STATE_ESTABLISHED);
	tester(&c, A, 2001, 1, 100);
	cr_assert_eq(c.tcb.rcv_max - c.x, 1);
	tester(&c, A, 1, 1, 2000);
	cr_assert_eq(c.tcb.rcv_max - c.x, 2101);
	assert_rcv_nxt(&c, 1 + WINDOW);
	/* It took it: so says its acknowledgment. */
	target(&c, A, 1, 2101, 0);
	assert_rcv_nxt(&c, 2101);
}

/* A target may take more than it offered: then its window is zero, not huge. */
Test(tcb_states, edge_left_of_rcv_nxt_is_a_window_of_zero)
{
	struct segment seg;
	struct conv c;

	for each_base(c, i) {
		tester(&c, S, 0, 0, 50);
		/* It takes the text on the SYN; no window came with its SYN,ACK. */
		seg = from_target(&c, SA, 0, 1, 0);
		seg.window = 0;
		tcb_target_sent(&c.tcb, &seg);
		tester(&c, A, 1, 1, 0);
		assert_rcv_nxt(&c, 51);
		seg = from_tester(&c, A, 60, 1, 10);
		cr_assert_not(tcb_acceptable(&c.tcb, &seg));
		seg = from_tester(&c, R, 51, 0, 0);
		cr_assert(tcb_acceptable(&c.tcb, &seg));
	}
}

Test(tcb_states, acknowledgment_above_the_bound_is_not_believed)
{
	struct conv c;

	reach(&c, 2, STATE_ESTABLISHED);
	tester(&c, A, 1, 1, 10);
	target(&c, A, 1, 500, 0);
	assert_rcv_nxt(&c, 11);
}

Test(tcb_states, window_closes_and_opens_with_the_targets_calls)
{
	struct conv c;
	struct segment seg;

	for (size_t i = 0; i < BASES; i++) {
		reach(&c, i, STATE_ESTABLISHED);
		tester(&c, A, 1, 1, WINDOW);
		seg = from_target(&c, A, 1, 1 + WINDOW, 0);
		seg.window = 0;
		tcb_target_sent(&c.tcb, &seg);
		/* Zero: an ACK and a RST at RCV.NXT are all that is acceptable. */
		tester(&c, A, 1 + WINDOW, 1, 1);
		assert_rcv_nxt(&c, 1 + WINDOW);
		seg = from_tester(&c, A, 1 + WINDOW, 1, 0);
		cr_assert(tcb_acceptable(&c.tcb, &seg));
		seg.seq++;
		cr_assert_not(tcb_acceptable(&c.tcb, &seg));
		seg = from_target(&c, A, 1, 1 + WINDOW, 0);
		seg.window = 50;
		tcb_target_sent(&c.tcb, &seg);
		tester(&c, A, 1 + WINDOW, 1, 80);
		assert_rcv_nxt(&c, 1 + WINDOW + 50);
	}
}

/* Taking a window back does not untake what was on the way (section 3.8.6). */
Test(tcb_states, shrunk_window_keeps_its_old_edge)
{
	struct conv c;
	struct segment seg;

	reach(&c, 0, STATE_ESTABLISHED);
	seg = from_target(&c, A, 1, 1, 0);
	seg.window = 10;
	tcb_target_sent(&c.tcb, &seg);
	cr_assert_eq(c.tcb.rcv_wnd, 10);
	tester(&c, A, 1, 1, 500);
	assert_rcv_nxt(&c, 501);
}

/* ---- closing ------------------------------------------------------------------------ */

Test(tcb_states, tester_closes_first)
{
	struct conv c;

	for (size_t i = 0; i < BASES; i++) {
		reach(&c, i, STATE_ESTABLISHED);
		tester(&c, FA, 1, 1, 0);
		assert_state(&c, STATE_CLOSE_WAIT);
		assert_rcv_nxt(&c, 2);
		cr_assert(c.tcb.fin_taken);
		target(&c, A | P, 1, 2, 30);
		assert_state(&c, STATE_CLOSE_WAIT);
		target(&c, FA, 31, 2, 0);
		assert_state(&c, STATE_LAST_ACK);
		assert_snd(&c, 1, 32);
		tester(&c, A, 2, 31, 0);
		assert_state(&c, STATE_LAST_ACK);
		tester(&c, A, 2, 32, 0);
		assert_state(&c, STATE_LISTEN);
	}
}

Test(tcb_states, target_closes_first)
{
	struct conv c;

	for (size_t i = 0; i < BASES; i++) {
		reach(&c, i, STATE_ESTABLISHED);
		target(&c, FA | P, 1, 1, 26);
		assert_state(&c, STATE_FIN_WAIT_1);
		assert_snd(&c, 1, 28);
		tester(&c, A, 1, 27, 0);
		assert_state(&c, STATE_FIN_WAIT_1);
		tester(&c, A, 1, 28, 0);
		assert_state(&c, STATE_FIN_WAIT_2);
		tester(&c, FA, 1, 28, 0);
		assert_state(&c, STATE_TIME_WAIT);
		assert_rcv_nxt(&c, 2);
		/* The FIN again, and what else comes. */
		tester(&c, FA, 1, 28, 0);
		tester(&c, A, 2, 28, 0);
		assert_state(&c, STATE_TIME_WAIT);
	}
}

Test(tcb_states, fin_and_its_ack_in_one_leave_fin_wait_1_for_time_wait)
{
	struct conv c;

	for (size_t i = 0; i < BASES; i++) {
		reach(&c, i, STATE_FIN_WAIT_1);
		tester(&c, FA, 1, 2, 0);
		assert_state(&c, STATE_TIME_WAIT);
	}
}

Test(tcb_states, both_close_at_once)
{
	struct conv c;

	for (size_t i = 0; i < BASES; i++) {
		reach(&c, i, STATE_FIN_WAIT_1);
		tester(&c, FA, 1, 1, 0);
		assert_state(&c, STATE_CLOSING);
		assert_rcv_nxt(&c, 2);
		tester(&c, A, 2, 1, 0);
		assert_state(&c, STATE_CLOSING);
		tester(&c, A, 2, 2, 0);
		assert_state(&c, STATE_TIME_WAIT);
	}
}

Test(tcb_states, fin_of_the_target_in_syn_received)
{
	struct conv c;

	reach(&c, 0, STATE_SYN_RECEIVED);
	target(&c, FA, 1, 1, 0);
	assert_state(&c, STATE_FIN_WAIT_1);
	tester(&c, A, 1, 2, 0);
	assert_state(&c, STATE_FIN_WAIT_2);
}

Test(tcb_states, fin_waits_for_what_is_missing_before_it)
{
	struct conv c;

	for (size_t i = 0; i < BASES; i++)
		for (size_t s = 0; s < 3; s++) {
			reach(&c, i, receiving[s]);
			tester(&c, FA, 11, 1, 10);
			assert_state(&c, receiving[s]);
			assert_rcv_nxt(&c, 1);
			tester(&c, A, 1, 1, 10);
			assert_rcv_nxt(&c, 22);
			cr_assert(c.tcb.fin_taken);
		}
}

Test(tcb_states, fin_takes_one_number_also_on_the_wrap)
{
	struct conv c = { .x = UINT32_MAX - 1 };

	tcb_init(&c.tcb, true);
	tester(&c, S, 0, 0, 0);
	target(&c, SA, 0, 1, 0);
	tester(&c, A, 1, 1, 0);
	tester(&c, FA, 1, 1, 0); /* at 2^32 - 1 */
	cr_assert_eq(c.tcb.rcv_nxt, 0);
	assert_state(&c, STATE_CLOSE_WAIT);
}

Test(tcb_states, fin_beyond_the_window_is_trimmed)
{
	struct conv c;
	struct segment seg;

	for (size_t i = 0; i < BASES; i++) {
		reach(&c, i, STATE_ESTABLISHED);
		tester(&c, FA, 1, 1, WINDOW); /* the FIN is the first octet beyond */
		assert_rcv_nxt(&c, 1 + WINDOW);
		assert_state(&c, STATE_ESTABLISHED);
		/* Not remembered, even when the window opens ... */
		target(&c, A, 1, 1 + WINDOW, 0);
		tester(&c, A, 1 + WINDOW, 1, 0);
		assert_state(&c, STATE_ESTABLISHED);
		/* ... but taken when it comes again. */
		tester(&c, FA, 1 + WINDOW, 1, 0);
		assert_state(&c, STATE_CLOSE_WAIT);
	}
	/* A target that took it says so. */
	reach(&c, 0, STATE_ESTABLISHED);
	tester(&c, FA, 1, 1, WINDOW);
	seg = from_target(&c, A, 1, 2 + WINDOW, 0);
	tcb_target_sent(&c.tcb, &seg);
	assert_state(&c, STATE_CLOSE_WAIT);
	assert_rcv_nxt(&c, 2 + WINDOW);
}

Test(tcb_states, fin_on_the_last_octet_of_the_window_is_taken)
{
	struct conv c;

	reach(&c, 0, STATE_ESTABLISHED);
	tester(&c, FA, 1, 1, WINDOW - 1);
	assert_state(&c, STATE_CLOSE_WAIT);
	assert_rcv_nxt(&c, 1 + WINDOW);
}

Test(tcb_states, second_fin_changes_nothing)
{
	static const enum tcp_state deaf[] = { STATE_CLOSE_WAIT, STATE_CLOSING,
					       STATE_LAST_ACK, STATE_TIME_WAIT };
	struct conv c;

	for (size_t s = 0; s < 4; s++) {
		reach(&c, 4, deaf[s]);
		tester(&c, FA, 1, 1, 0);
		tester(&c, FA, 2, 1, 0);
		assert_state(&c, deaf[s]);
		assert_rcv_nxt(&c, 2);
	}
}

Test(tcb_states, rst_of_the_target_ends_synchronized_states)
{
	enum tcp_state state;
	struct conv c;

	for each_synchronized(c, i, state) {
		target(&c, R, 1, 0, 0);
		assert_state(&c, STATE_LISTEN);
	}
}

Test(tcb_states, the_targets_fin_is_learnt_once)
{
	struct conv c;

	reach(&c, 0, STATE_FIN_WAIT_1);
	target(&c, FA, 1, 1, 0);
	assert_state(&c, STATE_FIN_WAIT_1);
	assert_snd(&c, 1, 2);
}

Test(tcb_states, alternative_that_was_taken_is_adopted)
{
	struct conv c;

	reach(&c, 0, STATE_ESTABLISHED);
	tcb_set_state(&c.tcb, STATE_CLOSE_WAIT);
	assert_state(&c, STATE_CLOSE_WAIT);
	tcb_set_state(&c.tcb, STATE_CLOSED);
	assert_state(&c, STATE_LISTEN);
	tcb_init(&c.tcb, false);
	tcb_set_state(&c.tcb, STATE_LISTEN);
	assert_state(&c, STATE_CLOSED);
}
