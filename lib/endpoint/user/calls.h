/* SPDX-License-Identifier: BSD-2-Clause */
/* calls.h - user calls (RFC 9293 sections 3.10.1 to 3.10.5), for the applications. */
#ifndef TCPVET_ENDPOINT_USER_CALLS_H
#define TCPVET_ENDPOINT_USER_CALLS_H

#include <stdbool.h>
#include <stdint.h>

#include "endpoint/host.h"

/* OPEN, active, to `port` of `remote`: sends the SYN. The connection belongs to the
 * endpoint. */
struct tcp_conn *call_open(struct tcp_endpoint *host, const struct ipaddr *local,
			   const struct ipaddr *remote, uint16_t port, int64_t now);

/* SEND. Octets taken: fewer than len when there is no room; none when closing. */
uint32_t call_send(struct tcp_conn *conn, const void *bytes, uint32_t len, bool urgent);

/* RECEIVE. Octets given; none when none have come, or CLOSE shut the reading, too. */
uint32_t call_receive(struct tcp_conn *conn, void *bytes, uint32_t size);

/* Nothing more will come: all is read and the peer's FIN was taken. */
bool call_at_end(const struct tcp_conn *conn);

/* CLOSE. False when the connection is gone: in SYN-SENT, and when unread text is lost. */
bool call_close(struct tcp_conn *conn);

/* ABORT: the connection is gone. */
void call_abort(struct tcp_conn *conn);

/* Keep-alives (section 3.8.4), each `interval` ns; 0 turns them off. */
void call_keepalive(struct tcp_conn *conn, int64_t interval);

#endif
