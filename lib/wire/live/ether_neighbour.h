/* SPDX-License-Identifier: BSD-2-Clause */
/* ether_neighbour.h - the Ethernet address behind an IP address (rtnetlink). */
#ifndef TCPVET_WIRE_LIVE_ETHER_NEIGHBOUR_H
#define TCPVET_WIRE_LIVE_ETHER_NEIGHBOUR_H

#include "wire/live/route.h"

enum { ETHER_MAC = 6 }; /* octets of an address */

/* The Ethernet address of a neighbour on the route's interface, as the kernel's table
 * has it: it must have been spoken with. 0, or -1 with err. */
int ether_neighbour(const struct route *route, const struct ipaddr *neighbour,
		    uint8_t mac[static ETHER_MAC], struct error *err);

#endif
