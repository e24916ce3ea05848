/* SPDX-License-Identifier: BSD-2-Clause */
/* rtx.c - the retransmission timer (RFC 6298; RFC 9293 section 3.8.1). What is sent when
 * it expires is in retransmit.c. */
#include "endpoint/send/rtx.h"

#include "endpoint/conn_timers.h"
#include "endpoint/send/send_space.h"
#include "endpoint/send/timestamps.h"

#define RTO_FIRST (1 * SECOND)      /* (2.1) */
#define RTO_LEAST (1 * SECOND)      /* (2.4) */
#define RTO_MOST (60 * SECOND)      /* (2.5) */
#define CLOCK_GRANULARITY (1 * MS)  /* G */
#define USER_TIMEOUT (300 * SECOND) /* section 3.9.1.1: five minutes */
#define SYN_TIMEOUT (180 * SECOND)  /* MUST-23 */

void rtx_init(struct tcp_conn *conn)
{
	conn->rtx.rto = faulty(conn, FAULT_RTO_FIRST_SHORT) ? 100 * MS : RTO_FIRST;
}

static int64_t ceiling(const struct tcp_conn *conn)
{
	return faulty(conn, FAULT_RTO_CEILING_4_S) ? 4 * SECOND : RTO_MOST;
}

/* (2.2) and (2.3). */
static void take_sample(struct tcp_conn *conn, int64_t r)
{
	struct rtx *rtx = &conn->rtx;
	int64_t spread;

	if (!rtx->measured) {
		rtx->srtt = r;
		rtx->rttvar = r / 2;
		rtx->measured = true;
	} else {
		int64_t off = rtx->srtt > r ? rtx->srtt - r : r - rtx->srtt;

		rtx->rttvar += (off - rtx->rttvar) / 4;
		rtx->srtt += (r - rtx->srtt) / 8;
	}
	spread = 4 * rtx->rttvar;
	if (spread < CLOCK_GRANULARITY)
		spread = CLOCK_GRANULARITY;
	rtx->rto = rtx->srtt + spread;
	if (rtx->rto < RTO_LEAST && !faulty(conn, FAULT_RTO_BELOW_1_S))
		rtx->rto = RTO_LEAST;
	if (rtx->rto < 10 * MS)
		rtx->rto = 10 * MS;
	if (rtx->rto > ceiling(conn))
		rtx->rto = ceiling(conn);
}

/* A retransmission leaves the octet timed in doubt (section 3, Karn). */
static bool karn_forbids(const struct tcp_conn *conn, bool again)
{
	return again && !faulty(conn, FAULT_RTX_SAMPLED);
}

void rtx_sent(struct tcp_conn *conn, uint32_t end, bool again)
{
	struct rtx *rtx = &conn->rtx;

	if (karn_forbids(conn, again)) {
		rtx->timing = false;
	} else if (!rtx->timing) {
		rtx->timing = true;
		rtx->timed_end = end;
		rtx->timed_at = conn->host->now;
	}
	rtx_arm(conn);
}

static int64_t round_trip(struct tcp_conn *conn, const struct arrival *in)
{
	struct rtx *rtx = &conn->rtx;

	/* RFC 7323 section 4.1: the echo tells which transmission it was. */
	if (conn->ts.on && in->opt.ts && in->opt.tsecr != 0) {
		int32_t ticks = seq_diff(in->opt.tsecr, stamp_now(conn));

		if (ticks >= 0 && ticks < 3600 * 1000)
			return ticks * MS;
	}
	if (!rtx->timing || seq_lt(in->seg.ack, rtx->timed_end))
		return -1;
	return conn->host->now - rtx->timed_at;
}

void rtx_acked(struct tcp_conn *conn, const struct arrival *in)
{
	int64_t r = round_trip(conn, in);

	if (!seq_lt(in->seg.ack, conn->rtx.timed_end))
		conn->rtx.timing = false;
	if (r >= 0)
		take_sample(conn, r);
	else if (faulty(conn, FAULT_RTO_FORGETS_BACKOFF))
		conn->rtx.rto = RTO_FIRST;
	/* (5.2) all acknowledged: off; (5.3) new data acknowledged: restart. */
	if (!faulty(conn, FAULT_RTX_TIMER_NOT_RESTARTED) ||
	    conn->snd.una == conn->snd.nxt)
		timer_stop(conn, TIMER_RTX);
}

/* (5.7): after a lost SYN data begins with 3 seconds. */
void rtx_established(struct tcp_conn *conn)
{
	if (conn->rtx.syn_lost && conn->rtx.rto < 3 * SECOND &&
	    !faulty(conn, FAULT_RTO_AFTER_SYN_LOSS))
		conn->rtx.rto = 3 * SECOND;
}

static bool something_waits(const struct tcp_conn *conn)
{
	if (conn->snd.una != conn->snd.nxt)
		return true;
	/* Section 3.8.6.1: what a closed window holds back is probed for. */
	return state_synchronized(conn->state) && conn->snd.wnd == 0 &&
	       conn->snd.nxt != send_limit(conn);
}

bool rtx_is_probing(const struct tcp_conn *conn)
{
	return state_synchronized(conn->state) && conn->snd.wnd == 0;
}

static int64_t patience(const struct tcp_conn *conn)
{
	if (faulty(conn, FAULT_USER_TIMEOUT_10_S))
		return 10 * SECOND;
	/* Probes that count as retransmissions, and R2 (SHLD-11) as the end of them. */
	if (rtx_is_probing(conn) && faulty(conn, FAULT_PROBE_GIVES_UP))
		return 100 * SECOND;
	return state_synchronized(conn->state) ? USER_TIMEOUT : SYN_TIMEOUT;
}

/* SHLD-29, SHLD-30: the first probe after one RTO, then ever longer. */
static int64_t next_wait(const struct tcp_conn *conn)
{
	int64_t wait = conn->rtx.rto;

	if (!rtx_is_probing(conn))
		return wait;
	for (unsigned i = 0; i < conn->rtx.probes && wait < ceiling(conn); i++)
		wait *= 2;
	return wait < ceiling(conn) ? wait : ceiling(conn);
}

void rtx_arm(struct tcp_conn *conn)
{
	if (!something_waits(conn)) {
		timer_stop(conn, TIMER_RTX);
		timer_stop(conn, TIMER_USER);
		return;
	}
	if (!timer_runs(conn, TIMER_RTX))
		timer_set(conn, TIMER_RTX, next_wait(conn));
	if (!timer_runs(conn, TIMER_USER) && !faulty(conn, FAULT_RTX_FOREVER))
		timer_set(conn, TIMER_USER, patience(conn));
}

void rtx_back_off(struct tcp_conn *conn)
{
	bool syn = !state_synchronized(conn->state);

	if (faulty(conn, FAULT_RTX_NO_BACKOFF))
		return;
	if (syn && faulty(conn, FAULT_RTX_SYN_NO_BACKOFF))
		return;
	conn->rtx.rto *= 2;
	if (conn->rtx.rto > ceiling(conn))
		conn->rtx.rto = ceiling(conn);
}
