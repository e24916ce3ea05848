/* SPDX-License-Identifier: BSD-2-Clause */
/* agent.h - somebody on the target who makes user calls (RFC 9293 section 3.9.1) when
 * he is asked: an application that opens connections to the tester. */
#ifndef TCPVET_TARGET_AGENT_H
#define TCPVET_TARGET_AGENT_H

#include <stdint.h>

#include "base/error.h"
#include "target/oracle.h"

enum agent_action {
	AGENT_CONNECT,  /* active OPEN (section 3.10.1) */
	AGENT_SEND,     /* SEND (3.10.2), `octets` of any content */
	AGENT_CLOSE,    /* CLOSE (3.10.4); the application reads no more */
	AGENT_SHUTDOWN, /* CLOSE; the application goes on reading */
	AGENT_ABORT     /* ABORT (3.10.5); nothing to abort is no error */
};

/* Most octets that one AGENT_SEND asks for. */
enum { AGENT_SEND_MOST = 1 << 20 };

/*
 * The connection is named by the tester's socket and the target's address: the port of
 * its own end is the target's choice, and id.target_port is not looked at. One
 * connection to a socket of the tester at a time; AGENT_CONNECT aborts an older one.
 */
struct agent_request {
	enum agent_action action;
	struct connection_id id;
	uint32_t octets; /* AGENT_SEND */
};

/*
 * ask: 0 as soon as the request was taken, without waiting for a segment; -1 with err.
 * What the application reads it throws away, and when the tester has closed it closes.
 * AGENT_SEND before the connection is there, or behind what does not fit the send
 * buffer, is sent when it can be; AGENT_CLOSE and AGENT_SHUTDOWN wait for that.
 */
struct agent {
	int (*ask)(struct agent *agent, const struct agent_request *request,
		   struct error *err);
};

/* "connect" and so on, as scripts spell it. */
const char *agent_action_name(enum agent_action action);

#endif
