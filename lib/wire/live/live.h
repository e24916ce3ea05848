/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * live.h - the wire of a real interface: libnet out, libpcap in.
 *
 * How to read it: live.c puts together what the others do. Before it is opened,
 * route.h says over which interface a target is reached and from which address
 * (kernel_route.h, interface.h and rtnetlink.h ask the kernel for it). inject.h sends
 * segments (ether_neighbour.h: to whom a frame goes that the kernel may not touch),
 * capture.h sees what passes, await.h waits for it, hold.h keeps the tester's own kernel out of it. What the
 * interface itself does to segments is read and switched off by offload.h, and for as
 * long as the process lives by offload_guard.h (offload_lock.h: one an interface).
 */
#ifndef TCPVET_WIRE_LIVE_LIVE_H
#define TCPVET_WIRE_LIVE_LIVE_H

#include "wire/live/route.h"
#include "wire/wire.h"

enum { WIRE_LIVE_ROUTES = 2, WIRE_LIVE_PORTS = 256 };

/* One interface, and the tester's address on it for each family that is tested. What
 * targets lie behind it is not the wire's to know. */
struct wire_live_config {
	struct route routes[WIRE_LIVE_ROUTES]; /* from route_lookup */
	size_t route_count;   /* 1 or 2, of different families */
	unsigned ports;       /* how many to hold; 0: WIRE_LIVE_PORTS */
	bool private_link; /* the lab's: nobody else is on it */
};

/*
 * Opens injection and capture on one interface and holds the tester's ports.
 * Needs CAP_NET_RAW; the message says so where it is missing. NULL with err.
 * Close with wire_close; the kernel frees the same when the process dies.
 */
struct wire *wire_live_open(const struct wire_live_config *config,
			    struct error *err);

/* What the wire offers to reach a host by that route: a set of enum wire_offer. */
unsigned wire_live_offers(const struct wire *wire, const struct route *route);

#endif
