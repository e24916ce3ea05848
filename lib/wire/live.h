/* SPDX-License-Identifier: BSD-2-Clause */
/* live.h - the wire of a real interface: libnet out, libpcap in. */
#ifndef TCPVET_WIRE_LIVE_H
#define TCPVET_WIRE_LIVE_H

#include "wire/route.h"
#include "wire/wire.h"

struct wire_live_config {
	struct ipaddr target;
	struct route route;   /* from route_lookup */
	unsigned ports;       /* how many to hold; 0: 256 */
	bool lossless;
};

/*
 * Opens injection and capture for one target and holds the tester's ports.
 * Needs CAP_NET_RAW; the message says so where it is missing. NULL with err.
 * Close with wire_close; the kernel frees the same when the process dies.
 */
struct wire *wire_live_open(const struct wire_live_config *config,
			    struct error *err);

#endif
