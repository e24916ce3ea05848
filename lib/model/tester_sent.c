/* SPDX-License-Identifier: BSD-2-Clause */
/* tester_sent.c - the tester's segments: SEGMENT ARRIVES at the target, in the order of
 * RFC 9293 section 3.10.7, whose steps are named. */
#include "base/seq.h"
#include "model/ranges.h"
#include "model/tcb_receive.h"

static void raise_edge(struct tcb *tcb, uint32_t edge)
{
	tcb->snd_edge = seq_max(tcb->snd_edge, edge);
}

static void update_window(struct tcb *tcb, const struct segment *seg)
{
	tcb->snd_wnd = tcb_window_of(tcb, seg, tcb->offer.shift);
	tcb->snd_wl1 = seg->seq;
	tcb->snd_wl2 = seg->ack;
	raise_edge(tcb, tcb->snd_una + tcb->snd_wnd);
}

/* ---- LISTEN and SYN-SENT ------------------------------------------------------- */

static void arrives_listen(struct tcb *tcb, const struct segment *seg)
{
	if (seg->flags & (SEG_RST | SEG_ACK))
		return;
	if (seg->flags & SEG_SYN) {
		struct tcb_offer syn = tcb_offer_of(seg);

		tcb_begin(tcb, &syn);
	}
}

/* Section 3.10.7.3; the target opened, the tester answers. */
static void arrives_syn_sent(struct tcb *tcb, const struct segment *seg)
{
	bool ack_ok = (seg->flags & SEG_ACK) &&
		      seq_acceptable_ack(seg->ack, tcb->snd_una, tcb->snd_nxt);
	struct tcb_offer syn;

	if (!(seg->flags & (SEG_SYN | SEG_RST)))
		ranges_add(&tcb->above_max, seg->seq, seg->seq + segment_len(seg));
	if ((seg->flags & SEG_ACK) && !ack_ok)
		return;
	if (seg->flags & SEG_RST) {
		if (ack_ok)
			tcb_set_state(tcb, STATE_CLOSED);
		return;
	}
	if (!(seg->flags & SEG_SYN))
		return;
	syn = tcb_offer_of(seg);
	tcb_take_syn(tcb, &syn);
	tcb->rcv_edge = tcb->rcv_nxt + tcb->rcv_wnd;
	tcb->wscale = tcb->target_wscale && syn.wscale;
	if (ack_ok)
		tcb->snd_una = seg->ack;
	update_window(tcb, seg);
	/* Without ACK the window counts from the first octet that can be sent. */
	raise_edge(tcb, tcb->iss + 1 + tcb->snd_wnd);
	tcb->state = ack_ok ? STATE_ESTABLISHED : STATE_SYN_RECEIVED;
	if (ack_ok)
		tcb_take_text(tcb);
}

/* ---- SYN-RECEIVED and the synchronized states ---------------------------------- */

bool tcb_acceptable(const struct tcb *tcb, const struct segment *seg)
{
	uint32_t len = segment_len(seg);
	uint32_t wnd = tcb->rcv_edge - tcb->rcv_nxt;

	/* The edge moved behind RCV.NXT only when the target took more than it
	 * had offered: a window of zero. */
	if (seq_lt(tcb->rcv_edge, tcb->rcv_nxt))
		wnd = 0;
	if (len == 0)
		return wnd ? seq_in(seg->seq, tcb->rcv_nxt, wnd)
			   : seg->seq == tcb->rcv_nxt;
	return wnd && (seq_in(seg->seq, tcb->rcv_nxt, wnd) ||
		       seq_in(seg->seq + len - 1, tcb->rcv_nxt, wnd));
}

/* Second step. */
static void arrives_rst(struct tcb *tcb, const struct segment *seg)
{
	if (seg->seq == tcb->rcv_nxt)
		tcb_set_state(tcb, STATE_CLOSED);
}

/* Fourth step. */
static void arrives_syn(struct tcb *tcb)
{
	if (tcb->state == STATE_SYN_RECEIVED && tcb->passive)
		tcb_set_state(tcb, STATE_CLOSED);
}

/* Both sides opened: the tester's SYN,ACK has the number of its SYN and so is not
 * acceptable by section 3.10.7.4, yet it establishes (section 3.5, figure 7). */
static bool completes_simultaneous_open(const struct tcb *tcb,
					const struct segment *seg)
{
	return tcb->state == STATE_SYN_RECEIVED && !tcb->passive &&
	       (seg->flags & (SEG_SYN | SEG_ACK | SEG_RST)) ==
		       (SEG_SYN | SEG_ACK) &&
	       seg->seq == tcb->irs &&
	       seq_acceptable_ack(seg->ack, tcb->snd_una, tcb->snd_nxt);
}

/* Fifth step, what all synchronized states share: false drops the segment. */
static bool process_ack(struct tcb *tcb, const struct segment *seg)
{
	if (seq_gt(seg->ack, tcb->snd_nxt))
		return false;
	if (seq_lt(tcb->snd_una, seg->ack))
		tcb->snd_una = seg->ack;
	if (seq_gt(tcb->snd_una, seg->ack))
		return true;
	if (seq_lt(tcb->snd_wl1, seg->seq) ||
	    (tcb->snd_wl1 == seg->seq && seq_leq(tcb->snd_wl2, seg->ack)))
		update_window(tcb, seg);
	/* An older segment does not update SND.WND, and still offers this much. */
	raise_edge(tcb, seg->ack + tcb_window_of(tcb, seg, tcb->offer.shift));
	return true;
}

/* Fifth step, by state: false ends the processing. */
static bool arrives_ack(struct tcb *tcb, const struct segment *seg)
{
	if (tcb->state == STATE_SYN_RECEIVED) {
		if (!seq_acceptable_ack(seg->ack, tcb->snd_una, tcb->snd_nxt))
			return false;
		tcb->snd_una = seg->ack;
		tcb->state = STATE_ESTABLISHED;
		update_window(tcb, seg);
		return true;
	}
	if (!process_ack(tcb, seg))
		return false;
	if (!tcb_fin_acked(tcb))
		return tcb->state != STATE_CLOSING && tcb->state != STATE_LAST_ACK;
	switch (tcb->state) {
	case STATE_FIN_WAIT_1:
		tcb->state = STATE_FIN_WAIT_2;
		return true;
	case STATE_CLOSING:
		tcb->state = STATE_TIME_WAIT;
		return false;
	case STATE_LAST_ACK:
		tcb_set_state(tcb, STATE_CLOSED);
		return false;
	default:
		return true;
	}
}

/* What lies outside the window is trimmed, the FIN too. */
static void arrives_fin(struct tcb *tcb, uint32_t at)
{
	if (tcb->fin_kept)
		return;
	tcb->fin_known = true;
	tcb->fin_at = at;
	tcb->fin_kept = seq_lt(at, tcb->rcv_edge);
}

/* Seventh and eighth step. */
static void arrives_text(struct tcb *tcb, const struct segment *seg)
{
	uint32_t left = seg->seq, right = seg->seq + seg->payload_len;

	if (!tcb_takes_text(tcb->state))
		return;
	if (seg->flags & SEG_FIN)
		arrives_fin(tcb, right);
	if (seq_lt(left, tcb->rcv_nxt))
		left = tcb->rcv_nxt;
	if (seq_gt(right, tcb->rcv_edge))
		right = tcb->rcv_edge;
	ranges_add(&tcb->above, left, right);
	tcb_take_text(tcb);
}

/* What a target that ignores its own window might acknowledge at most. */
static void raise_bound(struct tcb *tcb, const struct segment *seg)
{
	uint32_t left = seg->seq, right = seg->seq + segment_len(seg);

	/* Octets without the ACK bit were sent as well: that they are not to be taken
	 * is another rule's affair. */
	if (seg->flags & (SEG_RST | SEG_SYN))
		return;
	if (seq_gt(right, tcb->rcv_max)) {
		if (seq_lt(left, tcb->rcv_max))
			left = tcb->rcv_max;
		ranges_add(&tcb->above_max, left, right);
		ranges_advance(&tcb->above_max, &tcb->rcv_max);
	}
}

static void arrives_other(struct tcb *tcb, const struct segment *seg)
{
	raise_bound(tcb, seg);
	if (completes_simultaneous_open(tcb, seg)) {
		if (arrives_ack(tcb, seg))
			tcb_take_text(tcb);
		return;
	}
	if (!tcb_acceptable(tcb, seg))
		return;
	if (seg->flags & SEG_RST) {
		arrives_rst(tcb, seg);
		return;
	}
	if (seg->flags & SEG_SYN) {
		arrives_syn(tcb);
		return;
	}
	if (!(seg->flags & SEG_ACK))
		return;
	if (arrives_ack(tcb, seg))
		arrives_text(tcb, seg);
}

/* ---- all states ---------------------------------------------------------------- */

static void note_syn(struct tcb_syns *syns, const struct segment *seg)
{
	struct tcb_offer offer = tcb_offer_of(seg);

	if (!syns->sent)
		syns->first = offer;
	else if (!tcb_same_offer(&syns->first, &offer))
		syns->differ = true;
	syns->sent = true;
}

void tcb_tester_sent(struct tcb *tcb, const struct segment *seg)
{
	if (seg->flags & SEG_SYN)
		note_syn(&tcb->syns, seg);
	switch (tcb->state) {
	case STATE_CLOSED:
		break;
	case STATE_LISTEN:
		arrives_listen(tcb, seg);
		break;
	case STATE_SYN_SENT:
		arrives_syn_sent(tcb, seg);
		break;
	default:
		/* A SYN to TIME-WAIT may open a new incarnation: what it offered
		 * is looked at only when the target's SYN,ACK comes. */
		if ((seg->flags & (SEG_SYN | SEG_ACK | SEG_RST)) == SEG_SYN)
			tcb->last_syn = tcb_offer_of(seg);
		arrives_other(tcb, seg);
		break;
	}
}
