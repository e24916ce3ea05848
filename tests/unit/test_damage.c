/* SPDX-License-Identifier: BSD-2-Clause */
/* Wrong checksums: the path's damage hits whatever passes, the target's mistake is in one
 * kind of segment. */
#include "verdict/damage.h"

#include <criterion/criterion.h>
#include <string.h>

#include "verdict/rules.h"

#define ISS 1000u

static struct tcb open_tcb(void)
{
	struct segment syn = { .flags = SEG_SYN, .window = 1000 };
	struct segment syn_ack = { .flags = SEG_SYN | SEG_ACK, .seq = ISS, .ack = 1 };
	struct segment ack = { .flags = SEG_ACK, .seq = 1, .ack = ISS + 1, .window = 1000 };
	struct segment text = { .flags = SEG_ACK, .seq = ISS + 1, .ack = 1,
				.payload_len = 100 };
	struct tcb tcb;

	tcb_init(&tcb, true);
	tcb_tester_sent(&tcb, &syn);
	tcb_target_sent(&tcb, &syn_ack);
	tcb_tester_sent(&tcb, &ack);
	tcb_target_sent(&tcb, &text);
	return tcb;
}

static const struct segment bare = { .flags = SEG_ACK, .seq = ISS + 101, .ack = 1 };
static const struct segment fresh = { .flags = SEG_ACK, .seq = ISS + 101, .ack = 1,
				      .payload_len = 100 };
static const struct segment again = { .flags = SEG_ACK, .seq = ISS + 1, .ack = 1,
				      .payload_len = 100 };
static const struct segment odd = { .flags = SEG_ACK, .seq = ISS + 101, .ack = 1,
				    .payload_len = 5 };
static const struct segment reset = { .flags = SEG_RST, .seq = ISS + 101 };

static void note(struct damage *damage, const struct segment *seg, unsigned good,
		 unsigned bad)
{
	const struct tcb tcb = open_tcb();

	while (good--)
		damage_note(damage, &tcb, seg, false);
	while (bad--)
		damage_note(damage, &tcb, seg, true);
}

static void chooses(const struct damage *damage, const char *words, unsigned wanted)
{
	unsigned bad = 0;
	const char *got = damage_chooses(damage, &bad);

	cr_assert(words ? got && strcmp(got, words) == 0 : !got, "%s, not %s",
		  got ? got : "none", words ? words : "none");
	if (words)
		cr_assert_eq(bad, wanted);
}

Test(damage, always_in_one_kind_is_the_targets)
{
	static const struct {
		const struct segment *seg;
		const char *words;
	} rows[] = { { &again, "retransmissions" }, { &odd, "of odd length" },
		     { &reset, "resets" } };

	for (unsigned i = 0; i < 3; i++) {
		struct damage damage = { 0 };

		note(&damage, &bare, 1000, 0);
		note(&damage, &fresh, 91, 0);
		note(&damage, rows[i].seg, 0, 24);
		chooses(&damage, rows[i].words, 24);
	}
}

Test(damage, nearly_always_is_enough)
{
	struct damage damage = { 0 };

	note(&damage, &fresh, 500, 2);
	note(&damage, &odd, 20, 30);
	chooses(&damage, "of odd length", 30);
}

Test(damage, of_whatever_passes_is_the_paths)
{
	struct damage damage = { 0 };

	note(&damage, &bare, 500, 10);
	note(&damage, &fresh, 500, 10);
	note(&damage, &odd, 100, 2);
	note(&damage, &again, 20, 2);
	chooses(&damage, NULL, 0);
}

/* A hundred octets are hit more often than twenty. */
Test(damage, long_segments_are_hit_more_often)
{
	struct segment full = fresh;
	struct damage damage = { 0 };

	full.payload_len = 1460;
	note(&damage, &bare, 1000, 0);
	note(&damage, &full, 976, 24);
	chooses(&damage, NULL, 0);
}

/* A path that is bad for a while hits what is sent then, and that is sent again. */
Test(damage, few_of_one_kind_may_be_chance)
{
	struct damage damage = { 0 };

	chooses(&damage, NULL, 0);
	note(&damage, &bare, 100000, 0);
	note(&damage, &odd, 0, 11);
	chooses(&damage, NULL, 0);
	note(&damage, &odd, 0, 1);
	chooses(&damage, "of odd length", 12);
	damage = (struct damage){ 0 };
	note(&damage, &bare, 100000, 0);
	note(&damage, &again, 0, 23);
	chooses(&damage, NULL, 0);
	note(&damage, &again, 0, 1);
	chooses(&damage, "retransmissions", 24);
}

Test(damage, where_all_are_of_a_kind_it_chooses_none)
{
	struct damage damage = { 0 };

	note(&damage, &bare, 0, 500);
	chooses(&damage, NULL, 0);
}

/* As measured: 24 among 1,115. */
Test(damage, rule_of_checksums_hears_of_it)
{
	const struct tcb tcb = open_tcb();
	struct rules *rules = rules_new(FAMILY_INET, PATH_UNKNOWN);
	struct decoded decoded = { .checksum = CHECKSUM_GOOD, .seg = fresh };
	struct trace_line line = { 0 };
	const struct rule_result *result;

	decoded.seg.src.family = FAMILY_INET;
	for (unsigned i = 0; i < 1115; i++) {
		decoded.checksum = i % 46 ? CHECKSUM_GOOD : CHECKSUM_BAD;
		decoded.seg = i % 46 ? fresh : again;
		rules_judge(rules, &tcb, &decoded, &line, "some/case");
	}
	result = rules_result(rules, 0);
	cr_assert_str_eq(result->id, "RFC9293/MUST-2");
	cr_assert_eq(result->verdict, VERDICT_FAIL);
	cr_assert_eq(result->excuses, 0);
	cr_assert(strstr(result->reason, "of 25 such segments 25 are retransmissions"), "%s",
		  result->reason);
	rules_free(rules);
}
