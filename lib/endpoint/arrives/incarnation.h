/* SPDX-License-Identifier: BSD-2-Clause */
/* incarnation.h - a SYN may end TIME-WAIT (RFC 9293 MAY-2, RFC 6191). */
#ifndef TCPVET_ENDPOINT_ARRIVES_INCARNATION_H
#define TCPVET_ENDPOINT_ARRIVES_INCARNATION_H

#include <stdbool.h>

#include "endpoint/arrival.h"
#include "endpoint/host.h"

/* A segment in TIME-WAIT: true when it was a SYN and all is done for it; then the
 * connection may have given way to a new one. */
bool time_wait_syn(struct tcp_conn *conn, const struct arrival *in);

#endif
