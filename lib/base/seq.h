/* SPDX-License-Identifier: BSD-2-Clause */
/* seq.h - sequence numbers: arithmetic modulo 2^32 (RFC 9293 section 3.4). */
#ifndef TCPVET_BASE_SEQ_H
#define TCPVET_BASE_SEQ_H

#include <stdbool.h>
#include <stdint.h>

/*
 * All sequence numbers are uint32_t in host order; + and - wrap as the RFC
 * wants. Comparison is by the shorter way round the circle: a precedes b when b
 * is reached from a by less than 2^31 steps upwards. Two numbers exactly 2^31
 * apart have no order: then both seq_lt(a, b) and seq_lt(b, a) are true, and so
 * no caller may rely on them.
 */

/* b - a as a signed distance: > 0 when b is later. */
static inline int32_t seq_diff(uint32_t a, uint32_t b)
{
	return (int32_t)(b - a);
}

static inline bool seq_lt(uint32_t a, uint32_t b)
{
	return (int32_t)(a - b) < 0;
}

static inline bool seq_leq(uint32_t a, uint32_t b)
{
	return a == b || seq_lt(a, b);
}

static inline bool seq_gt(uint32_t a, uint32_t b)
{
	return seq_lt(b, a);
}

static inline bool seq_geq(uint32_t a, uint32_t b)
{
	return seq_leq(b, a);
}

/* The later of the two. */
static inline uint32_t seq_max(uint32_t a, uint32_t b)
{
	return seq_lt(a, b) ? b : a;
}

/* first =< n =< last, less than 2^31 numbers apart: the range of an acknowledgment that
 * updates the send window, "SND.UNA =< SEG.ACK =< SND.NXT" (RFC 9293 section 3.10.7.4),
 * and the like. */
static inline bool seq_between(uint32_t n, uint32_t first, uint32_t last)
{
	return seq_leq(first, n) && seq_leq(n, last);
}

/* una < ack =< nxt: "A new acknowledgment (called an "acceptable ack") is one for which
 * the inequality below holds: SND.UNA < SEG.ACK =< SND.NXT" (RFC 9293 section 3.4). With
 * the other end's numbers: it covers the SYN, and no more than was sent. */
static inline bool seq_acceptable_ack(uint32_t ack, uint32_t una, uint32_t nxt)
{
	return seq_gt(ack, una) && seq_leq(ack, nxt);
}

/* Do the numbers left =< n < right hold all of first =< n < end? */
static inline bool seq_covers(uint32_t left, uint32_t right, uint32_t first, uint32_t end)
{
	return seq_geq(first, left) && seq_leq(end, right);
}

/* left =< n < left + size, size a window of up to 2^30 - 1 octets. */
static inline bool seq_in(uint32_t n, uint32_t left, uint32_t size)
{
	return n - left < size;
}

#endif
