/* SPDX-License-Identifier: BSD-2-Clause */
/* ranges.h - octets received above a gap (RFC 9293 SHLD-31), for the model and the
 * reference endpoint. */
#ifndef TCPVET_MODEL_RANGES_H
#define TCPVET_MODEL_RANGES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/seq.h"

enum { TCB_RANGES_MAX = 8 };

/* Octets left =< n < right. */
struct seq_range {
	uint32_t left, right;
};

/* Octets received above a gap, apart from each other. */
struct seq_ranges {
	struct seq_range at[TCB_RANGES_MAX];
	unsigned count;
};

/* Is the octet in it? */
static inline bool range_holds(const struct seq_range *range, uint32_t n)
{
	return seq_geq(n, range->left) && seq_lt(n, range->right);
}

/* Adds left =< n < right, joined with what it touches. When there is no room the
 * highest piece is forgotten: a receiver may drop what lies above a gap. */
void ranges_add(struct seq_ranges *ranges, uint32_t left, uint32_t right);

/* Moves *next over every piece that begins at or below it; those pieces go. */
void ranges_advance(struct seq_ranges *ranges, uint32_t *next);

#endif
