/* SPDX-License-Identifier: BSD-2-Clause */
/* reach.h - has the target come within reach? */
#ifndef TCPVET_LAB_REACH_H
#define TCPVET_LAB_REACH_H

#include "base/error.h"
#include "segment/address.h"

/*
 * Waits, bounded, until the target answers the tester (in the present namespace) at
 * its address: a datagram to a port that nobody holds comes back as ICMP port
 * unreachable. It leaves no trace in TCP.
 */
int link_wait(enum ip_family family, struct error *err);

#endif
