/* SPDX-License-Identifier: BSD-2-Clause */
/* reset.h - the RST that answers a segment (RFC 9293 section 3.10.7.1). */
#ifndef TCPVET_ENDPOINT_ARRIVES_RESET_H
#define TCPVET_ENDPOINT_ARRIVES_RESET_H

#include "endpoint/arrival.h"
#include "endpoint/host.h"

/* Sends <SEQ=SEG.ACK><CTL=RST>, or <SEQ=0><ACK=SEG.SEQ+SEG.LEN><CTL=RST,ACK> when the
 * segment had no ACK. */
void reset_for(struct tcp_endpoint *host, const struct arrival *in);

#endif
