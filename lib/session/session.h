/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * session.h - the room of the interpreter, and one case on one target: a resumable
 * interpreter of a script's tree.
 *
 * A session never blocks. session_step runs statements until one must wait or the
 * case is over; whoever drives it delivers what the wire saw, and calls
 * session_step again when something was delivered or the deadline has come. The room uses
 * base, segment, target, model, script, wire.h, verdict's values and traffic; it knows
 * neither libnet nor libpcap nor a clock of its own.
 *
 * interpreter.h lists the layers and holds the state that they share: read it first, then
 * stmt_send.c and stmt_expect.c, the two ends of a case. What a `<` line becomes stands in
 * build.h, what a `>` line compares in match.h, what a name is worth in eval.h.
 */
#ifndef TCPVET_SESSION_SESSION_H
#define TCPVET_SESSION_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "session/env.h"
#include "verdict/result.h"

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

/* How often the session did something whose moment mattered: sent a segment, began to wait
 * for one, asked the target's table or one of its applications. To be called late and do
 * none of it spoils nothing. */
uint64_t session_acts(const struct session *session);

/* Resets what is left of the session's connections at the target. Call once, when
 * it is over or given up. */
void session_reset_connections(struct session *session);

/* Moves what the trial showed into *out (cleared first by the caller): all but the
 * counts of trials and controls, and what is known of the target. */
void session_end(struct session *session, struct case_result *out);

#endif
