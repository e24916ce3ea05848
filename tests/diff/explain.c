/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * explain.c - the differences that are known between the reference endpoint and this
 * kernel (Linux), and which sentence decides. The first entry that fits counts; each
 * fits as little as it can.
 */
#include "diff.h"
#include "seq.h"

/* ---- what entries are made of ---------------------------------------------------- */

static bool silent(const struct answer *a)
{
	return !a->acks && a->resets == 0;
}

static bool only_acks(const struct answer *a)
{
	return a->acks && a->resets == 0 && !a->syn;
}

static bool only_reset(const struct answer *a)
{
	return !a->acks && a->resets == 1;
}

static bool has(const struct difference *d, uint16_t flags)
{
	return (d->step->flags & flags) == flags;
}

static bool lacks(const struct difference *d, uint16_t flags)
{
	return !(d->step->flags & flags);
}

static bool in_state(const struct difference *d, enum tcp_state state)
{
	return !d->at_end && d->gen->state == state;
}

static bool synchronized(const struct difference *d)
{
	return !d->at_end && state_synchronized(d->gen->state);
}

/* Where the segment begins, from the right edge that the reference announced. */
static int32_t from_edge(const struct difference *d)
{
	const struct step *step = d->step;

	return step->from_edge ? (int32_t)step->seq
			       : seq_diff(d->sim_side->edge, step->seq);
}

/* Text and FIN, without SYN. */
static uint32_t length(const struct difference *d)
{
	return d->step->len + (has(d, SEG_FIN) ? 1 : 0) + (has(d, SEG_SYN) ? 1 : 0);
}

/* ---- the entries ------------------------------------------------------------------- */

static bool no_ack_bit(const struct difference *d)
{
	return !d->at_end && lacks(d, SEG_ACK | SEG_RST | SEG_SYN) &&
	       only_acks(d->sim) && silent(d->live);
}

static bool text_after_close(const struct difference *d)
{
	return synchronized(d) && d->gen->port == 13 && length(d) > 0 &&
	       has(d, SEG_ACK) && only_reset(d->live) && d->sim->resets == 0 &&
	       d->live->reset_seq == d->step->ack;
}

static bool text_in_syn(const struct difference *d)
{
	return !d->at_end && d->gen->text_in_syn && has(d, SEG_ACK) &&
	       d->sim->acks && (silent(d->live) || d->live->acks) &&
	       seq_gt(d->sim->ack, d->live->ack);
}

static bool syn_fin(const struct difference *d)
{
	return in_state(d, STATE_LISTEN) && has(d, SEG_SYN | SEG_FIN) &&
	       lacks(d, SEG_ACK | SEG_RST) && d->sim->syn && silent(d->live);
}

static bool rst_left_of_window(const struct difference *d)
{
	return !d->at_end && has(d, SEG_RST) && !d->step->from_edge &&
	       seq_lt(d->step->seq, d->gen->rcv_nxt) &&
	       seq_geq(d->step->seq + length(d), d->gen->rcv_nxt) &&
	       silent(d->sim) && only_acks(d->live);
}

static bool rst_at_edge(const struct difference *d)
{
	return !d->at_end && has(d, SEG_RST) && d->step->from_edge &&
	       from_edge(d) == 0 && silent(d->sim) && only_acks(d->live);
}

static bool ack_at_edge(const struct difference *d)
{
	return !d->at_end && has(d, SEG_ACK) && d->step->from_edge &&
	       from_edge(d) == 0 && only_acks(d->sim) &&
	       silent(d->live);
}

static bool ack_never_sent(const struct difference *d)
{
	return synchronized(d) && has(d, SEG_ACK) && lacks(d, SEG_SYN | SEG_RST) &&
	       seq_lt(d->step->ack, d->gen->snd_una) && only_acks(d->live) &&
	       seq_leq(d->live->ack, d->sim->ack);
}

static bool syn_received_bad_ack(const struct difference *d)
{
	return in_state(d, STATE_SYN_RECEIVED) && has(d, SEG_ACK) &&
	       d->step->ack != 1 && only_acks(d->sim) && only_reset(d->live) &&
	       d->live->reset_seq == d->step->ack;
}

static bool syn_received_syn(const struct difference *d)
{
	return in_state(d, STATE_SYN_RECEIVED) && has(d, SEG_SYN) &&
	       lacks(d, SEG_RST) && silent(d->sim) && only_reset(d->live);
}

static bool stamp_missing(const struct difference *d)
{
	if (d->gen->stamp_missed)
		return true;
	return !d->at_end && d->sim_side->stamps && lacks(d, SEG_RST | SEG_SYN) &&
	       d->step->stamp == STAMP_MISSING && silent(d->sim);
}

static bool syn_received_stamps(const struct difference *d)
{
	return in_state(d, STATE_SYN_RECEIVED) && d->sim_side->stamps &&
	       has(d, SEG_ACK) && lacks(d, SEG_SYN) && d->step->ack == 1 &&
	       (has(d, SEG_RST) ? silent(d->live) : only_acks(d->live));
}

static bool syn_again(const struct difference *d)
{
	return in_state(d, STATE_SYN_RECEIVED) && has(d, SEG_SYN) &&
	       lacks(d, SEG_ACK | SEG_RST) && d->step->seq == d->gen->irs &&
	       d->live->syn && !d->sim->syn;
}

static bool time_wait_text(const struct difference *d)
{
	return in_state(d, STATE_TIME_WAIT) && lacks(d, SEG_RST | SEG_SYN) &&
	       (length(d) > 0 || d->step->from_edge ||
		d->step->seq != d->gen->rcv_nxt) &&
	       silent(d->sim) && only_acks(d->live) &&
	       d->live->ack == d->gen->rcv_nxt;
}

static bool time_wait_syn_fin(const struct difference *d)
{
	return in_state(d, STATE_TIME_WAIT) && has(d, SEG_SYN | SEG_FIN) &&
	       lacks(d, SEG_ACK | SEG_RST) && only_acks(d->sim) && silent(d->live);
}

static bool ends_at_next(const struct difference *d)
{
	return synchronized(d) && has(d, SEG_ACK) && lacks(d, SEG_SYN | SEG_RST) &&
	       length(d) > 0 && !d->step->from_edge &&
	       d->step->seq + length(d) == d->gen->rcv_nxt &&
	       only_acks(d->sim) && silent(d->live);
}

static bool nagle(const struct difference *d)
{
	return !d->at_end && d->gen->port == 7 && only_acks(d->sim) &&
	       only_acks(d->live) && d->sim->ack == d->live->ack &&
	       seq_lt(d->sim->end, d->live->end);
}

static bool unscaled_window(const struct difference *d)
{
	return synchronized(d) && d->step->from_edge && d->live_side->shift == 0 &&
	       from_edge(d) + (int32_t)length(d) > 0;
}

static bool old_ack_taken(const struct difference *d)
{
	return in_state(d, STATE_ESTABLISHED) && has(d, SEG_ACK) &&
	       lacks(d, SEG_SYN | SEG_RST | SEG_FIN | SEG_URG) && d->step->len > 0 &&
	       seq_lt(d->step->ack, d->gen->snd_una - 65535) && only_acks(d->sim) &&
	       d->sim->ack == d->gen->rcv_nxt &&
	       d->live->ack == d->gen->rcv_nxt + d->step->len;
}

static bool time_wait_ack(const struct difference *d)
{
	return (in_state(d, STATE_TIME_WAIT) || in_state(d, STATE_FIN_WAIT_2)) &&
	       has(d, SEG_ACK) && length(d) == 0 && only_acks(d->sim) &&
	       silent(d->live) && (seq_gt(d->step->ack, d->gen->snd_nxt) ||
				   seq_lt(d->step->ack, d->gen->snd_una));
}

static bool time_wait_rst(const struct difference *d)
{
	if (d->gen->fin_wait_2_reset)
		return true;
	return (in_state(d, STATE_TIME_WAIT) || in_state(d, STATE_FIN_WAIT_2)) &&
	       has(d, SEG_RST) && only_acks(d->sim) && silent(d->live);
}

static bool fin_wait_2_rst(const struct difference *d)
{
	return in_state(d, STATE_FIN_WAIT_2) && has(d, SEG_RST) && silent(d->sim) &&
	       only_acks(d->live);
}

static bool fin_wait_2_syn(const struct difference *d)
{
	return in_state(d, STATE_FIN_WAIT_2) && has(d, SEG_SYN) && lacks(d, SEG_RST) &&
	       only_acks(d->sim) && !d->live->acks;
}

static bool rst_before_next(const struct difference *d)
{
	return d->gen->reset_before_next;
}

static bool stale_reset(const struct difference *d)
{
	return d->gen->stale_reset;
}

static bool two_fins(const struct difference *d)
{
	return d->gen->fin_above ||
	       (synchronized(d) && has(d, SEG_FIN) && !d->step->from_edge &&
		seq_gt(d->sim->ack, d->step->seq + length(d)));
}

static bool nagle_joins(const struct difference *d)
{
	return !d->at_end && d->gen->port == 7 && only_acks(d->sim) &&
	       only_acks(d->live) && d->sim->ack == d->live->ack &&
	       seq_lt(d->live->end, d->sim->end) && seq_gt(d->live->end, d->gen->snd_una);
}

static bool paws_old_ack(const struct difference *d)
{
	return synchronized(d) && d->step->stamp == STAMP_OLD && length(d) == 0 &&
	       has(d, SEG_ACK) && lacks(d, SEG_RST) && only_acks(d->sim) &&
	       silent(d->live);
}

static bool time_wait_syn_at_next(const struct difference *d)
{
	return in_state(d, STATE_TIME_WAIT) && has(d, SEG_SYN) &&
	       d->step->seq == d->gen->rcv_nxt && d->sim->syn && only_acks(d->live);
}

const struct explanation explanations[] = {
	{ "no-ack-bit", KERNEL_DEPARTS, false, "RFC 9293 3.10.7.4, first",
	  "\"If an incoming segment is not acceptable, an acknowledgment should be sent "
	  "in reply\" stands before \"if the ACK bit is off, drop the segment\"; the "
	  "kernel drops it first", no_ack_bit },
	{ "text-after-close", BOTH_RIGHT, true, "RFC 9293 3.6.1, MAY-1, SHLD-3",
	  "\"if new data is received after CLOSE is called, its TCP implementation SHOULD "
	  "send a RST to show that data was lost\" of a host with half-duplex close; the "
	  "reference goes on receiving", text_after_close },
	{ "text-in-syn", KERNEL_DEPARTS, true, "RFC 9293 3.10.7.2, third",
	  "\"any other control or text should be queued for processing later\": the kernel "
	  "forgets the text of a SYN and leaves it unacknowledged", text_in_syn },
	{ "syn-fin", KERNEL_DEPARTS, true, "RFC 9293 3.10.7.2, third",
	  "\"any other control or text should be queued\": the kernel drops a SYN with FIN",
	  syn_fin },
	{ "rst-left-of-window", KERNEL_DEPARTS, false, "RFC 9293 3.10.7.4, second, 1)",
	  "\"If the RST bit is set and the sequence number is outside the current receive "
	  "window, silently drop the segment\": the kernel places it by its end and sends "
	  "a challenge ACK", rst_left_of_window },
	{ "rst-at-edge", KERNEL_DEPARTS, false, "RFC 9293 3.10.7.4, second, 1)",
	  "as above: to the kernel RCV.NXT+RCV.WND is in the window", rst_at_edge },
	{ "ack-at-edge", KERNEL_DEPARTS, true, "RFC 9293 3.10.7.4, first, table 6",
	  "\"RCV.NXT =< SEG.SEQ < RCV.NXT+RCV.WND\": to the kernel the edge is inside",
	  ack_at_edge },
	{ "ack-never-sent", KERNEL_DEPARTS, true, "RFC 5961 5.2",
	  "\"((SND.UNA - MAX.SND.WND) <= SEG.ACK <= SND.NXT)\" is acceptable; the kernel "
	  "refuses besides what lies before its own first octet", ack_never_sent },
	{ "syn-received-bad-ack", KERNEL_DEPARTS, false, "RFC 9293 3.10.7.4, first",
	  "out of the window is answered by an ACK, first of all; the kernel looks at the "
	  "ACK field first and resets", syn_received_bad_ack },
	{ "syn-received-syn", KERNEL_DEPARTS, true, "RFC 9293 3.10.7.4, fourth",
	  "\"If the connection was initiated with a passive OPEN, then return this "
	  "connection to the LISTEN state and return\": the kernel sends a reset too",
	  syn_received_syn },
	{ "stamp-missing", KERNEL_DEPARTS, true, "RFC 7323 3.2",
	  "\"If a non-<RST> segment is received without a TSopt, a TCP SHOULD silently drop "
	  "the segment\": the kernel takes it", stamp_missing },
	{ "syn-received-stamps", KERNEL_DEPARTS, true, "RFC 9293 3.10.7.4, fifth",
	  "\"If SND.UNA < SEG.ACK =< SND.NXT, then enter ESTABLISHED state\": the kernel "
	  "refuses the TSecr of an ACK that it sent itself after its SYN,ACK",
	  syn_received_stamps },
	{ "syn-again", KERNEL_DEPARTS, false, "RFC 9293 3.10.7.4, first",
	  "\"an acknowledgment should be sent in reply ... <SEQ=SND.NXT><ACK=RCV.NXT>"
	  "<CTL=ACK>\": the kernel sends its SYN,ACK again", syn_again },
	{ "time-wait-text", BOTH_RIGHT, false, "RFC 9293 3.10.7.4, fifth and seventh",
	  "\"Ignore the segment text\"; the ACK that the kernel sends is forbidden nowhere, "
	  "and TIME-WAIT acknowledges the one thing that it expects", time_wait_text },
	{ "time-wait-syn-fin", KERNEL_DEPARTS, true, "RFC 9293 3.10.7.4, fourth",
	  "\"if the SYN bit is set, irrespective of the sequence number ... MUST send a "
	  "challenge ACK\"; the kernel gives up TIME-WAIT for a SYN with FIN that its "
	  "listener then drops", time_wait_syn_fin },
	{ "ends-at-next", KERNEL_DEPARTS, true, "RFC 9293 3.10.7.4, first, table 6",
	  "\"RCV.NXT =< SEG.SEQ+SEG.LEN-1\": to the kernel what ends just before RCV.NXT is "
	  "acceptable, and it takes the ACK", ends_at_next },
	{ "nagle", KERNEL_DEPARTS, true, "RFC 9293 3.7.4, SHLD-7",
	  "\"If there is unacknowledged data, the sending TCP endpoint buffers all user "
	  "data\" short of a full segment: the kernel holds a short segment back only when "
	  "another short one is unacknowledged", nagle },
	{ "old-ack-taken", KERNEL_DEPARTS, true, "RFC 5961 5.2",
	  "\"All incoming segments whose ACK value doesn't satisfy the above condition MUST "
	  "be discarded and an ACK sent back\": the kernel's fast path takes the text",
	  old_ack_taken },
	{ "time-wait-ack", KERNEL_DEPARTS, false, "RFC 5961 5.2",
	  "as above: in TIME-WAIT, and in the FIN-WAIT-2 of a closed socket, the kernel looks "
	  "at no ACK field", time_wait_ack },
	{ "time-wait-rst", KERNEL_DEPARTS, true, "RFC 9293 3.10.7.4, second, 3)",
	  "\"MUST send an acknowledgment (challenge ACK)\": the kernel drops the reset in "
	  "TIME-WAIT, and in the FIN-WAIT-2 of a closed socket takes any in the window",
	  time_wait_rst },
	{ "paws-old-ack", KERNEL_DEPARTS, false, "RFC 7323 5.3, R1",
	  "\"the segment is not acceptable; send an acknowledgment in reply\": the kernel "
	  "drops a bare ACK in silence", paws_old_ack },
	{ "time-wait-syn-at-next", BOTH_RIGHT, true, "RFC 9293 3.6.1, MAY-2",
	  "\"MAY accept a new SYN\" in TIME-WAIT: the kernel wants a number above RCV.NXT",
	  time_wait_syn_at_next },
	{ "unscaled-window", KERNEL_DEPARTS, true, "RFC 9293 3.10.7.4, first, table 6",
	  "RCV.WND is what was announced (section 3.3.1); without window scale the kernel "
	  "reckons with more than the 65,535 that it could announce", unscaled_window },
	{ "fin-wait-2-rst", KERNEL_DEPARTS, false, "RFC 9293 3.10.7.4, second, 1)",
	  "\"outside the current receive window, silently drop\": in the FIN-WAIT-2 of a "
	  "closed socket the kernel answers by an ACK", fin_wait_2_rst },
	{ "fin-wait-2-syn", KERNEL_DEPARTS, true, "RFC 9293 3.10.7.4, fourth",
	  "\"irrespective of the sequence number ... MUST send a challenge ACK\": in the "
	  "FIN-WAIT-2 of a closed socket the kernel is silent or resets", fin_wait_2_syn },
	{ "rst-before-next", KERNEL_DEPARTS, true, "RFC 9293 3.10.7.4, second, 1)",
	  "\"outside the current receive window, silently drop\": behind a FIN the kernel "
	  "takes a reset at RCV.NXT-1 as well", rst_before_next },
	{ "stale-reset", KERNEL_DEPARTS, true, "RFC 7323 5.2",
	  "\"RST segments MUST NOT be subjected to the PAWS check\": in SYN-RECEIVED the "
	  "kernel drops one with an old timestamp", stale_reset },
	{ "two-fins", BOTH_RIGHT, true, "RFC 9293 3.10.7.4, eighth",
	  "no sentence says which end counts when a peer sent a FIN above a gap and then "
	  "text or a FIN that contradicts it", two_fins },
	{ "nagle-joins", BOTH_RIGHT, true, "RFC 9293 3.7.4, SHLD-7",
	  "what the ACK of a segment releases may leave before or after the application "
	  "has written its answer to the segment's text", nagle_joins },
};

const unsigned explanation_count = sizeof(explanations) / sizeof(explanations[0]);

const struct explanation *explain(const struct difference *d)
{
	for (unsigned i = 0; i < explanation_count; i++)
		if (explanations[i].fits(d))
			return &explanations[i];
	return NULL;
}
