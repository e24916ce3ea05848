/* SPDX-License-Identifier: BSD-2-Clause */
/* sequence.c - RFC 9293 section 3.10.7.4, first step: check sequence number. */
#include "endpoint/arrives/sequence.h"

#include "endpoint/arrives/reset.h"
#include "endpoint/conn_timers.h"
#include "endpoint/send/sack.h"
#include "endpoint/send/transmit.h"

/* a =< b and a < b on the circle; a stack that forgot the circle compares as numbers. */
static bool at_or_before(const struct tcp_conn *conn, uint32_t a, uint32_t b)
{
	return faulty(conn, FAULT_SEQ_UNSIGNED) ? a <= b : seq_leq(a, b);
}

static bool before(const struct tcp_conn *conn, uint32_t a, uint32_t b)
{
	return faulty(conn, FAULT_SEQ_UNSIGNED) ? a < b : seq_lt(a, b);
}

/* RCV.NXT =< n < RCV.NXT+RCV.WND */
bool in_receive_window(const struct tcp_conn *conn, uint32_t n)
{
	uint32_t right = conn->rcv.nxt + conn->rcv.wnd;

	if (faulty(conn, FAULT_SEQ_LEFT_EXCLUSIVE) && n == conn->rcv.nxt)
		return false;
	if (!at_or_before(conn, conn->rcv.nxt, n))
		return false;
	if (faulty(conn, FAULT_SEQ_RIGHT_UNCHECKED))
		return true;
	if (faulty(conn, FAULT_SEQ_RIGHT_INCLUSIVE))
		return at_or_before(conn, n, right);
	return before(conn, n, right);
}

bool acceptable(const struct tcp_conn *conn, const struct arrival *in)
{
	uint32_t first = in->seg.seq, last = in->seg.seq + in->len - 1;

	if (in->len == 0 && conn->rcv.wnd == 0)
		return first == conn->rcv.nxt &&
		       !faulty(conn, FAULT_ZEROWND_ACK_REFUSED);
	if (in->len == 0)
		return in_receive_window(conn, first);
	if (conn->rcv.wnd == 0)
		return faulty(conn, FAULT_ZEROWND_DATA_TAKEN) && first == conn->rcv.nxt;
	if (in_receive_window(conn, first))
		return true;
	return in_receive_window(conn, last) && !faulty(conn, FAULT_SEQ_OVERLAP_REFUSED);
}

bool zero_window_allows(struct tcp_conn *conn, struct arrival *in)
{
	if (conn->rcv.wnd != 0 || in->len == 0 || in->seg.seq != conn->rcv.nxt ||
	    (in->seg.flags & SEG_SYN))
		return false;
	if (faulty(conn, FAULT_ZEROWND_DATA_TAKEN))
		return false;
	in->seg.payload_len = 0;
	in->seg.flags &= (uint16_t)~SEG_FIN;
	in->len = 0;
	conn->ack_now = !faulty(conn, FAULT_ZEROWND_SILENT);
	return true;
}

/* TIME-WAIT: "a retransmission of the remote FIN. Acknowledge it, and restart the 2
 * MSL timeout" (fifth step); by its number it stops here already. */
static bool is_fin_again(const struct tcp_conn *conn, const struct arrival *in)
{
	return (in->seg.flags & SEG_FIN) && conn->rcv.fin_taken &&
	       in->seg.seq + in->len == conn->rcv.nxt;
}

/* The duplicates that certain states leave unanswered, by mistake. */
static bool leaves_unanswered(const struct tcp_conn *conn, const struct arrival *in)
{
	bool left = seq_lt(in->seg.seq, conn->rcv.nxt);

	if (faulty(conn, left ? FAULT_OOW_LEFT_SILENT : FAULT_OOW_RIGHT_SILENT))
		return true;
	if (!is_fin_again(conn, in))
		return false;
	switch (conn->state) {
	case STATE_CLOSE_WAIT:
		return faulty(conn, FAULT_FIN_AGAIN_SILENT_CLOSE_WAIT);
	case STATE_CLOSING:
		return faulty(conn, FAULT_FIN_AGAIN_SILENT_CLOSING);
	case STATE_LAST_ACK:
		return faulty(conn, FAULT_FIN_AGAIN_SILENT_LAST_ACK);
	case STATE_TIME_WAIT:
		return faulty(conn, FAULT_TIMEWAIT_FIN_SILENT);
	default:
		return false;
	}
}

void note_old_text(struct tcp_conn *conn, const struct arrival *in)
{
	uint32_t end = in->seg.seq + in->seg.payload_len;

	if (in->seg.payload_len && seq_leq(end, conn->rcv.nxt))
		sack_note_duplicate(conn, in->seg.seq, end);
}

/* <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>, wrong in one of the ways it can be. */
static void send_ack_for(struct tcp_conn *conn, const struct arrival *in)
{
	uint32_t nxt = conn->snd.nxt, rcv_nxt = conn->rcv.nxt;

	if (faulty(conn, FAULT_OOW_ANSWER_SEQ))
		conn->snd.nxt = conn->snd.una;
	if (faulty(conn, FAULT_OOW_ANSWER_ACK))
		conn->rcv.nxt = in->seg.seq + in->len;
	output_ack(conn);
	conn->snd.nxt = nxt;
	conn->rcv.nxt = rcv_nxt;
}

/* Answered by a reset, which would be a mistake. */
static bool resets_instead(const struct tcp_conn *conn, const struct arrival *in)
{
	bool syn = in->seg.flags & SEG_SYN;

	if (faulty(conn, FAULT_OOW_RESET))
		return true;
	if (syn && faulty(conn, FAULT_SYN_OOW_RESET))
		return true;
	return syn && conn->state == STATE_SYN_RECEIVED &&
	       faulty(conn, FAULT_SYNRCVD_SYN_AGAIN_RESET);
}

void answer_unacceptable(struct tcp_conn *conn, const struct arrival *in)
{
	if (conn->state == STATE_TIME_WAIT && is_fin_again(conn, in)) {
		if (faulty(conn, FAULT_TIMEWAIT_FIN_RESET)) {
			reset_for(conn->host, in);
			return;
		}
		if (!faulty(conn, FAULT_TIMEWAIT_NO_RESTART))
			timer_set(conn, TIMER_WAIT, 2 * conn->host->config.msl);
	}
	if (leaves_unanswered(conn, in))
		return;
	if (resets_instead(conn, in)) {
		reset_for(conn->host, in);
		return;
	}
	if (is_fin_again(conn, in) && faulty(conn, FAULT_FIN_AGAIN_COUNTED))
		conn->rcv.nxt++;
	note_old_text(conn, in);
	send_ack_for(conn, in);
}
