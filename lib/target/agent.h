/* SPDX-License-Identifier: BSD-2-Clause */
/* agent.h - somebody on the target who makes user calls (RFC 9293 section 3.9.1) when
 * he is asked: an application that opens connections to the tester. */
#ifndef TCPVET_TARGET_AGENT_H
#define TCPVET_TARGET_AGENT_H

#include <stdint.h>

#include "base/error.h"
#include "target/oracle.h"
#include "target/user_call.h"

/* Most octets that one CALL_SEND asks for. */
enum { AGENT_SEND_MOST = 1 << 20 };

/*
 * The connection is named by the tester's socket and the target's address: the port of
 * its own end is the target's choice, and id.target_port is not looked at. One
 * connection to a socket of the tester at a time; CALL_CONNECT aborts an older one.
 */
struct agent_request {
	enum user_call call; /* none of CALL_LISTEN, CALL_RECEIVE */
	struct connection_id id;
	uint32_t octets; /* CALL_SEND: of any content */
};

/*
 * ask: 0 as soon as the request was taken, without waiting for a segment; -1 with err.
 * What the application reads it throws away, and when the tester has closed it closes.
 * CALL_SEND before the connection is there, or behind what does not fit the send
 * buffer, is sent when it can be; CALL_CLOSE and CALL_SHUTDOWN wait for that. For
 * CALL_ABORT nothing to abort is no error.
 */
struct agent {
	int (*ask)(struct agent *agent, const struct agent_request *request,
		   struct error *err);
};

#endif
