/* SPDX-License-Identifier: BSD-2-Clause */
/* rtnetlink.h - one question to the kernel's tables of links, routes and neighbours
 * (RFC 3549), and its answer. */
#ifndef TCPVET_WIRE_LIVE_RTNETLINK_H
#define TCPVET_WIRE_LIVE_RTNETLINK_H

#include <libmnl/libmnl.h>

#include "base/error.h"

/* A socket in the present network namespace; close with mnl_socket_close. NULL with
 * err. */
struct mnl_socket *rtnetlink_open(struct error *err);

/* One request, one reply, which the callback sees. 0, or the errno of the kernel or of
 * the exchange. Sets the request's flags. */
int rtnetlink_ask(struct mnl_socket *netlink, struct nlmsghdr *request,
		  mnl_cb_t callback, void *data);

/* Sets *out when the attribute has the length of a u32. */
void rtnetlink_u32(const struct nlattr *attr, unsigned *out);

#endif
