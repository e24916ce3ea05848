/* SPDX-License-Identifier: BSD-2-Clause */
#include "run/bare_segment.h"

enum { MSS = 536 };

int bare_segment_send(struct wire *wire, const struct hosts *hosts,
		      const struct bare_segment *bare, struct error *err)
{
	static const uint8_t mss[] = { MSS >> 8, MSS & 0xff };
	struct segment seg = {
		.src = hosts->tester, .dst = hosts->target,
		.src_port = bare->local, .dst_port = bare->peer,
		.flags = bare->flags, .seq = bare->seq, .ack = bare->ack,
		.window = 65535, .df = true,
	};

	if (bare->flags & SEG_SYN)
		segment_add_option(&seg, OPT_MSS, mss, sizeof(mss));
	return wire_send(wire, &seg, err);
}
