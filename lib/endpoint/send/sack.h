/* SPDX-License-Identifier: BSD-2-Clause */
/* sack.h - selective acknowledgment (RFC 2018, RFC 2883), both directions. */
#ifndef TCPVET_ENDPOINT_SEND_SACK_H
#define TCPVET_ENDPOINT_SEND_SACK_H

#include <stdbool.h>
#include <stdint.h>

#include "endpoint/arrival.h"
#include "endpoint/host.h"

/* Learns the blocks of a segment; true when they told something new. */
bool sack_take(struct tcp_conn *conn, const struct arrival *in);

/* Does the peer hold the octet? Then *right is where the piece ends that it lies in. */
bool sack_holds(const struct tcp_conn *conn, uint32_t seq, uint32_t *right);

/* Behind the highest octet that the peer holds; SND.UNA when it reported none. */
uint32_t sack_highest(const struct tcp_conn *conn);

/* How many of left =< n < right the peer holds. */
uint32_t sack_octets(const struct tcp_conn *conn, uint32_t left, uint32_t right);

/* An octet arrived above a gap: its piece is to be reported first. */
void sack_note_arrival(struct tcp_conn *conn, uint32_t seq);

/* left =< n < right came twice: to be reported once, at once. */
void sack_note_duplicate(struct tcp_conn *conn, uint32_t left, uint32_t right);

/* How many blocks there are to report, at most max. */
unsigned sack_count(const struct tcp_conn *conn, unsigned max);

/* The blocks to report, at most max; a D-SACK is forgotten by this. */
unsigned sack_blocks(struct tcp_conn *conn, struct seq_range *blocks, unsigned max);

#endif
