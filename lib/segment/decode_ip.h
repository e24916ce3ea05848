/* SPDX-License-Identifier: BSD-2-Clause */
/* decode_ip.h - the IP header of a datagram; internal to lib/segment. */
#ifndef TCPVET_SEGMENT_DECODE_IP_H
#define TCPVET_SEGMENT_DECODE_IP_H

#include "segment/cursor.h"
#include "segment/segment.h"

/* What the IP level found for the TCP level. */
struct ip_found {
	size_t tcp_len;    /* by the IP header's length */
	bool lies;         /* that length is more than was on the wire */
	bool detour;       /* a routing header still changes the destination, so the
			    * checksum's addresses are not those of the header */
};

/* Read the header (and for IPv6 the extension headers); DECODE_OK when the cursor then
 * stands at TCP. */
enum decode_status decode_ipv4(struct cursor *cursor, struct decoded *out,
			       struct ip_found *found);
enum decode_status decode_ipv6(struct cursor *cursor, struct decoded *out,
			       struct ip_found *found);

#endif
