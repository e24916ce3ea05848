/* SPDX-License-Identifier: BSD-2-Clause */
/* timeouts.c - RFC 9293 section 3.10.8, and the timers that other sections name:
 * delayed ACK (3.8.6.3), override (3.8.6.2.1), keep-alive (3.8.4). */
#include "endpoint/arrives/time_wait.h"
#include "endpoint/conn.h"
#include "endpoint/conn_timers.h"
#include "endpoint/send/retransmit.h"
#include "endpoint/send/send_space.h"
#include "endpoint/send/transmit.h"

enum { KEEP_PROBES = 9 };
#define KEEP_AGAIN (75 * SECOND)

/* USER TIMEOUT: flush all, delete the TCB, enter CLOSED. */
static bool user_expired(struct tcp_conn *conn)
{
	/* An old duplicate that nobody answers for gives TIME-WAIT back. */
	if (conn->state == STATE_SYN_RECEIVED && time_wait_returns(conn))
		return true;
	conn_signal(conn, SIGNAL_TIMEOUT);
	conn_delete(conn);
	return false;
}

static bool delack_expired(struct tcp_conn *conn)
{
	if (conn->ack_later)
		output_ack(conn);
	return true;
}

/* The usable window is small, but waiting longer would not help. */
static bool override_expired(struct tcp_conn *conn)
{
	uint32_t queued = send_limit(conn) - conn->snd.nxt;
	uint32_t most = effective_mss(conn);

	if (conn->snd.nxt != conn->snd.una)
		return true;
	if (most > conn->snd.wnd)
		most = conn->snd.wnd;
	if (most > queued)
		most = queued;
	if (most > 0)
		output_range(conn, conn->snd.nxt, most);
	return true;
}

static bool rtx_timer_expired(struct tcp_conn *conn)
{
	rtx_expired(conn);
	return true;
}

/* TIME-WAIT TIMEOUT: delete the TCB. */
static bool wait_expired(struct tcp_conn *conn)
{
	conn_delete(conn);
	return false;
}

static bool keep_expired(struct tcp_conn *conn)
{
	/* MUST-29: one lost probe proves nothing. */
	if (conn->keep_probes++ >= KEEP_PROBES) {
		conn_signal(conn, SIGNAL_TIMEOUT);
		conn_delete(conn);
		return false;
	}
	/* MUST-26: not while something is outstanding. */
	if (conn->snd.una == conn->snd.nxt)
		output_keepalive(conn);
	timer_set(conn, TIMER_KEEP, KEEP_AGAIN);
	return true;
}

/* Each returns false when the connection is gone. */
static bool (*const expired[TIMER_COUNT])(struct tcp_conn *conn) = {
	[TIMER_RTX] = rtx_timer_expired,
	[TIMER_DELACK] = delack_expired,
	[TIMER_OVERRIDE] = override_expired,
	[TIMER_USER] = user_expired,
	[TIMER_WAIT] = wait_expired,
	[TIMER_KEEP] = keep_expired,
};

/* The user's patience ends before another retransmission goes out. */
static const enum timer order[TIMER_COUNT] = {
	TIMER_USER, TIMER_WAIT, TIMER_DELACK, TIMER_RTX, TIMER_OVERRIDE, TIMER_KEEP,
};

static void run_timers(struct tcp_conn *conn)
{
	for (int i = 0; i < TIMER_COUNT; i++) {
		if (conn->timer[order[i]] > conn->host->now)
			continue;
		timer_stop(conn, order[i]);
		if (!expired[order[i]](conn))
			return;
	}
}

void endpoint_timeouts(struct tcp_endpoint *host, int64_t now)
{
	struct tcp_conn *next;

	if (host->now < now)
		host->now = now;
	if (host->hung)
		return;
	for (struct tcp_conn *conn = host->conns; conn; conn = next) {
		next = conn->next;
		run_timers(conn);
	}
}
