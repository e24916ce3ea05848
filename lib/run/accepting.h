/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * accepting.h - which of a target's ports accept connections now: a server that ends, or
 * limits itself, in the middle of a run. Internal to the room.
 */
#ifndef TCPVET_RUN_ACCEPTING_H
#define TCPVET_RUN_ACCEPTING_H

#include <stdbool.h>
#include <stddef.h>

#include "run/target.h"
#include "script/ast.h"

struct accepting {
	const struct target *target;
	struct service closed;   /* the closed port as a service */
	struct service *ports;   /* the target's services; APP_COUNT stands for those
				  * that refuse connections for now ... */
	unsigned *refusals;      /* ... and how many times in a row each did */
};

/* All accept. The target must outlive it; free with accepting_close. */
void accepting_open(struct accepting *accepting, const struct target *target);
void accepting_close(struct accepting *accepting);

/* The service for a case: one that accepts connections, or else one that did; the closed
 * port for a case that wants one. NULL with *lacks as choose_service has it. */
const struct service *accepting_choose(const struct accepting *accepting, bool full,
				       const struct test_case *tc, char **lacks);

/* The port accepted a connection; it refused one, and so often in a row now. */
void accepting_does(struct accepting *accepting, const struct service *service);
unsigned accepting_refuses(struct accepting *accepting, const struct service *service);

#endif
