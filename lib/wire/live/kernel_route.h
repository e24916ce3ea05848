/* SPDX-License-Identifier: BSD-2-Clause */
/* kernel_route.h - the kernel's own choice of a way to an address (rtnetlink, what `ip
 * route get` asks). */
#ifndef TCPVET_WIRE_LIVE_KERNEL_ROUTE_H
#define TCPVET_WIRE_LIVE_KERNEL_ROUTE_H

#include "segment/address.h"

struct kernel_route {
	unsigned char type;    /* RTN_... */
	unsigned oif;          /* index of the interface */
	unsigned mtu;          /* octets; 0: the interface's */
	struct ipaddr source;  /* FAMILY_NONE where the route names none */
	struct ipaddr gateway; /* FAMILY_NONE where the address is on the link */
};

struct mnl_socket;

/* The kernel's choice for `to`, by way of oif and source where given (0, NULL). 0 or
 * an errno. */
int kernel_route_get(struct mnl_socket *netlink, const struct ipaddr *to, unsigned oif,
		     const struct ipaddr *source, struct kernel_route *out);

#endif
