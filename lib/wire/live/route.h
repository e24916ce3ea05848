/* SPDX-License-Identifier: BSD-2-Clause */
/* route.h - how the tester reaches an address: the kernel's choice, the user's wishes, and
 * what is refused. */
#ifndef TCPVET_WIRE_LIVE_ROUTE_H
#define TCPVET_WIRE_LIVE_ROUTE_H

#include <net/if.h>
#include <stdbool.h>

#include "base/error.h"
#include "segment/address.h"

struct route {
	char ifname[IF_NAMESIZE];
	unsigned ifindex;
	struct ipaddr source;  /* the tester's address */
	struct ipaddr gateway; /* FAMILY_NONE when the target is on the link */
	unsigned mtu;          /* octets; the route's own when it has one */
	unsigned link_mtu;     /* the interface's */
	bool local;            /* the target is an address of this host */
};

/* What route_lookup returns for what no host could do. */
enum { ROUTE_REFUSED = -2 };

/*
 * Asks the kernel for the way to `target`. ifname and source may be NULL, or
 * override the kernel's choice (-i, -S). Refuses multicast and broadcast targets
 * (directed broadcast too, which only the route tells), no route, an interface
 * that is missing or down, a source of another family or not of this host.
 * 0; or with err -1, ROUTE_REFUSED where the addresses themselves are at fault: the
 * target is no single host, or the source of another family.
 */
int route_lookup(const struct ipaddr *target, const char *ifname,
		 const struct ipaddr *source, struct route *out, struct error *err);

#endif
