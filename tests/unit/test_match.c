/* SPDX-License-Identifier: BSD-2-Clause */
/* A `>` line against a segment: each field, and the words for each difference. */
#include "session/match.h"
#include "line_fixture.h"

enum { S = SEG_SYN, F = SEG_FIN, R = SEG_RST, A = SEG_ACK, P = SEG_PSH,
       SA = SEG_SYN | SEG_ACK, FA = SEG_FIN | SEG_ACK, RA = SEG_RST | SEG_ACK };

static struct cause told;

/* wanted: NULL for a match, else the difference word for word. */
static void expect(struct line *l, const struct segment *seg, const char *wanted)
{
	struct error why = { "" };
	enum match_result result = match_segment(&l->scope, l->stmt->segment, seg, &why, &told);

	if (!wanted)
		cr_assert_eq(result, MATCH_YES, "%s", why.text);
	else
		cr_assert_str_eq(why.text, wanted);
	if (wanted)
		cr_assert_eq(result, MATCH_NO);
}

static void check(const char *text, struct segment seg, const char *wanted)
{
	struct line l;

	line_open(&l, text);
	line_establish(&l);
	expect(&l, &seg, wanted);
	line_close(&l);
}

#define seg line_segment

Test(match, flags_that_matter_must_be_as_written)
{
	check("> S.", seg(SA, 0, 1, NULL), NULL);
	check("> S.", seg(S, 0, 0, NULL), "flags are S, expected S.");
	check("> S", seg(SA, 0, 1, NULL), "flags are S., expected S");
	check("> .", seg(FA, 1, 1, NULL), "flags are F., expected .");
	check("> .", seg(SA, 1, 1, NULL), "flags are S., expected .");
	check("> F.", seg(A, 1, 1, NULL), "flags are ., expected F.");
	check("> .", seg(RA, 1, 1, NULL), "flags are R., expected .");
	check("> R", seg(RA, 1, 1, NULL), "flags are R., expected R");
	check("> -", seg(0, 1, 1, NULL), NULL);
	check("> -", seg(A, 1, 1, NULL), "flags are ., expected -");
}

Test(match, other_flags_matter_only_when_written)
{
	static const struct {
		uint16_t bit;
		const char *letter;
	} rows[] = { { SEG_PSH, "P" }, { SEG_URG, "U" }, { SEG_ECE, "E" },
		     { SEG_CWR, "W" }, { SEG_AE, "A" } };

	for (size_t i = 0; i < 5; i++) {
		char line[16], wanted[64];

		check("> .", seg(A | rows[i].bit, 1, 1, NULL), NULL);
		snprintf(line, sizeof(line), "> %s.", rows[i].letter);
		snprintf(wanted, sizeof(wanted), "flags are ., expected %s.",
			 rows[i].letter);
		check(line, seg(A | rows[i].bit, 1, 1, NULL), NULL);
		check(line, seg(A, 1, 1, NULL), wanted);
	}
}

Test(match, flags_may_be_optional_or_any)
{
	check("> R.?", seg(R, 1, 0, NULL), NULL);
	check("> R.?", seg(RA, 1, 1, NULL), NULL);
	check("> R.?", seg(A, 1, 1, NULL), "flags are ., expected R");
	check("> F?P.", seg(FA | P, 1, 1, NULL), NULL);
	check("> F?P.", seg(A | P, 1, 1, NULL), NULL);
	check("> F?P.", seg(A, 1, 1, NULL), "flags are ., expected P.");
	check("> *", seg(RA | S | F, 1, 1, NULL), NULL);
	check("> *", seg(0, 1, 1, NULL), NULL);
}

Test(match, accecn_digit_asks_for_its_zeros_too)
{
	check("> .5", seg(A | SEG_AE | SEG_ECE, 1, 1, NULL), NULL);
	check("> .5", seg(A | SEG_AE | SEG_ECE | SEG_CWR, 1, 1, NULL),
	      "flags are EWA., expected EA.");
	check("> .0", seg(A | SEG_ECE, 1, 1, NULL), "flags are E., expected .");
	check("> .0", seg(A, 1, 1, NULL), NULL);
}

Test(match, sequence_number)
{
	check("> . 1", seg(A, 1, 1, NULL), NULL);
	check("> . 1", seg(A, 2, 1, NULL), "sequence number is 2, expected 1");
	check("> . 1", seg(A, 0, 1, NULL), "sequence number is 0, expected 1");
	check("> . 1", seg(A, UINT32_MAX, 1, NULL), "sequence number is -1, expected 1");
	check("> . SND.NXT", seg(A, 1, 1, NULL), NULL);
	check("> . SND.NXT + 20", seg(A, 20, 1, NULL),
	      "sequence number is 20, expected 21");
	check("> . ISS", seg(A, 1, 1, NULL), "sequence number is 1, expected 0");
	check("> . *", seg(A, 4711, 1, NULL), NULL);
	check("> .", seg(A, 4711, 1, NULL), NULL);
}

/* ISS is ten below 2^32, so that these ranges lie on the wrap. */
Test(match, ranges_include_their_ends_and_cross_the_wrap)
{
	static const uint32_t in[] = { 5, 6, 9, 10, 11, 15 }, out[] = { 4, 16, 0, 1000 };

	for (size_t i = 0; i < 6; i++)
		check("> . 5..15", seg(A, in[i], 1, NULL), NULL);
	for (size_t i = 0; i < 4; i++) {
		char wanted[80];

		snprintf(wanted, sizeof(wanted),
			 "sequence number is %u, expected 5..15", out[i]);
		check("> . 5..15", seg(A, out[i], 1, NULL), wanted);
	}
	check("> . ack SND.UNA - SND.UNA .. 9", seg(A, 1, 9, NULL), NULL);
	check("> . ack 3..9", seg(A, 1, 10, NULL), "ack is 10, expected 3..9");
	check("> . ack RCV.NXT - 1..RCV.NXT + 1", seg(A, 1, 2, NULL), NULL);
	check("> . ack RCV.NXT - 1..RCV.NXT + 1", seg(A, 1, 3, NULL),
	      "ack is 3, expected 0..2");
	check("> . win 400..500", seg(A, 1, 1, NULL), NULL);
	check("> . win 501..600", seg(A, 1, 1, NULL), "window is 500, expected 501..600");
	check("> . win 400..499", seg(A, 1, 1, NULL), "window is 500, expected 400..499");
}

Test(match, acknowledgment_number)
{
	check("> . ack 1", seg(A, 1, 1, NULL), NULL);
	check("> . ack RCV.NXT", seg(A, 1, 0, NULL), "ack is 0, expected 1");
	check("> . ack IRS + 9", seg(A, 1, 9, NULL), NULL);
	check("> . ack *", seg(A, 1, 77, NULL), NULL);
	check("> .", seg(A, 1, 77, NULL), NULL);
}

/* What the target's numbers count from is told by its SYN. */
Test(match, numbers_of_a_syn_count_from_itself)
{
	struct segment synack = seg(SA, 0, 1, NULL), rst = seg(R, 0, 0, NULL);
	struct line l;

	line_open(&l, "> S. 0 ack 1");
	expect(&l, &synack, NULL);
	line_close(&l);
	/* Without one they are as they stand: a RST for an unknown connection. */
	line_open(&l, "> R 0");
	rst.seq = 0;
	expect(&l, &rst, NULL);
	rst.seq = 5;
	expect(&l, &rst, "sequence number is 5, expected 0");
	line_close(&l);
}

Test(match, length_and_payload)
{
	check("> . 1:1(0)", seg(A, 1, 1, NULL), NULL);
	check("> . 1:1(0)", seg(A, 1, 1, "x"), "length is 1, expected 0");
	check("> P. 1:4(3)", seg(A | P, 1, 1, "abc"), NULL);
	check("> P. 1:4", seg(A | P, 1, 1, "abcd"), "length is 4, expected 3");
	check("> . * (3)", seg(A, 5, 1, "ab"), "length is 2, expected 3");
	check("> .", seg(A, 1, 1, "abc"), NULL);
	check("> . 1 \"abc\"", seg(A, 1, 1, "abc"), NULL);
	check("> . 1 \"abc\"", seg(A, 1, 1, "abcd"), "length is 4, expected 3");
	check("> . 1 \"aXc\"", seg(A, 1, 1, "abc"),
	      "octet 1 of the payload is 0x62, expected 0x58");
}

Test(match, window_urgent_pointer_and_ports)
{
	struct segment s = seg(A | SEG_URG, 1, 1, NULL);

	s.urgent = 3;
	s.window = 65535;
	check("> . win 65535", s, NULL);
	check("> . win 40000", s, "window is 65535, expected 40000");
	check("> U. urg 3", s, NULL);
	check("> U. urg 4", s, "urgent pointer is 3, expected 4");
	check("> 7 > 40000 .", s, NULL);
	check("> 8 > 40000 .", s, "source port is 7, expected 8");
	check("> 7 > 40001 .", s, "destination port is 40000, expected 40001");
}

Test(match, with_fields)
{
	struct segment s = seg(A, 1, 1, NULL);

	s.flags |= 0x300;
	s.checksum = 0xbeef;
	s.ttl = 64;
	s.tos = 0x12;
	s.df = true;
	s.ip_id = 77;
	s.flow_label = 0x12345;
	check("> . with reserved=3", s, NULL);
	check("> . with reserved=0", s, "reserved field is 3, expected 0");
	check("> . with checksum=0xbeef", s, NULL);
	check("> . with checksum=1", s, "checksum is 48879, expected 1");
	check("> . with offset=5", s, NULL);
	check("> . with offset=6", s, "data offset is 5, expected 6");
	check("> . with ttl=64", s, NULL);
	check("> . with ttl=1", s, "TTL is 64, expected 1");
	check("> . with tos=18", s, NULL);
	check("> . with tos=2", s, "TOS is 18, expected 2");
	check("> . with df=0", s, "DF is 1, expected 0");
	check("> . with id=78", s, "IP identification is 77, expected 78");
	check("> . with flow=0x12345", s, NULL);
	check("> . with flow=1", s, "flow label is 74565, expected 1");
	check("> . with ttl=64 df=1 id=77", s, NULL);
	check("> . with ttl=64 df=1 id=1", s, "IP identification is 77, expected 1");
	check("> [ect0] .", s, NULL);
	check("> [ect1] .", s, "ECN field is 2, expected 1");
	check("> [ect01] .", s, NULL);
	s.tos = 3;
	check("> [ect01] .", s, "ECN field is 3, expected ECT(0) or ECT(1)");
	check("> [ce] .", s, NULL);
}

Test(match, raw_options_octet_by_octet)
{
	struct segment s = seg(SA, 0, 1, NULL);

	segment_add_raw_options(&s, "\1\1\2\4", 4);
	check("> S. with options=0x01010204", s, NULL);
	check("> S. with options=0x01010205", s, "the octets of the options differ");
	check("> S. with options=0x0101020405", s,
	      "the octets of the options differ");
	check("> S. with options=0x010102", s, "the octets of the options differ");
}

Test(match, fields_are_looked_at_in_their_order)
{
	check("> S. 5 (3) ack 9 win 1", seg(A, 1, 1, NULL), "flags are ., expected S.");
	check("> . 5 (3) ack 9 win 1", seg(A, 1, 1, NULL),
	      "sequence number is 1, expected 5");
	check("> . 1 (3) ack 9 win 1", seg(A, 1, 1, NULL), "length is 0, expected 3");
	check("> . 1 (0) ack 9 win 1", seg(A, 1, 1, NULL), "ack is 1, expected 9");
	check("> . 1 (0) ack 1 win 1", seg(A, 1, 1, NULL), "window is 500, expected 1");
}

Test(match, name_that_is_not_known_is_no_mismatch)
{
	static const char *const lines[] = { "> . SND.NXT", "> . * ack RCV.NXT",
					     "> . win SEG.WND", "> . ack RCV.NXT..RCV.NXT + 5" };

	for (size_t i = 0; i < 4; i++) {
		struct segment s = seg(A, 1, 1, NULL);
		struct error why = { "" };
		struct line l;

		line_open(&l, lines[i]);
		cr_assert_eq(match_segment(&l.scope, l.stmt->segment, &s, &why, &told),
			     MATCH_ERROR, "%s", lines[i]);
		cr_assert(strstr(why.text, "is not known yet"), "%s", why.text);
		line_close(&l);
	}
}

/* ---- what is expected, in words ---------------------------------------------------------- */

static void describes(const char *text, const char *wanted)
{
	char *words = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&words, &len);
	struct line l;

	line_open(&l, text);
	line_establish(&l);
	match_describe(out, &l.scope, l.stmt->segment);
	fclose(out);
	cr_assert_str_eq(words, wanted);
	free(words);
	line_close(&l);
}

Test(match, described_as_in_a_script)
{
	describes("> S.", "S.");
	describes("> F. SND.NXT ack RCV.NXT", "F. 1 ack 1");
	describes("> P. 1:4(3) ack 1 win 500", "P. 1(3) ack 1 win 500");
	describes("> . * (3)", ". (3)");
	describes("> . 3..9 ack RCV.NXT..RCV.NXT + 4", ". 3..9 ack 1..5");
	describes("> . * ack *", ".");
	describes("> U. urg 3", "U. urg 3");
	describes("> *", "*");
	describes("> S. <mss 1460>", "S. <mss 1460>");
	describes("> S. <no mss,wscale 7,...>", "S. <no mss,wscale 7,...>");
	describes("> . <nop,nop,sack RCV.NXT+2:RCV.NXT+4>", ". <nop,nop,sack 3:5>");
	describes("> S. <TS val 1..3 ecr *>", "S. <TS val 1..3 ecr *>");
	describes("> S. <kind 200 0x0102>", "S. <kind 200 0x0102>");
	describes("> . with ttl=3", ". with ttl=3");
	describes("> . with df=1 ttl=1..3", ". with df=1 ttl=1..3");
}

Test(match, numbers_that_are_far_off_have_no_sign)
{
	describes("> R 3405691582", "R 3405691572");
	describes("> R ISS + 16777215", "R 16777215");
	check("> R 5", seg(R, 3405691582u, 0, NULL),
	      "sequence number is 3405691572, expected 5");
	check("> R 5", seg(R, (uint32_t)-1, 0, NULL),
	      "sequence number is -1, expected 5");
}

static struct cause cause_of(const char *text, struct segment seg)
{
	struct error why = { "" };
	struct cause found = { .kind = CAUSE_UNKNOWN };
	struct line l;

	line_open(&l, text);
	line_establish(&l);
	cr_assert_eq(match_segment(&l.scope, l.stmt->segment, &seg, &why, &found), MATCH_NO);
	line_close(&l);
	return found;
}

Test(match, a_difference_is_told_in_values)
{
	struct cause cause = cause_of("> R 5", seg(R, 9, 0, NULL));

	cr_assert_eq(cause.kind, CAUSE_FIELD);
	cr_assert_eq(cause.part, PART_SEQUENCE);
	cr_assert_eq(cause.reply, KIND_RST);
	cause = cause_of("> R 5", seg(RA, 5, 0, NULL));
	cr_assert_eq(cause.kind, CAUSE_FIELD);
	cr_assert_eq(cause.part, PART_FLAGS);
	cause = cause_of("> . 1 ack 1", seg(R, 1, 0, NULL));
	cr_assert_eq(cause.kind, CAUSE_INSTEAD);
	cr_assert_eq(cause.reply, KIND_RST);
	cr_assert_eq(cause.wanted, KIND_ACK);
	cause = cause_of("> S. <mss 1460>", seg(SA, 0, 0, NULL));
	cr_assert_eq(cause.part, PART_OPTION);
	cr_assert_eq(cause.detail, OPT_MSS);
}
