/* SPDX-License-Identifier: BSD-2-Clause */
/* arrives_syn_sent.h - SEGMENT ARRIVES in SYN-SENT (RFC 9293 section 3.10.7.3). */
#ifndef TCPVET_ENDPOINT_ARRIVES_ARRIVES_SYN_SENT_H
#define TCPVET_ENDPOINT_ARRIVES_ARRIVES_SYN_SENT_H

#include "endpoint/arrival.h"
#include "endpoint/host.h"

/* A segment in SYN-SENT; the connection may be gone then. */
void arrives_syn_sent(struct tcp_conn *conn, struct arrival *in);

#endif
