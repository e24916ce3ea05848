/* SPDX-License-Identifier: BSD-2-Clause */
/* timestamps.h - the timestamps clock and PAWS (RFC 7323). */
#ifndef TCPVET_ENDPOINT_SEND_TIMESTAMPS_H
#define TCPVET_ENDPOINT_SEND_TIMESTAMPS_H

#include <stdbool.h>
#include <stdint.h>

#include "endpoint/arrival.h"
#include "endpoint/host.h"

/* The value of the connection's timestamp clock: one tick a millisecond (RFC 7323
 * section 4.1). */
uint32_t stamp_now(const struct tcp_conn *conn);

/* RFC 7323 section 5.3, R1: true when the segment is refused. */
bool paws_refuses(const struct tcp_conn *conn, const struct arrival *in);

/* TS.Recent follows the segment (RFC 7323 section 4.3 (2)). */
void stamp_learn(struct tcp_conn *conn, const struct arrival *in);

#endif
