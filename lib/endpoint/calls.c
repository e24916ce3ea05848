/* SPDX-License-Identifier: BSD-2-Clause */
/* calls.c - user calls (RFC 9293 sections 3.10.1 to 3.10.5). The passive OPEN is
 * endpoint_listen, STATUS is endpoint_state. */
#include <string.h>

#include "endpoint/host.h"

/* Section 3.10.1, OPEN, active, in CLOSED. */
struct conn *call_open(struct endpoint *host, const struct ipaddr *local,
		       const struct ipaddr *remote, uint16_t port, int64_t now)
{
	struct connection_id id = { .tester = *remote, .target = *local,
				    .tester_port = port };
	struct conn *conn;

	if (host->now < now)
		host->now = now;
	do {
		id.target_port = host->next_port++;
		if (host->next_port == 0)
			host->next_port = 49152;
	} while (conn_find(host, &id));
	conn = conn_new(host, &id);
	conn->snd.iss = choose_iss(host, &id);
	conn->snd.una = conn->snd.iss;
	conn->snd.nxt = conn->snd.iss;
	conn->snd.end = conn->snd.iss + 1;
	conn->snd.up = conn->snd.end;
	rtx_init(conn);
	conn_set_state(conn, STATE_SYN_SENT);
	/* <SEQ=ISS><CTL=SYN>; SND.NXT becomes ISS+1. */
	output_syn(conn);
	return conn;
}

uint32_t send_room(const struct conn *conn)
{
	uint32_t first = conn->snd.una == conn->snd.iss ? conn->snd.iss + 1
							: conn->snd.una;
	uint32_t held = seq_lt(first, conn->snd.end) ? conn->snd.end - first : 0;

	return held < conn->host->config.buffer ? conn->host->config.buffer - held : 0;
}

static bool may_send(const struct conn *conn)
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
uint32_t call_send(struct conn *conn, const void *bytes, uint32_t len, bool urgent)
{
	uint32_t room = send_room(conn);

	if (!may_send(conn))
		return 0;
	if (len > room)
		len = room;
	if (conn->state == STATE_SYN_SENT && faulty(conn, FAULT_SEND_SYNSENT_LOST))
		return len;
	ring_write(&conn->snd.ring, ring_size(conn->host, 0), conn->snd.end, bytes, len);
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

/* Octets in order that the user has not received. */
static uint32_t readable(const struct conn *conn)
{
	uint32_t end = conn->rcv.fin_taken ? conn->rcv.fin_at : conn->rcv.nxt;

	return end - conn->rcv.read;
}

uint32_t receive_buffer(const struct conn *conn)
{
	uint32_t size = conn->host->config.buffer;

	if (conn->app == APP_STALLED && size > ENDPOINT_STALLED_BUFFER)
		return ENDPOINT_STALLED_BUFFER;
	return size;
}

uint32_t receive_room(const struct conn *conn)
{
	uint32_t held = readable(conn), size = receive_buffer(conn);

	return held < size ? size - held : 0;
}

/* Section 3.10.3, RECEIVE. */
uint32_t call_receive(struct conn *conn, void *bytes, uint32_t size)
{
	uint32_t len = readable(conn);

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

bool call_at_end(const struct conn *conn)
{
	return conn->rcv.fin_taken && readable(conn) == 0;
}

/* What the user SENT and has not been sent is forgotten. */
static void forget_unsent(struct conn *conn)
{
	if (seq_gt(conn->snd.end, conn->snd.nxt))
		conn->snd.end = conn->snd.nxt;
}

/* MAY-1, SHLD-3: "If such a host issues a CLOSE call while received data is still
 * pending in the TCP connection ... SHOULD send a RST to show that data was lost".
 * True when the connection is gone. */
static bool loses_unread(struct conn *conn)
{
	if (!conn->host->config.half_duplex)
		return false;
	conn->rcv.shut = true;
	if (readable(conn) == 0)
		return false;
	output_reset(conn);
	conn_delete(conn);
	return true;
}

/* Section 3.10.4, CLOSE. The FIN goes out when all before it is segmentized;
 * output_run does that. */
bool call_close(struct conn *conn)
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
void call_abort(struct conn *conn)
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

void call_keepalive(struct conn *conn, int64_t interval)
{
	conn->keepalive = interval;
	conn->keep_probes = 0;
	if (interval)
		timer_set(conn, TIMER_KEEP, interval);
	else
		timer_stop(conn, TIMER_KEEP);
}
