/* SPDX-License-Identifier: BSD-2-Clause */
/* arrives_other.h - SEGMENT ARRIVES, otherwise (RFC 9293 section 3.10.7.4). */
#ifndef TCPVET_ENDPOINT_ARRIVES_ARRIVES_OTHER_H
#define TCPVET_ENDPOINT_ARRIVES_ARRIVES_OTHER_H

#include "endpoint/arrival.h"
#include "endpoint/host.h"

/* A segment in SYN-RECEIVED or a synchronized state; the connection may be gone then. */
void arrives_other(struct tcp_conn *conn, struct arrival *in);

#endif
