/* SPDX-License-Identifier: BSD-2-Clause */
/* arrives_listen.h - SEGMENT ARRIVES, no connection (RFC 9293 sections 3.10.7.1, .2). */
#ifndef TCPVET_ENDPOINT_ARRIVES_ARRIVES_LISTEN_H
#define TCPVET_ENDPOINT_ARRIVES_ARRIVES_LISTEN_H

#include "endpoint/arrival.h"
#include "endpoint/host.h"

/* CLOSED (section 3.10.7.1). */
void arrives_closed(struct tcp_endpoint *host, const struct arrival *in);

/* LISTEN (section 3.10.7.2). */
void arrives_listen(struct tcp_endpoint *host, struct listener *listener,
		    const struct arrival *in);

#endif
