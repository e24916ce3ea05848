/* SPDX-License-Identifier: BSD-2-Clause */
/* iss.h - numbers that an outsider cannot guess (RFC 9293 section 3.4.1). */
#ifndef TCPVET_ENDPOINT_ISS_H
#define TCPVET_ENDPOINT_ISS_H

#include <stdint.h>

#include "endpoint/host.h"

/* ISS of a new connection: the clock plus F() of the connection (MUST-8, SHLD-1). */
uint32_t choose_iss(const struct tcp_endpoint *host, const struct connection_id *id);

/* The connection begins with that number; nothing is sent yet. */
void set_iss(struct tcp_conn *conn, uint32_t iss);

/* F(): a function of the connection and the endpoint's seed; another one for each
 * purpose. */
uint32_t keyed_hash(const struct tcp_endpoint *host, const struct connection_id *id,
		    uint64_t purpose);

#endif
