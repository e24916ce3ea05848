/* SPDX-License-Identifier: BSD-2-Clause */
/* time_wait.c - TIME-WAIT (RFC 9293 section 3.6.1). The SYN that may end it is in
 * incarnation.c. */
#include "endpoint/arrives/time_wait.h"

#include "endpoint/conn.h"
#include "endpoint/conn_timers.h"

/* "Start the time-wait timer, turn off the other timers." */
void enter_time_wait(struct tcp_conn *conn)
{
	int64_t wait = 2 * conn->host->config.msl;

	timer_stop_all(conn);
	conn_set_state(conn, STATE_TIME_WAIT);
	ring_free(&conn->snd.ring);
	if (faulty(conn, FAULT_TIMEWAIT_SHORT))
		wait = 1 * SECOND;
	if (!faulty(conn, FAULT_TIMEWAIT_FOREVER))
		timer_set(conn, TIMER_WAIT, wait);
	if (faulty(conn, FAULT_TIMEWAIT_NONE))
		timer_set(conn, TIMER_WAIT, 0);
}

/* MAY-2 (2): "returns to TIME-WAIT state if the SYN turns out to be an old
 * duplicate". */
bool time_wait_returns(struct tcp_conn *conn)
{
	if (!conn->former.valid)
		return false;
	conn_set_state(conn, STATE_TIME_WAIT);
	timer_stop_all(conn);
	conn->snd.una = conn->former.snd_nxt;
	conn->snd.nxt = conn->former.snd_nxt;
	conn->snd.end = conn->former.snd_nxt - 1;
	conn->snd.iss = conn->snd.end - 1;
	conn->snd.closing = true;
	conn->rcv.nxt = conn->former.rcv_nxt;
	conn->rcv.read = conn->former.rcv_nxt - 1;
	conn->rcv.fin_known = true;
	conn->rcv.fin_taken = true;
	conn->rcv.fin_at = conn->former.rcv_nxt - 1;
	conn->rcv.above.count = 0;
	conn->ts = conn->former.ts;
	conn->timer[TIMER_WAIT] = conn->former.until;
	conn->former.valid = false;
	conn->served = true;
	return true;
}
