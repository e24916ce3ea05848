/* SPDX-License-Identifier: BSD-2-Clause */
/* discover.h - what a target offers: which ports are open, which closed, what
 * listens, how far away it is. */
#ifndef TCPVET_ENGINE_DISCOVER_H
#define TCPVET_ENGINE_DISCOVER_H

#include <signal.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "engine/runner.h"
#include "engine/service.h"
#include "wire/wire.h"

enum port_state { PORT_SILENT, PORT_OPEN, PORT_CLOSED };

struct port_probe {
	uint16_t port;         /* asked for */
	enum port_state state; /* found */
};

/*
 * Sends a SYN to each port at once, again to those that stay silent, five seconds in
 * all; resets what opens. *rtt becomes the smallest round trip seen in ns (0: none).
 * 0, or -1 with err. Stops early, with what is known, when *interrupted is set.
 */
int discover_ports(struct wire *wire, struct port_probe *probes, size_t count,
		   int64_t *rtt, const volatile sig_atomic_t *interrupted,
		   struct error *err);

/*
 * Does what listens there behave as the application it is taken for? APP_UNKNOWN and
 * APP_HTTP are not asked. Only the plain contrary counts as false: no echo, no line
 * of text. 1 yes, 0 no, -1 with err.
 */
int discover_app(const struct runner_config *config, const struct service *service,
		 struct error *err);

#endif
