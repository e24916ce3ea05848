/* SPDX-License-Identifier: BSD-2-Clause */
/* timestamps.c - the timestamps clock, and protection against wrapped sequence numbers
 * (RFC 7323 sections 4 and 5). */
#include "endpoint/send/timestamps.h"

enum { DAYS_24_S = 24 * 24 * 3600 };

uint32_t stamp_now(const struct tcp_conn *conn)
{
	if (faulty(conn, FAULT_TS_CLOCK_STOPPED))
		return conn->ts.offset;
	return conn->ts.offset + (uint32_t)(conn->host->now / MS);
}

static bool stamp_older(const struct tcp_conn *conn, uint32_t a, uint32_t b)
{
	if (faulty(conn, FAULT_PAWS_UNSIGNED))
		return a < b;
	return seq_lt(a, b); /* timestamps compare like sequence numbers */
}

/* RFC 7323 section 5.5: TS.Recent grows stale after 24 days. */
static bool recent_is_stale(const struct tcp_conn *conn)
{
	return conn->host->now - conn->ts.recent_at > DAYS_24_S * SECOND &&
	       !faulty(conn, FAULT_PAWS_NEVER_STALE);
}

bool paws_refuses(const struct tcp_conn *conn, const struct arrival *in)
{
	if (!conn->ts.on || !in->opt.ts || faulty(conn, FAULT_PAWS_NONE))
		return false;
	/* A RST is not subject to PAWS (RFC 7323 section 5.2). */
	if ((in->seg.flags & SEG_RST) && !faulty(conn, FAULT_PAWS_ON_RST))
		return false;
	if (recent_is_stale(conn))
		return false;
	if (in->opt.tsval == conn->ts.recent)
		return faulty(conn, FAULT_PAWS_EQUAL_REFUSED);
	return stamp_older(conn, in->opt.tsval, conn->ts.recent);
}

void stamp_learn(struct tcp_conn *conn, const struct arrival *in)
{
	bool left = seq_leq(in->seg.seq, conn->ts.last_ack_sent);

	if (!conn->ts.on || !in->opt.ts || (in->seg.flags & SEG_RST))
		return;
	if (faulty(conn, FAULT_TS_RECENT_ANY))
		left = true;
	/* With a delayed ACK pending Last.ACK.sent has not moved: the echo is that
	 * of the earliest segment. */
	if (faulty(conn, FAULT_TS_RECENT_LATEST))
		left = seq_leq(in->seg.seq, conn->rcv.nxt);
	/* Appendix D: "If the connection has been idle more than 24 days, save SEG.TSval
	 * in variable TS.Recent" */
	if (left && (recent_is_stale(conn) ||
		     !seq_lt(in->opt.tsval, conn->ts.recent))) {
		conn->ts.recent = in->opt.tsval;
		conn->ts.recent_at = conn->host->now;
	}
}
