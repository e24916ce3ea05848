/* SPDX-License-Identifier: BSD-2-Clause */
/* rtx.h - the retransmission timer (RFC 6298): how long it runs, when it runs. */
#ifndef TCPVET_ENDPOINT_SEND_RTX_H
#define TCPVET_ENDPOINT_SEND_RTX_H

#include <stdbool.h>
#include <stdint.h>

#include "endpoint/arrival.h"
#include "endpoint/host.h"

/* RTO of a connection that knows nothing yet. */
void rtx_init(struct tcp_conn *conn);

/* A segment that ends at `end` went out, perhaps again. */
void rtx_sent(struct tcp_conn *conn, uint32_t end, bool again);

/* SND.UNA moved: a sample, and the timer (section 5, (5.2) and (5.3)). */
void rtx_acked(struct tcp_conn *conn, const struct arrival *in);

/* The connection is synchronized: (5.7). */
void rtx_established(struct tcp_conn *conn);

/* Lets the timer run while something is outstanding or a window is to be probed. */
void rtx_arm(struct tcp_conn *conn);

/* Does the timer stand for probes of a closed window (RFC 9293 section 3.8.6.1)? */
bool rtx_is_probing(const struct tcp_conn *conn);

/* (5.5): doubles RTO. */
void rtx_back_off(struct tcp_conn *conn);

#endif
