/* SPDX-License-Identifier: BSD-2-Clause */
/* reassembly.h - text by its numbers: what is in order, what lies above a gap. */
#ifndef TCPVET_ENDPOINT_ARRIVES_REASSEMBLY_H
#define TCPVET_ENDPOINT_ARRIVES_REASSEMBLY_H

#include <stdint.h>

#include "endpoint/arrival.h"
#include "endpoint/host.h"

/* RCV.NXT <- to; RCV.NXT+RCV.WND stays where it is. */
void receive_advance(struct tcp_conn *conn, uint32_t to);

/* Trims the text to the window and keeps it: RCV.NXT goes over what is in order, and an
 * ACK is owed (sections 3.10.7.4, seventh step, and 3.8.6.3). */
void reassemble(struct tcp_conn *conn, struct arrival *in);

/* Text and FIN of a SYN wait until ESTABLISHED (section 3.10.7.2). */
void queue_syn_text(struct tcp_conn *conn, const struct arrival *in);

#endif
