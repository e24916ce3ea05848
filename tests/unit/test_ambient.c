/* SPDX-License-Identifier: BSD-2-Clause */
/* Every rule: kept, broken, and where it does not speak. */
#include <string.h>

#include "model/ambient.h"
#include "model_fixture.h"

static const struct ambient_rule *rule(const char *id)
{
	for (unsigned i = 0; i < ambient_rule_count; i++)
		if (strcmp(ambient_rules[i].id, id) == 0)
			return &ambient_rules[i];
	cr_assert_fail("no rule %s", id);
	return NULL;
}

static const char *const outcomes[] = { "untouched", "kept", "broken", "doubtful",
					"hidden" };

static void judge_decoded(const struct conv *c, const char *id,
			  const struct decoded *decoded, enum ambient_outcome wanted)
{
	struct error why = { "" };
	enum ambient_outcome outcome = rule(id)->judge(&c->tcb, decoded, &why);
	bool says = outcome == AMBIENT_BROKEN || outcome == AMBIENT_DOUBTFUL;

	cr_assert_eq(outcome, wanted, "%s is %s, not %s (%s)", id,
		     outcomes[outcome], outcomes[wanted], why.text);
	cr_assert_eq(why.text[0] != 0, says, "words go with a breach: '%s'",
		     why.text);
}

static void judge(const struct conv *c, const char *id, struct segment seg,
		  enum ambient_outcome wanted)
{
	struct decoded decoded = { .status = DECODE_OK, .seg = seg };

	judge_decoded(c, id, &decoded, wanted);
}

#define KEPT AMBIENT_KEPT
#define BROKEN AMBIENT_BROKEN
#define UNTOUCHED AMBIENT_UNTOUCHED

static struct segment with_option(struct segment seg, uint8_t kind, size_t len)
{
	static const uint8_t zero[40];

	cr_assert(segment_add_option(&seg, kind, zero, len));
	return seg;
}

static struct segment with_raw(struct segment seg, const char *bytes, size_t len)
{
	cr_assert(segment_add_raw_options(&seg, bytes, len));
	return seg;
}

/* A connection whose SYN had the flags and one option (0: none). */
static void reach_with(struct conv *c, uint16_t more, uint8_t kind, size_t len,
		       enum tcp_state state)
{
	struct segment syn;

	start(c, 0);
	syn = from_tester(c, S | more, 0, 0, 0);
	if (kind)
		syn = with_option(syn, kind, len);
	tcb_tester_sent(&c->tcb, &syn);
	if (state == STATE_SYN_RECEIVED)
		return;
	target(c, SA, 0, 1, 0);
	tester(c, A, 1, 1, 0);
	assert_state(c, state);
}

Test(ambient, every_rule_has_its_words)
{
	for (unsigned i = 0; i < ambient_rule_count; i++) {
		cr_assert_not_null(strchr(ambient_rules[i].id, '/'));
		cr_assert_gt(strlen(ambient_rules[i].title), 5);
		for (unsigned k = 0; k < i; k++)
			cr_assert_str_neq(ambient_rules[i].id, ambient_rules[k].id);
	}
}

Test(ambient, checksum)
{
	static const enum ambient_outcome wanted[] = {
		[CHECKSUM_GOOD] = AMBIENT_KEPT,
		[CHECKSUM_BAD] = AMBIENT_BROKEN,
		[CHECKSUM_PARTIAL] = AMBIENT_HIDDEN,
		[CHECKSUM_UNSEEN] = AMBIENT_UNTOUCHED,
	};
	struct conv c;

	reach(&c, 0, STATE_LISTEN);
	for (int i = 0; i < 4; i++) {
		struct decoded decoded = { .checksum = (enum checksum_status)i,
					   .seg = from_target(&c, RA, 0, 1, 0) };

		judge_decoded(&c, "RFC9293/MUST-2", &decoded, wanted[i]);
	}
}

Test(ambient, data_offset)
{
	struct decoded decoded = { .status = DECODE_BAD_OFFSET };
	struct conv c;

	reach(&c, 0, STATE_ESTABLISHED);
	decoded.seg = from_target(&c, A, 1, 1, 0);
	judge_decoded(&c, "RFC9293/3.1-DOFF-TX", &decoded, BROKEN);
	judge(&c, "RFC9293/3.1-DOFF-TX", decoded.seg, KEPT);
}

Test(ambient, reserved_bits)
{
	static const char id[] = "RFC9293/3.1-RSVD-TX";
	struct conv c;

	reach(&c, 0, STATE_ESTABLISHED);
	judge(&c, id, from_target(&c, A | P | SEG_URG | SEG_ECE | SEG_CWR, 1, 1, 0),
	      KEPT);
	judge(&c, id, from_target(&c, A | SEG_AE, 1, 1, 0), BROKEN);
	for (uint16_t bit = 0x200; bit <= 0x800; bit = (uint16_t)(bit << 1))
		judge(&c, id, from_target(&c, A | bit, 1, 1, 0), BROKEN);
	/* AE is part of AccECN once that was offered; the rest stays reserved. */
	reach_with(&c, SEG_AE | SEG_ECE | SEG_CWR, 0, 0, STATE_SYN_RECEIVED);
	judge(&c, id, from_target(&c, SA | SEG_AE, 0, 1, 0), KEPT);
	judge(&c, id, from_target(&c, SA | 0x200, 0, 1, 0), BROKEN);
	/* The target that opens may offer it itself. */
	reach(&c, 0, STATE_LISTEN);
	judge(&c, id, from_target(&c, S | SEG_AE | SEG_ECE | SEG_CWR, 0, 0, 0), KEPT);
	judge(&c, id, from_target(&c, S | SEG_AE, 0, 0, 0), BROKEN);
	judge(&c, id, from_target(&c, S | SEG_ECE | SEG_CWR | 0x200, 0, 0, 0), BROKEN);
}

Test(ambient, ack_bit_once_synchronized)
{
	static const char id[] = "RFC9293/3.1-ACK-ALWAYS";
	struct conv c;

	for (size_t s = 0; s < SYNCHRONIZED; s++) {
		reach(&c, s % BASES, synchronized_states[s]);
		judge(&c, id, from_target(&c, A, 1, 1, 0), KEPT);
		judge(&c, id, from_target(&c, P, 1, 1, 5), BROKEN);
		judge(&c, id, from_target(&c, F, 1, 1, 0), BROKEN);
		judge(&c, id, from_target(&c, R, 1, 1, 0), UNTOUCHED);
	}
	reach(&c, 0, STATE_SYN_RECEIVED);
	judge(&c, id, from_target(&c, S, 0, 0, 0), UNTOUCHED);
	reach(&c, 0, STATE_LISTEN);
	judge(&c, id, from_target(&c, 0, 0, 0, 0), UNTOUCHED);
	/* Who opened may not have heard yet that the connection stands. */
	reach(&c, 0, STATE_SYN_SENT);
	tester(&c, SA, 0, 1, 0);
	assert_state(&c, STATE_ESTABLISHED);
	judge(&c, id, from_target(&c, S, 0, 0, 0), UNTOUCHED);
	judge(&c, id, from_target(&c, S, 1, 0, 0), BROKEN);
	judge(&c, id, from_target(&c, P, 1, 0, 5), BROKEN);
}

Test(ambient, ack_within_what_was_sent)
{
	static const char id[] = "RFC9293/3.4-ACK-CUMULATIVE";
	struct conv c;

	for (size_t i = 0; i < BASES; i++) {
		reach(&c, i, STATE_ESTABLISHED);
		tester(&c, A, 1, 1, 100);
		judge(&c, id, from_target(&c, A, 1, 1, 0), KEPT);
		judge(&c, id, from_target(&c, A, 1, 101, 0), KEPT);
		judge(&c, id, from_target(&c, A, 1, 102, 0), BROKEN);
		judge(&c, id, from_target(&c, A, 1, 0, 0), BROKEN);
		judge(&c, id, from_target(&c, A, 1, UINT32_MAX, 0), BROKEN);
		judge(&c, id, from_target(&c, 0, 1, 102, 0), UNTOUCHED);
		judge(&c, id, from_target(&c, RA, 1, 102, 0), UNTOUCHED);
	}
}

Test(ambient, ack_of_the_syn_with_its_text)
{
	static const char id[] = "RFC9293/3.4-ACK-CUMULATIVE";
	struct conv c;

	start(&c, 2);
	tester(&c, S, 0, 0, 20);
	judge(&c, id, from_target(&c, SA, 0, 1, 0), KEPT);
	judge(&c, id, from_target(&c, SA, 0, 21, 0), KEPT);
	judge(&c, id, from_target(&c, SA, 0, 22, 0), BROKEN);
	judge(&c, id, from_target(&c, SA, 0, 0, 0), BROKEN);
	/* An ACK from an older connection that the target remembers. */
	judge(&c, id, from_target(&c, A, 77777, 90000, 0), UNTOUCHED);
}

Test(ambient, ack_where_there_is_no_connection_to_speak_of)
{
	static const char id[] = "RFC9293/3.4-ACK-CUMULATIVE";
	struct conv c;

	reach(&c, 0, STATE_LISTEN);
	judge(&c, id, from_target(&c, SA, 0, 4711, 0), UNTOUCHED);
	reach(&c, 0, STATE_ESTABLISHED);
	tester(&c, R, 1, 0, 0);
	judge(&c, id, from_target(&c, A, 1, 4711, 0), UNTOUCHED);
	reach(&c, 0, STATE_SYN_SENT);
	judge(&c, id, from_target(&c, SA, 0, 4711, 0), UNTOUCHED);
	reach(&c, 0, STATE_TIME_WAIT);
	judge(&c, id, from_target(&c, SA, 0, 50001, 0), UNTOUCHED);
	judge(&c, id, from_target(&c, A, 2, 50001, 0), BROKEN);
}

/* That the target took them is wrong, but not by this rule. */
Test(ambient, segments_the_target_must_drop_were_sent_all_the_same)
{
	struct conv c;

	reach(&c, 0, STATE_ESTABLISHED);
	tester(&c, P, 1, 0, 50); /* no ACK bit */
	judge(&c, "RFC9293/3.4-ACK-CUMULATIVE", from_target(&c, A, 1, 51, 0), KEPT);
	judge(&c, "RFC9293/3.4-ACK-CUMULATIVE", from_target(&c, A, 1, 52, 0), BROKEN);
}

Test(ambient, window_is_respected)
{
	static const char id[] = "RFC9293/3.8.6-WINDOW-SND";
	struct segment seg;
	struct conv c;

	for (size_t i = 0; i < BASES; i++) {
		reach(&c, i, STATE_ESTABLISHED);
		judge(&c, id, from_target(&c, A, 1, 1, WINDOW), KEPT);
		judge(&c, id, from_target(&c, A, 1, 1, WINDOW + 1), BROKEN);
		judge(&c, id, from_target(&c, FA, 1, 1, WINDOW), KEPT);
		judge(&c, id, from_target(&c, A, 1, 1, 0), UNTOUCHED);
		judge(&c, id, from_target(&c, R, 1, 1, 5000), UNTOUCHED);
		judge(&c, id, from_target(&c, A, 5000, 1, 10), UNTOUCHED);
		target(&c, A, 1, 1, 400);
		judge(&c, id, from_target(&c, A, 401, 1, 600), KEPT);
		judge(&c, id, from_target(&c, A, 401, 1, 601), BROKEN);
		/* Taken back, but it had been given. */
		seg = from_tester(&c, A, 1, 1, 0);
		seg.window = 500;
		tcb_tester_sent(&c.tcb, &seg);
		judge(&c, id, from_target(&c, A, 401, 1, 600), KEPT);
		judge(&c, id, from_target(&c, A, 401, 1, 601), BROKEN);
	}
	reach(&c, 0, STATE_SYN_RECEIVED);
	judge(&c, id, from_target(&c, SA, 0, 1, 5000), UNTOUCHED);
}

Test(ambient, closed_window_may_be_probed)
{
	struct segment seg;
	struct conv c;

	reach(&c, 0, STATE_ESTABLISHED);
	target(&c, A, 1, 1, WINDOW);
	seg = from_tester(&c, A, 1, 1 + WINDOW, 0);
	seg.window = 0;
	tcb_tester_sent(&c.tcb, &seg);
	judge(&c, "RFC9293/3.8.6-WINDOW-SND",
	      from_target(&c, A, 1 + WINDOW, 1, 1), KEPT);
}

Test(ambient, mss_given)
{
	static const uint8_t mss[] = { 600 >> 8, 600 & 0xff };
	struct segment seg;
	struct conv c;

	start(&c, 0);
	seg = from_tester(&c, S, 0, 0, 0);
	segment_add_option(&seg, OPT_MSS, mss, 2);
	tcb_tester_sent(&c.tcb, &seg);
	target(&c, SA, 0, 1, 0);
	judge(&c, "RFC9293/MUST-16", from_target(&c, SA, 0, 1, 700), UNTOUCHED);
	tester(&c, A, 1, 1, 0);
	judge(&c, "RFC9293/MUST-16", from_target(&c, A, 1, 1, 600), KEPT);
	judge(&c, "RFC9293/MUST-16", from_target(&c, A, 1, 1, 601), BROKEN);
	judge(&c, "RFC9293/MUST-16", from_target(&c, A, 1, 1, 0), UNTOUCHED);
	judge(&c, "RFC9293/MUST-16", from_target(&c, R, 1, 1, 700), UNTOUCHED);
	judge(&c, "RFC9293/MUST-15", from_target(&c, A, 1, 1, 601), UNTOUCHED);
	/* Options take their part of it (section 3.7.1). */
	seg = with_raw(from_target(&c, A, 1, 1, 588), "\1\1\10\12\0\0\0\0\0\0\0\0", 12);
	judge(&c, "RFC9293/MUST-16", seg, KEPT);
	seg.payload_len++;
	judge(&c, "RFC9293/MUST-16", seg, BROKEN);
}

/* Its checksum tells that a long segment is not what was on the wire. */
Test(ambient, mss_is_hidden_by_an_offload)
{
	static const uint8_t mss[] = { 600 >> 8, 600 & 0xff };
	static const struct {
		enum checksum_status checksum;
		bool merged;
		enum ambient_outcome too_long;
	} rows[] = {
		{ CHECKSUM_GOOD, false, AMBIENT_BROKEN },
		{ CHECKSUM_PARTIAL, false, AMBIENT_HIDDEN },
		{ CHECKSUM_GOOD, true, AMBIENT_HIDDEN },
		{ CHECKSUM_BAD, true, AMBIENT_HIDDEN },
	};
	struct segment seg;
	struct conv c;

	start(&c, 0);
	seg = from_tester(&c, S, 0, 0, 0);
	segment_add_option(&seg, OPT_MSS, mss, 2);
	tcb_tester_sent(&c.tcb, &seg);
	target(&c, SA, 0, 1, 0);
	tester(&c, A, 1, 1, 0);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct decoded decoded = { .checksum = rows[i].checksum,
					   .merged = rows[i].merged,
					   .seg = from_target(&c, A, 1, 1, 600) };

		judge_decoded(&c, "RFC9293/MUST-16", &decoded, KEPT);
		cr_assert_eq(ambient_may_be_several(&c.tcb, &decoded), rows[i].merged);
		decoded.seg.payload_len = 601;
		judge_decoded(&c, "RFC9293/MUST-16", &decoded, rows[i].too_long);
		cr_assert_eq(ambient_may_be_several(&c.tcb, &decoded),
			     rows[i].too_long == AMBIENT_HIDDEN);
	}
}

Test(ambient, checksum_of_merged_segments_is_hidden)
{
	struct decoded decoded = { .checksum = CHECKSUM_BAD, .merged = true };
	struct conv c;

	reach(&c, 0, STATE_ESTABLISHED);
	decoded.seg = from_target(&c, A, 1, 1, 10);
	judge_decoded(&c, "RFC9293/MUST-2", &decoded, AMBIENT_HIDDEN);
	decoded.merged = false;
	judge_decoded(&c, "RFC9293/MUST-2", &decoded, BROKEN);
}

Test(ambient, mss_so_small_that_options_alone_take_it)
{
	static const uint8_t mss[] = { 0, 12 };
	struct segment seg;
	struct conv c;

	start(&c, 0);
	seg = from_tester(&c, S, 0, 0, 0);
	segment_add_option(&seg, OPT_MSS, mss, 2);
	tcb_tester_sent(&c.tcb, &seg);
	target(&c, SA, 0, 1, 0);
	tester(&c, A, 1, 1, 0);
	seg = with_raw(from_target(&c, A, 1, 1, 1), "\1\1\10\12\0\0\0\0\0\0\0\0", 12);
	judge(&c, "RFC9293/MUST-16", seg, UNTOUCHED);
	judge(&c, "RFC9293/MUST-16", from_target(&c, A, 1, 1, 13), BROKEN);
}

Test(ambient, mss_default)
{
	struct segment seg;
	struct conv c;

	reach(&c, 0, STATE_ESTABLISHED);
	judge(&c, "RFC9293/MUST-15", from_target(&c, A, 1, 1, 536), KEPT);
	judge(&c, "RFC9293/MUST-15", from_target(&c, A, 1, 1, 537), BROKEN);
	judge(&c, "RFC9293/MUST-16", from_target(&c, A, 1, 1, 537), UNTOUCHED);
	seg = from_target(&c, A, 1, 1, 1220);
	seg.src.family = FAMILY_INET6;
	judge(&c, "RFC9293/MUST-15", seg, KEPT);
	seg.payload_len++;
	judge(&c, "RFC9293/MUST-15", seg, BROKEN);
}

Test(ambient, new_data_follows_the_old)
{
	static const char id[] = "RFC9293/3.4-SYNFIN-SEQ";
	struct conv c;

	for (size_t i = 0; i < BASES; i++) {
		reach(&c, i, STATE_ESTABLISHED);
		judge(&c, id, from_target(&c, A, 1, 1, 10), KEPT);
		judge(&c, id, from_target(&c, A, 0, 1, 0), KEPT); /* keep-alive */
		judge(&c, id, from_target(&c, A, 2, 1, 10), AMBIENT_DOUBTFUL);
		judge(&c, id, from_target(&c, FA, 2, 1, 0), AMBIENT_DOUBTFUL);
		judge(&c, id, from_target(&c, A, UINT32_MAX, 1, 0), BROKEN);
		judge(&c, id, from_target(&c, R, 2, 1, 0), UNTOUCHED);
		target(&c, A, 1, 1, 10);
		judge(&c, id, from_target(&c, A, 11, 1, 10), KEPT);
		judge(&c, id, from_target(&c, A, 1, 1, 10), KEPT);
	}
	reach(&c, 0, STATE_SYN_RECEIVED);
	judge(&c, id, from_target(&c, A, 500, 1, 10), UNTOUCHED);
}

Test(ambient, options_that_belong_to_the_syn)
{
	static const struct {
		const char *id;
		uint8_t kind;
		size_t len;
	} rows[] = { { "RFC9293/MUST-65", OPT_MSS, 2 },
		     { "RFC2018/2-1", OPT_SACK_PERMITTED, 0 } };
	struct conv c;

	reach(&c, 0, STATE_ESTABLISHED);
	for (size_t i = 0; i < 2; i++) {
		struct segment plain = from_target(&c, A, 1, 1, 0),
			       syn = from_target(&c, SA, 0, 1, 0);

		judge(&c, rows[i].id, plain, KEPT);
		judge(&c, rows[i].id, with_option(plain, rows[i].kind, rows[i].len),
		      BROKEN);
		judge(&c, rows[i].id, with_option(syn, rows[i].kind, rows[i].len),
		      UNTOUCHED);
	}
}

Test(ambient, mss_option_has_length_4)
{
	struct segment seg;
	struct conv c;

	reach(&c, 0, STATE_SYN_RECEIVED);
	seg = from_target(&c, SA, 0, 1, 0);
	judge(&c, "RFC9293/3.2-MSS-LEN", seg, UNTOUCHED);
	judge(&c, "RFC9293/3.2-MSS-LEN", with_raw(seg, "\1\2\4\5\264", 5), KEPT);
	judge(&c, "RFC9293/3.2-MSS-LEN", with_raw(seg, "\2\3\5\1", 4), BROKEN);
	judge(&c, "RFC9293/3.2-MSS-LEN", with_raw(seg, "\2\6\5\264\0\0", 6), BROKEN);
	judge(&c, "RFC2018/2-4", seg, UNTOUCHED);
	judge(&c, "RFC2018/2-4", with_raw(seg, "\1\1\4\2", 4), KEPT);
	judge(&c, "RFC2018/2-4", with_raw(seg, "\4\3\0\1", 4), BROKEN);
}

Test(ambient, options_are_sound)
{
	static const char id[] = "RFC9293/MUST-68";
	struct segment seg;
	struct conv c;

	reach(&c, 0, STATE_SYN_RECEIVED);
	seg = from_target(&c, SA, 0, 1, 0);
	judge(&c, id, seg, UNTOUCHED);
	judge(&c, id, with_raw(seg, "\2\4\5\264\1\1\1\0", 8), KEPT);
	judge(&c, id, with_raw(seg, "\310\4xx", 4), KEPT); /* unknown, but sound */
	judge(&c, id, with_raw(seg, "\1\1\1\2", 4), BROKEN);
	judge(&c, id, with_raw(seg, "\2\1\1\1", 4), BROKEN);
	judge(&c, id, with_raw(seg, "\2\0\1\1", 4), BROKEN);
	judge(&c, id, with_raw(seg, "\2\5\1\1", 4), BROKEN);
	judge(&c, id, with_raw(seg, "\0\2\0\0", 4), KEPT); /* behind the end */
}

Test(ambient, zero_behind_the_end)
{
	static const char id[] = "RFC9293/MUST-69";
	struct segment seg;
	struct conv c;

	reach(&c, 0, STATE_SYN_RECEIVED);
	seg = from_target(&c, SA, 0, 1, 0);
	judge(&c, id, seg, UNTOUCHED);
	judge(&c, id, with_raw(seg, "\1\1\1\1", 4), UNTOUCHED);
	judge(&c, id, with_raw(seg, "\1\0\0\0", 4), KEPT);
	judge(&c, id, with_raw(seg, "\1\1\1\0", 4), KEPT);
	judge(&c, id, with_raw(seg, "\0\1\0\0", 4), BROKEN);
	judge(&c, id, with_raw(seg, "\1\0\0\7", 4), BROKEN);
}

Test(ambient, options_only_when_offered)
{
	static const struct {
		const char *id;
		uint8_t kind;
		size_t len;
	} rows[] = { { "RFC7323/2.2-2", OPT_WSCALE, 1 },
		     { "RFC7323/3.2-2", OPT_TIMESTAMPS, 8 } };
	struct conv c;

	for (size_t i = 0; i < 2; i++) {
		const char *id = rows[i].id;
		struct segment seg;

		reach_with(&c, 0, 0, 0, STATE_SYN_RECEIVED);
		seg = from_target(&c, SA, 0, 1, 0);
		judge(&c, id, seg, KEPT);
		seg = with_option(seg, rows[i].kind, rows[i].len);
		judge(&c, id, seg, BROKEN);
		reach_with(&c, 0, rows[i].kind, rows[i].len, STATE_SYN_RECEIVED);
		judge(&c, id, seg, UNTOUCHED);
		seg.flags = A;
		reach_with(&c, 0, 0, 0, STATE_SYN_RECEIVED);
		judge(&c, id, seg, UNTOUCHED);
		reach_with(&c, 0, 0, 0, STATE_ESTABLISHED);
		seg.flags = SA;
		judge(&c, id, seg, UNTOUCHED);
		/* Both opened: the SYN,ACK repeats what the target's SYN offered. */
		reach(&c, 0, STATE_SYN_SENT);
		tester(&c, S, 0, 0, 0);
		assert_state(&c, STATE_SYN_RECEIVED);
		judge(&c, id, seg, UNTOUCHED);
	}
}

Test(ambient, sack_only_when_permitted)
{
	struct segment seg;
	struct conv c;

	reach_with(&c, 0, 0, 0, STATE_ESTABLISHED);
	seg = with_option(from_target(&c, A, 1, 1, 0), OPT_SACK, 8);
	judge(&c, "RFC2018/4-1", from_target(&c, A, 1, 1, 0), KEPT);
	judge(&c, "RFC2018/4-1", seg, BROKEN);
	reach_with(&c, 0, OPT_SACK_PERMITTED, 0, STATE_ESTABLISHED);
	judge(&c, "RFC2018/4-1", seg, UNTOUCHED);
	reach(&c, 0, STATE_LISTEN);
	judge(&c, "RFC2018/4-1", seg, UNTOUCHED);
}

Test(ambient, ecn_only_when_offered)
{
	static const char id[] = "RFC3168/6.1.1-1";
	struct conv c;

	reach_with(&c, 0, 0, 0, STATE_SYN_RECEIVED);
	judge(&c, id, from_target(&c, SA, 0, 1, 0), KEPT);
	judge(&c, id, from_target(&c, SA | SEG_ECE, 0, 1, 0), BROKEN);
	judge(&c, id, from_target(&c, SA | SEG_ECE | SEG_CWR, 0, 1, 0), KEPT);
	judge(&c, id, from_target(&c, A | SEG_ECE, 1, 1, 0), UNTOUCHED);
	reach_with(&c, SEG_ECE, 0, 0, STATE_SYN_RECEIVED);
	judge(&c, id, from_target(&c, SA | SEG_ECE, 0, 1, 0), BROKEN);
	reach_with(&c, SEG_ECE | SEG_CWR, 0, 0, STATE_SYN_RECEIVED);
	judge(&c, id, from_target(&c, SA | SEG_ECE, 0, 1, 0), UNTOUCHED);
}

/* The SYN out of TIME-WAIT is what the new connection goes by. */
Test(ambient, new_incarnation_is_judged_by_its_own_syn)
{
	static const uint8_t mss[] = { 1400 >> 8, 1400 & 0xff };
	struct segment syn, synack;
	struct conv c;

	reach(&c, 0, STATE_TIME_WAIT);
	syn = with_option(from_tester(&c, S, 9000, 0, 0), OPT_WSCALE, 1);
	segment_add_option(&syn, OPT_MSS, mss, 2);
	tcb_tester_sent(&c.tcb, &syn);
	synack = with_option(from_target(&c, SA, 9000, 9001, 0), OPT_WSCALE, 1);
	tcb_target_sent(&c.tcb, &synack);
	judge(&c, "RFC7323/2.2-2", synack, UNTOUCHED);
	tester(&c, A, 9001, 9001, 0);
	judge(&c, "RFC9293/MUST-15", from_target(&c, A, 9001, 9001, 1000), UNTOUCHED);
	judge(&c, "RFC9293/MUST-16", from_target(&c, A, 9001, 9001, 1000), KEPT);
}
