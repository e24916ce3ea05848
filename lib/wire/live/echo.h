/* SPDX-License-Identifier: BSD-2-Clause */
/* echo.h - does a host answer an ICMP echo request (RFC 792, RFC 4443 section 4.1)? */
#ifndef TCPVET_WIRE_LIVE_ECHO_H
#define TCPVET_WIRE_LIVE_ECHO_H

#include <stdbool.h>

#include "segment/address.h"

/* Asks up to three times, a second in all, and waits for the answer. False also when the
 * question cannot be put. source: the tester's address. */
bool echo_answered(const struct ipaddr *source, const struct ipaddr *host);

#endif
