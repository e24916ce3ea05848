/* SPDX-License-Identifier: BSD-2-Clause */
/* arrives_other.c - SEGMENT ARRIVES in SYN-RECEIVED and the synchronized states (RFC
 * 9293 section 3.10.7.4): the eight steps in their order. The fourth, the SYN bit, stands
 * here; for the others see sequence.c, rst.c, acks.c, text.c and fin.c. */
#include "endpoint/arrives/arrives_other.h"

#include "endpoint/arrives/acks.h"
#include "endpoint/arrives/fin.h"
#include "endpoint/arrives/incarnation.h"
#include "endpoint/arrives/opening.h"
#include "endpoint/arrives/reset.h"
#include "endpoint/arrives/rst.h"
#include "endpoint/arrives/sequence.h"
#include "endpoint/arrives/text.h"
#include "endpoint/conn.h"
#include "endpoint/send/output.h"
#include "endpoint/send/timestamps.h"
#include "endpoint/send/transmit.h"
#include "endpoint/user/applications.h"
#include "endpoint/user/calls.h"

/* ---- fourth, check the SYN bit ----------------------------------------------------- */

static enum step_result syn_received_syn(struct tcp_conn *conn)
{
	if (faulty(conn, FAULT_SYNRCVD_SYN_IGNORED))
		return DROP;
	/* Passive OPEN: return to LISTEN. */
	conn_delete(conn);
	return GONE;
}

/* A SYN that begins the connection anew, by mistake. */
static enum step_result syn_replaces(struct tcp_conn *conn, struct arrival *in)
{
	struct tcp_endpoint *host = conn->host;
	struct listener *listener = conn->listener;

	conn_delete(conn);
	if (listener)
		output_syn(open_passively(host, listener, in));
	return GONE;
}

static void trim_syn(struct arrival *in)
{
	in->seg.flags &= (uint16_t)~SEG_SYN;
	in->seg.seq++;
	in->len--;
}

static enum step_result check_syn(struct tcp_conn *conn, struct arrival *in)
{
	bool synack = in->seg.flags & SEG_ACK;

	/* First step: "If a segment's contents straddle the boundary between old and
	 * new, only the new parts are processed", and the fourth step "would not be
	 * reached" for a SYN that is not in the window. */
	if (conn->state == STATE_SYN_RECEIVED && conn->passive) {
		if (!seq_lt(in->seg.seq, conn->rcv.nxt))
			return syn_received_syn(conn);
		trim_syn(in);
		return GO_ON;
	}
	/* RFC 5961 section 4: challenge ACK, irrespective of the sequence number; so
	 * too in the SYN-RECEIVED of an active OPEN. */
	if (faulty(conn, FAULT_SYN_SILENT) ||
	    (synack && faulty(conn, FAULT_SYNACK_SILENT)))
		return DROP;
	if (faulty(conn, FAULT_SYN_DATA_TAKEN) && in->seg.payload_len > 0) {
		in->seg.flags &= (uint16_t)~SEG_SYN;
		in->len--;
		return GO_ON;
	}
	output_ack(conn);
	if (faulty(conn, FAULT_SYN_CHALLENGE_CLOSES)) {
		conn_delete(conn);
		return GONE;
	}
	return DROP;
}

/* ---- the steps together ------------------------------------------------------------ */

/* Figure 7, line 6: both opened, and the peer's SYN,ACK establishes. Its SYN was
 * seen before and lies left of the window: trimmed off. */
static void trim_known_syn(struct tcp_conn *conn, struct arrival *in)
{
	const uint16_t both = SEG_SYN | SEG_ACK;

	if (conn->state != STATE_SYN_RECEIVED || conn->passive)
		return;
	if ((in->seg.flags & (both | SEG_RST)) != both ||
	    in->seg.seq != conn->rcv.irs || in->seg.ack != conn->snd.nxt)
		return;
	trim_syn(in);
}

/* RFC 7323 section 5.3, and section 3.2 for a segment without the option. A SYN is
 * let through: RFC 5961 wants it challenged. */
static bool stamps_refuse(struct tcp_conn *conn, const struct arrival *in)
{
	if (conn->ts.on && !in->opt.ts && !(in->seg.flags & (SEG_RST | SEG_SYN))) {
		if (faulty(conn, FAULT_TS_MISSING_RESETS))
			reset_for(conn->host, in);
		return true;
	}
	if (!conn->ts.on && in->opt.ts && faulty(conn, FAULT_TS_UNNEGOTIATED_REFUSED) &&
	    !(in->seg.flags & SEG_SYN))
		return true;
	if (!paws_refuses(conn, in))
		return false;
	if (!faulty(conn, FAULT_PAWS_SILENT)) {
		note_old_text(conn, in);
		output_ack(conn); /* R1: "acknowledge as specified, drop" */
	}
	return true;
}

/* Mistakes about things that section 3.10.7.4 does not look at. */
static bool other_mistake(struct tcp_conn *conn, const struct arrival *in)
{
	if (faulty(conn, FAULT_PRECEDENCE_RESETS) && in->seg.tos != conn->tos) {
		reset_for(conn->host, in);
		conn_delete(conn);
		return true;
	}
	if (faulty(conn, FAULT_TIMEWAIT_ACK_RESET) && conn->state == STATE_TIME_WAIT &&
	    !(in->seg.flags & (SEG_RST | SEG_FIN | SEG_SYN))) {
		reset_for(conn->host, in);
		return true;
	}
	if (faulty(conn, FAULT_FINWAIT_DATA_RESET) && in->seg.payload_len > 0 &&
	    !(in->seg.flags & SEG_RST) &&
	    (conn->state == STATE_FIN_WAIT_1 || conn->state == STATE_FIN_WAIT_2)) {
		reset_for(conn->host, in);
		return true;
	}
	return faulty(conn, FAULT_OPTION_UNKNOWN_RESETS) && in->opt.unknown;
}

/* Steps five to eight. */
static enum step_result later_steps(struct tcp_conn *conn, struct arrival *in)
{
	enum step_result result = check_ack(conn, in);

	if (result != GO_ON)
		return result;
	check_urg(conn, in);
	/* "if new data is received after CLOSE is called, its TCP implementation SHOULD
	 * send a RST to show that data was lost" (SHLD-3) */
	if (text_is_lost(conn, in)) {
		reset_for(conn->host, in);
		conn_delete(conn);
		return GONE;
	}
	process_text(conn, in);
	return check_fin(conn, in);
}

static enum step_result first_steps(struct tcp_conn *conn, struct arrival *in)
{
	bool allowed;

	if (stamps_refuse(conn, in))
		return DROP;
	trim_known_syn(conn, in);
	/* A RST is placed by its number alone, whatever it carries (SHLD-2). */
	if (in->seg.flags & SEG_RST)
		return check_rst(conn, in);
	allowed = zero_window_allows(conn, in);
	if (!allowed && faulty(conn, FAULT_SYN_REPLACES) && (in->seg.flags & SEG_SYN) &&
	    conn->state != STATE_SYN_RECEIVED)
		return syn_replaces(conn, in);
	if (!allowed && !acceptable(conn, in)) {
		answer_unacceptable(conn, in);
		return DROP;
	}
	stamp_learn(conn, in);
	/* Third, check security: that of everybody. */
	if (in->seg.flags & SEG_SYN)
		return check_syn(conn, in);
	return GO_ON;
}

void arrives_other(struct tcp_conn *conn, struct arrival *in)
{
	enum step_result result;

	if (other_mistake(conn, in))
		return;
	if (conn->state == STATE_TIME_WAIT && time_wait_syn(conn, in))
		return;
	result = first_steps(conn, in);
	if (result == GO_ON)
		result = later_steps(conn, in);
	if (result == GONE)
		return;
	/* "Start the time-wait timer, turn off the other timers." */
	if (conn->keepalive && conn->state != STATE_TIME_WAIT)
		call_keepalive(conn, conn->keepalive);
	app_run(conn);
	output_run(conn);
}
