/* SPDX-License-Identifier: BSD-2-Clause */
/* text.h - URG and segment text (RFC 9293 section 3.10.7.4, steps six and seven). */
#ifndef TCPVET_ENDPOINT_ARRIVES_TEXT_H
#define TCPVET_ENDPOINT_ARRIVES_TEXT_H

#include <stdbool.h>

#include "endpoint/arrival.h"
#include "endpoint/host.h"

/* Sixth, check the URG bit. */
void check_urg(struct tcp_conn *conn, const struct arrival *in);

/* Seventh, process the segment text; may trim `in`. */
void process_text(struct tcp_conn *conn, struct arrival *in);

/* New text for a user who reads no more: data is lost (SHLD-3). */
bool text_is_lost(const struct tcp_conn *conn, const struct arrival *in);

#endif
