/* SPDX-License-Identifier: BSD-2-Clause */
/* oracle.h - somebody who knows the target's real state of a connection. */
#ifndef TCPVET_TARGET_ORACLE_H
#define TCPVET_TARGET_ORACLE_H

#include <stdint.h>

#include "base/error.h"
#include "target/state.h"
#include "segment/address.h"

/* A connection by its two ends. Ports in host order. */
struct connection_id {
	struct ipaddr tester, target;
	uint16_t tester_port, target_port;
};

/*
 * Where the target's own table can be read (the lab: the kernel's, by sock_diag).
 * state: 0 with *out set; a connection that the table does not know is LISTEN
 * when the port has a listener, else CLOSED. -1 with err when it cannot be read.
 */
struct oracle {
	int (*state)(struct oracle *oracle, const struct connection_id *id,
		     enum tcp_state *out, struct error *err);
};

#endif
