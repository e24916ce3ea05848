/* SPDX-License-Identifier: BSD-2-Clause */
#include "lab/tap/neighbour.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static const struct station own = {
	{ 0, 0, 0x5e, 0, 0x53, 2 },
	{ FAMILY_INET, { 192, 0, 2, 2 } },
	{ FAMILY_INET6, { 0x20, 0x01, 0x0d, 0xb8, [15] = 2 } },
};

static const uint8_t arp[42] = {
	0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2, 0, 0, 0, 0, 9, 0x08, 0x06,
	0, 1, 8, 0, 6, 4, 0, 1, 2, 0, 0, 0, 0, 9, 192, 0, 2, 1,
	0, 0, 0, 0, 0, 0, 192, 0, 2, 2,
};

/* Who has 2001:db8::2? from ::, as duplicate address detection asks. */
static const uint8_t dad[78] = {
	0x33, 0x33, 0xff, 0, 0, 2, 2, 0, 0, 0, 0, 9, 0x86, 0xdd,
	0x60, 0, 0, 0, 0, 24, 58, 255, [38] = 0xff, 2, [49] = 1, 0xff, 0, 0, 2,
	[54] = 135, 0, 0x4c, 0xeb, [62] = 0x20, 1, 0x0d, 0xb8, [77] = 2,
};

/* The frame in memory of its own length, so that a sanitizer sees a read past it. */
static size_t ask(const uint8_t *frame, size_t len, uint8_t *answer)
{
	uint8_t *copy = malloc(len ? len : 1);
	size_t result;

	memcpy(copy, frame, len);
	result = neighbour_answer(&own, copy, len, answer);
	free(copy);
	return result;
}

Test(neighbour, answers_arp)
{
	uint8_t answer[NEIGHBOUR_ANSWER];

	cr_assert_eq(ask(arp, sizeof(arp), answer), sizeof(arp));
	cr_assert_arr_eq(answer, arp + 6, 6);
	cr_assert_arr_eq(answer + 6, own.mac, 6);
	cr_assert_eq(answer[21], 2);
	cr_assert_arr_eq(answer + 22, own.mac, 6);
	cr_assert_arr_eq(answer + 28, own.inet.bytes, 4);
	cr_assert_arr_eq(answer + 32, arp + 22, 10);
}

Test(neighbour, tells_all_that_an_address_is_taken)
{
	static const uint8_t all[16] = { 0xff, 2, [15] = 1 };
	uint8_t answer[NEIGHBOUR_ANSWER];

	cr_assert_eq(ask(dad, sizeof(dad), answer), NEIGHBOUR_ANSWER);
	cr_assert_arr_eq(answer + 38, all, 16);
	cr_assert_eq(answer[54], 136);
	cr_assert_eq(answer[58], 0x20);
	cr_assert_arr_eq(answer + 62, own.inet6.bytes, 16);
	cr_assert_arr_eq(answer + 80, own.mac, 6);
}

/* Each octet that decides, and each cut. */
Test(neighbour, answers_nothing_else)
{
	static const size_t in_arp[] = { 12, 14, 16, 18, 19, 21, 38, 41 };
	static const size_t in_dad[] = { 12, 20, 21, 54, 55, 57, 62, 77 };
	uint8_t answer[NEIGHBOUR_ANSWER], wrong[sizeof(dad)];

	for (size_t i = 0; i < sizeof(in_arp) / sizeof(in_arp[0]); i++) {
		memcpy(wrong, arp, sizeof(arp));
		wrong[in_arp[i]] ^= 0x40;
		cr_expect_eq(ask(wrong, sizeof(arp), answer), 0, "ARP %zu", in_arp[i]);
	}
	for (size_t i = 0; i < sizeof(in_dad) / sizeof(in_dad[0]); i++) {
		memcpy(wrong, dad, sizeof(dad));
		wrong[in_dad[i]] ^= 0x40;
		cr_expect_eq(ask(wrong, sizeof(dad), answer), 0, "ND %zu", in_dad[i]);
	}
	for (size_t len = 0; len < sizeof(dad); len++)
		cr_expect_eq(ask(dad, len, answer), 0, "ND cut to %zu", len);
	for (size_t len = 0; len < sizeof(arp); len++)
		cr_expect_eq(ask(arp, len, answer), 0, "ARP cut to %zu", len);
}

Test(neighbour, remembers_who_was_heard)
{
	struct neighbours table = { .next = 0 };
	struct ipaddr addr = { FAMILY_INET, { 192, 0, 2, 0 } };
	uint8_t mac[MAC_BYTES] = { 2 };

	cr_assert_null(neighbours_find(&table, &addr));
	for (unsigned i = 0; i <= NEIGHBOURS_MAX; i++) {
		addr.bytes[3] = mac[5] = (uint8_t)i;
		neighbours_learn(&table, &addr, mac);
	}
	cr_assert_eq(neighbours_find(&table, &addr)[5], NEIGHBOURS_MAX);
	addr.bytes[3] = 0;
	cr_assert_null(neighbours_find(&table, &addr));
}
