/* SPDX-License-Identifier: BSD-2-Clause */
/* creation.c - a host begins and ends. */
#include "endpoint/endpoint.h"

#include <stdlib.h>

#include "base/memory.h"
#include "endpoint/conn.h"
#include "endpoint/host.h"
#include "endpoint/outgoing.h"

enum { MTU_DEFAULT = 1500, BACKLOG_DEFAULT = 128, BUFFER_DEFAULT = 65535 };

struct tcp_endpoint *endpoint_new(const struct endpoint_config *config)
{
	struct tcp_endpoint *host = memory_zeroed(1, sizeof(*host));

	host->config = *config;
	if (host->config.mtu == 0)
		host->config.mtu = MTU_DEFAULT;
	/* What every IPv4 host must be able to receive: smaller leaves no MSS. */
	if (host->config.mtu < 576)
		host->config.mtu = 576;
	if (host->config.mtu > 65535)
		host->config.mtu = 65535;
	if (host->config.msl == 0)
		host->config.msl = 120 * SECOND;
	if (host->config.backlog == 0)
		host->config.backlog = BACKLOG_DEFAULT;
	if (host->config.buffer == 0)
		host->config.buffer = BUFFER_DEFAULT;
	/* A window must not cover more than a quarter of the number space. */
	if (host->config.buffer > 1u << 29)
		host->config.buffer = 1u << 29;
	host->last = &host->first;
	host->next_port = 49152;
	return host;
}

void endpoint_free(struct tcp_endpoint *host)
{
	if (!host)
		return;
	while (host->conns)
		conn_delete(host->conns);
	while (host->listeners) {
		struct listener *next = host->listeners->next;

		free(host->listeners);
		host->listeners = next;
	}
	outgoing_free(host);
	free(host);
}
