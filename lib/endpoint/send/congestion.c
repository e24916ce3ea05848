/* SPDX-License-Identifier: BSD-2-Clause */
/* congestion.c - congestion control (RFC 5681), fast recovery by RFC 6582 without
 * SACK and after the manner of RFC 6675 with it, limited transmit (RFC 3042). */
#include "endpoint/send/congestion.h"

#include "endpoint/conn_timers.h"
#include "endpoint/send/sack.h"
#include "endpoint/send/send_space.h"

static uint32_t initial_window(const struct tcp_conn *conn)
{
	uint32_t mss = effective_mss(conn);

	if (faulty(conn, FAULT_CWND_INITIAL_LARGE))
		return 64 * mss;
	/* Section 3.1: one segment when the SYN or SYN,ACK was lost. */
	if (conn->rtx.syn_lost)
		return mss;
	return (mss > 2190 ? 2 : mss > 1095 ? 3 : 4) * mss;
}

void cc_init(struct tcp_conn *conn)
{
	conn->cc.cwnd = initial_window(conn);
	conn->cc.ssthresh = UINT32_MAX / 4;
	conn->cc.last_sent = conn->host->now;
	conn->cc.point = conn->snd.una;
}

static uint32_t flight_size(const struct tcp_conn *conn)
{
	return conn->snd.nxt - conn->snd.una;
}

/* (4): ssthresh = max (FlightSize / 2, 2*SMSS) */
static uint32_t half_flight(const struct tcp_conn *conn)
{
	uint32_t half = flight_size(conn) / 2, least = 2 * effective_mss(conn);

	return half > least ? half : least;
}

/* ---- an acknowledgment of new data ------------------------------------------------- */

static void grow(struct tcp_conn *conn, uint32_t octets)
{
	struct congestion *cc = &conn->cc;
	uint32_t mss = effective_mss(conn);

	if (cc->cwnd > UINT32_MAX / 8)
		return;
	if (cc->cwnd < cc->ssthresh || faulty(conn, FAULT_CWND_NO_AVOIDANCE)) {
		cc->cwnd += octets < mss ? octets : mss; /* (2) */
		return;
	}
	/* At most SMSS per round trip, counting octets. */
	cc->acked += octets;
	if (cc->acked >= cc->cwnd) {
		cc->acked -= cc->cwnd;
		cc->cwnd += mss;
	}
}

/* RFC 6582 section 3.2: recovery goes on, the next hole is resent at once. */
static void partial_ack(struct tcp_conn *conn, uint32_t octets)
{
	struct congestion *cc = &conn->cc;
	uint32_t mss = effective_mss(conn);

	if (conn->sack.permitted)
		return;
	cc->next = conn->snd.una;
	cc->cwnd = cc->cwnd > octets ? cc->cwnd - octets : mss;
	if (octets >= mss)
		cc->cwnd += mss;
}

static void recovery_over(struct tcp_conn *conn)
{
	struct congestion *cc = &conn->cc;
	uint32_t mss = effective_mss(conn);
	uint32_t flight = flight_size(conn) > mss ? flight_size(conn) : mss;

	if (cc->recovery == RECOVERY_FAST) {
		cc->cwnd = cc->ssthresh < flight + mss ? cc->ssthresh : flight + mss;
		if (faulty(conn, FAULT_CWND_STAYS_INFLATED))
			cc->cwnd = UINT32_MAX / 16;
	}
	cc->recovery = RECOVERY_NONE;
}

void cc_acked(struct tcp_conn *conn, uint32_t octets)
{
	struct congestion *cc = &conn->cc;

	cc->dupacks = 0;
	if (cc->recovery != RECOVERY_NONE && seq_geq(conn->snd.una, cc->point))
		recovery_over(conn);
	if (cc->recovery == RECOVERY_FAST) {
		partial_ack(conn, octets);
		return;
	}
	if (cc->recovery == RECOVERY_TIMEOUT && seq_lt(cc->next, conn->snd.una))
		cc->next = conn->snd.una;
	if (cc->cwnd)
		grow(conn, octets);
}

/* ---- duplicates -------------------------------------------------------------------- */

/* Section 2: outstanding data, no data, no SYN or FIN, the same window. */
static bool is_duplicate(const struct tcp_conn *conn, const struct arrival *in)
{
	uint32_t window = (uint32_t)in->seg.window << conn->snd.shift;

	return conn->snd.una != conn->snd.nxt && in->len == 0 &&
	       window == conn->snd.wnd && window > 0;
}

static void enter_fast_recovery(struct tcp_conn *conn)
{
	struct congestion *cc = &conn->cc;
	uint32_t mss = effective_mss(conn);

	cc->ssthresh = half_flight(conn);
	cc->point = conn->snd.nxt;
	cc->next = conn->snd.una;
	cc->recovery = RECOVERY_FAST;
	/* With SACK the pipe is counted, without the window inflated. */
	cc->cwnd = cc->ssthresh + (conn->sack.permitted ? 0 : 3 * mss);
}

void cc_duplicate(struct tcp_conn *conn, const struct arrival *in)
{
	struct congestion *cc = &conn->cc;
	unsigned needed = faulty(conn, FAULT_FAST_RETRANSMIT_ON_FIRST) ? 1 : 3;
	bool news = sack_take(conn, in);

	if (!is_duplicate(conn, in))
		return;
	/* RFC 6675 section 5: only what brings news counts. */
	if (conn->sack.permitted && !news)
		return;
	if (cc->recovery == RECOVERY_TIMEOUT)
		return;
	cc->dupacks++;
	if (cc->recovery == RECOVERY_FAST) {
		if (!conn->sack.permitted)
			cc->cwnd += effective_mss(conn);
		return;
	}
	if (cc->dupacks < needed || faulty(conn, FAULT_FAST_RETRANSMIT_NONE))
		return;
	/* RFC 6582: not twice for the same window of data. */
	if (seq_gt(conn->snd.una, cc->point) || cc->point == conn->snd.una)
		enter_fast_recovery(conn);
}

/* ---- a timeout --------------------------------------------------------------------- */

void cc_timeout(struct tcp_conn *conn)
{
	struct congestion *cc = &conn->cc;

	/* Held when the same segment times out again. */
	if (cc->recovery != RECOVERY_TIMEOUT || cc->next == conn->snd.una)
		cc->ssthresh = half_flight(conn);
	if (!faulty(conn, FAULT_CWND_KEPT_AFTER_TIMEOUT))
		cc->cwnd = effective_mss(conn); /* the loss window */
	cc->recovery = RECOVERY_TIMEOUT;
	cc->point = conn->snd.nxt;
	cc->next = conn->snd.una;
	cc->dupacks = 0;
	/* RFC 2018 section 5: a receiver may have reneged. */
	if (!faulty(conn, FAULT_SACK_KEPT_AFTER_TIMEOUT))
		conn->sack.sacked.count = 0;
}

void cc_window_opened(struct tcp_conn *conn)
{
	if (conn->snd.una == conn->snd.nxt)
		return;
	conn->cc.recovery = RECOVERY_TIMEOUT;
	conn->cc.point = conn->snd.nxt;
	conn->cc.next = conn->snd.una;
	timer_stop(conn, TIMER_RTX);
}

/* Section 4.1: after an idle time the restart window. */
void cc_before_send(struct tcp_conn *conn)
{
	int64_t idle = conn->host->now - conn->cc.last_sent;
	uint32_t restart = initial_window(conn);

	if (conn->snd.una == conn->snd.nxt && idle > conn->rtx.rto &&
	    conn->cc.cwnd > restart)
		conn->cc.cwnd = restart;
}

/* ---- how much, and what ------------------------------------------------------------ */

/* Octets that are thought to be on the way. Each hole below the highest SACK is
 * taken for lost. */
static uint32_t pipe(const struct tcp_conn *conn)
{
	const struct congestion *cc = &conn->cc;
	uint32_t highest = sack_highest(conn);
	uint32_t again;

	if (cc->recovery == RECOVERY_TIMEOUT)
		return cc->next - conn->snd.una;
	if (cc->recovery != RECOVERY_FAST || !conn->sack.permitted)
		return flight_size(conn);
	again = cc->next - conn->snd.una;
	again -= sack_octets(conn, conn->snd.una, cc->next);
	if (seq_lt(highest, cc->next))
		highest = cc->next;
	return again + (conn->snd.nxt - highest);
}

uint32_t cc_room(const struct tcp_conn *conn)
{
	uint32_t cwnd = conn->cc.cwnd, out = pipe(conn);

	if (faulty(conn, FAULT_CWND_NONE))
		return UINT32_MAX / 4;
	/* RFC 3042: the first two duplicates let one segment out each. */
	if (conn->cc.recovery == RECOVERY_NONE) {
		unsigned dups = conn->cc.dupacks < 2 ? conn->cc.dupacks : 2;

		cwnd += dups * effective_mss(conn);
	}
	return cwnd > out ? cwnd - out : 0;
}

/* Where the next thing to be resent begins, and where it must end. */
static bool next_hole(const struct tcp_conn *conn, uint32_t *seq, uint32_t *end)
{
	const struct congestion *cc = &conn->cc;
	uint32_t right;

	*seq = seq_max(cc->next, conn->snd.una);
	*end = cc->point;
	if (!conn->sack.permitted || conn->sack.sacked.count == 0) {
		if (cc->recovery == RECOVERY_FAST && *seq != conn->snd.una)
			return false; /* one segment a partial ACK */
		return seq_lt(*seq, *end);
	}
	while (!faulty(conn, FAULT_SACKED_RESENT) && sack_holds(conn, *seq, &right))
		*seq = right;
	if (cc->recovery == RECOVERY_FAST)
		*end = sack_highest(conn);
	for (unsigned i = 0; i < conn->sack.sacked.count; i++) {
		uint32_t left = conn->sack.sacked.at[i].left;

		if (seq_gt(left, *seq) && seq_lt(left, *end))
			*end = left;
	}
	return seq_lt(*seq, *end);
}

bool cc_next(const struct tcp_conn *conn, uint32_t *seq, uint32_t *len)
{
	uint32_t edge = conn->snd.una + conn->snd.wnd, end;
	uint32_t mss = effective_mss(conn);
	bool first;

	if (conn->cc.recovery == RECOVERY_NONE || !next_hole(conn, seq, &end))
		return false;
	if (*seq == conn->snd.iss) {
		*len = 1;
		return conn->cc.next == *seq;
	}
	/* SHLD-16: what lies inside the window. */
	if (seq_gt(end, edge))
		end = edge;
	if (!seq_lt(*seq, end))
		return false;
	*len = end - *seq < mss ? end - *seq : mss;
	/* The FIN takes no room. */
	if (*seq + *len == conn->snd.end && seq_gt(end, conn->snd.end))
		++*len;
	first = *seq == conn->snd.una && conn->cc.next == conn->snd.una;
	return first || cc_room(conn) >= *len;
}

void cc_resent(struct tcp_conn *conn, uint32_t end)
{
	conn->cc.next = end;
	if (conn->cc.recovery == RECOVERY_TIMEOUT && seq_geq(end, conn->cc.point))
		conn->cc.recovery = RECOVERY_NONE;
}
