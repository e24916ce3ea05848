/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * offload_lock.h - one guard (offload_guard.h) an interface.
 *
 * The lock is a listening socket with an abstract name: such names belong to the network
 * namespace, as the interface does, and end with the last process that holds the socket.
 * That is the guard, so that the name is free only when all is restored. While it restores
 * it shuts the socket down for reading, which refuses connections: others then wait.
 */
#ifndef TCPVET_WIRE_LIVE_OFFLOAD_LOCK_H
#define TCPVET_WIRE_LIVE_OFFLOAD_LOCK_H

#include "base/error.h"

/* The lock of the interface, close-on-exec; waits a little for a guard that is giving it
 * back. -1 with err when another process keeps it. */
int offload_lock_take(const char *ifname, unsigned ifindex, struct error *err);

#endif
