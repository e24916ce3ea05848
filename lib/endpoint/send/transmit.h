/* SPDX-License-Identifier: BSD-2-Clause */
/* transmit.h - single segments, sent at once, whatever the windows say. */
#ifndef TCPVET_ENDPOINT_SEND_TRANSMIT_H
#define TCPVET_ENDPOINT_SEND_TRANSMIT_H

#include <stdint.h>

#include "endpoint/host.h"

/* <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK> */
void output_ack(struct tcp_conn *conn);

/* <SEQ=ISS><CTL=SYN>, or <SEQ=ISS><ACK=RCV.NXT><CTL=SYN,ACK>, the first or again. */
void output_syn(struct tcp_conn *conn);

/* <SEQ=SND.NXT><ACK=RCV.NXT><CTL=RST,ACK> of this connection. */
void output_reset(struct tcp_conn *conn);

/* A keep-alive (section 3.8.4). */
void output_keepalive(struct tcp_conn *conn);

/* The octets and controls numbered seq .. seq+len-1, for the first time or again. */
void output_range(struct tcp_conn *conn, uint32_t seq, uint32_t len);

/* One octet, or the FIN, for a closed window (section 3.8.6.1). */
void output_probe(struct tcp_conn *conn);

#endif
