/* SPDX-License-Identifier: BSD-2-Clause */
#include "verdict/rules.h"

#include <criterion/criterion.h>
#include <string.h>

struct feed {
	struct rules *rules;
	struct tcb tcb;
};

static struct feed feed_new(bool lossless)
{
	struct feed feed = { rules_new(FAMILY_INET,
					  lossless ? PATH_PERFECT : PATH_UNKNOWN), { 0 } };

	tcb_init(&feed.tcb, true);
	return feed;
}

static void give(struct feed *feed, enum decode_status status,
		 enum checksum_status checksum, unsigned times)
{
	struct decoded decoded = { .status = status, .checksum = checksum };
	struct trace_line line = { 0 };

	decoded.seg.flags = SEG_RST | SEG_ACK;
	while (times--)
		rules_judge(feed->rules, &feed->tcb, &decoded, &line, "some/case");
}

static const struct rule_result *result_of(struct feed *feed, const char *id)
{
	for (unsigned i = 0; i < rules_count(); i++)
		if (strcmp(rules_result(feed->rules, i)->id, id) == 0)
			return rules_result(feed->rules, i);
	cr_assert_fail("no rule %s", id);
	return NULL;
}

static enum verdict checksum_verdict(bool lossless, unsigned good, unsigned bad)
{
	struct feed feed = feed_new(lossless);
	enum verdict verdict;

	give(&feed, DECODE_OK, CHECKSUM_GOOD, good);
	give(&feed, DECODE_OK, CHECKSUM_BAD, bad);
	verdict = result_of(&feed, "RFC9293/MUST-2")->verdict;
	rules_free(feed.rules);
	return verdict;
}

Test(rules, one_wrong_checksum_breaks_on_a_sound_path)
{
	cr_assert_eq(checksum_verdict(true, 0, 0), VERDICT_SKIP);
	cr_assert_eq(checksum_verdict(true, 1000, 0), VERDICT_PASS);
	cr_assert_eq(checksum_verdict(true, 1000, 1), VERDICT_FAIL);
}

Test(rules, a_path_may_damage_a_segment_now_and_then)
{
	cr_assert_eq(checksum_verdict(false, 1000, 0), VERDICT_PASS);
	cr_assert_eq(checksum_verdict(false, 0, 2), VERDICT_INCONCLUSIVE);
	cr_assert_eq(checksum_verdict(false, 0, 3), VERDICT_FAIL);
	cr_assert_eq(checksum_verdict(false, 1000, 20), VERDICT_INCONCLUSIVE);
	cr_assert_eq(checksum_verdict(false, 80, 20), VERDICT_FAIL);
}

Test(rules, damage_of_the_data_offset_counts_alike)
{
	for (unsigned lossless = 0; lossless < 2; lossless++) {
		struct feed feed = feed_new(lossless);

		give(&feed, DECODE_OK, CHECKSUM_GOOD, 1000);
		give(&feed, DECODE_BAD_OFFSET, CHECKSUM_UNSEEN, 5);
		cr_assert_eq(result_of(&feed, "RFC9293/3.1-DOFF-TX")->verdict,
			     lossless ? VERDICT_FAIL : VERDICT_INCONCLUSIVE);
		rules_free(feed.rules);
	}
}

/* That most are short enough says nothing of one that an offload may have made long. */
Test(rules, one_segment_that_may_be_several_leaves_the_mss_open)
{
	struct feed feed = feed_new(true);
	struct segment syn = { .flags = SEG_SYN, .window = 1000 };
	struct segment syn_ack = { .flags = SEG_SYN | SEG_ACK, .ack = 1 };
	struct segment ack = { .flags = SEG_ACK, .seq = 1, .ack = 1, .window = 1000 };
	struct decoded data = { .seg = { .src.family = FAMILY_INET, .flags = SEG_ACK,
					 .seq = 1, .ack = 1, .payload_len = 536 } };
	struct trace_line line = { 0 };

	tcb_tester_sent(&feed.tcb, &syn);
	tcb_target_sent(&feed.tcb, &syn_ack);
	tcb_tester_sent(&feed.tcb, &ack);
	rules_judge(feed.rules, &feed.tcb, &data, &line, "some/case");
	cr_assert_eq(result_of(&feed, "RFC9293/MUST-15")->verdict, VERDICT_PASS);
	data.seg.payload_len = 537;
	data.checksum = CHECKSUM_PARTIAL;
	rules_judge(feed.rules, &feed.tcb, &data, &line, "some/case");
	cr_assert_eq(result_of(&feed, "RFC9293/MUST-15")->verdict,
		     VERDICT_INCONCLUSIVE);
	/* The first was finished. */
	cr_assert_eq(result_of(&feed, "RFC9293/MUST-2")->verdict, VERDICT_PASS);
	cr_assert_eq(rules_unfinished(feed.rules), 1);
	cr_assert_eq(rules_merged(feed.rules), 1);
	data.checksum = CHECKSUM_GOOD;
	rules_judge(feed.rules, &feed.tcb, &data, &line, "some/case");
	cr_assert_eq(result_of(&feed, "RFC9293/MUST-15")->verdict, VERDICT_FAIL);
	cr_assert_eq(rules_merged(feed.rules), 1);
	rules_free(feed.rules);
}
