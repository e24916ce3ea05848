/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * endpoint_host.h - the reference endpoint as a host on an Ethernet: frames of a tap
 * device in and out, its timers in real time. It offers own_services (target/service.h).
 */
#ifndef TCPVET_LAB_TAP_ENDPOINT_HOST_H
#define TCPVET_LAB_TAP_ENDPOINT_HOST_H

#include <signal.h>
#include <stdint.h>

#include "base/error.h"
#include "lab/tap/neighbour.h"
#include "endpoint/endpoint.h"

struct host_config {
	struct endpoint_config endpoint;
	struct station station;
	int tap;     /* from tap_open; the caller's */
	int control; /* where it can be asked, or -1: see host_ask */
};

/*
 * Serves until the time is over (0: there is no end), *stop is set (or NULL) or the
 * other end of control is closed. Signals that are blocked are let in while it waits,
 * so that none that sets *stop is overslept. -1 with err when the device is gone.
 */
int host_serve(const struct host_config *config, unsigned seconds,
	       const volatile sig_atomic_t *stop, struct error *err);

/* A question to a host from another process, over the other end of its control: a
 * socket that keeps messages apart. What arrived before it is done before it. */
enum host_question {
	HOST_STATE, /* of connection `id` */
	HOST_FRESH, /* forget all; a new endpoint with `seed` */
	HOST_AGENT  /* its application is to do `agent` */
};

struct host_request {
	enum host_question question;
	struct connection_id id;
	uint64_t seed;
	struct agent_request agent;
};

/* Asks and waits; *state is set by HOST_STATE only, and may be NULL else. -1 with err
 * when the host does not answer within five seconds, or cannot do HOST_AGENT. */
int host_ask(int control, const struct host_request *request, enum tcp_state *state,
	     struct error *err);

#endif
