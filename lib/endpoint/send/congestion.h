/* SPDX-License-Identifier: BSD-2-Clause */
/* congestion.h - congestion control: how much, and what again. */
#ifndef TCPVET_ENDPOINT_SEND_CONGESTION_H
#define TCPVET_ENDPOINT_SEND_CONGESTION_H

#include <stdbool.h>
#include <stdint.h>

#include "endpoint/arrival.h"
#include "endpoint/host.h"

/* The initial window (RFC 5681 section 3.1); the connection is synchronized. */
void cc_init(struct tcp_conn *conn);

/* SND.UNA moved by so many numbers. */
void cc_acked(struct tcp_conn *conn, uint32_t octets);

/* An acknowledgment that moves nothing. */
void cc_duplicate(struct tcp_conn *conn, const struct arrival *in);

/* The retransmission timer expired: everything outstanding goes out again. */
void cc_timeout(struct tcp_conn *conn);

/* A closed window opened: what was refused meanwhile goes out again. */
void cc_window_opened(struct tcp_conn *conn);

/* New data is about to be sent: after an idle time the restart window. */
void cc_before_send(struct tcp_conn *conn);

/* How many octets the congestion window lets out now. */
uint32_t cc_room(const struct tcp_conn *conn);

/* What a recovery wants to be sent again: false when nothing. */
bool cc_next(const struct tcp_conn *conn, uint32_t *seq, uint32_t *len);

/* That was sent, up to `end`. */
void cc_resent(struct tcp_conn *conn, uint32_t end);

#endif
