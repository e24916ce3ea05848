/* SPDX-License-Identifier: BSD-2-Clause */
/* A `<` line as a segment: what is written, and the defaults for what is not. */
#include "session/build.h"
#include "line_fixture.h"

enum { S = SEG_SYN, F = SEG_FIN, R = SEG_RST, A = SEG_ACK, P = SEG_PSH };

struct built {
	struct segment seg;
	uint8_t *payload;
	struct error err;
	int result;
};

/* On a connection that is established, or on none yet. */
static struct built build_on(const char *text, bool established)
{
	struct built b = { .payload = NULL };
	struct line l;

	line_open(&l, text);
	if (established)
		line_establish(&l);
	b.result = build_segment(&l.scope, l.stmt->segment, &b.seg, &b.payload, &b.err);
	line_close(&l);
	return b;
}

static struct built build(const char *text)
{
	struct built b = build_on(text, true);

	cr_assert_eq(b.result, 0, "%s: %s", text, b.err.text);
	return b;
}

static void refuses(const char *text, const char *why)
{
	struct built b = build_on(text, true);

	cr_assert_eq(b.result, -1, "%s", text);
	cr_assert(strstr(b.err.text, why), "%s: %s", text, b.err.text);
	free(b.payload);
}

#define seq_of(b) ((b).seg.seq - LINE_ISN)
#define ack_of(b) ((b).seg.ack - LINE_ISS)

Test(build, defaults_go_where_the_target_waits)
{
	struct built b = build("< .");

	cr_assert_eq(b.seg.flags, A);
	cr_assert_eq(seq_of(b), 1, "RCV.NXT");
	cr_assert_eq(ack_of(b), 1, "SND.NXT");
	cr_assert_eq(b.seg.window, 65535);
	cr_assert_eq(b.seg.urgent, 0);
	cr_assert_eq(b.seg.payload_len, 0);
	cr_assert_eq(b.seg.options_len, 0);
	cr_assert_eq(b.seg.force, 0);
	cr_assert(b.seg.df);
	cr_assert_eq(b.seg.ttl, 0, "the encoder's own");
}

Test(build, first_segment_has_the_testers_own_number)
{
	struct built b = build_on("< S", false);

	cr_assert_eq(seq_of(b), 0);
	cr_assert_eq(b.seg.ack, 0);
	b = build_on("< .", false);
	cr_assert_eq(seq_of(b), 0);
	cr_assert_eq(b.seg.ack, 0, "there is nothing to acknowledge");
}

Test(build, syn_behind_a_dead_connection_begins_a_new_one)
{
	struct segment rst = { .flags = R, .seq = LINE_ISN + 1 };
	struct error err;
	struct line l;
	struct built b = { .payload = NULL };

	line_open(&l, "< S");
	line_establish(&l);
	tcb_tester_sent(&l.conn.tcb, &rst);
	cr_assert_eq(build_segment(&l.scope, l.stmt->segment, &b.seg, &b.payload, &err), 0);
	cr_assert_eq(seq_of(b), 0);
	line_close(&l);
	line_open(&l, "< .");
	line_establish(&l);
	tcb_tester_sent(&l.conn.tcb, &rst);
	cr_assert_eq(build_segment(&l.scope, l.stmt->segment, &b.seg, &b.payload, &err), 0);
	cr_assert_eq(seq_of(b), 1, "anything else still speaks of the old one");
	line_close(&l);
	/* In a living one it goes where all goes. */
	b = build("< S");
	cr_assert_eq(seq_of(b), 1);
}

Test(build, no_ack_without_the_bit)
{
	struct built b = build("< P");

	cr_assert_eq(b.seg.ack, 0);
	b = build("< P ack 5"); /* unless it is written */
	cr_assert_eq(ack_of(b), 5);
	cr_assert_eq(b.seg.flags, P);
}

Test(build, all_that_the_target_sent_is_acknowledged)
{
	struct segment data = line_segment(A | P, 1, 1, "abcd");
	struct built b = { .payload = NULL };
	struct error err;
	struct line l;

	line_open(&l, "< .");
	line_establish(&l);
	tcb_target_sent(&l.conn.tcb, &data);
	cr_assert_eq(build_segment(&l.scope, l.stmt->segment, &b.seg, &b.payload, &err), 0);
	cr_assert_eq(ack_of(b), 5);
	line_close(&l);
}

Test(build, plain_numbers_count_from_each_sides_syn)
{
	struct built b = build("< . 10 ack 20 win 30 urg 40");

	cr_assert_eq(seq_of(b), 10);
	cr_assert_eq(ack_of(b), 20);
	cr_assert_eq(b.seg.window, 30);
	cr_assert_eq(b.seg.urgent, 40);
	b = build("< . -3 ack -1");
	cr_assert_eq(seq_of(b), (uint32_t)-3);
	cr_assert_eq(ack_of(b), UINT32_MAX);
}

Test(build, sequence_numbers_stand_as_they_are)
{
	struct built b = build("< . RCV.NXT + 2 ack ISS + 3");

	cr_assert_eq(seq_of(b), 3);
	cr_assert_eq(ack_of(b), 3);
	b = build("< . SND.NXT ack RCV.NXT"); /* the wrong way round, if one likes */
	cr_assert_eq(b.seg.seq, LINE_ISS + 1);
	cr_assert_eq(b.seg.ack, LINE_ISN + 1);
}

Test(build, numbers_out_of_range_are_refused)
{
	/* Constants are the checker's affair; these it cannot know. */
	refuses("< . win SEG.WND", "SEG.WND is not known yet");
	refuses("< . win SND.WND * 100", "window 100000 is more than 65535");
	refuses("< . urg SND.WND * 100", "urgent pointer 100000 is more than 65535");
	refuses("< P. RCV.NXT (SND.WND * 100) ack SND.NXT",
		"length 100000 is more than 65535");
}

Test(build, payload_depends_on_its_place_in_the_stream_only)
{
	struct built whole = build("< P. 1 (200) ack 1"), part = build("< P. 61 (30) ack 1");

	cr_assert_eq(whole.seg.payload_len, 200);
	cr_assert_eq(whole.seg.payload, whole.payload);
	cr_assert_eq(memcmp(whole.payload + 60, part.payload, 30), 0);
	for (int i = 0; i < 200; i++)
		cr_assert(whole.payload[i] >= 'a' && whole.payload[i] <= 'z');
	cr_assert_eq(memcmp(whole.payload, "bcdef", 5), 0, "counted from the SYN");
	free(whole.payload);
	free(part.payload);
}

Test(build, text_on_a_syn_is_the_same_as_behind_it)
{
	struct built syn = build_on("< S 0 (20)", false), data = build("< P. 1 (20) ack 1");

	cr_assert_eq(memcmp(syn.payload, data.payload, 20), 0);
	free(syn.payload);
	free(data.payload);
}

Test(build, payload_may_be_written)
{
	struct built b = build("< P. RCV.NXT \"moin\\r\\n\\x00!\" ack SND.NXT");

	cr_assert_eq(b.seg.payload_len, 8);
	cr_assert_eq(memcmp(b.payload, "moin\r\n\0!", 8), 0);
	free(b.payload);
}

static void options_are(const char *text, const char *octets, size_t len)
{
	struct built b = build(text);

	cr_assert_eq(b.seg.options_len, len, "%s: %u octets", text, b.seg.options_len);
	cr_assert_eq(memcmp(b.seg.options, octets, len), 0, "%s", text);
}

#define options(text, octets) options_are(text, octets, sizeof(octets) - 1)

Test(build, options)
{
	options("< S <mss 1460>", "\2\4\5\264");
	options("< S <mss MSS>", "\2\4\5\264");
	options("< S <wscale 7>", "\3\3\7");
	options("< S <sackOK>", "\4\2");
	options("< S <nop,nop,eol>", "\1\1\0");
	options("< S <TS val 5 ecr 6>", "\10\12\0\0\0\5\0\0\0\6");
	options("< S <FO abcd1234>", "\42\6\253\315\22\64");
	options("< S <FO>", "\42\2");
	options("< S <FOEXP abcd1234>", "\376\10\371\211\253\315\22\64");
	options("< S <kind 200 0xabcd>", "\310\4\253\315");
	options("< S <kind 200>", "\310\2");
	options("< S <mss 536,nop,wscale 0>", "\2\4\2\30\1\3\3\0");
	/* Edges of SACK are the target's numbers: ISS is 2^32 - 10. */
	options("< . 1 ack 1 <sack 5:15>", "\5\12\377\377\377\373\0\0\0\5");
	options("< . 1 ack 1 <sack SND.NXT:SND.NXT + 10 20:21>",
		"\5\22\377\377\377\367\0\0\0\1\0\0\0\12\0\0\0\13");
	options("< . with options=0x0102abff", "\1\2\253\377");
	options("< S <md5 00112233445566778899aabbccddeeff>",
		"\23\22\0\21\42\63\104\125\146\167\210\231\252\273\314\335\356\377");
}

Test(build, with_fields_are_forced)
{
	struct built b = build("< . with checksum=bad");

	cr_assert_eq(b.seg.force, BAD_CHECKSUM);
	b = build("< . with checksum=0x1234");
	cr_assert_eq(b.seg.force, FORCE_CHECKSUM);
	cr_assert_eq(b.seg.checksum, 0x1234);
	b = build("< . with checksum=without-options");
	cr_assert_eq(b.seg.force, OPTIONS_UNSUMMED);
	b = build("< . with ipchecksum=bad");
	cr_assert_eq(b.seg.force, BAD_IP_CHECKSUM);
	b = build("< . with offset=15");
	cr_assert_eq(b.seg.force, FORCE_OFFSET);
	cr_assert_eq(b.seg.data_offset, 15);
	b = build("< . with reserved=13");
	cr_assert_eq(b.seg.flags, A | 0xd00);
	b = build("< . with ttl=3 tos=0xb8 df=0 id=4711 flow=0x12345");
	cr_assert_eq(b.seg.ttl, 3);
	cr_assert_eq(b.seg.tos, 0xb8);
	cr_assert_not(b.seg.df);
	cr_assert_eq(b.seg.ip_id, 4711);
	cr_assert_eq(b.seg.flow_label, 0x12345);
	b = build("< . with ipoptions=0x01010101");
	cr_assert_eq(b.seg.ip_options_len, 4);
	cr_assert_eq(memcmp(b.seg.ip_options, "\1\1\1\1", 4), 0);
	b = build("< [ce] .");
	cr_assert_eq(b.seg.tos, 3);
	b = build("< [ect0] .");
	cr_assert_eq(b.seg.tos, 2);
	b = build("< [tos 0xb8, ce] .");
	cr_assert_eq(b.seg.tos, 0xbb);
}

/* ---- values ------------------------------------------------------------------------- */

Test(eval, every_name_says_when_it_is_not_known)
{
	static const char *const names[] = { "ISS", "SND.UNA", "SND.NXT", "IRS",
					     "RCV.NXT", "RCV.WND", "SEG.SEQ", "SEG.ACK",
					     "SEG.LEN", "SEG.WND", "SEG.UP" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct error err = { "" };
		struct value value;
		char text[64];
		struct line l;

		snprintf(text, sizeof(text), "let v = %s", names[i]);
		line_open(&l, text);
		cr_assert_eq(eval(&l.scope, l.stmt->a, &value, &err), -1, "%s", names[i]);
		cr_assert(strstr(err.text, names[i]), "%s", err.text);
		cr_assert(strstr(err.text, "is not known yet"), "%s", err.text);
		line_close(&l);
	}
}

Test(eval, kinds_of_values)
{
	static const struct {
		const char *text;
		uint32_t number;
		bool is_seq;
	} rows[] = {
		{ "RCV.NXT", LINE_ISN + 1, true },
		{ "RCV.NXT + 10", LINE_ISN + 11, true },
		{ "10 + RCV.NXT", LINE_ISN + 11, true },
		{ "RCV.NXT - 10", LINE_ISN - 9, true },
		{ "RCV.NXT - IRS", 1, false },
		{ "SND.NXT - RCV.NXT + RCV.NXT", LINE_ISS + 1, true },
		{ "2 * 3 + 4", 10, false },
		{ "2 * (3 + 4)", 14, false },
		{ "-1", UINT32_MAX, false },
		{ "0x10", 16, false },
		{ "MSS", 1460, false },
		{ "RCV.WND * 2", 1000, false },
		{ "SND.WND", 1000, false },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct error err = { "" };
		struct value value;
		char text[64];
		struct line l;

		snprintf(text, sizeof(text), "let v = %s", rows[i].text);
		line_open(&l, text);
		line_establish(&l);
		cr_assert_eq(eval(&l.scope, l.stmt->a, &value, &err), 0, "%s", err.text);
		cr_assert_eq(value.number, rows[i].number, "%s is %u", rows[i].text,
			     value.number);
		cr_assert_eq(value.is_seq, rows[i].is_seq, "%s", rows[i].text);
		line_close(&l);
	}
}
