/* SPDX-License-Identifier: BSD-2-Clause */
/* may_send.c - what a correct target may send, whatever was asked of it. */
#include "base/seq.h"
#include "model/tcb.h"

/* Repeats the octet before SND.NXT, or stands there without one. */
static bool is_keep_alive(const struct tcb *tcb, const struct segment *seg)
{
	return state_synchronized(tcb->state) && seg->payload_len <= 1 &&
	       !(seg->flags & (SEG_SYN | SEG_FIN)) &&
	       seg->seq == tcb->snd_nxt - 1;
}

bool tcb_is_retransmission(const struct tcb *tcb, const struct segment *seg)
{
	uint32_t end = seg->seq + segment_len(seg);

	if (!tcb->iss_known)
		return false;
	if (is_keep_alive(tcb, seg))
		return true;
	if ((seg->flags & SEG_SYN) && seg->seq != tcb->iss)
		return false;
	if ((seg->flags & SEG_FIN) && !(tcb->fin_sent && end - 1 == tcb->fin_seq))
		return false;
	return segment_len(seg) > 0 &&
	       seq_covers(tcb->iss, tcb->snd_nxt, seg->seq, end);
}

static bool ack_in_range(const struct tcb *tcb, const struct segment *seg)
{
	return (seg->flags & SEG_ACK) &&
	       seq_acceptable_ack(seg->ack, tcb->irs, tcb->rcv_max);
}

/* New octets of the application, where the state lets it send. */
static bool is_new_data(const struct tcb *tcb, const struct segment *seg)
{
	bool may = tcb->state == STATE_ESTABLISHED ||
		   tcb->state == STATE_CLOSE_WAIT;

	return may && !(seg->flags & (SEG_SYN | SEG_FIN)) &&
	       seg->payload_len > 0 && seq_leq(seg->seq, tcb->snd_nxt);
}

bool tcb_own_syn(const struct tcb *tcb, const struct segment *seg)
{
	return tcb->iss_known && !tcb->passive && seg->seq == tcb->iss &&
	       (seg->flags & (SEG_SYN | SEG_ACK | SEG_RST | SEG_FIN)) == SEG_SYN;
}

bool tcb_may_send(const struct tcb *tcb, const struct segment *seg)
{
	if ((seg->flags & SEG_RST) || tcb_gone(tcb) || !tcb->iss_known)
		return false;
	/* It knows what has arrived of the tester's SYN; the tester does not. */
	if (tcb_own_syn(tcb, seg))
		return true;
	if (!ack_in_range(tcb, seg))
		return false;
	if (tcb_is_retransmission(tcb, seg) || is_new_data(tcb, seg))
		return true;
	return segment_len(seg) == 0 && seg->seq == tcb->snd_nxt &&
	       tcb->state != STATE_SYN_RECEIVED;
}

static uint32_t mss_or_default(uint16_t mss, enum ip_family family)
{
	if (mss)
		return mss;
	return family == FAMILY_INET ? SEG_MSS_DEFAULT_INET
				     : SEG_MSS_DEFAULT_INET6;
}

uint32_t tcb_receive_mss(const struct tcb *tcb, enum ip_family family)
{
	return mss_or_default(tcb->target_mss, family);
}

uint32_t tcb_send_mss(const struct tcb *tcb, enum ip_family family)
{
	return mss_or_default(tcb->offer.mss, family);
}
