/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tcb.c - follows a connection from outside. The functions for segments of the
 * tester stand in the order of RFC 9293 section 3.10.7 and name its steps.
 */
#include "model/tcb.h"

#include <string.h>

#include "model/ranges.h"
#include "seq.h"

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

static void learn_tester_syn(struct tcb *tcb, const struct segment *seg)
{
	const uint16_t setup = SEG_ECE | SEG_CWR;
	struct option opt;

	tcb->tester_mss = segment_mss(seg);
	tcb->tester_wscale = segment_option(seg, OPT_WSCALE, &opt);
	tcb->tester_shift = tcb->tester_wscale ? shift_of(&opt) : 0;
	tcb->tester_ts = segment_option(seg, OPT_TIMESTAMPS, &opt);
	tcb->tester_sack = segment_option(seg, OPT_SACK_PERMITTED, &opt);
	tcb->tester_ecn = (seg->flags & setup) == setup;
	tcb->wscale = false;
	tcb->last_syn = seg->seq;
}

static void learn_target_syn(struct tcb *tcb, const struct segment *seg)
{
	struct option opt;

	tcb->wscale = segment_option(seg, OPT_WSCALE, &opt) && tcb->tester_wscale;
	tcb->target_shift = tcb->wscale ? shift_of(&opt) : 0;
}

/* ---- the tester's segments: SEGMENT ARRIVES at the target --------------- */

static void update_window(struct tcb *tcb, const struct segment *seg)
{
	bool scaled = tcb->wscale && !(seg->flags & SEG_SYN);
	uint32_t edge;

	tcb->snd_wnd = (uint32_t)seg->window << (scaled ? tcb->tester_shift : 0);
	tcb->snd_wl1 = seg->seq;
	tcb->snd_wl2 = seg->ack;
	if (tcb->iss_known) {
		edge = tcb->snd_una + tcb->snd_wnd;
		tcb->snd_edge = seq_max(tcb->snd_edge, edge);
	}
}

/* A SYN in LISTEN (section 3.10.7.2, third step) makes a new connection. */
static void new_connection(struct tcb *tcb, const struct segment *syn)
{
	bool listener = tcb->listener;

	tcb_init(tcb, listener);
	tcb->state = STATE_SYN_RECEIVED;
	tcb->passive = true;
	tcb->irs_known = true;
	tcb->irs = syn->seq;
	tcb->rcv_nxt = tcb->rcv_edge = syn->seq + 1;
	learn_tester_syn(tcb, syn);
	update_window(tcb, syn);
	/* Text and FIN on the SYN are queued: the target may take them later. */
	tcb->rcv_max = syn->seq + segment_len(syn);
	ranges_add(&tcb->above, tcb->rcv_nxt, tcb->rcv_nxt + syn->payload_len);
	if (syn->flags & SEG_FIN) {
		tcb->fin_known = true;
		tcb->fin_at = tcb->rcv_nxt + syn->payload_len;
	}
}

static void arrives_listen(struct tcb *tcb, const struct segment *seg)
{
	if (seg->flags & (SEG_RST | SEG_ACK))
		return;
	if (seg->flags & SEG_SYN)
		new_connection(tcb, seg);
}

/* Section 3.10.7.3; the target opened, the tester answers. */
static void arrives_syn_sent(struct tcb *tcb, const struct segment *seg)
{
	bool ack_ok = (seg->flags & SEG_ACK) &&
		      seq_lt(tcb->snd_una, seg->ack) &&
		      seq_leq(seg->ack, tcb->snd_nxt);

	if ((seg->flags & SEG_ACK) && !ack_ok)
		return;
	if (seg->flags & SEG_RST) {
		if (ack_ok)
			tcb_delete(tcb);
		return;
	}
	if (!(seg->flags & SEG_SYN))
		return;
	tcb->irs_known = true;
	tcb->irs = seg->seq;
	tcb->rcv_nxt = seg->seq + 1;
	tcb->rcv_edge = tcb->rcv_nxt + tcb->rcv_wnd;
	tcb->rcv_max = seg->seq + segment_len(seg);
	learn_tester_syn(tcb, seg);
	if (ack_ok)
		tcb->snd_una = seg->ack;
	update_window(tcb, seg);
	tcb->state = ack_ok ? STATE_ESTABLISHED : STATE_SYN_RECEIVED;
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

/* Fifth step, what all synchronized states share: false drops the segment. */
static bool process_ack(struct tcb *tcb, const struct segment *seg)
{
	if (seq_gt(seg->ack, tcb->snd_nxt))
		return false;
	if (seq_lt(tcb->snd_una, seg->ack))
		tcb->snd_una = seg->ack;
	if (seq_leq(tcb->snd_una, seg->ack) &&
	    (seq_lt(tcb->snd_wl1, seg->seq) ||
	     (tcb->snd_wl1 == seg->seq && seq_leq(tcb->snd_wl2, seg->ack))))
		update_window(tcb, seg);
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
		if (!seq_lt(tcb->snd_una, seg->ack) ||
		    !seq_leq(seg->ack, tcb->snd_nxt))
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

/* Seventh step, and the FIN as soon as nothing is missing before it. */
static void arrives_text(struct tcb *tcb, const struct segment *seg)
{
	uint32_t left = seg->seq, right = seg->seq + seg->payload_len;

	if (!takes_text(tcb->state))
		return;
	if ((seg->flags & SEG_FIN) && !tcb->fin_known) {
		tcb->fin_known = true;
		tcb->fin_at = right;
	}
	if (seq_lt(left, tcb->rcv_nxt))
		left = tcb->rcv_nxt;
	if (seq_gt(right, tcb->rcv_edge))
		right = tcb->rcv_edge;
	ranges_add(&tcb->above, left, right);
	ranges_advance(&tcb->above, &tcb->rcv_nxt);
	if (tcb->fin_known && tcb->fin_at == tcb->rcv_nxt)
		take_fin(tcb);
}

/* What a target that ignores its own window might acknowledge at most. */
static void raise_bound(struct tcb *tcb, const struct segment *seg)
{
	uint32_t left = seg->seq, right = seg->seq + segment_len(seg);

	if ((seg->flags & SEG_RST) || !(seg->flags & SEG_ACK))
		return;
	if (seg->flags & SEG_SYN)
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

void tcb_tester_sent(struct tcb *tcb, const struct segment *seg)
{
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
			tcb->last_syn = seg->seq;
		arrives_other(tcb, seg);
		break;
	}
}

/* ---- the target's segments ------------------------------------------------ */

/* The target's SYN without ACK: it opens, or both do. */
static void target_syn(struct tcb *tcb, const struct segment *seg)
{
	if (tcb_gone(tcb)) {
		bool listener = tcb->listener;

		tcb_init(tcb, listener);
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
	if (tcb->state == STATE_TIME_WAIT && seg->ack == tcb->last_syn + 1) {
		/* RFC 9293 MAY-2: TIME-WAIT gave way to a new incarnation. */
		tcb_init(tcb, tcb->listener);
		tcb->state = STATE_SYN_RECEIVED;
		tcb->passive = true;
		tcb->irs_known = true;
		tcb->irs = seg->ack - 1;
		tcb->rcv_nxt = tcb->rcv_max = seg->ack;
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
	bool scaled = tcb->wscale && !(seg->flags & SEG_SYN);
	uint32_t edge;

	tcb->rcv_wnd = (uint32_t)seg->window << (scaled ? tcb->target_shift : 0);
	edge = seg->ack + tcb->rcv_wnd;
	tcb->rcv_edge = tcb->acked ? seq_max(tcb->rcv_edge, edge) : edge;
	tcb->acked = true;
	tcb->last_ack = seg->ack;
	/* It took what it was free to leave, such as text on a SYN. */
	if (seq_gt(seg->ack, tcb->rcv_nxt) && seq_leq(seg->ack, tcb->rcv_max)) {
		tcb->rcv_nxt = seg->ack;
		ranges_advance(&tcb->above, &tcb->rcv_nxt);
		if (tcb->fin_known && !tcb->fin_taken &&
		    seq_gt(tcb->rcv_nxt, tcb->fin_at) && takes_text(tcb->state))
			take_fin(tcb);
	}
}

void tcb_target_sent(struct tcb *tcb, const struct segment *seg)
{
	uint32_t end;

	if (seg->flags & SEG_RST) {
		/* A reset in SYN-RECEIVED answers a bad ACK and changes nothing. */
		if (state_synchronized(tcb->state))
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

/* ---- questions -------------------------------------------------------------- */

bool tcb_is_retransmission(const struct tcb *tcb, const struct segment *seg)
{
	uint32_t end = seg->seq + segment_len(seg);

	/* A keep-alive (RFC 9293 section 3.8.4) repeats the octet before SND.NXT,
	 * or stands there without one. */
	if (!(seg->flags & SEG_SYN) && seg->payload_len <= 1 &&
	    seg->seq == tcb->snd_nxt - 1)
		return true;
	return tcb->iss_known && segment_len(seg) > 0 &&
	       seq_geq(seg->seq, tcb->iss) && seq_leq(end, tcb->snd_nxt);
}

static bool ack_in_range(const struct tcb *tcb, const struct segment *seg)
{
	return (seg->flags & SEG_ACK) && seq_gt(seg->ack, tcb->irs) &&
	       seq_leq(seg->ack, tcb->rcv_max);
}

/* New octets of the application, where the state lets it send. */
static bool is_new_data(const struct tcb *tcb, const struct segment *seg)
{
	bool may = tcb->state == STATE_ESTABLISHED ||
		   tcb->state == STATE_CLOSE_WAIT;

	return may && !tcb->fin_sent && !(seg->flags & (SEG_SYN | SEG_FIN)) &&
	       seg->payload_len > 0 && seq_leq(seg->seq, tcb->snd_nxt);
}

bool tcb_may_send(const struct tcb *tcb, const struct segment *seg)
{
	if ((seg->flags & SEG_RST) || tcb_gone(tcb) || !tcb->iss_known ||
	    !ack_in_range(tcb, seg))
		return false;
	if (tcb_is_retransmission(tcb, seg) || is_new_data(tcb, seg))
		return true;
	return segment_len(seg) == 0 && seg->seq == tcb->snd_nxt &&
	       tcb->state != STATE_SYN_RECEIVED;
}

uint32_t tcb_send_mss(const struct tcb *tcb, enum ip_family family)
{
	if (tcb->tester_mss)
		return tcb->tester_mss;
	return family == FAMILY_INET ? SEG_MSS_DEFAULT_INET
				     : SEG_MSS_DEFAULT_INET6;
}
