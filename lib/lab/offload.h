/* SPDX-License-Identifier: BSD-2-Clause */
/* offload.h - show segments as they would be on a wire. */
#ifndef TCPVET_LAB_OFFLOAD_H
#define TCPVET_LAB_OFFLOAD_H

#include "base/error.h"

/*
 * Switches off, on the interface of that name in the present network namespace,
 * everything that leaves checksums unfinished or makes segments that no wire saw:
 * checksum offload, scatter-gather, TSO, GSO, GRO, LRO. -1 with err when one of
 * them stays on.
 */
int offload_disable(const char *ifname, struct error *err);

#endif
