/* SPDX-License-Identifier: BSD-2-Clause */
/* What a target may send unasked, and what it may not. */
#include "model_fixture.h"

static bool may(const struct conv *c, uint16_t flags, uint32_t seq, uint32_t ack,
		uint32_t len)
{
	struct segment seg = from_target(c, flags, seq, ack, len);

	return tcb_may_send(&c->tcb, &seg);
}

static bool again(const struct conv *c, uint16_t flags, uint32_t seq, uint32_t len)
{
	struct segment seg = from_target(c, flags, seq, 1, len);

	return tcb_is_retransmission(&c->tcb, &seg);
}

Test(may_send, no_rst_ever)
{
	struct conv c;

	for (int state = STATE_CLOSED; state < STATE_COUNT; state++) {
		reach(&c, 0, state == STATE_CLOSED ? STATE_LISTEN
						   : (enum tcp_state)state);
		cr_assert_not(may(&c, R, 1, 0, 0), "%s", state_name(c.tcb.state));
		cr_assert_not(may(&c, RA, 1, 1, 0), "%s", state_name(c.tcb.state));
	}
}

Test(may_send, nothing_without_a_connection)
{
	struct conv c;

	reach(&c, 0, STATE_LISTEN);
	cr_assert_not(may(&c, A, 1, 1, 0));
	cr_assert_not(may(&c, SA, 0, 1, 0));
	reach(&c, 0, STATE_ESTABLISHED);
	tester(&c, R, 1, 0, 0);
	cr_assert_not(may(&c, A, 1, 1, 0));
	cr_assert_not(may(&c, A, 1, 1, 10));
	start(&c, 0);
	tester(&c, S, 0, 0, 0);
	cr_assert_not(may(&c, SA, 0, 1, 0), "the first SYN,ACK is what a script is for");
}

Test(may_send, syn_ack_again_unchanged)
{
	struct conv c;

	for (size_t i = 0; i < BASES; i++) {
		reach(&c, i, STATE_SYN_RECEIVED);
		cr_assert(may(&c, SA, 0, 1, 0));
		cr_assert_not(may(&c, SA, 1, 1, 0));
		cr_assert_not(may(&c, SA, UINT32_MAX, 1, 0));
		cr_assert_not(may(&c, SA, 0, 0, 0), "does not cover the SYN");
		cr_assert_not(may(&c, SA, 0, 2, 0), "covers more than the SYN");
		cr_assert_not(may(&c, S, 0, 0, 0));
		cr_assert_not(may(&c, A, 1, 1, 0), "no pure ACK yet");
		cr_assert_not(may(&c, A, 0, 1, 0), "no keep-alive either");
		cr_assert_not(may(&c, A | P, 1, 1, 10), "no data yet");
	}
}

Test(may_send, syn_again_in_syn_sent)
{
	struct conv c;

	reach(&c, 3, STATE_SYN_SENT);
	cr_assert(may(&c, S, 0, 0, 0));
	cr_assert_not(may(&c, S, 1, 0, 0));
	cr_assert_not(may(&c, SA, 0, 0, 0));
	cr_assert_not(may(&c, A, 1, 0, 0));
	cr_assert_not(may(&c, 0, 1, 0, 5));
}

Test(may_send, pure_ack_at_snd_nxt_in_synchronized_states)
{
	struct conv c;

	for (size_t s = 0; s < SYNCHRONIZED; s++)
		for (size_t i = 0; i < BASES; i++) {
			uint32_t nxt, rcv;

			reach(&c, i, synchronized_states[s]);
			nxt = c.tcb.snd_nxt - c.y;
			rcv = c.tcb.rcv_nxt - c.x;
			cr_assert(may(&c, A, nxt, rcv, 0));
			cr_assert_not(may(&c, A, nxt, rcv + 1, 0), "not sent yet");
			cr_assert_not(may(&c, A, nxt, 0, 0), "before the SYN");
			cr_assert_not(may(&c, A, nxt + 1, rcv, 0));
			cr_assert_not(may(&c, 0, nxt, rcv, 0), "no ACK bit");
		}
}

Test(may_send, ack_may_lag_behind_what_was_sent)
{
	struct conv c;

	for (size_t i = 0; i < BASES; i++) {
		reach(&c, i, STATE_ESTABLISHED);
		tester(&c, A, 1, 1, 100);
		cr_assert(may(&c, A, 1, 1, 0));
		cr_assert(may(&c, A, 1, 50, 0));
		cr_assert(may(&c, A, 1, 101, 0));
		cr_assert_not(may(&c, A, 1, 102, 0));
	}
}

Test(may_send, new_data_where_the_application_can_send)
{
	struct conv c;

	for (size_t s = 0; s < SYNCHRONIZED; s++) {
		bool open = synchronized_states[s] == STATE_ESTABLISHED ||
			    synchronized_states[s] == STATE_CLOSE_WAIT;

		for (size_t i = 0; i < BASES; i++) {
			uint32_t nxt;

			reach(&c, i, synchronized_states[s]);
			nxt = c.tcb.snd_nxt - c.y;
			cr_assert_eq(may(&c, A | P, nxt, 1, 10), open, "%s",
				     state_name(synchronized_states[s]));
			cr_assert_not(may(&c, A, nxt + 1, 1, 10), "a gap");
			cr_assert_not(may(&c, FA, nxt, 1, 10), "a FIN is news");
			cr_assert_not(may(&c, SA, nxt, 1, 10));
		}
	}
}

Test(may_send, data_again_whole_in_part_or_with_more_behind)
{
	struct conv c;

	for (size_t i = 0; i < BASES; i++) {
		reach(&c, i, STATE_ESTABLISHED);
		target(&c, A | P, 1, 1, 100);
		cr_assert(may(&c, A | P, 1, 1, 100));
		cr_assert(may(&c, A, 51, 1, 50));
		cr_assert(may(&c, A, 51, 1, 100));
		cr_assert_not(may(&c, SA, 51, 1, 10), "a SYN in the middle");
	}
}

Test(may_send, fin_only_again_and_only_where_it_was)
{
	struct conv c;

	for (size_t i = 0; i < BASES; i++) {
		reach(&c, i, STATE_ESTABLISHED);
		target(&c, A | P, 1, 1, 100);
		cr_assert_not(may(&c, FA, 101, 1, 0), "first");
		cr_assert_not(may(&c, FA, 100, 1, 0), "first, and too low");
		cr_assert_not(may(&c, FA, 50, 1, 10), "inside what was sent");
		target(&c, FA, 101, 1, 0);
		cr_assert(may(&c, FA, 101, 1, 0));
		cr_assert(may(&c, FA, 51, 1, 50), "with the last data");
		cr_assert_not(may(&c, FA, 50, 1, 50), "one too low");
		cr_assert_not(may(&c, FA, 102, 1, 0), "one too high");
		cr_assert(may(&c, A | P, 1, 1, 100), "data before it");
		cr_assert_not(may(&c, A, 102, 1, 1), "data behind it");
	}
}

/* RFC 9293 section 3.8.4. */
Test(may_send, keep_alive)
{
	struct conv c;

	for (size_t i = 0; i < BASES; i++) {
		reach(&c, i, STATE_ESTABLISHED);
		cr_assert(may(&c, A, 0, 1, 0));
		cr_assert(may(&c, A, 0, 1, 1));
		cr_assert_not(may(&c, A, UINT32_MAX, 1, 0));
	}
}

Test(may_send, retransmission_is_what_was_sent_before)
{
	struct conv c;

	for (size_t i = 0; i < BASES; i++) {
		reach(&c, i, STATE_ESTABLISHED);
		target(&c, A | P, 1, 1, 100);
		cr_assert(again(&c, SA, 0, 0));
		cr_assert(again(&c, A, 1, 100));
		cr_assert(again(&c, A, 100, 1));
		cr_assert_not(again(&c, A, 1, 101));
		cr_assert_not(again(&c, A, 101, 1));
		cr_assert_not(again(&c, A, 101, 0), "no octet at all");
		cr_assert_not(again(&c, A, UINT32_MAX, 5), "before the SYN");
		cr_assert(again(&c, A, 100, 0), "a keep-alive");
		cr_assert_not(again(&c, A, 100, 2));
		cr_assert_not(again(&c, SA, 100, 0));
	}
	start(&c, 0);
	cr_assert_not(again(&c, SA, 0, 0), "nothing is known");
	tcb_set_state(&c.tcb, STATE_ESTABLISHED);
	c.y = 0;
	cr_assert_not(again(&c, A, UINT32_MAX, 0));
}
