/* SPDX-License-Identifier: BSD-2-Clause */
/* ranges.c - a few pieces of sequence space, kept apart from each other. */
#include "model/ranges.h"

static void remove_at(struct seq_ranges *ranges, unsigned i)
{
	ranges->count--;
	for (; i < ranges->count; i++)
		ranges->at[i] = ranges->at[i + 1];
}

static unsigned highest(const struct seq_ranges *ranges)
{
	unsigned best = 0;

	for (unsigned i = 1; i < ranges->count; i++)
		if (seq_gt(ranges->at[i].left, ranges->at[best].left))
			best = i;
	return best;
}

void ranges_add(struct seq_ranges *ranges, uint32_t left, uint32_t right)
{
	unsigned i = 0;

	if (!seq_lt(left, right))
		return;
	/* The pieces lie apart: what one brings in touches no other. */
	while (i < ranges->count) {
		struct seq_range r = ranges->at[i];

		if (seq_gt(left, r.right) || seq_lt(right, r.left)) {
			i++;
			continue;
		}
		if (seq_lt(r.left, left))
			left = r.left;
		right = seq_max(right, r.right);
		remove_at(ranges, i);
	}
	if (ranges->count == TCB_RANGES_MAX) {
		unsigned top = highest(ranges);

		if (seq_gt(left, ranges->at[top].left))
			return;
		remove_at(ranges, top);
	}
	ranges->at[ranges->count].left = left;
	ranges->at[ranges->count].right = right;
	ranges->count++;
}

void ranges_advance(struct seq_ranges *ranges, uint32_t *next)
{
	unsigned i = 0;

	while (i < ranges->count) {
		struct seq_range r = ranges->at[i];

		if (seq_gt(r.left, *next)) {
			i++;
			continue;
		}
		*next = seq_max(*next, r.right);
		remove_at(ranges, i);
	}
}
