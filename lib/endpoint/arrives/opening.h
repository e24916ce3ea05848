/* SPDX-License-Identifier: BSD-2-Clause */
/* opening.h - what a SYN makes of a connection (RFC 9293 sections 3.10.7.2, 3.10.7.3). */
#ifndef TCPVET_ENDPOINT_ARRIVES_OPENING_H
#define TCPVET_ENDPOINT_ARRIVES_OPENING_H

#include "endpoint/arrival.h"
#include "endpoint/host.h"

/* RCV.NXT <- SEG.SEQ+1, IRS <- SEG.SEQ, and what goes with them. */
void learn_irs(struct tcp_conn *conn, const struct arrival *in);

/* The window of a SYN, which is never scaled. */
void learn_first_window(struct tcp_conn *conn, const struct arrival *in);

/* A SYN for a listener: makes a connection in SYN-RECEIVED, which may take the place of
 * one in TIME-WAIT. It belongs to the endpoint; nothing is sent yet. */
struct tcp_conn *open_passively(struct tcp_endpoint *host, struct listener *listener,
				const struct arrival *in);

#endif
