/* SPDX-License-Identifier: BSD-2-Clause */
#include <criterion/criterion.h>

#include "../tools/random_segment.h"
#include "base/seq.h"

enum { DRAWS = 20000 };

/* Every second number lies so close below 2^32 that distances cross the wrap. */
static uint32_t draw(struct rng *rng, int i)
{
	return i % 2 ? rng_u32(rng) : UINT32_MAX - rng_below(rng, 4);
}

/* 1 to 2^31 - 1, small ones as often as large ones. */
static uint32_t draw_distance(struct rng *rng, int i)
{
	return 1 + rng_below(rng, i % 3 ? 0x7fffffff : 8);
}

Test(seq, later_number_is_greater_also_over_the_wrap)
{
	struct rng rng = { 1 };

	for (int i = 0; i < DRAWS; i++) {
		uint32_t a = draw(&rng, i), d = draw_distance(&rng, i), b = a + d;

		cr_assert(seq_lt(a, b) && seq_leq(a, b), "%u < %u", a, b);
		cr_assert(seq_gt(b, a) && seq_geq(b, a), "%u > %u", b, a);
		cr_assert_not(seq_lt(b, a) || seq_leq(b, a), "%u, %u", a, b);
		cr_assert_not(seq_gt(a, b) || seq_geq(a, b), "%u, %u", a, b);
	}
}

Test(seq, number_equals_itself)
{
	struct rng rng = { 2 };

	for (int i = 0; i < DRAWS; i++) {
		uint32_t a = draw(&rng, i);

		cr_assert(seq_leq(a, a) && seq_geq(a, a));
		cr_assert_not(seq_lt(a, a) || seq_gt(a, a));
		cr_assert_eq(seq_diff(a, a), 0);
		cr_assert_eq(seq_max(a, a), a);
	}
}

Test(seq, difference_is_the_signed_distance)
{
	struct rng rng = { 3 };

	for (int i = 0; i < DRAWS; i++) {
		uint32_t a = draw(&rng, i), d = draw_distance(&rng, i);

		cr_assert_eq(seq_diff(a, a + d), (int32_t)d);
		cr_assert_eq(seq_diff(a + d, a), -(int32_t)d);
	}
}

Test(seq, max_is_the_later_in_either_order)
{
	struct rng rng = { 4 };

	for (int i = 0; i < DRAWS; i++) {
		uint32_t a = draw(&rng, i), b = a + draw_distance(&rng, i);

		cr_assert_eq(seq_max(a, b), b);
		cr_assert_eq(seq_max(b, a), b);
	}
}

Test(seq, window_holds_its_edges_and_nothing_outside)
{
	struct rng rng = { 5 };

	for (int i = 0; i < DRAWS; i++) {
		uint32_t left = draw(&rng, i);
		uint32_t size = 1 + rng_below(&rng, i % 3 ? (1u << 30) - 1 : 8);

		cr_assert(seq_in(left, left, size));
		cr_assert(seq_in(left + size - 1, left, size));
		cr_assert(seq_in(left + rng_below(&rng, size), left, size));
		cr_assert_not(seq_in(left + size, left, size));
		cr_assert_not(seq_in(left - 1, left, size));
		cr_assert_not(seq_in(left, left, 0));
	}
}

Test(seq, ranges_hold_the_edges_that_the_rfc_gives_them)
{
	struct rng rng = { 6 };

	for (int i = 0; i < DRAWS; i++) {
		uint32_t una = draw(&rng, i), nxt = una + 1 + rng_below(&rng, 1u << 30);

		cr_assert(seq_between(una, una, nxt) && seq_between(nxt, una, nxt));
		cr_assert_not(seq_between(una - 1, una, nxt));
		cr_assert_not(seq_between(nxt + 1, una, nxt));
		cr_assert(seq_acceptable_ack(una + 1, una, nxt));
		cr_assert(seq_acceptable_ack(nxt, una, nxt));
		cr_assert_not(seq_acceptable_ack(una, una, nxt));
		cr_assert_not(seq_acceptable_ack(nxt + 1, una, nxt));
		cr_assert(seq_covers(una, nxt, una, nxt) && seq_covers(una, nxt, nxt, nxt));
		cr_assert_not(seq_covers(una, nxt, una - 1, nxt));
		cr_assert_not(seq_covers(una, nxt, una, nxt + 1));
	}
}

Test(seq, wrap_by_hand)
{
	cr_assert(seq_lt(0xffffffffu, 0));
	cr_assert(seq_gt(0, 0xffffffffu));
	cr_assert_eq(seq_diff(0xfffffffeu, 3), 5);
	cr_assert_eq(seq_max(0xfffffff0u, 0x10), 0x10);
	cr_assert(seq_in(1, 0xffffffffu, 3));
	cr_assert_not(seq_in(2, 0xffffffffu, 3));
	cr_assert(seq_lt(0x7fffffffu, 0x80000000u));
}
