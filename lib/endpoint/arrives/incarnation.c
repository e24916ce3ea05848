/* SPDX-License-Identifier: BSD-2-Clause */
/* incarnation.c - the SYN in TIME-WAIT that may open a new incarnation of the connection
 * (RFC 9293 MAY-2, RFC 6191). */
#include "endpoint/arrives/incarnation.h"

#include "endpoint/arrives/opening.h"
#include "endpoint/arrives/reset.h"
#include "endpoint/conn.h"
#include "endpoint/iss.h"
#include "endpoint/send/transmit.h"

/* RFC 6191 section 2: does the SYN show that it is no old duplicate? */
static bool syn_is_new(const struct tcp_conn *conn, const struct arrival *in)
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

static void reopen(struct tcp_conn *old, const struct arrival *in)
{
	struct former former = { .valid = true, .snd_nxt = old->snd.nxt,
				 .rcv_nxt = old->rcv.nxt,
				 .until = old->timer[TIMER_WAIT], .ts = old->ts };
	bool low = faulty(old, FAULT_TIMEWAIT_REUSE_LOW_ISS);
	struct tcp_conn *conn = open_passively(old->host, old->listener, in);
	uint32_t iss = conn->snd.iss;

	conn->former = former;
	/* MAY-2 (1): larger than the largest number of the former incarnation. */
	if (seq_leq(iss, former.snd_nxt))
		iss = former.snd_nxt + 64000;
	if (low)
		iss = former.snd_nxt - 64000;
	set_iss(conn, iss);
	conn_delete(old);
	output_syn(conn);
}

bool time_wait_syn(struct tcp_conn *conn, const struct arrival *in)
{
	if ((in->seg.flags & (SEG_SYN | SEG_ACK | SEG_RST | SEG_FIN)) != SEG_SYN)
		return false;
	if (faulty(conn, FAULT_TIMEWAIT_SYN_RESET)) {
		reset_for(conn->host, in);
		return true;
	}
	if (conn->listener && syn_is_new(conn, in)) {
		reopen(conn, in);
		return true;
	}
	/* RFC 6191 drops the rest in silence. It replaces the check of section
	 * 3.10.7.4 only where timestamps tell; else that stands, with its ACK. */
	return in->opt.ts && conn->ts.on;
}
