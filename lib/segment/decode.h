/* SPDX-License-Identifier: BSD-2-Clause */
/* decode.h - what the steps of decoding share; internal to lib/segment. */
#ifndef TCPVET_SEGMENT_DECODE_H
#define TCPVET_SEGMENT_DECODE_H

#include <stddef.h>
#include <stdint.h>

#include "segment/segment.h"

/*
 * What is left of a frame: `held` octets can be read, `wire` were sent; held is
 * never the larger. Bytes are reached by asking for them, and by nothing else.
 */
struct span {
	const uint8_t *bytes;
	size_t held, wire;
};

/* The next n octets, or NULL when the capture does not hold them all; the span
 * moves behind them. */
static inline const uint8_t *span_take(struct span *span, size_t n)
{
	const uint8_t *start = span->bytes;

	if (n > span->held)
		return NULL;
	span->bytes += n;
	span->held -= n;
	span->wire -= n;
	return start;
}

/* Cuts the span to the first n octets of the wire. */
static inline void span_cut(struct span *span, size_t n)
{
	if (span->wire > n)
		span->wire = n;
	if (span->held > n)
		span->held = n;
}

/* Moves behind the link header; *family is what the header announces, FAMILY_NONE
 * when it leaves that to the IP header. DECODE_OK, _NOT_IP or _TRUNCATED. */
enum decode_status decode_link(struct span *span, enum link_type link,
			       unsigned *vlan_tags, enum ip_family *family);

/* What the IP level found for the TCP level. */
struct ip_found {
	size_t tcp_len;    /* by the IP header's length */
	bool lies;         /* that length is more than was on the wire */
	bool detour;       /* a routing header still changes the destination, so the
			    * checksum's addresses are not those of the header */
};

/* Read the header (and for IPv6 the extension headers); DECODE_OK when the span
 * then begins at TCP. */
enum decode_status decode_ipv4(struct span *span, struct decoded *out,
			       struct ip_found *found);
enum decode_status decode_ipv6(struct span *span, struct decoded *out,
			       struct ip_found *found);

#endif
