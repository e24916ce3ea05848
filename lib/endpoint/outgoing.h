/* SPDX-License-Identifier: BSD-2-Clause */
/* outgoing.h - the queue of segments that go out. */
#ifndef TCPVET_ENDPOINT_OUTGOING_H
#define TCPVET_ENDPOINT_OUTGOING_H

#include "endpoint/host.h"

/* Puts a segment into the queue; the payload is copied. */
void emit(struct tcp_endpoint *host, const struct segment *seg);

/* Frees the queue, at the end of the host. */
void outgoing_free(struct tcp_endpoint *host);

#endif
