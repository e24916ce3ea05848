/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * session.h - one case on one target: a resumable interpreter of a script's tree.
 *
 * A session never blocks. session_step runs statements until one must wait or the
 * case is over; whoever drives it delivers what the wire saw, and calls
 * session_step again when something was delivered or the deadline has come. It
 * knows neither libnet nor libpcap nor a clock of its own.
 */
#ifndef TCPVET_SESSION_SESSION_H
#define TCPVET_SESSION_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "traffic/pace.h"
#include "traffic/ports.h"
#include "verdict/result.h"
#include "traffic/rtt.h"
#include "verdict/rules.h"
#include "target/service.h"
#include "verdict/trust.h"
#include "target/agent.h"
#include "target/oracle.h"
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
	int64_t reply_window;  /* how long a reply may take when nothing is written */
	int64_t silence_window; /* how long `nothing` watches when nothing is written */
	int64_t rtt;           /* smallest round trip measured; for `within 4rtt` */
	/* Times are of the tester's end of the path: how long a reply may have been on
	 * its way, and by how much that varies. */
	int64_t path_time, path_jitter;
	struct rtt *measured;  /* takes what the session measures, or NULL */
	uint64_t seed;         /* initial sequence numbers come from it */
};

struct session;

/* A session on its way; takes its first port now. NULL with err. env and tc must
 * outlive it. Free with session_free. */
struct session *session_new(const struct session_env *env,
			    const struct test_case *tc, struct error *err);
void session_free(struct session *session);

/* Delivers a sighting of a port it borrowed. What is kept is copied. */
void session_deliver(struct session *session, const struct sighting *sighting);

/* Runs on as far as possible; true when the case is over. seen: all that came until
 * then, on the wire's clock, has been delivered; no deadline behind it has passed. */
bool session_step(struct session *session, int64_t seen);

/* When session_step wants to be called at the latest; wire clock. */
int64_t session_deadline(const struct session *session);

/* Resets what is left of the session's connections at the target. Call once, when
 * it is over or given up. */
void session_reset_connections(struct session *session);

/* Why a trial ended as it did, as far as repetition depends on it. */
struct session_end {
	enum verdict verdict;
	bool silence; /* it was a reply that did not come */
	bool quiet;   /* somewhere silence was the right answer */
	bool refused; /* RST came and never a SYN: as from a port where nobody listens */
	struct exposure exposure; /* to the path */
	uint32_t line; /* of the script, that decided; 0: none */
	bool unsent; /* a segment did not leave the tester; the result tells why */
	bool voided; /* by the tester's own failings: says nothing of the target */
};
struct session_end session_end(const struct session *session);

/* Moves verdict, reason and evidence into *out (cleared first by the caller); tc,
 * verdict, reason, at, expected, got, trace and elapsed_ns are set. */
void session_take_result(struct session *session, struct case_result *out);

#endif
