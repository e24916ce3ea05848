/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ports.h - whose is a segment? The tester's ports, each lent for a while to one
 * session (or measurement) for one target, and what comes handed to who holds it, in
 * constant time. Internal to the room.
 */
#ifndef TCPVET_TRAFFIC_PORTS_H
#define TCPVET_TRAFFIC_PORTS_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "wire/wire.h"

/* Who holds ports; embedded in what does. What a sighting points to lives as long as
 * the call. */
struct port_owner {
	void (*deliver)(struct port_owner *owner, const struct sighting *sighting);
};

struct ports;

/* All of the wire's ports are free. Never NULL; free with ports_free. */
struct ports *ports_new(struct wire *wire);
void ports_free(struct ports *ports);

struct wire *ports_wire(const struct ports *ports);

/* Lends a port for connections to the target, the one that has rested longest as far
 * as turns go. 0, or -1 with err when all are lent. */
int ports_take(struct ports *ports, const struct ipaddr *target,
	       struct port_owner *owner, uint16_t *port, struct error *err);

/* Lends that port for segments to and from one more address, which is no target's own.
 * 0, or -1 with err when it is lent already. */
int ports_lend(struct ports *ports, const struct ipaddr *address,
	       struct port_owner *owner, uint16_t port, struct error *err);

/* Ends a loan; nothing more is delivered for it. */
void ports_give_back(struct ports *ports, const struct ipaddr *target, uint16_t port);

/* Delivers all that the wire has seen, in its order; what belongs to no loan is refused
 * as where nothing listens. How many were delivered, or -1 with err. */
int ports_drain(struct ports *ports, struct error *err);

#endif
