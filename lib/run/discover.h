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

/* What listens, measured by what it is taken for. */
enum app_found {
	APP_FOUND,    /* it behaves so; APP_UNKNOWN is not asked */
	APP_OTHER,    /* again and again it plainly did something else */
	APP_UNDECIDED /* no application was heard: the stack below may be to blame */
};

enum { APP_INSTEAD = 128 };

/*
 * Asks what listens there to behave as the application it is taken for, on up to six
 * connections: a segment may be lost, or the tester be late. instead: what it did, as
 * the end of the sentence "it ..."; "" when it is not APP_OTHER. 0, or -1 with err.
 */
int discover_app(const struct discovery *discovery, struct target *target,
		 const struct service *service, const struct builtins *builtins,
		 enum app_found *found, char instead[static APP_INSTEAD],
		 struct error *err);

#endif
