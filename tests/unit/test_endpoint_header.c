/* SPDX-License-Identifier: BSD-2-Clause */
/* RFC 9293 sections 3.1 and 3.2: what a header may hold, and what is sent. */
#include "endpoint_fixture.h"

static struct peer *at(uint16_t service)
{
	struct endpoint_config config = plain_config();

	return peer_new(&config, service);
}

/* A SYN that must be answered like any other. */
static void opens_with(const struct segment *syn, struct peer *p)
{
	put_in(p, syn);
	cr_assert(takes(p), "no answer");
	cr_assert_eq(p->got.flags, SEG_SYN | SEG_ACK, "flags 0x%x", p->got.flags);
	cr_assert_eq(p->got.ack, syn->seq + 1);
	peer_free(p);
}

Test(endpoint_header, what_does_not_matter_on_a_syn)
{
	static const uint16_t flags[] = { SEG_RESERVED, SEG_AE, SEG_ECE, SEG_CWR,
					  SEG_ECE | SEG_CWR, SEG_URG, SEG_PSH };

	for (unsigned i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		struct peer *p = at(ECHO);
		struct segment syn = seg_of(p, SEG_SYN | flags[i], p->isn, 12345);

		syn.ttl = 1;
		syn.tos = 0xfc;
		syn.ip_options_len = 4;
		opens_with(&syn, p);
	}
}

Test(endpoint_header, options_are_skipped_by_their_length_until_eol)
{
	static const uint8_t list[] = { OPT_NOP, 253, 5, 1, 2, 3, OPT_NOP, OPT_MSS, 4, 1,
					0, OPT_EOL, OPT_MSS, 4, 2, 0 };
	struct peer *p = at(ECHO);
	struct segment syn = seg_of(p, SEG_SYN, p->isn, 0);

	cr_assert(segment_add_raw_options(&syn, list, sizeof(list)));
	put_in(p, &syn);
	cr_assert(takes(p));
	cr_assert_eq(p->host->conns->snd.mss, 256);
	peer_free(p);
}

Test(endpoint_header, options_and_diffserv_on_data_do_not_matter)
{
	static const uint8_t list[] = { 253, 3, 1, OPT_EOL };
	struct endpoint_config config = plain_config();
	struct peer *p = established(&config, ECHO);
	struct segment seg = seg_of(p, SEG_ACK | SEG_RESERVED, p->isn + 1, p->iss + 1);
	const uint8_t stamps[8] = { 0 };

	segment_add_raw_options(&seg, list, sizeof(list));
	segment_add_option(&seg, OPT_TIMESTAMPS, stamps, 8);
	seg.tos = 0x20;
	seg.urgent = 1; /* without URG: nothing */
	seg.payload = (const uint8_t *)"data";
	seg.payload_len = 4;
	put_in(p, &seg);
	EXPECT(p, SEG_ACK | SEG_PSH, 1, 5);
	cr_assert_not(p->host->conns->signals & SIGNAL_URGENT);
	peer_free(p);
}

Test(endpoint_header, a_wrong_checksum_or_offset_drops_data_too)
{
	struct endpoint_config config = plain_config();
	struct peer *p = established(&config, ECHO);
	struct decoded bad = { .status = DECODE_OK, .checksum = CHECKSUM_BAD,
			       .ip_checksum = CHECKSUM_GOOD,
			       .seg = seg_of(p, SEG_ACK, p->isn + 1, p->iss + 1) };

	bad.seg.payload = (const uint8_t *)"data";
	bad.seg.payload_len = 4;
	endpoint_arrives(p->host, &bad, p->now);
	bad.status = DECODE_BAD_OFFSET;
	for (bad.seg.data_offset = 0; bad.seg.data_offset < 16; bad.seg.data_offset++)
		endpoint_arrives(p->host, &bad, p->now);
	cr_assert_not(takes_within(p, SECOND));
	peer_free(p);
}

static void sound(const struct peer *p)
{
	struct option_iter it = option_iter(p->got.options, p->got.options_len);
	struct option opt;

	cr_assert_eq(p->got.force, 0, "checksum and offset are for the encoder");
	cr_assert_eq(p->got.flags & (SEG_RESERVED | SEG_AE | SEG_ECE | SEG_CWR), 0);
	cr_assert_eq(p->got.options_len % 4, 0);
	while (option_next(&it, &opt))
		cr_assert_eq(opt.status, OPTION_OK, "kind %u", opt.kind);
}

Test(endpoint_header, what_is_sent_is_sound)
{
	static const uint8_t shift[1] = { 3 }, stamps[8] = { 0, 0, 0, 9 };
	struct peer *p = at(ECHO);
	struct segment seg = seg_of(p, SEG_SYN | SEG_RESERVED | SEG_ECE | SEG_CWR, p->isn,
				    0);

	add_mss(&seg, 1460);
	segment_add_option(&seg, OPT_WSCALE, shift, 1);
	segment_add_option(&seg, OPT_SACK_PERMITTED, NULL, 0);
	segment_add_option(&seg, OPT_TIMESTAMPS, stamps, 8);
	put_in(p, &seg);
	cr_assert(takes(p));
	cr_assert_eq(p->got.options_len, 24);
	sound(p);
	p->iss = p->got.seq;
	seg = seg_of(p, SEG_ACK, p->isn + 1, p->iss + 1);
	segment_add_option(&seg, OPT_TIMESTAMPS, stamps, 8);
	seg.payload = (const uint8_t *)"odd";
	seg.payload_len = 3;
	put_in(p, &seg);
	EXPECT(p, SEG_ACK | SEG_PSH, 1, 4);
	sound(p);
	seg.flags = SEG_ACK;
	p->service = NOBODY;
	sends(p, SEG_ACK, 0, 0, "");
	cr_assert(takes(p));
	sound(p);
	peer_free(p);
}

Test(endpoint_header, the_timestamp_clock_runs)
{
	struct peer *p = at(ECHO);
	static const uint8_t stamps[8] = { 0, 0, 0, 9 };
	struct option opt;
	uint32_t first;

	for (unsigned i = 0; i < 2; i++) {
		struct segment syn = seg_of(p, SEG_SYN, p->isn, 0);

		segment_add_option(&syn, OPT_TIMESTAMPS, stamps, 8);
		put_in(p, &syn);
		cr_assert(takes(p));
		cr_assert(segment_option(&p->got, OPT_TIMESTAMPS, &opt));
		if (i == 0)
			first = option_u32(&opt, 0);
		else
			cr_assert_eq(option_u32(&opt, 0) - first, 1500);
		sends(p, SEG_RST, 1, 0, "");
		p->now += 1500 * MS;
	}
	peer_free(p);
}

Test(endpoint_header, closed_answers_whatever_else_is_set)
{
	static const uint16_t flags[] = { SEG_ACK, SEG_ACK | SEG_SYN, SEG_ACK | SEG_URG,
					  SEG_ACK | SEG_FIN | SEG_PSH };
	struct peer *p = at(NOBODY);

	for (unsigned i = 0; i < 4; i++) {
		sends(p, flags[i], 1, 9, "text");
		EXPECT(p, SEG_RST, 9, 0);
		SILENT(p);
		p->service = ECHO; /* LISTEN answers the same */
		sends(p, flags[i], 1, 9, "text");
		EXPECT(p, SEG_RST, 9, 0);
		SILENT(p);
		p->service = NOBODY;
	}
	peer_free(p);
}
