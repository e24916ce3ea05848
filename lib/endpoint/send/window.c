/* SPDX-License-Identifier: BSD-2-Clause */
/* window.c - the receive window (RFC 9293 section 3.8.6, RFC 7323 section 2.3). */
#include "endpoint/send/window.h"

#include "endpoint/send/tcp_options.h"

uint32_t receive_held(const struct tcp_conn *conn)
{
	uint32_t end = conn->rcv.fin_taken ? conn->rcv.fin_at : conn->rcv.nxt;

	return end - conn->rcv.read;
}

uint32_t receive_buffer(const struct tcp_conn *conn)
{
	uint32_t size = conn->host->config.buffer;

	if (conn->app == APP_STALLED && size > ENDPOINT_STALLED_BUFFER)
		return ENDPOINT_STALLED_BUFFER;
	return size;
}

uint32_t receive_room(const struct tcp_conn *conn)
{
	uint32_t held = receive_held(conn), size = receive_buffer(conn);

	return held < size ? size - held : 0;
}

/* How far the right edge must move before the peer is told (section 3.8.6.2.2). */
static uint32_t worth_telling(const struct tcp_conn *conn)
{
	uint32_t half = receive_buffer(conn) / 2;
	uint32_t mss = advertised_mss(conn->host, conn->id.target.family);

	if (faulty(conn, FAULT_SWS_RECEIVER))
		return 1;
	return half < mss ? half : mss;
}

/* The window that the free buffer allows; never less than what the peer was given
 * (SHLD-14), and not more by a few octets (MUST-39). */
static uint32_t wanted(const struct tcp_conn *conn)
{
	uint32_t room = receive_room(conn);

	/* An octet that waits counts twice: once as text, once as what holds it. */
	if (faulty(conn, FAULT_WINDOW_RETREATS)) {
		uint32_t held = receive_buffer(conn) - room;

		return room > held ? room - held : 0;
	}
	if (room < conn->rcv.wnd)
		return conn->rcv.wnd;
	if (room - conn->rcv.wnd >= worth_telling(conn))
		return room;
	return conn->rcv.wnd;
}

/* In a SYN the field is not scaled (RFC 7323 section 2.2). */
uint16_t window_announce(struct tcp_conn *conn, bool syn)
{
	unsigned shift = syn && !faulty(conn, FAULT_WSCALE_IN_SYN) ? 0
								   : conn->rcv.shift;
	uint32_t window = wanted(conn);
	/* Rounded up, lest the right edge move left. */
	uint32_t field = (window + (1u << shift) - 1) >> shift;

	if (field > 65535)
		field = 65535;
	conn->rcv.wnd = field << shift;
	if (faulty(conn, FAULT_WSCALE_NOT_SENT_SCALED))
		return (uint16_t)(window > 65535 ? 65535 : window);
	return (uint16_t)field;
}

void window_after_read(struct tcp_conn *conn)
{
	uint32_t room = receive_room(conn);

	if (conn->rcv.fin_taken || faulty(conn, FAULT_WINDOW_UPDATE_NEVER))
		return;
	/* While much is left the next ACK tells it in time. */
	if (conn->rcv.wnd > receive_buffer(conn) / 2)
		return;
	if (room > conn->rcv.wnd && room - conn->rcv.wnd >= worth_telling(conn))
		conn->ack_now = true;
}
