/* SPDX-License-Identifier: BSD-2-Clause */
/* send.h - connections opened, and segments sent on them. */
#ifndef TCPVET_SESSION_SEND_H
#define TCPVET_SESSION_SEND_H

#include "session/interpreter.h"

/* Opens the connection if it has no port yet. 0, or -1 with err. */
int session_open(struct session *s, struct connection *conn, struct error *err);

/* Replies may come from that address too, which is no host's. 0, or -1 with err. */
int session_answers_from(struct session *s, struct connection *conn,
			 const struct ipaddr *alias, struct error *err);

/* When the next segment of the script may leave. */
int64_t session_slot(struct session *s);

/* Sends on the connection; fills in addresses and ports where there are none, teaches
 * the TCB. 0, or -1 with err. */
int session_send(struct session *s, struct connection *conn, struct segment *seg,
		 struct error *err);

#endif
