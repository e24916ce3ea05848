/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * hold.h - ports on which the tester's own kernel keeps silent.
 *
 * A kernel answers a SYN,ACK for a port it knows nothing of with RST, which would
 * end every connection that the tester opens by hand. So each port gets a
 * listening socket that drops every segment, by a filter or, where the kernel keeps
 * that for CAP_NET_ADMIN, by demanding a signature that nobody can give: the kernel
 * finds the socket, the segment dies there, nothing is answered, a capture still
 * sees it.
 * The port is taken for other programs, and all is freed with the process.
 */
#ifndef TCPVET_WIRE_LIVE_HOLD_H
#define TCPVET_WIRE_LIVE_HOLD_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "segment/address.h"

struct hold;

enum {
	HOLD_LOWEST = 20000, /* where ranges are looked for */
	HOLD_HIGHEST = 60999,
	HOLD_MOST = 4096     /* ports that one may hold */
};

/*
 * Holds `count` (1 to HOLD_MOST) consecutive TCP ports, the same of each source, at a
 * random place, none of them in net.ipv4.ip_local_reserved_ports. ifindex is the scope
 * of a link-local source. Raises the soft limit of open files where it is too low.
 * NULL with err. Free with hold_close (NULL allowed).
 */
struct hold *hold_open(const struct ipaddr *sources, size_t source_count,
		       unsigned ifindex, unsigned count, struct error *err);
void hold_close(struct hold *hold);

/* The range, both ends included. */
uint16_t hold_first(const struct hold *hold);
uint16_t hold_last(const struct hold *hold);

#endif
