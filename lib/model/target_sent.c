/* SPDX-License-Identifier: BSD-2-Clause */
/* target_sent.c - the target's segments: its numbers, and what they tell of the calls of
 * its application. */
#include "base/seq.h"
#include "model/tcb_receive.h"

static void learn_target_syn(struct tcb *tcb, const struct segment *seg)
{
	struct option opt;

	tcb->target_mss = segment_mss(seg);
	tcb->target_wscale = segment_option(seg, OPT_WSCALE, &opt);
	tcb->target_shift = tcb->target_wscale ? option_shift(&opt) : 0;
	tcb->wscale = tcb->target_wscale && tcb->offer.wscale;
}

/* The target's SYN without ACK: it opens, or both do. */
static void target_syn(struct tcb *tcb, const struct segment *seg)
{
	if (tcb_gone(tcb)) {
		tcb_forget(tcb);
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

		tcb_begin(tcb, &syn);
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

	tcb->rcv_wnd = tcb_window_of(tcb, seg, tcb->target_shift);
	edge = seg->ack + tcb->rcv_wnd;
	tcb->rcv_edge = tcb->acked ? seq_max(tcb->rcv_edge, edge) : edge;
	tcb->acked = true;
	tcb->last_ack = seg->ack;
	/* It took what it was free to leave, such as text on a SYN. */
	if (seq_acceptable_ack(seg->ack, tcb->rcv_nxt, tcb->rcv_max)) {
		tcb->rcv_nxt = seg->ack;
		tcb_take_text(tcb);
	}
}

void tcb_target_sent(struct tcb *tcb, const struct segment *seg)
{
	uint32_t end;

	if (seg->flags & SEG_RST) {
		/* A reset in SYN-RECEIVED answers a bad ACK and changes nothing; in
		 * the SYN,ACK's place it refuses the connection. */
		if (state_synchronized(tcb->state) || !tcb->iss_known)
			tcb_set_state(tcb, STATE_CLOSED);
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
