/* SPDX-License-Identifier: BSD-2-Clause */
/* tcp_options.h - TCP options, as they are read and as they are written. */
#ifndef TCPVET_ENDPOINT_SEND_TCP_OPTIONS_H
#define TCPVET_ENDPOINT_SEND_TCP_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "endpoint/arrival.h"
#include "endpoint/host.h"

/* Reads the options of a segment. */
void options_read(const struct tcp_endpoint *host, const struct segment *seg,
		  struct offered *out);

/* What the peer's SYN settles for the connection. */
void options_learn_syn(struct tcp_conn *conn, const struct arrival *in);

/* Adds the options of a SYN, or (`answer`) of the SYN,ACK that answers one. */
void options_add_syn(struct tcp_conn *conn, struct segment *seg, bool answer);

/* Adds the options of every other segment, SACK where `sack`. */
void options_add(struct tcp_conn *conn, struct segment *seg, bool sack);

/* Octets of options on a segment with data that goes out now. */
unsigned options_size(const struct tcp_conn *conn);

/* The value of the MSS option of this host (MUST-67). */
uint16_t advertised_mss(const struct tcp_endpoint *host, enum ip_family family);

#endif
