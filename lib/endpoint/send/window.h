/* SPDX-License-Identifier: BSD-2-Clause */
/* window.h - the receive buffer and the window that is announced for it. */
#ifndef TCPVET_ENDPOINT_SEND_WINDOW_H
#define TCPVET_ENDPOINT_SEND_WINDOW_H

#include <stdbool.h>
#include <stdint.h>

#include "endpoint/host.h"

/* How many octets wait for RECEIVE, in order. */
uint32_t receive_held(const struct tcp_conn *conn);

/* How many may wait at most. */
uint32_t receive_buffer(const struct tcp_conn *conn);

/* What of that is free. */
uint32_t receive_room(const struct tcp_conn *conn);

/* The window field of a segment about to go out; updates RCV.WND (MUST-39). */
uint16_t window_announce(struct tcp_conn *conn, bool syn);

/* After a RECEIVE: tells the peer when the window opened enough. */
void window_after_read(struct tcp_conn *conn);

#endif
