/* SPDX-License-Identifier: BSD-2-Clause */
/* The MSS (RFC 9293 section 3.7.1), window scale, timestamps and PAWS (RFC 7323),
 * SACK (RFC 2018, RFC 2883). */
#include "endpoint_fixture.h"

static void add32(struct segment *seg, uint8_t kind, const uint32_t *values, unsigned count)
{
	uint8_t data[32];

	for (unsigned i = 0; i < count; i++)
		for (unsigned b = 0; b < 4; b++)
			data[4 * i + b] = (uint8_t)(values[i] >> (24 - 8 * b));
	cr_assert(segment_add_option(seg, kind, data, 4u * count));
}

static void add_ts(struct segment *seg, uint32_t val, uint32_t echo)
{
	add32(seg, OPT_TIMESTAMPS, (uint32_t[]){ val, echo }, 2);
}

/* Opens with the options given, and the third segment with TSval `ts` if not 0. */
static struct peer *open_with(uint16_t service, uint16_t mss, bool sack, uint32_t ts)
{
	struct endpoint_config config = plain_config();
	struct peer *p = peer_new(&config, service);
	struct segment seg = seg_of(p, SEG_SYN, p->isn, 0);

	if (mss)
		add_mss(&seg, mss);
	if (sack)
		segment_add_option(&seg, OPT_SACK_PERMITTED, NULL, 0);
	if (ts)
		add_ts(&seg, ts, 0);
	put_in(p, &seg);
	cr_assert(takes(p));
	p->iss = p->got.seq;
	seg = seg_of(p, SEG_ACK, p->isn + 1, p->iss + 1);
	if (ts)
		add_ts(&seg, ts, 0);
	put_in(p, &seg);
	return p;
}

static uint32_t tsecr(const struct peer *p)
{
	struct option opt;

	cr_assert(segment_option(&p->got, OPT_TIMESTAMPS, &opt), "no timestamps");
	return option_u32(&opt, 4);
}

static void text_ts(struct peer *p, uint32_t seq, const char *text, uint32_t ts)
{
	struct segment seg = seg_of(p, SEG_ACK, p->isn + seq, p->iss + 1);

	seg.payload = (const uint8_t *)text;
	seg.payload_len = (uint32_t)strlen(text);
	if (ts)
		add_ts(&seg, ts, 0);
	put_in(p, &seg);
}

/* ---- MSS ------------------------------------------------------------------------------ */

static void largest(uint16_t mss, uint32_t ts, uint32_t want)
{
	struct peer *p = open_with(CHARGEN, mss, false, ts);
	uint32_t most = 0;

	while (takes(p)) {
		if (p->got.payload_len > most)
			most = p->got.payload_len;
	}
	cr_assert_eq(most, want, "MSS %u: %u octets", mss, most);
	peer_free(p);
}

Test(endpoint_options, segments_keep_to_the_mss)
{
	largest(0, 0, 536);
	largest(300, 0, 300);
	largest(300, 7, 288);
	largest(1460, 7, 1448);
	largest(9000, 0, 1460);
	largest(40, 0, 40);
	largest(40, 7, 28);
	largest(8, 7, 1);
}

/* Every option comes off, SACK too, while it is there. */
Test(endpoint_options, sack_comes_off_the_mss)
{
	struct peer *p = open_with(CHARGEN, 500, true, 7);
	uint32_t most = 0;
	struct option opt;

	while (takes(p))
		;
	text_ts(p, 11, "above a gap", 8);
	for (unsigned i = 0; i < 20; i++) {
		struct segment ack = seg_of(p, SEG_ACK, p->isn + 1,
					    p->host->conns->snd.nxt);

		add_ts(&ack, 9, 0);
		put_in(p, &ack);
		while (takes(p)) {
			cr_assert_leq(p->got.payload_len + p->got.options_len, 500);
			cr_assert(segment_option(&p->got, OPT_SACK, &opt));
			if (p->got.payload_len > most)
				most = p->got.payload_len;
		}
	}
	cr_assert_eq(most, 500 - 12 - 12);
	peer_free(p);
}

Test(endpoint_options, the_mss_announced_comes_from_the_mtu)
{
	struct endpoint_config config = plain_config();
	struct peer *p;

	config.mtu = 1000;
	p = peer_new(&config, ECHO);
	opens(p);
	cr_assert_eq(segment_mss(&p->got), 960);
	peer_free(p);
}

Test(endpoint_options, only_what_was_offered_is_answered)
{
	struct peer *p = peer_new(&(struct endpoint_config){ .seed = 1 }, ECHO);
	struct option opt;

	opens(p);
	cr_assert_not(segment_option(&p->got, OPT_WSCALE, &opt));
	cr_assert_not(segment_option(&p->got, OPT_TIMESTAMPS, &opt));
	cr_assert_not(segment_option(&p->got, OPT_SACK_PERMITTED, &opt));
	peer_free(p);
}

Test(endpoint_options, illegal_lengths_end_the_list_and_nothing_else)
{
	static const uint8_t bad[][4] = { { 2, 0, 5, 180 }, { 2, 1, 5, 180 },
					  { 2, 255, 5, 180 }, { 253, 0, 1, 1 },
					  { 1, 1, 1, 2 } };

	for (unsigned i = 0; i < 5; i++) {
		struct peer *p = peer_new(&(struct endpoint_config){ .seed = 1 }, ECHO);
		struct segment syn = seg_of(p, SEG_SYN, p->isn, 0);

		segment_add_raw_options(&syn, bad[i], 4);
		put_in(p, &syn);
		cr_assert(takes(p));
		cr_assert_eq(p->host->conns->snd.mss, 536);
		peer_free(p);
	}
}

/* ---- window scale ---------------------------------------------------------------------- */

Test(endpoint_options, a_shift_above_14_is_14_and_syn_windows_are_not_scaled)
{
	static const uint8_t shift[1] = { 20 };
	struct peer *p = peer_new(&(struct endpoint_config){ .seed = 1 }, ECHO);
	struct segment syn = seg_of(p, SEG_SYN, p->isn, 0);
	struct tcp_conn *conn;

	syn.window = 1000;
	segment_add_option(&syn, OPT_WSCALE, shift, 1);
	put_in(p, &syn);
	cr_assert(takes(p));
	p->iss = p->got.seq;
	conn = p->host->conns;
	cr_assert_eq(conn->snd.wnd, 1000);
	sends(p, SEG_ACK, 1, 1, "");
	cr_assert_eq(conn->snd.wnd, 65535u << 14);
	peer_free(p);
}

/* ---- timestamps and PAWS ----------------------------------------------------------------- */

Test(endpoint_options, a_delayed_ack_echoes_the_first_of_its_segments)
{
	struct peer *p = open_with(DISCARD, 1460, false, 100);

	text_ts(p, 1, "abcdefghij", 200);
	text_ts(p, 11, "k", 300);
	cr_assert(takes_within(p, 490 * MS));
	cr_assert_eq(p->got.ack, p->isn + 12);
	cr_assert_eq(tsecr(p), 200);
	peer_free(p);
}

Test(endpoint_options, a_segment_above_a_gap_does_not_move_the_echo)
{
	struct peer *p = open_with(DISCARD, 1460, false, 100);

	text_ts(p, 5, "above", 400);
	cr_assert(takes(p));
	cr_assert_eq(tsecr(p), 100);
	text_ts(p, 1, "gaps", 500);
	cr_assert(takes(p));
	cr_assert_eq(p->got.ack, p->isn + 10);
	cr_assert_eq(tsecr(p), 500);
	peer_free(p);
}

Test(endpoint_options, paws)
{
	struct peer *p = open_with(DISCARD, 1460, false, UINT32_MAX - 5);
	struct segment rst;

	text_ts(p, 1, "old", UINT32_MAX - 6);
	EXPECT(p, SEG_ACK, 1, 1);
	text_ts(p, 1, "equal", UINT32_MAX - 5);
	cr_assert(takes_within(p, 490 * MS));
	cr_assert_eq(p->got.ack, p->isn + 6);
	text_ts(p, 6, "past the wrap", 10);
	cr_assert(takes_within(p, 490 * MS));
	cr_assert_eq(p->got.ack, p->isn + 19);
	text_ts(p, 19, "no option", 0);
	cr_assert_not(takes_within(p, SECOND));
	STATE(p, STATE_ESTABLISHED);
	rst = seg_of(p, SEG_RST, p->isn + 19, 0);
	add_ts(&rst, 1, 0);
	put_in(p, &rst);
	STATE(p, STATE_LISTEN);
	peer_free(p);
}

Test(endpoint_options, an_idle_connection_forgets_the_stamp)
{
	struct peer *p = open_with(DISCARD, 1460, false, 5000);

	p->now += INT64_C(25) * 24 * 3600 * SECOND;
	text_ts(p, 1, "young", 1);
	cr_assert(takes_within(p, 490 * MS));
	cr_assert_eq(p->got.ack, p->isn + 6);
	peer_free(p);
}

/* RFC 7323 appendix D: "save SEG.TSval in variable TS.Recent". */
Test(endpoint_options, the_stamp_after_24_days_is_the_new_measure)
{
	struct peer *p = open_with(DISCARD, 1460, false, 5000);

	p->now += INT64_C(25) * 24 * 3600 * SECOND;
	text_ts(p, 1, "young", 3000);
	cr_assert(takes_within(p, 490 * MS));
	cr_assert_eq(tsecr(p), 3000);
	text_ts(p, 6, "older", 2000);
	cr_assert(takes(p));
	cr_assert_eq(p->got.ack, p->isn + 6);
	text_ts(p, 6, "later", 3001);
	cr_assert(takes_within(p, 490 * MS));
	cr_assert_eq(p->got.ack, p->isn + 11);
	peer_free(p);
}

Test(endpoint_options, resets_carry_the_stamp_back)
{
	struct peer *p = peer_new(&(struct endpoint_config){ .seed = 1 }, NOBODY);
	struct segment syn = seg_of(p, SEG_SYN, p->isn, 0);

	add_ts(&syn, 77, 0);
	put_in(p, &syn);
	EXPECT(p, SEG_RST | SEG_ACK, 0, 1);
	cr_assert_eq(tsecr(p), 77);
	peer_free(p);
}

/* ---- SACK ------------------------------------------------------------------------------------ */

static void expect_blocks(const struct peer *p, unsigned count, const uint32_t *edges)
{
	struct option opt;

	cr_assert(segment_option(&p->got, OPT_SACK, &opt), "no SACK");
	cr_assert_eq(opt.data_len, 8 * count, "%u octets", opt.data_len);
	for (unsigned i = 0; i < 2 * count; i++)
		cr_assert_eq(option_u32(&opt, 4 * i) - p->isn, edges[i], "edge %u is %u",
			     i, option_u32(&opt, 4 * i) - p->isn);
}

Test(endpoint_options, the_latest_arrival_is_the_first_block)
{
	struct peer *p = open_with(DISCARD, 1460, true, 0);

	sends(p, SEG_ACK, 11, 1, "abcde");
	EXPECT(p, SEG_ACK, 1, 1);
	expect_blocks(p, 1, (uint32_t[]){ 11, 16 });
	sends(p, SEG_ACK, 31, 1, "abcde");
	EXPECT(p, SEG_ACK, 1, 1);
	expect_blocks(p, 2, (uint32_t[]){ 31, 36, 11, 16 });
	sends(p, SEG_ACK, 16, 1, "ab");
	EXPECT(p, SEG_ACK, 1, 1);
	expect_blocks(p, 2, (uint32_t[]){ 11, 18, 31, 36 });
	peer_free(p);
}

Test(endpoint_options, a_duplicate_is_reported_once)
{
	struct peer *p = open_with(DISCARD, 1460, true, 0);
	struct option opt;

	sends(p, SEG_ACK, 1, 1, "0123456789");
	cr_assert(takes_within(p, 490 * MS));
	sends(p, SEG_ACK, 3, 1, "23");
	EXPECT(p, SEG_ACK, 1, 11);
	expect_blocks(p, 1, (uint32_t[]){ 3, 5 });
	sends(p, SEG_ACK, 0, 1, "");
	EXPECT(p, SEG_ACK, 1, 11);
	cr_assert_not(segment_option(&p->got, OPT_SACK, &opt));
	sends(p, SEG_ACK, 21, 1, "above");
	EXPECT(p, SEG_ACK, 1, 11);
	sends(p, SEG_ACK, 21, 1, "above");
	EXPECT(p, SEG_ACK, 1, 11);
	expect_blocks(p, 2, (uint32_t[]){ 21, 26, 21, 26 });
	peer_free(p);
}

Test(endpoint_options, no_sack_unless_permitted)
{
	struct peer *p = open_with(DISCARD, 1460, false, 0);

	sends(p, SEG_ACK, 11, 1, "abcde");
	EXPECT(p, SEG_ACK, 1, 1);
	cr_assert_eq(p->got.options_len, 0);
	peer_free(p);
}

static void sacks(struct peer *p, uint32_t ack, uint32_t left, uint32_t right)
{
	struct segment seg = seg_of(p, SEG_ACK, p->isn + 1, p->iss + ack);

	add32(&seg, OPT_SACK, (uint32_t[]){ p->iss + left, p->iss + right }, 2);
	put_in(p, &seg);
}

Test(endpoint_options, holes_are_resent_and_what_was_sacked_is_not)
{
	struct peer *p = open_with(CHARGEN, 1000, true, 0);
	uint32_t end = 1;

	for (int round = 0; round < 3; round++) {
		while (takes(p))
			end = p->got.seq + p->got.payload_len - p->iss;
		if (round < 2)
			sends(p, SEG_ACK, 1, end, "");
	}
	/* The first and the third of what is out are lost. */
	end = p->host->conns->snd.una - p->iss;
	sacks(p, end, end + 1000, end + 2000);
	sacks(p, end, end + 3000, end + 4000);
	while (takes(p))
		cr_assert_geq(p->got.seq - p->iss, end + 4000, "too early");
	sacks(p, end, end + 4000, end + 5000);
	cr_assert(takes(p));
	cr_assert_eq(p->got.seq - p->iss, end);
	while (takes(p))
		cr_assert(p->got.seq - p->iss == end + 2000 ||
			  p->got.seq - p->iss >= end + 5000, "%u was SACKed",
			  p->got.seq - p->iss - end);
	peer_free(p);
}

Test(endpoint_options, nonsense_blocks_do_no_harm)
{
	struct peer *p = open_with(CHARGEN, 1000, true, 0);

	while (takes(p))
		;
	sacks(p, 1, 0, 0xffffffff);
	sacks(p, 1, 3000, 2000);
	sacks(p, 1, 100000, 200000);
	sacks(p, 1, 1, 500);
	cr_assert_eq(p->host->conns->sack.sacked.count, 0);
	peer_free(p);
}
