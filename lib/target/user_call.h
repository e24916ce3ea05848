/* SPDX-License-Identifier: BSD-2-Clause */
/* user_call.h - what an application asks of its TCP: the user calls of RFC 9293 section
 * 3.9.1. Scripts (`app close`), sessions, agents and the endpoint name them by this. */
#ifndef TCPVET_TARGET_USER_CALL_H
#define TCPVET_TARGET_USER_CALL_H

enum user_call {
	CALL_CONNECT,  /* active OPEN (section 3.10.1) */
	CALL_SEND,     /* SEND (3.10.2) */
	CALL_CLOSE,    /* CLOSE (3.10.4); the application reads no more */
	CALL_SHUTDOWN, /* CLOSE; the application goes on reading */
	CALL_ABORT,    /* ABORT (3.10.5) */
	CALL_LISTEN,   /* passive OPEN (3.10.1) */
	CALL_RECEIVE,  /* RECEIVE (3.10.3) */
	CALL_COUNT
};

/* "connect" and so on, as scripts spell it behind `app`. Static storage. */
const char *user_call_name(enum user_call call);

#endif
