/* SPDX-License-Identifier: BSD-2-Clause */
/* endpoint_agent.c - an application beside the services, which makes the user calls that
 * a tester asks for. It reads like discard. */
#include "endpoint/conn.h"
#include "endpoint/send/send_space.h"
#include "endpoint/user/calls.h"

static struct tcp_conn *opened(struct tcp_endpoint *host, const struct connection_id *id)
{
	/* The newest stands first; an older one may be in TIME-WAIT. */
	for (struct tcp_conn *conn = host->conns; conn; conn = conn->next) {
		if (!conn->passive && conn->id.tester_port == id->tester_port &&
		    ipaddr_equal(&conn->id.tester, &id->tester) &&
		    ipaddr_equal(&conn->id.target, &id->target))
			return conn;
	}
	return NULL;
}

static void abort_all(struct tcp_endpoint *host, const struct connection_id *id)
{
	struct tcp_conn *conn;

	while ((conn = opened(host, id)))
		call_abort(conn);
}

static void open_anew(struct tcp_endpoint *host, const struct connection_id *id,
		      int64_t now)
{
	struct tcp_conn *conn;

	abort_all(host, id);
	conn = call_open(host, &id->target, &id->tester, id->tester_port, now);
	conn->app = APP_DISCARD;
}

static int send_some(struct tcp_conn *conn, uint32_t octets, struct error *err)
{
	static const uint8_t piece[1024];
	uint32_t room = send_room(conn);

	if (octets > room)
		return error_set(err, "the send buffer has room for %u octets, not %u",
				 room, octets);
	for (uint32_t done = 0; done < octets;) {
		uint32_t left = octets - done, most = sizeof(piece);
		uint32_t sent = call_send(conn, piece, left < most ? left : most, false);

		if (sent == 0)
			return error_set(err, "connection closing");
		done += sent;
	}
	return 0;
}

int endpoint_ask(struct tcp_endpoint *host, const struct agent_request *request,
		 int64_t now, struct error *err)
{
	struct tcp_conn *conn = opened(host, &request->id);

	if (host->now < now)
		host->now = now;
	switch (request->call) {
	case CALL_CONNECT:
		open_anew(host, &request->id, now);
		return 0;
	case CALL_ABORT:
		abort_all(host, &request->id);
		return 0;
	case CALL_SEND:
	case CALL_CLOSE:
	case CALL_SHUTDOWN:
		break;
	default:
		return error_set(err, "no such call: %s", user_call_name(request->call));
	}
	if (!conn)
		return error_set(err, "connection does not exist");
	if (request->call == CALL_SEND)
		return send_some(conn, request->octets, err);
	call_close(conn);
	return 0;
}
