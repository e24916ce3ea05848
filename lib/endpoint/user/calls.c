/* SPDX-License-Identifier: BSD-2-Clause */
/* calls.c - user calls (RFC 9293 sections 3.10.1 to 3.10.6). The passive OPEN is
 * endpoint_listen, STATUS is endpoint_state. */
#include "endpoint/user/calls.h"

#include "base/memory.h"
#include "endpoint/conn.h"
#include "endpoint/conn_timers.h"
#include "endpoint/iss.h"
#include "endpoint/send/congestion.h"
#include "endpoint/send/output.h"
#include "endpoint/send/rtx.h"
#include "endpoint/send/send_space.h"
#include "endpoint/send/transmit.h"
#include "endpoint/send/window.h"

/* Section 3.10.1, passive OPEN. */
void endpoint_listen(struct tcp_endpoint *host, uint16_t port, enum app app)
{
	struct listener *listener = memory_zeroed(1, sizeof(*listener));

	listener->port = port;
	listener->app = app;
	listener->next = host->listeners;
	host->listeners = listener;
}

/* Section 3.10.1, OPEN, active, in CLOSED. */
struct tcp_conn *call_open(struct tcp_endpoint *host, const struct ipaddr *local,
			   const struct ipaddr *remote, uint16_t port, int64_t now)
{
	struct connection_id id = { .tester = *remote, .target = *local,
				    .tester_port = port };
	struct tcp_conn *conn;

	if (host->now < now)
		host->now = now;
	do {
		id.target_port = host->next_port++;
		if (host->next_port == 0)
			host->next_port = 49152;
	} while (conn_find(host, &id));
	conn = conn_new(host, &id);
	set_iss(conn, choose_iss(host, &id));
	rtx_init(conn);
	conn_set_state(conn, STATE_SYN_SENT);
	/* <SEQ=ISS><CTL=SYN>; SND.NXT becomes ISS+1. */
	output_syn(conn);
	return conn;
}

static bool may_send(const struct tcp_conn *conn)
{
	switch (conn->state) {
	case STATE_SYN_SENT:
	case STATE_SYN_RECEIVED:
	case STATE_ESTABLISHED:
	case STATE_CLOSE_WAIT:
		return !conn->snd.closing;
	default:
		/* "error: connection closing" */
		return false;
	}
}

/* Section 3.10.2, SEND. */
uint32_t call_send(struct tcp_conn *conn, const void *bytes, uint32_t len, bool urgent)
{
	uint32_t room = send_room(conn);

	if (!may_send(conn))
		return 0;
	if (len > room)
		len = room;
	if (conn->state == STATE_SYN_SENT && faulty(conn, FAULT_SEND_SYNSENT_LOST))
		return len;
	ring_write(&conn->snd.ring, ring_size(conn->host->config.buffer, 0),
		   conn->snd.end, bytes, len);
	conn->snd.end += len;
	if (urgent && len > 0) {
		/* MUST-62: the number behind the urgent octets. */
		conn->snd.up = conn->snd.end;
		if (faulty(conn, FAULT_URG_POINTS_AT_LAST))
			conn->snd.up--;
		conn->snd.urgent = true;
	}
	/* In SYN-SENT and SYN-RECEIVED the data is queued. */
	if (state_synchronized(conn->state))
		output_run(conn);
	return len;
}

/* Section 3.10.3, RECEIVE. */
uint32_t call_receive(struct tcp_conn *conn, void *bytes, uint32_t size)
{
	uint32_t len = receive_held(conn);

	if (!state_synchronized(conn->state) || conn->rcv.shut)
		return 0;
	if (len > size)
		len = size;
	if (len == 0)
		return 0;
	ring_read(&conn->rcv.ring, conn->rcv.read, bytes, len);
	conn->rcv.read += len;
	conn->rcv.up = seq_max(conn->rcv.up, conn->rcv.read);
	window_after_read(conn);
	return len;
}

bool call_at_end(const struct tcp_conn *conn)
{
	return conn->rcv.fin_taken && receive_held(conn) == 0;
}

/* What the user SENT and has not been sent is forgotten. */
static void forget_unsent(struct tcp_conn *conn)
{
	if (seq_gt(conn->snd.end, conn->snd.nxt))
		conn->snd.end = conn->snd.nxt;
}

/* MAY-1, SHLD-3: "If such a host issues a CLOSE call while received data is still
 * pending in the TCP connection ... SHOULD send a RST to show that data was lost".
 * True when the connection is gone. */
static bool loses_unread(struct tcp_conn *conn)
{
	if (!conn->host->config.half_duplex)
		return false;
	conn->rcv.shut = true;
	if (receive_held(conn) == 0)
		return false;
	output_reset(conn);
	conn_delete(conn);
	return true;
}

/* Section 3.10.4, CLOSE. The FIN goes out when all before it is segmentized;
 * output_run does that. */
bool call_close(struct tcp_conn *conn)
{
	switch (conn->state) {
	case STATE_SYN_SENT:
		if (faulty(conn, FAULT_CLOSE_SYNSENT_STAYS))
			return true;
		conn_delete(conn);
		return false;
	case STATE_SYN_RECEIVED:
		if (faulty(conn, FAULT_CLOSE_SYNRCVD_DELETES)) {
			conn_delete(conn);
			return false;
		}
		/* Queued until ESTABLISHED when there is something to send. */
		conn->snd.closing = true;
		conn->rcv.shut = conn->host->config.half_duplex;
		if (conn->snd.end != conn->snd.iss + 1)
			return true;
		cc_init(conn);
		conn_set_state(conn, STATE_FIN_WAIT_1);
		break;
	case STATE_ESTABLISHED:
		conn->snd.closing = true;
		conn_set_state(conn, STATE_FIN_WAIT_1);
		break;
	case STATE_CLOSE_WAIT:
		/* LAST-ACK is entered when the FIN goes out, behind what waits. */
		if (conn->snd.closing)
			return true;
		conn->snd.closing = true;
		break;
	default:
		/* "error: connection closing"; a second FIN is not sent. */
		return true;
	}
	if (loses_unread(conn))
		return false;
	if (faulty(conn, FAULT_CLOSE_DROPS_DATA))
		forget_unsent(conn);
	output_run(conn);
	return true;
}

/* Section 3.10.5, ABORT. */
void call_abort(struct tcp_conn *conn)
{
	switch (conn->state) {
	case STATE_SYN_RECEIVED:
	case STATE_ESTABLISHED:
	case STATE_FIN_WAIT_1:
	case STATE_FIN_WAIT_2:
	case STATE_CLOSE_WAIT:
		if (!faulty(conn, FAULT_ABORT_SILENT))
			output_reset(conn); /* <SEQ=SND.NXT><CTL=RST> */
		break;
	default:
		break;
	}
	conn_signal(conn, SIGNAL_RESET);
	conn_delete(conn);
}

/* Section 3.10.6, STATUS. */
enum tcp_state endpoint_state(const struct tcp_endpoint *host,
			      const struct connection_id *id)
{
	const struct tcp_conn *conn = conn_find((struct tcp_endpoint *)(uintptr_t)host, id);

	if (conn)
		return conn->state;
	return listener_find(host, id->target_port) ? STATE_LISTEN : STATE_CLOSED;
}

void call_keepalive(struct tcp_conn *conn, int64_t interval)
{
	conn->keepalive = interval;
	conn->keep_probes = 0;
	if (interval)
		timer_set(conn, TIMER_KEEP, interval);
	else
		timer_stop(conn, TIMER_KEEP);
}
