/* SPDX-License-Identifier: BSD-2-Clause */
/* tcb_receive.c - the receive sequence space: SYN, text and FIN of the tester. */
#include "model/tcb_receive.h"

#include "base/seq.h"
#include "model/ranges.h"

uint32_t tcb_window_of(const struct tcb *tcb, const struct segment *seg, uint8_t shift)
{
	bool plain = !tcb->wscale || (seg->flags & SEG_SYN);

	return (uint32_t)seg->window << (plain ? 0 : shift);
}

void tcb_forget(struct tcb *tcb)
{
	struct tcb_syns syns = tcb->syns;

	tcb_init(tcb, tcb->listener);
	tcb->syns = syns;
}

void tcb_take_syn(struct tcb *tcb, const struct tcb_offer *syn)
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

void tcb_begin(struct tcb *tcb, const struct tcb_offer *syn)
{
	tcb_forget(tcb);
	tcb->state = STATE_SYN_RECEIVED;
	tcb->passive = true;
	tcb_take_syn(tcb, syn);
	tcb->snd_wnd = syn->window;
	tcb->snd_wl1 = syn->seq;
}

bool tcb_takes_text(enum tcp_state state)
{
	return state == STATE_ESTABLISHED || state == STATE_FIN_WAIT_1 ||
	       state == STATE_FIN_WAIT_2;
}

bool tcb_fin_acked(const struct tcb *tcb)
{
	return tcb->fin_sent && seq_gt(tcb->snd_una, tcb->fin_seq);
}

/* Eighth step, once all before the FIN has been received. */
static void take_fin(struct tcb *tcb)
{
	tcb->fin_taken = true;
	tcb->rcv_nxt = tcb->fin_at + 1;
	if (tcb->state == STATE_ESTABLISHED)
		tcb->state = STATE_CLOSE_WAIT;
	else if (tcb->state == STATE_FIN_WAIT_1)
		tcb->state = tcb_fin_acked(tcb) ? STATE_TIME_WAIT : STATE_CLOSING;
	else if (tcb->state == STATE_FIN_WAIT_2)
		tcb->state = STATE_TIME_WAIT;
}

void tcb_take_text(struct tcb *tcb)
{
	ranges_advance(&tcb->above, &tcb->rcv_nxt);
	if (!tcb->fin_known || tcb->fin_taken || !tcb_takes_text(tcb->state))
		return;
	if (seq_gt(tcb->rcv_nxt, tcb->fin_at) ||
	    (tcb->fin_kept && tcb->rcv_nxt == tcb->fin_at))
		take_fin(tcb);
}
