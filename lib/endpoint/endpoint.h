/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * endpoint.h - a whole TCP host after RFC 9293 section 3.10: the reference that the
 * test cases are proven against.
 *
 * Pure: segments, user calls and time go in; segments, and when it wants to be called
 * again, come out. No I/O, no clock, nothing global; the same seed and the same
 * input give the same octets. Times are int64_t ns on the caller's clock.
 */
#ifndef TCPVET_ENDPOINT_ENDPOINT_H
#define TCPVET_ENDPOINT_ENDPOINT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "target/agent.h"
#include "target/app.h"
#include "endpoint/faults.h"
#include "target/oracle.h"
#include "segment/segment.h"

struct tcp_endpoint;

/* The receive buffer of APP_STALLED is small: so many octets at most. */
enum { ENDPOINT_STALLED_BUFFER = 4000 };

struct endpoint_config {
	uint64_t seed;     /* initial sequence numbers, timestamps offset */
	unsigned mtu;      /* octets; 0: 1500 */
	int64_t msl;       /* ns; 0: 2 minutes (RFC 9293 section 3.4.2) */
	unsigned backlog;  /* connections in SYN-RECEIVED a listener; 0: 128 */
	/* A host with room for so few connections, TIME-WAIT aside; 0: any number. What
	 * a SYN meets that finds none: silence, or a RST. */
	unsigned connections;
	bool refuses;
	uint32_t buffer;   /* receive and send buffer, octets; 0: 65535 */
	bool no_options;   /* neither window scale, timestamps nor SACK */
	bool half_duplex;  /* after CLOSE nothing is read (section 3.6.1, MAY-1) */
	struct fault_set faults; /* what is wrong with it; zero: nothing */
};

/* An endpoint with no listener yet. Never NULL; free with endpoint_free (NULL
 * allowed), which frees all connections. */
struct tcp_endpoint *endpoint_new(const struct endpoint_config *config);
void endpoint_free(struct tcp_endpoint *endpoint);

/* Passive OPEN: the application listens on the port, for IPv4 and IPv6. One that is not
 * among own_services (target/service.h) makes no other call. */
void endpoint_listen(struct tcp_endpoint *endpoint, uint16_t port, enum app app);

/* The user calls of an application beside the services: active OPEN, SEND, CLOSE and
 * ABORT (sections 3.10.1, 3.10.2, 3.10.4, 3.10.5), as target/agent.h has them. What they
 * send comes out of endpoint_output. 0, or -1 with err. */
int endpoint_ask(struct tcp_endpoint *endpoint, const struct agent_request *request,
		 int64_t now, struct error *err);

/* SEGMENT ARRIVES (section 3.10.7), after what is due at that time. The bytes of the
 * payload are copied. Segments that are not whole or have a wrong checksum are for the
 * endpoint to drop. */
void endpoint_arrives(struct tcp_endpoint *endpoint, const struct decoded *decoded,
		      int64_t now);

/* When endpoint_timeouts wants to be called next; INT64_MAX: never. */
int64_t endpoint_deadline(const struct tcp_endpoint *endpoint);

/* Everything that is due (section 3.10.8, delayed ACKs, probes). */
void endpoint_timeouts(struct tcp_endpoint *endpoint, int64_t now);

/* The next segment to go out, in order; false when there is none. Addresses and
 * ports are set; force bits may be set by faults. The payload lives until the next
 * call on the endpoint. */
bool endpoint_output(struct tcp_endpoint *endpoint, struct segment *out);

/* STATUS: the state of a connection as an oracle tells it (target/oracle.h). */
enum tcp_state endpoint_state(const struct tcp_endpoint *endpoint,
			      const struct connection_id *id);

/* Connections that exist now, TIME-WAIT included. */
unsigned endpoint_connections(const struct tcp_endpoint *endpoint);

/* Those of them that are not in TIME-WAIT. */
unsigned endpoint_live(const struct tcp_endpoint *endpoint);

#endif
