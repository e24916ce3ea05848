/* SPDX-License-Identifier: BSD-2-Clause */
/* retransmit.c - the retransmission timer has expired (RFC 6298 section 5, (5.4) to
 * (5.6); RFC 9293 sections 3.8.6.1 and 3.10.8). */
#include "endpoint/send/retransmit.h"

#include "endpoint/send/congestion.h"
#include "endpoint/send/output.h"
#include "endpoint/send/rtx.h"
#include "endpoint/send/send_space.h"
#include "endpoint/send/transmit.h"

static void send_syn_again(struct tcp_conn *conn)
{
	conn->rtx.syn_lost = true;
	if (conn->state == STATE_SYN_SENT && faulty(conn, FAULT_SYN_NOT_AGAIN))
		return;
	if (conn->state == STATE_SYN_RECEIVED && faulty(conn, FAULT_SYNACK_NOT_AGAIN))
		return;
	output_syn(conn);
}

/* Is only the FIN left to be acknowledged? */
static bool only_fin(const struct tcp_conn *conn)
{
	return conn->snd.closing && conn->snd.una == conn->snd.end;
}

static void send_data_again(struct tcp_conn *conn)
{
	uint32_t mss = effective_mss(conn);
	bool all = faulty(conn, FAULT_RTX_WHOLE_WINDOW);

	if (faulty(conn, FAULT_RTX_NONE) ||
	    (only_fin(conn) && faulty(conn, FAULT_FIN_NOT_AGAIN)) ||
	    (conn->state == STATE_CLOSING && faulty(conn, FAULT_CLOSING_FIN_NOT_AGAIN)))
		return;
	if (faulty(conn, FAULT_RTX_LAST_FIRST) && conn->snd.nxt - conn->snd.una > mss) {
		output_range(conn, conn->snd.nxt - mss, mss);
		return;
	}
	cc_timeout(conn);
	/* (5.4) the earliest segment; more as the congestion window allows. */
	if (all)
		conn->cc.cwnd = conn->snd.nxt - conn->snd.una + mss;
}

void rtx_expired(struct tcp_conn *conn)
{
	conn->rtx.timing = false;
	if (rtx_is_probing(conn)) {
		if (!faulty(conn, FAULT_PROBE_NO_BACKOFF))
			conn->rtx.probes++;
		if (!faulty(conn, FAULT_PROBE_NONE))
			output_probe(conn);
	} else {
		rtx_back_off(conn);
		if (!state_synchronized(conn->state))
			send_syn_again(conn);
		else
			send_data_again(conn);
		output_run(conn);
	}
	rtx_arm(conn); /* (5.6) */
}
