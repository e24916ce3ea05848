/* SPDX-License-Identifier: BSD-2-Clause */
/* inject.h - segments onto a real interface (libnet's raw modes, and its link mode for
 * what the kernel would put right). */
#ifndef TCPVET_WIRE_LIVE_INJECT_H
#define TCPVET_WIRE_LIVE_INJECT_H

#include "segment/segment.h"
#include "wire/live/route.h"

struct inject;

/* For one family, route and interface. Needs CAP_NET_RAW; the message says so
 * where it is missing. NULL with err. Free with inject_close (NULL allowed). */
struct inject *inject_open(const struct route *route, struct error *err);
void inject_close(struct inject *inject);

/*
 * Sends seg as it stands. The kernel routes it and writes only the IPv4 header
 * checksum, the total length, and an identification where seg has 0. Fails on a
 * segment that does not fit the MTU: nothing is ever fragmented. A segment with
 * BAD_IP_CHECKSUM, or from 0.0.0.0, goes out as an Ethernet frame to the neighbour that
 * has its destination address. 0, or WIRE_UNSENT when the kernel does not take it, or -1,
 * with err.
 */
int inject_send(struct inject *inject, const struct segment *seg, struct error *err);

#endif
