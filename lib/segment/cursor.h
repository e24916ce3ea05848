/* SPDX-License-Identifier: BSD-2-Clause */
/* cursor.h - octets of a frame that are read front to back, and never past their end;
 * internal to lib/segment. */
#ifndef TCPVET_SEGMENT_CURSOR_H
#define TCPVET_SEGMENT_CURSOR_H

#include <stddef.h>
#include <stdint.h>

/*
 * What is left of a frame: `held` octets can be read, `wire` were sent; held is
 * never the larger. Bytes are reached by asking for them, and by nothing else.
 */
struct cursor {
	const uint8_t *bytes;
	size_t held, wire;
};

/* The next n octets, or NULL when the capture does not hold them all; the cursor
 * moves behind them. */
static inline const uint8_t *cursor_take(struct cursor *cursor, size_t n)
{
	const uint8_t *start = cursor->bytes;

	if (n > cursor->held)
		return NULL;
	cursor->bytes += n;
	cursor->held -= n;
	cursor->wire -= n;
	return start;
}

/* Cuts what is left to the first n octets of the wire. */
static inline void cursor_cut(struct cursor *cursor, size_t n)
{
	if (cursor->wire > n)
		cursor->wire = n;
	if (cursor->held > n)
		cursor->held = n;
}

#endif
