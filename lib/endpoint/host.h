/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * host.h - the reference endpoint: a whole TCP host after RFC 9293 section 3.10, and the
 * mistakes that can be switched on in it. Pure; endpoint.h is all that other rooms see.
 * It uses segments, what a target offers, and of the model the ranges above a gap.
 *
 * The files stand in layers; each uses only those above it:
 *   types      faults.h, control_block.h (a connection), host.h, arrival.h (a segment that
 *              is worked on)
 *   the host   ring.c, outgoing.c (what goes out), iss.c (section 3.4.1), conn_timers.c,
 *              conn.c (connections and listeners), creation.c
 *   send/      sack.c (RFC 2018, 2883), timestamps.c (RFC 7323), tcp_options.c, window.c
 *              (section 3.8.6), send_space.c (3.3.1), rtx.c (RFC 6298), congestion.c (RFC
 *              5681, 6582, 6675); then transmit.c (single segments), output.c (when:
 *              sections 3.7.4 and 3.8.6.2.1), retransmit.c
 *   user/      calls.c (sections 3.10.1 to 3.10.6), applications.c, endpoint_agent.c
 *   arrives/   the steps of section 3.10.7.4: sequence.c (first), rst.c (second), acks.c
 *              (fifth), text.c (sixth, seventh), fin.c (eighth), and arrives_other.c with
 *              the fourth and their order; arrives_listen.c (3.10.7.1, 3.10.7.2) and
 *              arrives_syn_sent.c (3.10.7.3); what they share is in the others
 *   events     arrives.c (3.10.7), timeouts.c (3.10.8)
 * Read control_block.h first, then arrives.c and on from there, beside the RFC.
 *
 * A fault (endpoint/faults.h) is a condition at the place where the mistake would be
 * made; without faults none of them is ever true.
 */
#ifndef TCPVET_ENDPOINT_HOST_H
#define TCPVET_ENDPOINT_HOST_H

#include <stdbool.h>
#include <stdint.h>

#include "endpoint/control_block.h"
#include "endpoint/endpoint.h"

struct listener {
	struct listener *next;
	uint16_t port;
	enum app app;
	unsigned half_open; /* connections in SYN-RECEIVED */
	bool dead;          /* by a fault only */
};

/* A segment on its way out (endpoint/outgoing.c). */
struct outgoing;

struct tcp_endpoint {
	struct endpoint_config config;
	struct listener *listeners;
	struct tcp_conn *conns;
	struct outgoing *first, **last, *given;
	int64_t now;
	uint32_t iss_counter;   /* by a fault only */
	uint16_t next_port;     /* of active OPENs */
	uint16_t last_reserved; /* reserved bits of the last arrival, for a fault */
	uint16_t last_ecn;
	bool hung;              /* by a fault only */
	unsigned opened;        /* connections that were opened passively, for faults */
	unsigned ended;         /* signals of connections that are gone */
};

/* A fault of the endpoint that the connection belongs to. */
static inline bool faulty(const struct tcp_conn *conn, enum fault fault)
{
	return fault_on(&conn->host->config.faults, fault);
}

#endif
