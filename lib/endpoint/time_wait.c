/* SPDX-License-Identifier: BSD-2-Clause */
/* time_wait.c - TIME-WAIT (RFC 9293 section 3.6.1): entering it, and the SYN that may
 * open a new incarnation (MAY-2, RFC 6191). */
#include "endpoint/host.h"

/* "Start the time-wait timer, turn off the other timers." */
void enter_time_wait(struct conn *conn)
{
	int64_t wait = 2 * conn->host->config.msl;

	for (int i = 0; i < TIMER_COUNT; i++)
		timer_stop(conn, (enum timer)i);
	conn_set_state(conn, STATE_TIME_WAIT);
	ring_free(&conn->snd.ring);
	if (faulty(conn, FAULT_TIMEWAIT_SHORT))
		wait = 1 * SECOND;
	if (!faulty(conn, FAULT_TIMEWAIT_FOREVER))
		timer_set(conn, TIMER_WAIT, wait);
	if (faulty(conn, FAULT_TIMEWAIT_NONE))
		timer_set(conn, TIMER_WAIT, 0);
}

/* RFC 6191 section 2: does the SYN show that it is no old duplicate? */
static bool syn_is_new(const struct conn *conn, const struct arrival *in)
{
	bool higher = seq_geq(in->seg.seq, conn->rcv.nxt);

	if (faulty(conn, FAULT_TIMEWAIT_SYN_ANY))
		return true;
	if (in->opt.ts && conn->ts.on) {
		if (in->opt.tsval != conn->ts.recent)
			return seq_gt(in->opt.tsval, conn->ts.recent);
		return higher;
	}
	if (in->opt.ts && !conn->host->config.no_options)
		return true;
	return higher;
}

static void reopen(struct conn *old, const struct arrival *in)
{
	struct former former = { .valid = true, .snd_nxt = old->snd.nxt,
				 .rcv_nxt = old->rcv.nxt,
				 .until = old->timer[TIMER_WAIT], .ts = old->ts };
	bool low = faulty(old, FAULT_TIMEWAIT_REUSE_LOW_ISS);
	struct conn *conn = open_passively(old->host, old->listener, in);

	conn->former = former;
	/* MAY-2 (1): larger than the largest number of the former incarnation. */
	if (seq_leq(conn->snd.iss, former.snd_nxt))
		conn->snd.iss = former.snd_nxt + 64000;
	if (low)
		conn->snd.iss = former.snd_nxt - 64000;
	conn->snd.una = conn->snd.iss;
	conn->snd.nxt = conn->snd.iss;
	conn->snd.end = conn->snd.iss + 1;
	conn->snd.up = conn->snd.end;
	conn_delete(old);
	output_syn(conn);
}

bool time_wait_syn(struct conn *conn, const struct arrival *in, bool *gone)
{
	if ((in->seg.flags & (SEG_SYN | SEG_ACK | SEG_RST | SEG_FIN)) != SEG_SYN)
		return false;
	if (faulty(conn, FAULT_TIMEWAIT_SYN_RESET)) {
		reset_for(conn->host, in);
		return true;
	}
	if (conn->listener && syn_is_new(conn, in)) {
		reopen(conn, in);
		*gone = true;
		return true;
	}
	/* RFC 6191 drops the rest in silence. It replaces the check of section
	 * 3.10.7.4 only where timestamps tell; else that stands, with its ACK. */
	return in->opt.ts && conn->ts.on;
}

/* MAY-2 (2): "returns to TIME-WAIT state if the SYN turns out to be an old
 * duplicate". */
bool time_wait_returns(struct conn *conn)
{
	if (!conn->former.valid)
		return false;
	conn_set_state(conn, STATE_TIME_WAIT);
	for (int i = 0; i < TIMER_COUNT; i++)
		timer_stop(conn, (enum timer)i);
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
