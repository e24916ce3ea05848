/* SPDX-License-Identifier: BSD-2-Clause */
/* conn.h - the connections and listeners of the host: made, found, counted, deleted. */
#ifndef TCPVET_ENDPOINT_CONN_H
#define TCPVET_ENDPOINT_CONN_H

#include <stdint.h>

#include "endpoint/host.h"

/* A connection in CLOSED without numbers; it belongs to the host until conn_delete. */
struct tcp_conn *conn_new(struct tcp_endpoint *host, const struct connection_id *id);

/* "Delete the TCB": the state is CLOSED, all that it holds is freed. */
void conn_delete(struct tcp_conn *conn);

/* The connection of those two sockets, the newest of several; NULL when none. */
struct tcp_conn *conn_find(struct tcp_endpoint *host, const struct connection_id *id);

/* Who listens on the port; NULL when nobody does. */
struct listener *listener_find(const struct tcp_endpoint *host, uint16_t port);

/* Enters the state, and counts what is half open for the listener. */
void conn_set_state(struct tcp_conn *conn, enum tcp_state state);

/* Tells the user unasked (section 3.9.1). */
void conn_signal(struct tcp_conn *conn, enum signal signal);

#endif
