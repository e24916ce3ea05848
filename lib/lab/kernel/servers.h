/* SPDX-License-Identifier: BSD-2-Clause */
/* servers.h - echo, discard, daytime, chargen and one that has stalled, for testers
 * to talk to. */
#ifndef TCPVET_LAB_KERNEL_SERVERS_H
#define TCPVET_LAB_KERNEL_SERVERS_H

#include <stddef.h>

#include "base/error.h"
#include "target/service.h"

struct services;

/*
 * Listens on each port of the table, over IPv4 and IPv6 with a socket each, in the
 * present network namespace. Nothing is served yet, but connections are taken from
 * now on. The table need not outlive the call. NULL with err.
 */
struct services *services_open(const struct service *table, size_t count,
			       struct error *err);

/* Closes listeners and connections. NULL is allowed. */
void services_close(struct services *services);

/* Writes the descriptors that services_run needs into fds, at most max; returns
 * how many there are. */
size_t services_fds(const struct services *services, int *fds, size_t max);

/*
 * Serves, and lets an application connect as control asks for (lab/control.h), until
 * anything else can be read from it or its other end is closed. A connection ends
 * only as its service says: echo and discard when the peer has closed and all is
 * sent back, daytime after its line, chargen when the peer has closed, stalled when
 * the peer has reset it. There is no timeout. Raises RLIMIT_NOFILE as far as it may;
 * when descriptors run out, new connections wait in the backlog. -1 with err when it
 * cannot go on.
 */
int services_run(struct services *services, int control, struct error *err);

#endif
