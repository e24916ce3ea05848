/* SPDX-License-Identifier: BSD-2-Clause */
/* rst.c - RFC 9293 section 3.10.7.4, second step: check the RST bit. */
#include "endpoint/arrives/rst.h"

#include "endpoint/arrives/sequence.h"
#include "endpoint/arrives/time_wait.h"
#include "endpoint/conn.h"
#include "endpoint/send/transmit.h"

/* A state whose code forgot the RST. */
static bool rst_forgotten(const struct tcp_conn *conn)
{
	static const enum fault by_state[STATE_COUNT] = {
		[STATE_SYN_RECEIVED] = FAULT_SYNRCVD_RST_IGNORED,
		[STATE_ESTABLISHED] = FAULT_RST_IGNORED,
		[STATE_FIN_WAIT_1] = FAULT_RST_IGNORED_FIN_WAIT_1,
		[STATE_FIN_WAIT_2] = FAULT_RST_IGNORED_FIN_WAIT_2,
		[STATE_CLOSE_WAIT] = FAULT_RST_IGNORED_CLOSE_WAIT,
		[STATE_CLOSING] = FAULT_RST_IGNORED_CLOSING,
		[STATE_LAST_ACK] = FAULT_RST_IGNORED_LAST_ACK,
		[STATE_TIME_WAIT] = FAULT_RST_IGNORED_TIME_WAIT,
	};

	return faulty(conn, by_state[conn->state]);
}

static bool rst_in_window(const struct tcp_conn *conn, const struct arrival *in)
{
	const struct segment *seg = &in->seg;

	if (conn->rcv.wnd == 0)
		return seg->seq == conn->rcv.nxt &&
		       !faulty(conn, FAULT_ZEROWND_RST_IGNORED);
	/* A comparison that breaks where the numbers begin anew. */
	if (faulty(conn, FAULT_RST_WINDOW_UNSIGNED))
		return seg->seq >= conn->rcv.nxt &&
		       seg->seq < conn->rcv.nxt + conn->rcv.wnd;
	return in_receive_window(conn, seg->seq);
}

static void challenge(struct tcp_conn *conn, const struct arrival *in)
{
	uint32_t nxt = conn->snd.nxt;

	if (faulty(conn, FAULT_RST_CHALLENGE_SILENT))
		return;
	if (faulty(conn, FAULT_RST_CHALLENGE_SEQ_COPIED))
		conn->snd.nxt = in->seg.seq;
	output_ack(conn);
	conn->snd.nxt = nxt;
}

/* "Enter the CLOSED state, delete the TCB, and return", by state. GONE always, but
 * for an old duplicate in a TIME-WAIT that gave way. */
static enum step_result take_rst(struct tcp_conn *conn, const struct arrival *in)
{
	if (faulty(conn, FAULT_RST_ANSWERED_BY_RST))
		output_reset(conn);
	if (faulty(conn, FAULT_RST_ANSWERED_BY_ACK) && in->seg.payload_len > 0)
		output_ack(conn);
	if (conn->state == STATE_SYN_RECEIVED && conn->passive) {
		if (time_wait_returns(conn))
			return DROP;
		/* Return to LISTEN: the listener was never away. */
		if (faulty(conn, FAULT_SYNRCVD_RST_KILLS_LISTENER))
			conn->listener->dead = true;
	} else if (conn->state == STATE_SYN_RECEIVED) {
		conn_signal(conn, SIGNAL_REFUSED);
		if (faulty(conn, FAULT_SIMOPEN_RST_LISTENS))
			endpoint_listen(conn->host, conn->id.target_port, APP_DISCARD);
	} else if (conn->state != STATE_CLOSING && conn->state != STATE_LAST_ACK &&
		   conn->state != STATE_TIME_WAIT) {
		conn_signal(conn, SIGNAL_RESET);
	}
	conn_delete(conn);
	return GONE;
}

static bool rst_doubted(const struct tcp_conn *conn, const struct arrival *in)
{
	if (faulty(conn, FAULT_RST_WITHOUT_ACK_IGNORED) && !(in->seg.flags & SEG_ACK))
		return true;
	if (faulty(conn, FAULT_RST_WITH_ACK_IGNORED) && (in->seg.flags & SEG_ACK))
		return true;
	if (faulty(conn, FAULT_RST_WITH_DATA_IGNORED) && in->seg.payload_len > 0)
		return true;
	/* RFC 9293 judges a RST by its SEQ alone. */
	return faulty(conn, FAULT_RST_ACK_CHECKED) && (in->seg.flags & SEG_ACK) &&
	       in->seg.ack != conn->snd.nxt;
}

enum step_result check_rst(struct tcp_conn *conn, const struct arrival *in)
{
	uint32_t expected = conn->rcv.nxt;

	/* 1) outside the window: silently dropped. */
	if (!rst_in_window(conn, in)) {
		bool taken = faulty(conn, FAULT_RST_OOW_TAKEN) ||
			     (conn->state == STATE_TIME_WAIT &&
			      faulty(conn, FAULT_TIMEWAIT_RST_OOW_TAKEN)) ||
			     (conn->state == STATE_SYN_RECEIVED &&
			      faulty(conn, FAULT_SYNRCVD_RST_OOW_TAKEN));

		if (taken)
			return take_rst(conn, in);
		if (faulty(conn, FAULT_RST_OOW_ANSWERED))
			output_ack(conn);
		return DROP;
	}
	if (rst_forgotten(conn) || rst_doubted(conn, in))
		return DROP;
	if (faulty(conn, FAULT_RST_EXACT_AT_LAST_ACK))
		expected = conn->ts.last_ack_sent;
	/* 2) exactly RCV.NXT: reset the connection. */
	if (in->seg.seq == expected || faulty(conn, FAULT_RST_ANY_IN_WINDOW))
		return take_rst(conn, in);
	/* 3) in the window otherwise: challenge ACK. */
	challenge(conn, in);
	if (faulty(conn, FAULT_RST_CHALLENGE_CLOSES)) {
		conn_delete(conn);
		return GONE;
	}
	return DROP;
}
