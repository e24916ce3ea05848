/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tcb.c - follows a connection from outside. The functions for segments of the
 * tester stand in the order of RFC 9293 section 3.10.7 and name its steps.
 */
#include "model/tcb.h"

#include <string.h>

#include "model/ranges.h"
#include "base/seq.h"

void tcb_init(struct tcb *tcb, bool listener)
{
	memset(tcb, 0, sizeof(*tcb));
	tcb->listener = listener;
	tcb->state = listener ? STATE_LISTEN : STATE_CLOSED;
}

bool tcb_gone(const struct tcb *tcb)
{
	return tcb->state == STATE_CLOSED || tcb->state == STATE_LISTEN;
}

static void tcb_delete(struct tcb *tcb)
{
	tcb->state = tcb->listener ? STATE_LISTEN : STATE_CLOSED;
}

void tcb_set_state(struct tcb *tcb, enum tcp_state state)
{
	if (state == STATE_CLOSED || state == STATE_LISTEN)
		tcb_delete(tcb);
	else
		tcb->state = state;
}

/* ---- options of the SYN segments ---------------------------------------- */

static uint8_t shift_of(const struct option *opt)
{
	uint8_t shift = opt->data_len ? opt->data[0] : 0;

	/* RFC 7323 section 2.3: above 14 counts as 14. */
	return shift > 14 ? 14 : shift;
}

static struct tcb_offer offer_of(const struct segment *syn)
{
	const uint16_t ecn = SEG_ECE | SEG_CWR, accecn = SEG_AE | ecn;
	struct tcb_offer offer = { .seq = syn->seq,
				   .payload_len = syn->payload_len,
				   .window = syn->window };
	struct option opt;

	offer.fin = (syn->flags & SEG_FIN) != 0;
	offer.mss = segment_mss(syn);
	offer.wscale = segment_option(syn, OPT_WSCALE, &opt);
	offer.shift = offer.wscale ? shift_of(&opt) : 0;
	offer.ts = segment_option(syn, OPT_TIMESTAMPS, &opt);
	offer.sack = segment_option(syn, OPT_SACK_PERMITTED, &opt);
	offer.ecn = (syn->flags & ecn) == ecn;
	offer.accecn = (syn->flags & accecn) == accecn;
	return offer;
}

static void learn_target_syn(struct tcb *tcb, const struct segment *seg)
{
	struct option opt;

	tcb->target_mss = segment_mss(seg);
	tcb->target_wscale = segment_option(seg, OPT_WSCALE, &opt);
	tcb->target_shift = tcb->target_wscale ? shift_of(&opt) : 0;
	tcb->wscale = tcb->target_wscale && tcb->offer.wscale;
}

static uint32_t scaled(const struct tcb *tcb, const struct segment *seg,
		       uint8_t shift)
{
	bool plain = !tcb->wscale || (seg->flags & SEG_SYN);

	return (uint32_t)seg->window << (plain ? 0 : shift);
}

/* ---- the tester's segments: SEGMENT ARRIVES at the target --------------- */

static void raise_edge(struct tcb *tcb, uint32_t edge)
{
	tcb->snd_edge = seq_max(tcb->snd_edge, edge);
}

static void update_window(struct tcb *tcb, const struct segment *seg)
{
	tcb->snd_wnd = scaled(tcb, seg, tcb->offer.shift);
	tcb->snd_wl1 = seg->seq;
	tcb->snd_wl2 = seg->ack;
	raise_edge(tcb, tcb->snd_una + tcb->snd_wnd);
}

/* The tester's SYN gives the target its numbers. Text and FIN on it are queued: the
 * target may take them later. */
static void receive_syn(struct tcb *tcb, const struct tcb_offer *syn)
{
	tcb->offer = tcb->last_syn = *syn;
	tcb->irs_known = true;
	tcb->irs = syn->seq;
	tcb->rcv_nxt = tcb->rcv_edge = syn->seq + 1;
	tcb->rcv_max = tcb->rcv_nxt + syn->payload_len + (syn->fin ? 1 : 0);
	/* What was sent in SYN-SENT may come late, when the connection stands. */
	ranges_advance(&tcb->above_max, &tcb->rcv_max);
	ranges_add(&tcb->above, tcb->rcv_nxt, tcb->rcv_nxt + syn->payload_len);
	if (syn->fin) {
		tcb->fin_known = tcb->fin_kept = true;
		tcb->fin_at = tcb->rcv_nxt + syn->payload_len;
	}
}

/* What the tester has sent on this port stays true of a new connection. */
static void forget_connection(struct tcb *tcb)
{
	struct tcb_syns syns = tcb->syns;

	tcb_init(tcb, tcb->listener);
	tcb->syns = syns;
}

/* A SYN in LISTEN (section 3.10.7.2, third step) makes a new connection. */
static void new_connection(struct tcb *tcb, const struct tcb_offer *syn)
{
	forget_connection(tcb);
	tcb->state = STATE_SYN_RECEIVED;
	tcb->passive = true;
	receive_syn(tcb, syn);
	tcb->snd_wnd = syn->window;
	tcb->snd_wl1 = syn->seq;
}

static void arrives_listen(struct tcb *tcb, const struct segment *seg)
{
	if (seg->flags & (SEG_RST | SEG_ACK))
		return;
	if (seg->flags & SEG_SYN) {
		struct tcb_offer syn = offer_of(seg);

		new_connection(tcb, &syn);
	}
}

static void take_text(struct tcb *tcb);

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
			tcb_delete(tcb);
		return;
	}
	if (!(seg->flags & SEG_SYN))
		return;
	syn = offer_of(seg);
	receive_syn(tcb, &syn);
	tcb->rcv_edge = tcb->rcv_nxt + tcb->rcv_wnd;
	tcb->wscale = tcb->target_wscale && syn.wscale;
	if (ack_ok)
		tcb->snd_una = seg->ack;
	update_window(tcb, seg);
	/* Without ACK the window counts from the first octet that can be sent. */
	raise_edge(tcb, tcb->iss + 1 + tcb->snd_wnd);
	tcb->state = ack_ok ? STATE_ESTABLISHED : STATE_SYN_RECEIVED;
	if (ack_ok)
		take_text(tcb);
}

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
		tcb_delete(tcb);
}

/* Fourth step. */
static void arrives_syn(struct tcb *tcb)
{
	if (tcb->state == STATE_SYN_RECEIVED && tcb->passive)
		tcb_delete(tcb);
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
	raise_edge(tcb, seg->ack + scaled(tcb, seg, tcb->offer.shift));
	return true;
}

static bool fin_acked(const struct tcb *tcb)
{
	return tcb->fin_sent && seq_gt(tcb->snd_una, tcb->fin_seq);
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
	if (!fin_acked(tcb))
		return tcb->state != STATE_CLOSING && tcb->state != STATE_LAST_ACK;
	switch (tcb->state) {
	case STATE_FIN_WAIT_1:
		tcb->state = STATE_FIN_WAIT_2;
		return true;
	case STATE_CLOSING:
		tcb->state = STATE_TIME_WAIT;
		return false;
	case STATE_LAST_ACK:
		tcb_delete(tcb);
		return false;
	default:
		return true;
	}
}

static bool takes_text(enum tcp_state state)
{
	return state == STATE_ESTABLISHED || state == STATE_FIN_WAIT_1 ||
	       state == STATE_FIN_WAIT_2;
}

/* Eighth step, once all before the FIN has been received. */
static void take_fin(struct tcb *tcb)
{
	tcb->fin_taken = true;
	tcb->rcv_nxt = tcb->fin_at + 1;
	if (tcb->state == STATE_ESTABLISHED)
		tcb->state = STATE_CLOSE_WAIT;
	else if (tcb->state == STATE_FIN_WAIT_1)
		tcb->state = fin_acked(tcb) ? STATE_TIME_WAIT : STATE_CLOSING;
	else if (tcb->state == STATE_FIN_WAIT_2)
		tcb->state = STATE_TIME_WAIT;
}

/* Moves RCV.NXT over what has come, and over the FIN when nothing is missing
 * before it. */
static void take_text(struct tcb *tcb)
{
	ranges_advance(&tcb->above, &tcb->rcv_nxt);
	if (!tcb->fin_known || tcb->fin_taken || !takes_text(tcb->state))
		return;
	if (seq_gt(tcb->rcv_nxt, tcb->fin_at) ||
	    (tcb->fin_kept && tcb->rcv_nxt == tcb->fin_at))
		take_fin(tcb);
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

	if (!takes_text(tcb->state))
		return;
	if (seg->flags & SEG_FIN)
		arrives_fin(tcb, right);
	if (seq_lt(left, tcb->rcv_nxt))
		left = tcb->rcv_nxt;
	if (seq_gt(right, tcb->rcv_edge))
		right = tcb->rcv_edge;
	ranges_add(&tcb->above, left, right);
	take_text(tcb);
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
			take_text(tcb);
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

static bool same_offer(const struct tcb_offer *a, const struct tcb_offer *b)
{
	return a->seq == b->seq && a->payload_len == b->payload_len &&
	       a->window == b->window && a->mss == b->mss && a->fin == b->fin &&
	       a->wscale == b->wscale && a->shift == b->shift && a->ts == b->ts &&
	       a->sack == b->sack && a->ecn == b->ecn && a->accecn == b->accecn;
}

static void note_syn(struct tcb_syns *syns, const struct segment *seg)
{
	struct tcb_offer offer = offer_of(seg);

	if (!syns->sent)
		syns->first = offer;
	else if (!same_offer(&syns->first, &offer))
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
			tcb->last_syn = offer_of(seg);
		arrives_other(tcb, seg);
		break;
	}
}

/* ---- the target's segments ------------------------------------------------ */

/* The target's SYN without ACK: it opens, or both do. */
static void target_syn(struct tcb *tcb, const struct segment *seg)
{
	if (tcb_gone(tcb)) {
		forget_connection(tcb);
		tcb->state = STATE_SYN_SENT;
		tcb->iss_known = true;
		tcb->iss = tcb->snd_una = seg->seq;
		tcb->snd_nxt = seg->seq + 1;
		tcb->snd_edge = tcb->snd_nxt;
		tcb->rcv_wnd = seg->window;
		learn_target_syn(tcb, seg);
	}
}

/* A SYN,ACK for the tester's SYN: the target's initial sequence number. */
static void target_synack(struct tcb *tcb, const struct segment *seg)
{
	if (tcb->state == STATE_TIME_WAIT && seg->ack == tcb->last_syn.seq + 1 &&
	    seg->seq != tcb->iss) {
		/* RFC 9293 MAY-2: TIME-WAIT gave way to a new incarnation; its own
		 * SYN,ACK that comes late is none. */
		struct tcb_offer syn = tcb->last_syn;

		new_connection(tcb, &syn);
	}
	if (tcb->state != STATE_SYN_RECEIVED || tcb->iss_known)
		return;
	tcb->iss_known = true;
	tcb->iss = tcb->snd_una = seg->seq;
	tcb->snd_nxt = seg->seq + 1;
	/* The SYN's window counts from the first octet that can be sent. */
	tcb->snd_edge = tcb->snd_nxt + tcb->snd_wnd;
	learn_target_syn(tcb, seg);
}

/* The application closed: section 3.10.4. */
static void target_fin(struct tcb *tcb, const struct segment *seg)
{
	if (tcb->fin_sent)
		return;
	tcb->fin_sent = true;
	tcb->fin_seq = seg->seq + seg->payload_len;
	if (tcb->state == STATE_ESTABLISHED || tcb->state == STATE_SYN_RECEIVED)
		tcb->state = STATE_FIN_WAIT_1;
	else if (tcb->state == STATE_CLOSE_WAIT)
		tcb->state = STATE_LAST_ACK;
}

static void target_window(struct tcb *tcb, const struct segment *seg)
{
	uint32_t edge;

	tcb->rcv_wnd = scaled(tcb, seg, tcb->target_shift);
	edge = seg->ack + tcb->rcv_wnd;
	tcb->rcv_edge = tcb->acked ? seq_max(tcb->rcv_edge, edge) : edge;
	tcb->acked = true;
	tcb->last_ack = seg->ack;
	/* It took what it was free to leave, such as text on a SYN. */
	if (seq_acceptable_ack(seg->ack, tcb->rcv_nxt, tcb->rcv_max)) {
		tcb->rcv_nxt = seg->ack;
		take_text(tcb);
	}
}

void tcb_target_sent(struct tcb *tcb, const struct segment *seg)
{
	uint32_t end;

	if (seg->flags & SEG_RST) {
		/* A reset in SYN-RECEIVED answers a bad ACK and changes nothing; in
		 * the SYN,ACK's place it refuses the connection. */
		if (state_synchronized(tcb->state) || !tcb->iss_known)
			tcb_delete(tcb);
		return;
	}
	if (seg->flags & SEG_SYN) {
		if (seg->flags & SEG_ACK)
			target_synack(tcb, seg);
		else
			target_syn(tcb, seg);
	}
	if (tcb_gone(tcb) || !tcb->iss_known)
		return;
	if ((seg->flags & SEG_ACK) && tcb->irs_known)
		target_window(tcb, seg);
	end = seg->seq + segment_len(seg);
	if (seq_leq(seg->seq, tcb->snd_nxt) && seq_gt(end, tcb->snd_nxt))
		tcb->snd_nxt = end;
	if (seg->flags & SEG_FIN)
		target_fin(tcb, seg);
}
