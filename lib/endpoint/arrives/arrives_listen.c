/* SPDX-License-Identifier: BSD-2-Clause */
/* arrives_listen.c - SEGMENT ARRIVES without a connection: CLOSED (RFC 9293 section
 * 3.10.7.1) and LISTEN (3.10.7.2). */
#include "endpoint/arrives/arrives_listen.h"

#include "endpoint/arrives/opening.h"
#include "endpoint/arrives/reset.h"
#include "endpoint/send/transmit.h"

/* Connections that a leak leaves room for, by a fault only. */
enum { RUNS_OUT = 100 };

/* ---- 3.10.7.1 CLOSED --------------------------------------------------------------- */

static bool closed_says_nothing(const struct fault_set *f, const struct arrival *in)
{
	const uint16_t both = SEG_SYN | SEG_ACK;

	if (fault_on(f, FAULT_CLOSED_SILENT))
		return true;
	if (fault_on(f, FAULT_CLOSED_NOACK_SILENT) &&
	    !(in->seg.flags & (SEG_SYN | SEG_ACK)))
		return true;
	if (fault_on(f, FAULT_CLOSED_URG_SILENT) && (in->seg.flags & SEG_URG))
		return true;
	return fault_on(f, FAULT_CLOSED_SYNACK_SILENT) &&
	       (in->seg.flags & both) == both;
}

void arrives_closed(struct tcp_endpoint *host, const struct arrival *in)
{
	const struct fault_set *f = &host->config.faults;

	/* An incoming segment containing a RST is discarded. */
	if ((in->seg.flags & SEG_RST) && !fault_on(f, FAULT_CLOSED_RST_FOR_RST))
		return;
	if (closed_says_nothing(f, in))
		return;
	reset_for(host, in);
}

/* ---- 3.10.7.2 LISTEN --------------------------------------------------------------- */

/* Mistakes at a SYN that LISTEN should take. */
static bool syn_mistaken(struct tcp_endpoint *host, const struct arrival *in)
{
	const struct fault_set *f = &host->config.faults;
	const uint16_t ecn = SEG_ECE | SEG_CWR;

	if (fault_on(f, FAULT_LISTEN_SYN_FIN_DROPPED) && (in->seg.flags & SEG_FIN))
		return true;
	if (fault_on(f, FAULT_LISTEN_SYN_URG_DROPPED) && (in->seg.flags & SEG_URG))
		return true;
	if (fault_on(f, FAULT_ACKFIELD_WITHOUT_BIT) && in->seg.ack != 0) {
		reset_for(host, in);
		return true;
	}
	if (fault_on(f, FAULT_OPTION_UNKNOWN_RESETS) && in->opt.unknown) {
		reset_for(host, in);
		return true;
	}
	if (fault_on(f, FAULT_ECN_SYN_RESET) && (in->seg.flags & ecn)) {
		reset_for(host, in);
		return true;
	}
	return false;
}

static void listen_syn(struct tcp_endpoint *host, struct listener *listener,
		       const struct arrival *in)
{
	struct tcp_conn *conn;

	if (syn_mistaken(host, in))
		return;
	if (host->config.connections &&
	    endpoint_live(host) >= host->config.connections) {
		if (host->config.refuses)
			reset_for(host, in);
		return;
	}
	if (host->opened >= RUNS_OUT &&
	    fault_on(&host->config.faults, FAULT_CONNECTIONS_RUN_OUT))
		return;
	/* No room in the backlog: the peer will send its SYN again. */
	if (listener->half_open >= host->config.backlog)
		return;
	conn = open_passively(host, listener, in);
	/* <SEQ=ISS><ACK=RCV.NXT><CTL=SYN,ACK> */
	output_syn(conn);
}

static void listen_ack(struct tcp_endpoint *host, const struct arrival *in)
{
	const struct fault_set *f = &host->config.faults;
	struct arrival copy = *in;

	if (fault_on(f, FAULT_LISTEN_ACK_SILENT))
		return;
	if (fault_on(f, FAULT_LISTEN_RESET_SEQ))
		copy.seg.ack = in->seg.seq;
	reset_for(host, &copy);
	if (fault_on(f, FAULT_LISTEN_RESET_TWICE) && in->seg.payload_len > 0)
		reset_for(host, &copy);
}

void arrives_listen(struct tcp_endpoint *host, struct listener *listener,
		    const struct arrival *in)
{
	const struct fault_set *f = &host->config.faults;
	uint16_t flags = in->seg.flags;
	bool syn_first = fault_on(f, FAULT_LISTEN_SYN_BEFORE_ACK) && (flags & SEG_SYN);
	bool rst_last = fault_on(f, FAULT_LISTEN_SYN_BEFORE_RST) && (flags & SEG_SYN);

	/* First, check for a RST: ignored. */
	if ((flags & SEG_RST) && !rst_last) {
		if (fault_on(f, FAULT_LISTEN_RST_FOR_RST))
			reset_for(host, in);
		return;
	}
	/* Second, check for an ACK: any is bad. */
	if ((flags & SEG_ACK) && !syn_first) {
		listen_ack(host, in);
		return;
	}
	/* Third, check for a SYN. The security is that of everybody. */
	if (flags & SEG_SYN) {
		listen_syn(host, listener, in);
		return;
	}
	/* Fourth, other data or control: dropped. */
	if ((flags & SEG_FIN) && fault_on(f, FAULT_LISTEN_FIN_RESET))
		reset_for(host, in);
	else if (!(flags & SEG_FIN) && fault_on(f, FAULT_LISTEN_NOACK_RESET))
		reset_for(host, in);
}
