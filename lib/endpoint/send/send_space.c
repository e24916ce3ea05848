/* SPDX-License-Identifier: BSD-2-Clause */
/* send_space.c - what there is to send, how much of it fits, what was acknowledged. */
#include "endpoint/send/send_space.h"

#include "endpoint/send/tcp_options.h"

uint32_t effective_mss(const struct tcp_conn *conn)
{
	bool v4 = conn->id.target.family == FAMILY_INET;
	uint32_t room = conn->host->config.mtu - (v4 ? 20 : 40) - SEG_HEADER_MIN;
	uint32_t most = conn->snd.mss < room ? conn->snd.mss : room;
	uint32_t options = options_size(conn);

	/* MUST-16: options come off, unlike in the announced MSS. */
	if (faulty(conn, FAULT_MSS_OPTIONS_UNCOUNTED))
		return most;
	return most > options ? most - options : 1;
}

uint32_t send_limit(const struct tcp_conn *conn)
{
	return conn->snd.end + (conn->snd.closing ? 1 : 0);
}

uint32_t send_room(const struct tcp_conn *conn)
{
	uint32_t first = conn->snd.una == conn->snd.iss ? conn->snd.iss + 1
							: conn->snd.una;
	uint32_t held = seq_lt(first, conn->snd.end) ? conn->snd.end - first : 0;

	return held < conn->host->config.buffer ? conn->host->config.buffer - held : 0;
}

bool fin_acked(const struct tcp_conn *conn)
{
	return conn->snd.closing && conn->snd.una == conn->snd.end + 1;
}
