/* SPDX-License-Identifier: BSD-2-Clause */
/* discover.h - what a target offers: which ports are open, which closed, what
 * listens, how far away it is. */
#ifndef TCPVET_RUN_DISCOVER_H
#define TCPVET_RUN_DISCOVER_H

#include <signal.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "run/builtin.h"
#include "run/target.h"
#include "wire/wire.h"

enum port_state { PORT_SILENT, PORT_OPEN, PORT_CLOSED };

struct port_probe {
	uint16_t port;         /* asked for */
	enum port_state state; /* found */
};

/* Where to look, and how it may be stopped. */
struct discovery {
	struct wire *wire;
	unsigned rate; /* segments a second, 0: no limit */
	const volatile sig_atomic_t *interrupted; /* set: stop now; or NULL */
};

/*
 * Sends a SYN to each port of the target at once, again to those that stay silent, five
 * seconds in all; resets what opens. target->rtt takes what is measured. 0, or -1 with
 * err. Stops early, with what is known, when interrupted.
 */
int discover_ports(const struct discovery *discovery, struct target *target,
		   struct port_probe *probes, size_t count, struct error *err);

/*
 * Does what listens there behave as the application it is taken for? APP_UNKNOWN and
 * APP_HTTP are not asked. Only the plain contrary counts as false, and only when it comes
 * again and again: no echo, no line of text. 1 yes, 0 no, -1 with err.
 */
int discover_app(const struct discovery *discovery, struct target *target,
		 const struct service *service, const struct builtins *builtins,
		 struct error *err);

#endif
