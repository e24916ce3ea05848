/* SPDX-License-Identifier: BSD-2-Clause */
/* acks.h - the ACK field (RFC 9293 section 3.10.7.4, fifth step). */
#ifndef TCPVET_ENDPOINT_ARRIVES_ACKS_H
#define TCPVET_ENDPOINT_ARRIVES_ACKS_H

#include "endpoint/arrival.h"
#include "endpoint/host.h"

/* Fifth, check the ACK field. */
enum step_result check_ack(struct tcp_conn *conn, const struct arrival *in);

/* SND.UNA <- SEG.ACK; the retransmission queue, the timers and the congestion window
 * follow. */
void take_ack(struct tcp_conn *conn, const struct arrival *in);

/* Enters ESTABLISHED, or FIN-WAIT-1 where CLOSE was called before. */
void establish(struct tcp_conn *conn);

#endif
