/* SPDX-License-Identifier: BSD-2-Clause */
/* echo_reply.h - the answer of any host to an ICMP echo request. Pure; frames in place. */
#ifndef TCPVET_LAB_TAP_ECHO_REPLY_H
#define TCPVET_LAB_TAP_ECHO_REPLY_H

#include <stdbool.h>
#include <stddef.h>

#include "lab/tap/neighbour.h"

/* Makes the Ethernet frame, if it is an echo request (RFC 792; RFC 4443 section 4.1) to one
 * of the station's addresses, the reply to it; false: it is none and is left as it is. */
bool echo_reply(const struct station *own, uint8_t *frame, size_t len);

#endif
