/* SPDX-License-Identifier: BSD-2-Clause */
/* CLOSED, LISTEN, SYN-SENT, SYN-RECEIVED: RFC 9293 sections 3.10.7.1 to 3.10.7.3. */
#include "model_fixture.h"

Test(tcb, passive_open_takes_three_segments)
{
	struct conv c;

	for each_base(c, i) {
		assert_state(&c, STATE_LISTEN);
		tester(&c, S, 0, 0, 0);
		assert_state(&c, STATE_SYN_RECEIVED);
		cr_assert(c.tcb.passive && c.tcb.irs_known && !c.tcb.iss_known);
		assert_rcv_nxt(&c, 1);
		target(&c, SA, 0, 1, 0);
		assert_state(&c, STATE_SYN_RECEIVED);
		cr_assert(c.tcb.iss_known);
		assert_snd(&c, 0, 1);
		tester(&c, A, 1, 1, 0);
		assert_state(&c, STATE_ESTABLISHED);
		assert_snd(&c, 1, 1);
		assert_rcv_nxt(&c, 1);
	}
}

Test(tcb, nothing_but_a_syn_leaves_listen)
{
	static const uint16_t others[] = { 0, A, R, RA, SA, F, FA, S | R, P | A };
	struct conv c;

	for each_base(c, i)
		for (size_t k = 0; k < sizeof(others) / sizeof(others[0]); k++) {
			tester(&c, others[k], 0, 0, 3);
			assert_state(&c, STATE_LISTEN);
			cr_assert_not(c.tcb.irs_known);
		}
}

Test(tcb, closed_port_stays_closed)
{
	static const uint16_t all[] = { 0, S, A, R, SA, F, FA, P | A };
	struct conv c = { .x = 5, .y = 9 };

	tcb_init(&c.tcb, false);
	for (size_t k = 0; k < sizeof(all) / sizeof(all[0]); k++) {
		tester(&c, all[k], 0, 0, 3);
		assert_state(&c, STATE_CLOSED);
	}
	target(&c, RA, 0, 1, 0);
	assert_state(&c, STATE_CLOSED);
	cr_assert(tcb_gone(&c.tcb));
	cr_assert_not(c.tcb.iss_known);
}

Test(tcb, handshake_is_completed_only_by_an_ack_of_the_syn)
{
	static const uint32_t bad[] = { 0, 2, 70000, UINT32_MAX, 0x80000000 };
	struct conv c;

	for (size_t i = 0; i < BASES; i++) {
		for (size_t k = 0; k < sizeof(bad) / sizeof(bad[0]); k++) {
			reach(&c, i, STATE_SYN_RECEIVED);
			tester(&c, A, 1, bad[k], 0);
			assert_state(&c, STATE_SYN_RECEIVED);
			assert_snd(&c, 0, 1);
		}
		/* The target answers with a reset, and waits on. */
		target(&c, R, bad[0], 0, 0);
		assert_state(&c, STATE_SYN_RECEIVED);
		tester(&c, A, 1, 1, 0);
		assert_state(&c, STATE_ESTABLISHED);
	}
}

Test(tcb, third_segment_without_ack_bit_establishes_nothing)
{
	struct conv c;

	reach(&c, 0, STATE_SYN_RECEIVED);
	tester(&c, P, 1, 1, 4);
	assert_state(&c, STATE_SYN_RECEIVED);
	assert_rcv_nxt(&c, 1);
}

Test(tcb, data_and_fin_on_the_third_segment_count)
{
	struct conv c;

	for (size_t i = 0; i < BASES; i++) {
		reach(&c, i, STATE_SYN_RECEIVED);
		tester(&c, A | P, 1, 1, 10);
		assert_state(&c, STATE_ESTABLISHED);
		assert_rcv_nxt(&c, 11);
		reach(&c, i, STATE_SYN_RECEIVED);
		tester(&c, FA, 1, 1, 10);
		assert_state(&c, STATE_CLOSE_WAIT);
		assert_rcv_nxt(&c, 12);
	}
}

Test(tcb, data_on_the_syn_is_taken_when_the_connection_is_established)
{
	struct conv c;

	for each_base(c, i) {
		tester(&c, S, 0, 0, 10);
		assert_rcv_nxt(&c, 1);
		cr_assert_eq(c.tcb.rcv_max - c.x, 11);
		target(&c, SA, 0, 1, 0);
		assert_rcv_nxt(&c, 1);
		tester(&c, A, 1, 1, 0);
		assert_state(&c, STATE_ESTABLISHED);
		assert_rcv_nxt(&c, 11);
	}
}

Test(tcb, data_on_the_syn_may_be_acknowledged_at_once)
{
	struct conv c;

	for each_base(c, i) {
		tester(&c, S, 0, 0, 10);
		target(&c, SA, 0, 11, 0);
		assert_rcv_nxt(&c, 11);
	}
}

Test(tcb, fin_on_the_syn_counts_once_established)
{
	struct conv c;

	for each_base(c, i) {
		tester(&c, S | F, 0, 0, 5);
		target(&c, SA, 0, 1, 0);
		assert_state(&c, STATE_SYN_RECEIVED);
		tester(&c, A, 1, 1, 0);
		assert_state(&c, STATE_CLOSE_WAIT);
		assert_rcv_nxt(&c, 7);
	}
	/* Acknowledged with the SYN already. */
	start(&c, 0);
	tester(&c, S | F, 0, 0, 5);
	target(&c, SA, 0, 7, 0);
	tester(&c, A, 7, 1, 0);
	assert_state(&c, STATE_CLOSE_WAIT);
	assert_rcv_nxt(&c, 7);
}

Test(tcb, exact_rst_returns_syn_received_to_listen)
{
	struct conv c;

	for (size_t i = 0; i < BASES; i++) {
		reach(&c, i, STATE_SYN_RECEIVED);
		tester(&c, R, 1, 0, 0);
		assert_state(&c, STATE_LISTEN);
		cr_assert(tcb_gone(&c.tcb));
	}
}

Test(tcb, other_rst_leaves_syn_received)
{
	static const uint32_t elsewhere[] = { 0, 2, 500, 1000, 1001, UINT32_MAX };
	struct conv c;

	for (size_t i = 0; i < BASES; i++) {
		reach(&c, i, STATE_SYN_RECEIVED);
		for (size_t k = 0; k < sizeof(elsewhere) / sizeof(elsewhere[0]); k++)
			tester(&c, R, elsewhere[k], 0, 0);
		assert_state(&c, STATE_SYN_RECEIVED);
	}
}

Test(tcb, duplicate_syn_changes_nothing_in_syn_received)
{
	struct conv c;

	for (size_t i = 0; i < BASES; i++) {
		reach(&c, i, STATE_SYN_RECEIVED);
		tester(&c, S, 0, 0, 0);
		assert_state(&c, STATE_SYN_RECEIVED);
		assert_rcv_nxt(&c, 1);
	}
}

Test(tcb, new_syn_in_the_window_returns_a_passive_opener_to_listen)
{
	struct conv c;

	for (size_t i = 0; i < BASES; i++) {
		reach(&c, i, STATE_SYN_RECEIVED);
		tester(&c, S, 7, 0, 0);
		assert_state(&c, STATE_LISTEN);
	}
}

Test(tcb, connection_after_a_dead_one_starts_afresh)
{
	struct conv c;

	reach(&c, 0, STATE_ESTABLISHED);
	tester(&c, A, 1, 1, 300);
	tester(&c, R, 301, 0, 0);
	assert_state(&c, STATE_LISTEN);
	c.x += 100000;
	tester(&c, S, 0, 0, 0);
	assert_state(&c, STATE_SYN_RECEIVED);
	assert_rcv_nxt(&c, 1);
	cr_assert_not(c.tcb.iss_known);
	cr_assert_not(c.tcb.acked);
}

/* ---- the target opens --------------------------------------------------------- */

Test(tcb, active_open_is_established_by_syn_ack)
{
	struct conv c;

	for each_base(c, i) {
		target(&c, S, 0, 0, 0);
		assert_state(&c, STATE_SYN_SENT);
		assert_snd(&c, 0, 1);
		tester(&c, SA, 0, 1, 0);
		assert_state(&c, STATE_ESTABLISHED);
		assert_snd(&c, 1, 1);
		assert_rcv_nxt(&c, 1);
	}
}

Test(tcb, active_opener_takes_data_within_the_window_of_its_syn)
{
	struct conv c;

	for each_base(c, i) {
		target(&c, S, 0, 0, 0);
		tester(&c, SA, 0, 1, 0);
		tester(&c, A, 1, 1, WINDOW + 10);
		assert_rcv_nxt(&c, 1 + WINDOW);
	}
}

Test(tcb, syn_of_a_simultaneous_open_offers_its_window_behind_the_syn)
{
	struct conv c;

	for each_base(c, i) {
		target(&c, S, 0, 0, 0);
		tester(&c, S, 0, 0, 0);
		cr_assert_eq(c.tcb.snd_edge - c.y, 1 + WINDOW);
	}
}

Test(tcb, text_and_fin_on_the_syn_ack_count)
{
	struct conv c;

	for each_base(c, i) {
		target(&c, S, 0, 0, 0);
		tester(&c, SA | F, 0, 1, 20);
		assert_state(&c, STATE_CLOSE_WAIT);
		assert_rcv_nxt(&c, 22);
	}
}

Test(tcb, syn_sent_ignores_what_acknowledges_something_else)
{
	static const uint32_t bad[] = { 0, 2, UINT32_MAX, 90 };
	static const uint16_t kinds[] = { A, SA, RA };
	struct conv c;

	for (size_t i = 0; i < BASES; i++)
		for (size_t k = 0; k < sizeof(bad) / sizeof(bad[0]); k++)
			for (size_t f = 0; f < 3; f++) {
				reach(&c, i, STATE_SYN_SENT);
				tester(&c, kinds[f], 0, bad[k], 0);
				assert_state(&c, STATE_SYN_SENT);
				cr_assert_not(c.tcb.irs_known);
			}
}

Test(tcb, syn_sent_is_refused_by_rst_with_the_right_ack_only)
{
	struct conv c;

	reach(&c, 2, STATE_SYN_SENT);
	tester(&c, R, 0, 0, 0);
	assert_state(&c, STATE_SYN_SENT);
	tester(&c, RA, 0, 1, 0);
	cr_assert(tcb_gone(&c.tcb));
}

Test(tcb, syn_sent_ignores_an_ack_without_syn_and_a_bare_fin)
{
	struct conv c;

	reach(&c, 0, STATE_SYN_SENT);
	tester(&c, A, 0, 1, 0);
	tester(&c, F, 0, 0, 0);
	assert_state(&c, STATE_SYN_SENT);
}

Test(tcb, simultaneous_open_passes_through_syn_received)
{
	struct conv c;

	for (size_t i = 0; i < BASES; i++) {
		reach(&c, i, STATE_SYN_SENT);
		tester(&c, S, 0, 0, 0);
		assert_state(&c, STATE_SYN_RECEIVED);
		cr_assert_not(c.tcb.passive);
		assert_rcv_nxt(&c, 1);
		target(&c, SA, 0, 1, 0);
		assert_state(&c, STATE_SYN_RECEIVED);
		tester(&c, SA, 0, 1, 0);
		assert_state(&c, STATE_ESTABLISHED);
		assert_snd(&c, 1, 1);
	}
}

Test(tcb, simultaneous_open_is_completed_by_a_plain_ack_too)
{
	struct conv c;

	reach(&c, 3, STATE_SYN_SENT);
	tester(&c, S, 0, 0, 0);
	target(&c, SA, 0, 1, 0);
	tester(&c, A, 1, 1, 0);
	assert_state(&c, STATE_ESTABLISHED);
}

Test(tcb, simultaneous_open_needs_the_right_syn_ack)
{
	static const struct {
		uint32_t seq, ack;
	} wrong[] = { { 0, 2 }, { 0, 0 }, { UINT32_MAX, 1 }, { 2000, 1 } };
	struct conv c;

	for (size_t k = 0; k < sizeof(wrong) / sizeof(wrong[0]); k++) {
		reach(&c, 0, STATE_SYN_SENT);
		tester(&c, S, 0, 0, 0);
		target(&c, SA, 0, 1, 0);
		tester(&c, SA, wrong[k].seq, wrong[k].ack, 0);
		assert_state(&c, STATE_SYN_RECEIVED);
	}
}

/* RFC 9293 MUST-11: only a passive open goes back to LISTEN. */
Test(tcb, syn_in_the_window_leaves_an_active_opener_in_syn_received)
{
	struct conv c;

	reach(&c, 0, STATE_SYN_SENT);
	tester(&c, S, 0, 0, 0);
	target(&c, SA, 0, 1, 0);
	tester(&c, S, 5, 0, 0);
	assert_state(&c, STATE_SYN_RECEIVED);
}

Test(tcb, the_targets_syn_again_changes_nothing)
{
	struct conv c;

	reach(&c, 0, STATE_SYN_SENT);
	target(&c, S, 0, 0, 0);
	assert_state(&c, STATE_SYN_SENT);
	assert_snd(&c, 0, 1);
	reach(&c, 0, STATE_SYN_RECEIVED);
	target(&c, SA, 0, 1, 0);
	assert_snd(&c, 0, 1);
	reach(&c, 0, STATE_ESTABLISHED);
	target(&c, SA, 0, 1, 0);
	assert_state(&c, STATE_ESTABLISHED);
	assert_snd(&c, 1, 1);
}

/* Until it has heard the tester's answer, the target's SYN comes again. */
Test(tcb, own_syn_may_come_again)
{
	struct conv c;

	for each_base(c, i) {
		struct segment syn = from_target(&c, S, 0, 0, 0);
		struct segment other = from_target(&c, S, 1, 0, 0);

		cr_assert_not(tcb_own_syn(&c.tcb, &syn), "it has not opened");
		target(&c, S, 0, 0, 0);
		cr_assert(tcb_may_send(&c.tcb, &syn));
		cr_assert_not(tcb_may_send(&c.tcb, &other));
		tester(&c, SA, 0, 1, 0);
		assert_state(&c, STATE_ESTABLISHED);
		cr_assert(tcb_own_syn(&c.tcb, &syn) && tcb_may_send(&c.tcb, &syn));
		cr_assert_not(tcb_may_send(&c.tcb, &other));
		target(&c, S, 0, 0, 0);
		assert_state(&c, STATE_ESTABLISHED);
		assert_snd(&c, 1, 1);
	}
}

Test(tcb, who_listened_sends_no_syn_of_its_own)
{
	struct conv c;

	for (size_t i = 0; i < BASES; i++) {
		struct segment syn;

		reach(&c, i, STATE_ESTABLISHED);
		syn = from_target(&c, S, 0, 0, 0);
		cr_assert_not(tcb_own_syn(&c.tcb, &syn));
		cr_assert_not(tcb_may_send(&c.tcb, &syn));
	}
}

/* A path that reorders brings it to the target when the connection stands. */
Test(tcb, what_was_sent_in_syn_sent_may_be_acknowledged_later)
{
	struct conv c;

	for each_base(c, i) {
		target(&c, S, 0, 0, 0);
		tester(&c, P | A, 0, 1, 10);
		tester(&c, F, 10, 0, 0);
		assert_state(&c, STATE_SYN_SENT);
		tester(&c, SA, 0, 1, 0);
		assert_state(&c, STATE_ESTABLISHED);
		assert_rcv_nxt(&c, 1);
		cr_assert_eq(c.tcb.rcv_max - c.x, 11);
	}
}
