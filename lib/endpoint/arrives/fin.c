/* SPDX-License-Identifier: BSD-2-Clause */
/* fin.c - RFC 9293 section 3.10.7.4, eighth step: check the FIN bit. */
#include "endpoint/arrives/fin.h"

#include "endpoint/arrives/reassembly.h"
#include "endpoint/arrives/time_wait.h"
#include "endpoint/conn.h"
#include "endpoint/conn_timers.h"
#include "endpoint/send/transmit.h"
#include "endpoint/user/calls.h"

static void fin_in_fin_wait_1(struct tcp_conn *conn)
{
	/* "If our FIN has been ACKed (perhaps in this segment)" the state is
	 * FIN-WAIT-2 by now. */
	if (faulty(conn, FAULT_FIN_WAIT_1_FIN_TO_TIME_WAIT))
		enter_time_wait(conn);
	else if (faulty(conn, FAULT_FIN_WAIT_1_FIN_TO_LAST_ACK))
		conn_set_state(conn, STATE_LAST_ACK);
	else
		conn_set_state(conn, STATE_CLOSING);
}

static enum step_result fin_in_fin_wait_2(struct tcp_conn *conn)
{
	if (faulty(conn, FAULT_FIN_WAIT_2_FIN_CLOSES)) {
		output_ack(conn);
		conn_delete(conn);
		return GONE;
	}
	if (faulty(conn, FAULT_FIN_WAIT_2_FIN_TO_CLOSE_WAIT)) {
		conn_set_state(conn, STATE_CLOSE_WAIT);
		return GO_ON;
	}
	enter_time_wait(conn);
	if (faulty(conn, FAULT_FIN_WAIT_2_FIN_SILENT))
		conn->ack_now = false;
	return GO_ON;
}

/* Advance RCV.NXT over the FIN, and send an acknowledgment for it. */
static enum step_result take_fin(struct tcp_conn *conn)
{
	conn->rcv.fin_taken = true;
	receive_advance(conn, conn->rcv.nxt + 1);
	conn->rcv.above.count = 0;
	conn->ack_now = !faulty(conn, FAULT_FIN_ACK_NEVER);
	conn_signal(conn, SIGNAL_CLOSING);
	switch (conn->state) {
	case STATE_ESTABLISHED:
		if (faulty(conn, FAULT_FIN_STAYS_ESTABLISHED))
			return GO_ON;
		conn_set_state(conn, STATE_CLOSE_WAIT);
		if (faulty(conn, FAULT_FIN_UNASKED) && !call_close(conn))
			return GONE;
		if (faulty(conn, FAULT_FIN_DROPS_UNSENT))
			conn->app = APP_DISCARD;
		return GO_ON;
	case STATE_FIN_WAIT_1:
		fin_in_fin_wait_1(conn);
		return GO_ON;
	case STATE_FIN_WAIT_2:
		return fin_in_fin_wait_2(conn);
	default:
		return GO_ON;
	}
}

static enum step_result take_fin_if_next(struct tcp_conn *conn)
{
	if (!conn->rcv.fin_known || conn->rcv.fin_taken)
		return GO_ON;
	if (conn->rcv.nxt == conn->rcv.fin_at)
		return take_fin(conn);
	if (faulty(conn, FAULT_FIN_ABOVE_GAP_TAKEN)) {
		receive_advance(conn, conn->rcv.fin_at);
		return take_fin(conn);
	}
	return GO_ON;
}

enum step_result check_fin(struct tcp_conn *conn, const struct arrival *in)
{
	const struct segment *seg = &in->seg;

	if ((seg->flags & SEG_FIN) && conn->state == STATE_TIME_WAIT) {
		/* "Remain in the TIME-WAIT state. Restart the 2 MSL timeout." */
		timer_set(conn, TIMER_WAIT, 2 * conn->host->config.msl);
		conn->ack_now = true;
		return GO_ON;
	}
	/* Of a peer that contradicts itself the FIN that comes in its order counts. */
	if ((seg->flags & SEG_FIN) && !conn->rcv.fin_taken &&
	    (!conn->rcv.fin_known || seg->seq + seg->payload_len == conn->rcv.nxt)) {
		conn->rcv.fin_known = true;
		conn->rcv.fin_at = seg->seq + seg->payload_len;
	}
	/* With a FIN above a gap; but a bare ACK is never acknowledged. */
	if (conn->rcv.fin_known && !conn->rcv.fin_taken && in->len > 0)
		conn->ack_now = true;
	return take_fin_if_next(conn);
}

enum step_result deliver_queued(struct tcp_conn *conn)
{
	uint32_t next = conn->rcv.nxt;

	if (seq_gt(conn->rcv.up, conn->rcv.read))
		conn_signal(conn, SIGNAL_URGENT);
	if (conn->rcv.above.count == 0 && !conn->rcv.fin_known)
		return GO_ON;
	ranges_advance(&conn->rcv.above, &next);
	if (next != conn->rcv.nxt) {
		receive_advance(conn, next);
		conn->ack_now = true;
	}
	return take_fin_if_next(conn);
}
