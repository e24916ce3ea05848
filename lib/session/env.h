/* SPDX-License-Identifier: BSD-2-Clause */
/* env.h - what a session has about it: the wire, the target, how long to wait. */
#ifndef TCPVET_SESSION_ENV_H
#define TCPVET_SESSION_ENV_H

#include "session/timing.h"
#include "target/agent.h"
#include "target/oracle.h"
#include "target/service.h"
#include "traffic/pace.h"
#include "traffic/ports.h"
#include "traffic/rtt.h"
#include "verdict/rules.h"
#include "wire/wire.h"

/* What sessions on one port of one target share. Times in ns. */
struct session_env {
	struct wire *wire;
	struct hosts hosts;
	struct ports *ports;   /* where it borrows the tester's ports ... */
	struct port_owner *owner; /* ... for whom; delivers to the session */
	struct pace *pace;     /* how fast segments may leave, or NULL */
	uint16_t port;         /* the target's */
	enum app app;          /* what listens there */
	bool closed_port;      /* nothing listens there */
	struct oracle *oracle; /* the target's own table, or NULL */
	struct agent *agent;   /* acts for an application of the target, or NULL */
	struct rules *rules;   /* ambient rules to judge by, or NULL */
	struct timing timing;
	struct rtt *measured;  /* takes what the session measures, or NULL */
	uint64_t seed;         /* initial sequence numbers come from it */
};

#endif
