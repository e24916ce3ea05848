/* SPDX-License-Identifier: BSD-2-Clause */
/* bare_segment.h - a segment of flags alone, for who asks ports and measures paths.
 * Internal to the room. */
#ifndef TCPVET_RUN_BARE_SEGMENT_H
#define TCPVET_RUN_BARE_SEGMENT_H

#include "wire/wire.h"

struct bare_segment {
	uint16_t local, peer; /* ports of the tester and the target */
	uint16_t flags;
	uint32_t seq, ack;
};

/* Sends it; a SYN offers an MSS. 0, or WIRE_UNSENT or -1 with err, as wire_send. */
int bare_segment_send(struct wire *wire, const struct hosts *hosts,
		      const struct bare_segment *bare, struct error *err);

#endif
