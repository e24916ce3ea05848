/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * taplab.h - the reference endpoint as a target: a private network namespace with a
 * tap device in it, and a process that is the host at the far end of its cable.
 * Nothing outlives the caller. Addresses and interface are those of lab/link.h.
 */
#ifndef TCPVET_LAB_TAP_TAPLAB_H
#define TCPVET_LAB_TAP_TAPLAB_H

#include "endpoint/endpoint.h"

struct taplab;

/*
 * Moves the calling process (which must have one thread) into new user and network
 * namespaces, and starts the endpoint (a child that dies with the caller). Files that
 * the caller needs should be open already. NULL with err. Free with taplab_close,
 * which waits for the child; NULL is allowed.
 */
struct taplab *taplab_open(const struct endpoint_config *endpoint, struct error *err);
void taplab_close(struct taplab *lab);

const struct ipaddr *taplab_target(const struct taplab *lab, enum ip_family family);
const char *taplab_ifname(const struct taplab *lab); /* tester's end */

/* The endpoint's own table. Belongs to the lab. */
struct oracle *taplab_oracle(struct taplab *lab);

/* The endpoint's application that acts when asked. Belongs to the lab. */
struct agent *taplab_agent(struct taplab *lab);

/* Puts a new endpoint with that seed in the place of the old one, which is forgotten
 * with all its connections. -1 with err. */
int taplab_fresh(struct taplab *lab, uint64_t seed, struct error *err);

#endif
