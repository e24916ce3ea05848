/* SPDX-License-Identifier: BSD-2-Clause */
#include <criterion/criterion.h>

#include "../tools/random_segment.h"
#include "model/ranges.h"

/* On the wrap, and away from it. */
static const uint32_t origins[] = { 0, 1000, UINT32_MAX - 15, 0x7ffffff0 };

enum { ORIGINS = sizeof(origins) / sizeof(origins[0]) };

static bool holds(const struct seq_ranges *r, uint32_t n)
{
	for (unsigned i = 0; i < r->count; i++)
		if (n - r->at[i].left < r->at[i].right - r->at[i].left)
			return true;
	return false;
}

Test(ranges, nothing_is_added_for_nothing)
{
	struct seq_ranges r = { 0 };

	ranges_add(&r, 5, 5);
	ranges_add(&r, 6, 5);
	cr_assert_eq(r.count, 0);
}

Test(ranges, pieces_that_touch_or_overlap_become_one)
{
	static const uint32_t seconds[][2] = { { 10, 15 }, { 0, 5 },   { 4, 20 },
					       { 6, 8 },   { 5, 10 },  { 9, 12 } };

	for (size_t o = 0; o < ORIGINS; o++)
		for (size_t k = 0; k < 6; k++) {
			uint32_t base = origins[o], lo = seconds[k][0],
				 hi = seconds[k][1];
			struct seq_ranges r = { 0 };

			ranges_add(&r, base + 5, base + 10);
			ranges_add(&r, base + lo, base + hi);
			cr_assert_eq(r.count, 1, "%u..%u", lo, hi);
			cr_assert_eq(r.at[0].left - base, lo < 5 ? lo : 5);
			cr_assert_eq(r.at[0].right - base, hi > 10 ? hi : 10);
		}
}

Test(ranges, pieces_apart_stay_apart)
{
	for (size_t o = 0; o < ORIGINS; o++) {
		struct seq_ranges r = { 0 };

		ranges_add(&r, origins[o] + 5, origins[o] + 10);
		ranges_add(&r, origins[o] + 11, origins[o] + 15);
		ranges_add(&r, origins[o] + 1, origins[o] + 4);
		cr_assert_eq(r.count, 3);
		ranges_add(&r, origins[o] + 4, origins[o] + 11);
		cr_assert_eq(r.count, 1);
		cr_assert_eq(r.at[0].left, origins[o] + 1);
		cr_assert_eq(r.at[0].right, origins[o] + 15);
	}
}

Test(ranges, highest_piece_goes_when_there_is_no_room)
{
	for (size_t o = 0; o < ORIGINS; o++) {
		uint32_t base = origins[o];
		struct seq_ranges r = { 0 };

		for (uint32_t i = 1; i <= TCB_RANGES_MAX; i++)
			ranges_add(&r, base + 10 * i, base + 10 * i + 5);
		cr_assert_eq(r.count, TCB_RANGES_MAX);
		ranges_add(&r, base + 1, base + 3);
		cr_assert_eq(r.count, TCB_RANGES_MAX);
		cr_assert(holds(&r, base + 1));
		cr_assert_not(holds(&r, base + 10 * TCB_RANGES_MAX));
		cr_assert(holds(&r, base + 10 * (TCB_RANGES_MAX - 1)));
		/* One above all that is held is forgotten itself. */
		ranges_add(&r, base + 500, base + 505);
		cr_assert_not(holds(&r, base + 500));
	}
}

Test(ranges, advance_eats_what_it_reaches)
{
	for (size_t o = 0; o < ORIGINS; o++) {
		uint32_t base = origins[o], next = base + 4;
		struct seq_ranges r = { 0 };

		ranges_add(&r, base + 20, base + 30);
		ranges_add(&r, base + 5, base + 10);
		ranges_advance(&r, &next);
		cr_assert_eq(next, base + 4, "a gap is before it");
		next = base + 5;
		ranges_advance(&r, &next);
		cr_assert_eq(next, base + 10);
		cr_assert_eq(r.count, 1);
		next = base + 25;
		ranges_advance(&r, &next);
		cr_assert_eq(next, base + 30);
		cr_assert_eq(r.count, 0);
		ranges_add(&r, base + 20, base + 25);
		ranges_advance(&r, &next);
		cr_assert_eq(next, base + 30, "never back");
		cr_assert_eq(r.count, 0);
	}
}

/* Against one flag an octet. Few enough pieces that none is ever forgotten. */
Test(ranges, agrees_with_a_table_of_octets)
{
	struct rng rng = { 7 };

	for (int round = 0; round < 2000; round++) {
		uint32_t base = round % 2 ? rng_u32(&rng) : UINT32_MAX - 30;
		bool table[80] = { false };
		struct seq_ranges r = { 0 };
		uint32_t next = base, wanted = 0;

		for (int k = 0; k < TCB_RANGES_MAX; k++) {
			uint32_t lo = rng_below(&rng, 60), hi = lo + rng_below(&rng, 9);

			ranges_add(&r, base + lo, base + hi);
			for (uint32_t i = lo; i < hi; i++)
				table[i] = true;
		}
		for (uint32_t i = 0; i < 80; i++)
			cr_assert_eq(holds(&r, base + i), table[i]);
		while (table[wanted])
			wanted++;
		ranges_advance(&r, &next);
		cr_assert_eq(next - base, wanted);
	}
}
