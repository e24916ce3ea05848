/* SPDX-License-Identifier: BSD-2-Clause */
/* service.h - an application at a port, and those that tcpvet's own targets offer. */
#ifndef TCPVET_TARGET_SERVICE_H
#define TCPVET_TARGET_SERVICE_H

#include <stdint.h>

#include "target/app.h"

struct service {
	enum app app;
	uint16_t port;
};

/*
 * What listens at each target that comes with tcpvet: the lab's kernel, the reference
 * endpoint in simulated time and on a tap device. At OWN_CLOSED_PORT nobody does.
 */
enum { OWN_SERVICES = 5, OWN_CLOSED_PORT = 1, STALLED_PORT = 1009 };
extern const struct service own_services[OWN_SERVICES];

#endif
