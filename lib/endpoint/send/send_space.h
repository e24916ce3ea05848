/* SPDX-License-Identifier: BSD-2-Clause */
/* send_space.h - questions to the send sequence space (RFC 9293 section 3.3.1). */
#ifndef TCPVET_ENDPOINT_SEND_SEND_SPACE_H
#define TCPVET_ENDPOINT_SEND_SEND_SPACE_H

#include <stdbool.h>
#include <stdint.h>

#include "endpoint/host.h"

/* Eff.snd.MSS (section 3.7.1), for the options of a segment that goes out now. */
uint32_t effective_mss(const struct tcp_conn *conn);

/* Behind the last octet or control that there is to send. */
uint32_t send_limit(const struct tcp_conn *conn);

/* How many octets SEND still takes. */
uint32_t send_room(const struct tcp_conn *conn);

/* Our FIN was sent and SND.UNA stands behind it. */
bool fin_acked(const struct tcp_conn *conn);

#endif
