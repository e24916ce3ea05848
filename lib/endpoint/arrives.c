/* SPDX-License-Identifier: BSD-2-Clause */
/* arrives.c - SEGMENT ARRIVES (RFC 9293 section 3.10.7): is it one for this host, and
 * whose: that of a connection, of a listener, or of nobody. */
#include "endpoint/arrives/arrives_listen.h"
#include "endpoint/arrives/arrives_other.h"
#include "endpoint/arrives/arrives_syn_sent.h"
#include "endpoint/arrives/header_check.h"
#include "endpoint/conn.h"
#include "endpoint/send/tcp_options.h"

static void dispatch(struct tcp_endpoint *host, struct arrival *in)
{
	struct connection_id id = { .tester = in->seg.src, .target = in->seg.dst,
				    .tester_port = in->seg.src_port,
				    .target_port = in->seg.dst_port };
	struct tcp_conn *conn = conn_find(host, &id);
	struct listener *listener;

	if (conn && conn->state == STATE_SYN_SENT) {
		arrives_syn_sent(conn, in);
		return;
	}
	if (conn) {
		arrives_other(conn, in);
		return;
	}
	listener = listener_find(host, id.target_port);
	if (listener)
		arrives_listen(host, listener, in);
	else
		arrives_closed(host, in);
}

static void note_bits(struct tcp_endpoint *host, const struct segment *seg)
{
	host->last_reserved = seg->flags & SEG_RESERVED;
	host->last_ecn = seg->flags & (SEG_ECE | SEG_CWR);
	if (host->last_ecn)
		host->last_ecn = SEG_ECE;
}

void endpoint_arrives(struct tcp_endpoint *host, const struct decoded *decoded,
		      int64_t now)
{
	struct decoded copy = *decoded;
	struct arrival in;

	if (host->now < now)
		host->now = now;
	/* What timed out before the segment came does not see it, however late the host
	 * is to look at its clock. */
	if (endpoint_deadline(host) <= host->now)
		endpoint_timeouts(host, host->now);
	if (host->hung || !header_passes(host, &copy))
		return;
	in.seg = copy.seg;
	in.len = segment_len(&in.seg);
	options_read(host, &in.seg, &in.opt);
	if (in.opt.illegal && fault_on(&host->config.faults, FAULT_OPTION_LENGTH_HANGS)) {
		host->hung = true;
		return;
	}
	note_bits(host, &in.seg);
	dispatch(host, &in);
}
