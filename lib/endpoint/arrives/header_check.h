/* SPDX-License-Identifier: BSD-2-Clause */
/* header_check.h - is what arrived a segment for this host at all? */
#ifndef TCPVET_ENDPOINT_ARRIVES_HEADER_CHECK_H
#define TCPVET_ENDPOINT_ARRIVES_HEADER_CHECK_H

#include <stdbool.h>

#include "endpoint/host.h"

/* RFC 9293 sections 3.1 and 3.9.2.3: whole, with a right checksum, from and to an
 * address that is one host's. A fault may let through, with `decoded` mended so that it
 * can be worked on, what should be dropped. */
bool header_passes(const struct tcp_endpoint *host, struct decoded *decoded);

#endif
