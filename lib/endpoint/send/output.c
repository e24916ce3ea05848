/* SPDX-License-Identifier: BSD-2-Clause */
/* output.c - when data is sent: Nagle's algorithm (RFC 9293 section 3.7.4), the sender's
 * part of silly window avoidance (3.8.6.2.1), and what a recovery sends again. */
#include "endpoint/send/output.h"

#include "endpoint/conn_timers.h"
#include "endpoint/send/congestion.h"
#include "endpoint/send/rtx.h"
#include "endpoint/send/send_space.h"
#include "endpoint/send/transmit.h"

#define OVERRIDE (500 * MS) /* section 3.8.6.2.1: 0.1 to 1.0 seconds */

/* The usable window U = SND.UNA + SND.WND - SND.NXT; 0 when it shrank below. */
static uint32_t usable(const struct tcp_conn *conn)
{
	uint32_t right = conn->snd.una + conn->snd.wnd;

	return seq_gt(right, conn->snd.nxt) ? right - conn->snd.nxt : 0;
}

/* Section 3.8.6.2.1, with Nagle's algorithm in the brackets. A FIN ends what could
 * be waited for: what stands before it goes with it. */
static bool worth_sending(const struct tcp_conn *conn, uint32_t len, uint32_t queued)
{
	bool idle = conn->snd.nxt == conn->snd.una || conn->nodelay ||
		    conn->snd.closing || faulty(conn, FAULT_NAGLE_NONE);

	if (len >= effective_mss(conn)) /* (1) */
		return true;
	if (faulty(conn, FAULT_SWS_SENDER))
		return true;
	if (idle && len == queued) /* (2): all data is PUSHed */
		return true;
	return idle && len >= conn->snd.max_wnd / 2; /* (3) */
}

static uint32_t least(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

/* As much new data as one segment holds, as the windows let out. */
static uint32_t next_length(const struct tcp_conn *conn, uint32_t queued)
{
	uint32_t mss = effective_mss(conn);
	/* The FIN takes no room in the segment. */
	uint32_t data = seq_gt(conn->snd.end, conn->snd.nxt)
				? conn->snd.end - conn->snd.nxt : 0;
	uint32_t len = data <= mss ? queued : mss;

	return least(len, usable(conn));
}

static bool send_new(struct tcp_conn *conn)
{
	uint32_t queued = send_limit(conn) - conn->snd.nxt;
	uint32_t len = next_length(conn, queued);

	if (!seq_gt(send_limit(conn), conn->snd.nxt) || len == 0)
		return false;
	cc_before_send(conn);
	/* A piece that only the congestion window cuts waits until it is whole. */
	if (cc_room(conn) < len)
		return false;
	if (!worth_sending(conn, len, queued)) {
		if (conn->snd.nxt == conn->snd.una &&
		    !timer_runs(conn, TIMER_OVERRIDE))
			timer_set(conn, TIMER_OVERRIDE, OVERRIDE);
		return false;
	}
	timer_stop(conn, TIMER_OVERRIDE);
	output_range(conn, conn->snd.nxt, len);
	return true;
}

static bool send_again(struct tcp_conn *conn)
{
	uint32_t seq, len;

	if (!cc_next(conn, &seq, &len))
		return false;
	output_range(conn, seq, len);
	cc_resent(conn, seq + len);
	return true;
}

void output_run(struct tcp_conn *conn)
{
	/* In TIME-WAIT there is nothing left but ACKs. */
	if (state_synchronized(conn->state) && conn->state != STATE_TIME_WAIT) {
		while (send_again(conn) || send_new(conn))
			;
		rtx_arm(conn);
	}
	if (conn->ack_now)
		output_ack(conn);
}
