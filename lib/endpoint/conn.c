/* SPDX-License-Identifier: BSD-2-Clause */
/* conn.c - the list of connections and the list of listeners. endpoint_connections and
 * endpoint_live count here, too. */
#include "endpoint/conn.h"

#include <stdlib.h>

#include "base/memory.h"
#include "endpoint/conn_timers.h"
#include "endpoint/iss.h"

struct listener *listener_find(const struct tcp_endpoint *host, uint16_t port)
{
	for (struct listener *l = host->listeners; l; l = l->next)
		if (l->port == port && !l->dead)
			return l;
	return NULL;
}

static bool same_connection(const struct connection_id *a, const struct connection_id *b)
{
	return a->tester_port == b->tester_port && a->target_port == b->target_port &&
	       ipaddr_equal(&a->tester, &b->tester) &&
	       ipaddr_equal(&a->target, &b->target);
}

struct tcp_conn *conn_find(struct tcp_endpoint *host, const struct connection_id *id)
{
	for (struct tcp_conn *conn = host->conns; conn; conn = conn->next)
		if (same_connection(&conn->id, id))
			return conn;
	return NULL;
}

struct tcp_conn *conn_new(struct tcp_endpoint *host, const struct connection_id *id)
{
	struct tcp_conn *conn = memory_zeroed(1, sizeof(*conn));

	conn->host = host;
	conn->id = *id;
	conn->snd.mss = id->tester.family == FAMILY_INET ? SEG_MSS_DEFAULT_INET
							 : SEG_MSS_DEFAULT_INET6;
	timer_stop_all(conn);
	conn->ts.offset = keyed_hash(host, id, 2);
	conn->next = host->conns;
	host->conns = conn;
	return conn;
}

void conn_set_state(struct tcp_conn *conn, enum tcp_state state)
{
	struct listener *listener = conn->listener;

	if (listener && state == STATE_SYN_RECEIVED)
		listener->half_open++;
	if (listener && conn->state == STATE_SYN_RECEIVED) {
		bool leaks = faulty(conn, FAULT_BACKLOG_LEAKS) &&
			     state == STATE_CLOSED;

		if (!leaks)
			listener->half_open--;
	}
	conn->state = state;
}

/* Deletes the TCB: the state is CLOSED. */
void conn_delete(struct tcp_conn *conn)
{
	struct tcp_conn **at = &conn->host->conns;

	conn_set_state(conn, STATE_CLOSED);
	while (*at != conn)
		at = &(*at)->next;
	*at = conn->next;
	conn->host->ended = conn->signals;
	ring_free(&conn->snd.ring);
	ring_free(&conn->rcv.ring);
	free(conn);
}

void conn_signal(struct tcp_conn *conn, enum signal signal)
{
	conn->signals |= (unsigned)signal;
}

unsigned endpoint_connections(const struct tcp_endpoint *host)
{
	unsigned count = 0;

	for (const struct tcp_conn *conn = host->conns; conn; conn = conn->next)
		count++;
	return count;
}

unsigned endpoint_live(const struct tcp_endpoint *host)
{
	unsigned count = 0;

	for (const struct tcp_conn *conn = host->conns; conn; conn = conn->next)
		count += conn->state != STATE_TIME_WAIT;
	return count;
}
