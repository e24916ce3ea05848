/* SPDX-License-Identifier: BSD-2-Clause */
/* acks.c - RFC 9293 section 3.10.7.4, fifth step: check the ACK field. */
#include "endpoint/arrives/acks.h"

#include "endpoint/arrives/fin.h"
#include "endpoint/arrives/reset.h"
#include "endpoint/arrives/time_wait.h"
#include "endpoint/conn.h"
#include "endpoint/conn_timers.h"
#include "endpoint/send/congestion.h"
#include "endpoint/send/rtx.h"
#include "endpoint/send/sack.h"
#include "endpoint/send/send_space.h"
#include "endpoint/send/transmit.h"

/* ---- what an ACK moves ------------------------------------------------------------- */

/* What is acknowledged in part may be dropped whole, by mistake: then the octets
 * that would be sent again are gone. */
static void spoil_unacked(struct tcp_conn *conn, uint32_t from)
{
	static const uint8_t nothing[1];

	if (faulty(conn, FAULT_ACK_PARTIAL_DROPS) && seq_lt(from, conn->snd.end) &&
	    conn->snd.ring.bytes)
		ring_write(&conn->snd.ring, conn->snd.ring.size, from, nothing, 1);
}

void take_ack(struct tcp_conn *conn, const struct arrival *in)
{
	uint32_t octets = in->seg.ack - conn->snd.una;
	uint32_t below = in->seg.ack;

	conn->snd.una = in->seg.ack;
	spoil_unacked(conn, in->seg.ack);
	if (conn->snd.urgent && seq_leq(conn->snd.up, conn->snd.una))
		conn->snd.urgent = false;
	ranges_advance(&conn->sack.sacked, &below);
	sack_take(conn, in);
	rtx_acked(conn, in);
	cc_acked(conn, octets);
	timer_stop(conn, TIMER_USER); /* progress: the user waits anew */
	rtx_arm(conn);
}

static bool window_is_newer(const struct tcp_conn *conn, const struct arrival *in)
{
	const struct snd *snd = &conn->snd;

	if (faulty(conn, FAULT_WINDOW_FROM_ANY_SEGMENT))
		return true;
	if (faulty(conn, FAULT_WINDOW_EQUAL_IGNORED) && snd->wl1 == in->seg.seq &&
	    snd->wl2 == in->seg.ack)
		return false;
	return seq_lt(snd->wl1, in->seg.seq) ||
	       (snd->wl1 == in->seg.seq && seq_leq(snd->wl2, in->seg.ack));
}

static uint32_t read_window(const struct tcp_conn *conn, const struct arrival *in)
{
	if (faulty(conn, FAULT_WINDOW_SIGNED) && in->seg.window > 32767)
		return 0;
	if (faulty(conn, FAULT_WINDOW_IGNORED))
		return 65535;
	return (uint32_t)in->seg.window << conn->snd.shift;
}

/* "If SND.UNA =< SEG.ACK =< SND.NXT, the send window should be updated." */
static void take_window(struct tcp_conn *conn, const struct arrival *in)
{
	struct snd *snd = &conn->snd;
	uint32_t was = snd->wnd;

	if ((seq_lt(in->seg.ack, snd->una) &&
	     !faulty(conn, FAULT_WINDOW_FROM_ANY_SEGMENT)) ||
	    seq_gt(in->seg.ack, snd->nxt))
		return;
	/* The peer answers: its closed window may stay closed (MUST-37). */
	if (was == 0 && !faulty(conn, FAULT_PROBE_GIVES_UP))
		timer_stop(conn, TIMER_USER);
	if (!window_is_newer(conn, in))
		return;
	snd->wnd = read_window(conn, in);
	snd->wl1 = in->seg.seq;
	snd->wl2 = in->seg.ack;
	if (snd->wnd > snd->max_wnd)
		snd->max_wnd = snd->wnd;
	if (was == 0 && snd->wnd > 0) {
		conn->rtx.probes = 0;
		cc_window_opened(conn);
	}
}

/* ---- SYN-RECEIVED ------------------------------------------------------------------ */

void establish(struct tcp_conn *conn)
{
	/* A CLOSE that was queued in SYN-RECEIVED (section 3.10.4). */
	conn_set_state(conn, conn->snd.closing ? STATE_FIN_WAIT_1 : STATE_ESTABLISHED);
	conn->former.valid = false;
	cc_init(conn);
	rtx_established(conn);
	conn_signal(conn, SIGNAL_CONNECTED);
}

static enum step_result refuse_syn_received(struct tcp_conn *conn,
					    const struct arrival *in)
{
	struct arrival copy = *in;

	if (faulty(conn, FAULT_SYNRCVD_BADACK_SILENT))
		return DROP;
	if (faulty(conn, FAULT_SYNRCVD_RESET_SEQ))
		copy.seg.ack = conn->snd.nxt;
	reset_for(conn->host, &copy); /* <SEQ=SEG.ACK><CTL=RST> */
	if (!faulty(conn, FAULT_SYNRCVD_BADACK_CLOSES))
		return DROP;
	conn_delete(conn);
	return GONE;
}

static bool establishes(const struct tcp_conn *conn, const struct arrival *in)
{
	bool above = seq_gt(in->seg.ack, conn->snd.una);
	bool sent = seq_leq(in->seg.ack, conn->snd.nxt);

	if (faulty(conn, FAULT_SYNRCVD_ACK_OLD_TAKEN))
		above = true;
	if (faulty(conn, FAULT_SYNRCVD_ACK_NEW_TAKEN))
		sent = true;
	return above && sent;
}

static enum step_result check_syn_received(struct tcp_conn *conn,
					   const struct arrival *in)
{
	struct arrival copy = *in;

	if (!establishes(conn, in))
		return refuse_syn_received(conn, in);
	if (faulty(conn, FAULT_SYNRCVD_DATA_RESET) && in->seg.payload_len > 0) {
		reset_for(conn->host, in);
		conn_delete(conn);
		return GONE;
	}
	/* Only a fault gets here with another number. */
	copy.seg.ack = conn->snd.nxt;
	take_ack(conn, &copy);
	establish(conn);
	conn->snd.wnd = (uint32_t)in->seg.window << conn->snd.shift;
	conn->snd.wl1 = in->seg.seq;
	conn->snd.wl2 = in->seg.ack;
	if (conn->snd.wnd > conn->snd.max_wnd)
		conn->snd.max_wnd = conn->snd.wnd;
	if (faulty(conn, FAULT_SYNRCVD_FIN_LOST) && (in->seg.flags & SEG_FIN)) {
		conn->rcv.nxt += in->len;
		conn->rcv.read = conn->rcv.nxt;
		conn->ack_now = true;
		return DROP;
	}
	return deliver_queued(conn) == GONE ? GONE : GO_ON;
}

/* ---- the synchronized states ------------------------------------------------------- */

/* RFC 5961 section 5.2: (SND.UNA - MAX.SND.WND) =< SEG.ACK =< SND.NXT */
static bool in_ack_range(const struct tcp_conn *conn, uint32_t ack)
{
	uint32_t oldest = conn->snd.una - conn->snd.max_wnd;

	if (faulty(conn, FAULT_ACK_UNSIGNED))
		return ack <= conn->snd.nxt;
	return seq_between(ack, oldest, conn->snd.nxt);
}

static enum step_result refuse_ack(struct tcp_conn *conn, const struct arrival *in)
{
	bool new = seq_gt(in->seg.ack, conn->snd.nxt);

	if (new && faulty(conn, FAULT_ACK_FUTURE_SILENT))
		return DROP;
	if (new && faulty(conn, FAULT_ACK_FUTURE_RESETS)) {
		reset_for(conn->host, in);
		conn_delete(conn);
		return GONE;
	}
	if (new && faulty(conn, FAULT_ACK_FUTURE_TAKEN))
		return GO_ON;
	output_ack(conn);
	return DROP;
}

/* MUST-34: the right edge moved left of what was sent already. */
static bool dies_of_shrinking(struct tcp_conn *conn, uint32_t edge)
{
	uint32_t now = conn->snd.una + conn->snd.wnd;

	if (!faulty(conn, FAULT_WINDOW_SHRINK_RESETS) || !seq_lt(now, edge))
		return false;
	output_reset(conn);
	conn_delete(conn);
	return true;
}

static enum step_result as_established(struct tcp_conn *conn, const struct arrival *in)
{
	uint32_t edge = conn->snd.una + conn->snd.wnd;
	bool future = seq_gt(in->seg.ack, conn->snd.nxt);
	bool new = seq_acceptable_ack(in->seg.ack, conn->snd.una, conn->snd.nxt);

	if (new && !faulty(conn, FAULT_ACK_NOT_TAKEN))
		take_ack(conn, in);
	else if (in->seg.ack == conn->snd.una)
		cc_duplicate(conn, in);
	if (!future)
		take_window(conn, in);
	if (dies_of_shrinking(conn, edge))
		return GONE;
	/* "If the ACK is a duplicate, it can be ignored": the ACK, not the text. */
	if (!new && !future && in->seg.ack != conn->snd.una &&
	    faulty(conn, FAULT_ACK_OLD_DROPS_TEXT))
		return DROP;
	return GO_ON;
}

static enum step_result after_fin_wait_1(struct tcp_conn *conn)
{
	if (!fin_acked(conn) && !faulty(conn, FAULT_FIN_WAIT_1_ANY_ACK))
		return GO_ON;
	if (!faulty(conn, FAULT_FIN_WAIT_1_STAYS))
		conn_set_state(conn, STATE_FIN_WAIT_2);
	return GO_ON;
}

static enum step_result after_closing(struct tcp_conn *conn)
{
	if (!fin_acked(conn) && !faulty(conn, FAULT_CLOSING_ANY_ACK))
		return DROP; /* "otherwise, ignore the segment" */
	if (faulty(conn, FAULT_CLOSING_STAYS))
		return DROP;
	if (faulty(conn, FAULT_CLOSING_TO_CLOSED)) {
		conn_delete(conn);
		return GONE;
	}
	enter_time_wait(conn);
	return GO_ON;
}

static enum step_result after_last_ack(struct tcp_conn *conn)
{
	if (!fin_acked(conn) && !faulty(conn, FAULT_LAST_ACK_ANY_ACK))
		return GO_ON;
	if (faulty(conn, FAULT_LAST_ACK_STAYS))
		return GO_ON;
	conn_delete(conn);
	return GONE;
}

static enum step_result check_synchronized(struct tcp_conn *conn,
					   const struct arrival *in)
{
	enum step_result result = GO_ON;

	if (!in_ack_range(conn, in->seg.ack))
		result = refuse_ack(conn, in);
	if (result == GO_ON)
		result = as_established(conn, in);
	if (result != GO_ON)
		return result;
	switch (conn->state) {
	case STATE_FIN_WAIT_1:
		return after_fin_wait_1(conn);
	case STATE_CLOSING:
		return after_closing(conn);
	case STATE_LAST_ACK:
		return after_last_ack(conn);
	default:
		return GO_ON;
	}
}

/* ---- all states -------------------------------------------------------------------- */

/* A segment without ACK, which only a fault goes on with. */
static enum step_result without_ack(struct tcp_conn *conn)
{
	if (conn->state == STATE_SYN_RECEIVED) {
		if (!faulty(conn, FAULT_SYNRCVD_NOACK_TAKEN))
			return DROP;
		establish(conn);
		return deliver_queued(conn) == GONE ? GONE : GO_ON;
	}
	return faulty(conn, FAULT_NOACK_TAKEN) ? GO_ON : DROP;
}

enum step_result check_ack(struct tcp_conn *conn, const struct arrival *in)
{
	/* "If the ACK bit is off, drop the segment and return." */
	if (!(in->seg.flags & SEG_ACK))
		return without_ack(conn);
	if (conn->state == STATE_SYN_RECEIVED)
		return check_syn_received(conn, in);
	return check_synchronized(conn, in);
}
