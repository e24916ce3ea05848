/* SPDX-License-Identifier: BSD-2-Clause */
/* sequence.h - the sequence number (RFC 9293 section 3.10.7.4, first step). */
#ifndef TCPVET_ENDPOINT_ARRIVES_SEQUENCE_H
#define TCPVET_ENDPOINT_ARRIVES_SEQUENCE_H

#include <stdbool.h>
#include <stdint.h>

#include "endpoint/arrival.h"
#include "endpoint/host.h"

/* RCV.NXT =< n < RCV.NXT+RCV.WND */
bool in_receive_window(const struct tcp_conn *conn, uint32_t n);

/* Table 6. */
bool acceptable(const struct tcp_conn *conn, const struct arrival *in);

/* "If the RCV.WND is zero, no segments will be acceptable, but special allowance should
 * be made to accept valid ACKs, URGs, and RSTs" (MUST-66): true when it is made. Then
 * text and FIN are cut off, and an ACK is owed as for one that was not acceptable. */
bool zero_window_allows(struct tcp_conn *conn, struct arrival *in);

/* "An acknowledgment should be sent in reply. After sending the acknowledgment, drop the
 * unacceptable segment and return." A RST does not come here. */
void answer_unacceptable(struct tcp_conn *conn, const struct arrival *in);

/* Text that was all received before is to be reported (RFC 2883). */
void note_old_text(struct tcp_conn *conn, const struct arrival *in);

#endif
