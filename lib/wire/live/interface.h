/* SPDX-License-Identifier: BSD-2-Clause */
/* interface.h - an interface as the kernel's table has it (rtnetlink). */
#ifndef TCPVET_WIRE_LIVE_INTERFACE_H
#define TCPVET_WIRE_LIVE_INTERFACE_H

#include <net/if.h>

#include "base/error.h"

enum { LOOPBACK_INDEX = 1 }; /* in every network namespace */

struct interface {
	char name[IF_NAMESIZE];
	unsigned index, flags; /* flags: IFF_... */
	unsigned mtu;          /* octets */
};

struct mnl_socket;

/* By name, or by index where name is NULL. 0 or an errno. */
int interface_get(struct mnl_socket *netlink, const char *name, unsigned index,
		  struct interface *out);

/* The one that the user named. 0, or -1 with err when there is none. */
int interface_by_name(struct mnl_socket *netlink, const char *name,
		      struct interface *out, struct error *err);

/* 0, or -1 with err: it is down, or has no carrier. */
int interface_usable(const struct interface *interface, struct error *err);

#endif
