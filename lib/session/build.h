/* SPDX-License-Identifier: BSD-2-Clause */
/* build.h - a `<` line of a script as a segment. */
#ifndef TCPVET_SESSION_BUILD_H
#define TCPVET_SESSION_BUILD_H

#include "session/eval.h"
#include "segment/segment.h"

/*
 * Fills *seg (addresses and ports are the caller's) with what the line says and
 * with the tester's defaults for what it does not. The payload is put into
 * *payload, which the caller frees. 0, or -1 with err.
 */
int build_segment(const struct scope *scope, const struct segment_spec *spec,
		  struct segment *seg, uint8_t **payload, struct error *err);

/* The tester's octet at a sequence number: a retransmission repeats it. */
uint8_t build_pattern(const struct connection *conn, uint32_t seq);

#endif
