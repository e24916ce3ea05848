/* SPDX-License-Identifier: BSD-2-Clause */
/* inbox.h - what a segment of the target that waits to be looked at is to the model. */
#ifndef TCPVET_SESSION_INBOX_H
#define TCPVET_SESSION_INBOX_H

#include "session/interpreter.h"

/* Takes the head: judges it, learns it, frees it. */
void session_consume(struct session *s, struct connection *conn);

/* Takes an item out, judges it and frees it; nothing is learnt from it. */
void session_drop(struct session *s, struct connection *conn, struct inbox_item *item);

/* A correct target may send this now, whatever the script waits for. */
bool session_permits(const struct session *s, const struct connection *conn,
		     const struct inbox_item *item);

/* It acknowledges what a target of this connection was not sent, or must have dropped. */
bool session_acks_too_much(const struct session *s, const struct connection *conn,
			   const struct segment *seg);

/* The segment in script notation, with numbers relative; malloced. */
char *session_show(const struct connection *conn, const struct segment *seg);

/* Marks the line of evidence of the head. */
void session_mark(struct session *s, const struct connection *conn, const char *note);

#endif
