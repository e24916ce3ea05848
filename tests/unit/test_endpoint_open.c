/* SPDX-License-Identifier: BSD-2-Clause */
/* RFC 9293 sections 3.10.7.1 (CLOSED), 3.10.7.2 (LISTEN), SYN-RECEIVED. */
#include "endpoint_fixture.h"

static struct peer *at(uint16_t service)
{
	struct endpoint_config config = plain_config();

	return peer_new(&config, service);
}

/* ---- CLOSED ------------------------------------------------------------------------- */

Test(endpoint_open, closed_resets_a_syn)
{
	struct peer *p = at(NOBODY);

	sends(p, SEG_SYN, 0, 0, "");
	EXPECT(p, SEG_RST | SEG_ACK, 0, 1);
	SILENT(p);
	peer_free(p);
}

Test(endpoint_open, closed_counts_text_and_fin)
{
	struct peer *p = at(NOBODY);

	sends(p, SEG_SYN | SEG_FIN, 0, 0, "four");
	EXPECT(p, SEG_RST | SEG_ACK, 0, 6);
	sends(p, 0, 0, 0, "");
	EXPECT(p, SEG_RST | SEG_ACK, 0, 0);
	peer_free(p);
}

Test(endpoint_open, closed_resets_an_ack_by_its_number)
{
	struct peer *p = at(NOBODY);

	sends(p, SEG_ACK | SEG_PSH, 5, 77, "data");
	EXPECT(p, SEG_RST, 77, 0);
	peer_free(p);
}

Test(endpoint_open, closed_ignores_a_rst)
{
	struct peer *p = at(NOBODY);

	sends(p, SEG_RST, 0, 0, "");
	sends(p, SEG_RST | SEG_ACK, 0, 1, "");
	SILENT(p);
	peer_free(p);
}

/* ---- LISTEN ----------------------------------------------------------------------------- */

Test(endpoint_open, listen_resets_any_ack)
{
	static const uint16_t flags[] = { SEG_ACK, SEG_ACK | SEG_SYN, SEG_ACK | SEG_FIN };
	struct peer *p = at(ECHO);

	for (unsigned i = 0; i < 3; i++) {
		sends(p, flags[i], 0, 99, "");
		EXPECT(p, SEG_RST, 99, 0);
		SILENT(p);
	}
	STATE(p, STATE_LISTEN);
	peer_free(p);
}

Test(endpoint_open, listen_drops_what_is_neither)
{
	static const uint16_t flags[] = { 0, SEG_FIN, SEG_RST, SEG_RST | SEG_ACK,
					  SEG_RST | SEG_SYN, SEG_URG | SEG_PSH };
	struct peer *p = at(ECHO);

	for (unsigned i = 0; i < 6; i++)
		sends(p, flags[i], 0, 1, "");
	SILENT(p);
	cr_assert_eq(endpoint_connections(p->host), 0);
	peer_free(p);
}

Test(endpoint_open, syn_to_multicast_is_dropped)
{
	struct peer *p = at(ECHO);
	struct segment syn = seg_of(p, SEG_SYN, 1, 0);

	cr_assert(ipaddr_parse("224.0.0.1", &syn.dst));
	put_in(p, &syn);
	syn = seg_of(p, SEG_SYN, 1, 0);
	cr_assert(ipaddr_parse("255.255.255.255", &syn.src));
	put_in(p, &syn);
	SILENT(p);
	peer_free(p);
}

Test(endpoint_open, what_is_not_whole_is_dropped)
{
	struct peer *p = at(ECHO);
	struct decoded bad = { .status = DECODE_OK, .checksum = CHECKSUM_BAD,
			       .ip_checksum = CHECKSUM_GOOD,
			       .seg = seg_of(p, SEG_SYN, 1, 0) };

	endpoint_arrives(p->host, &bad, p->now);
	bad.checksum = CHECKSUM_GOOD;
	bad.status = DECODE_BAD_OFFSET;
	endpoint_arrives(p->host, &bad, p->now);
	bad.status = DECODE_TRUNCATED;
	endpoint_arrives(p->host, &bad, p->now);
	bad.status = DECODE_OK;
	bad.ip_checksum = CHECKSUM_BAD;
	endpoint_arrives(p->host, &bad, p->now);
	SILENT(p);
	peer_free(p);
}

Test(endpoint_open, three_way_handshake)
{
	struct peer *p = at(DISCARD);

	opens(p);
	STATE(p, STATE_SYN_RECEIVED);
	sends(p, SEG_ACK, 1, 1, "");
	STATE(p, STATE_ESTABLISHED);
	SILENT(p);
	peer_free(p);
}

Test(endpoint_open, handshake_across_the_wrap)
{
	struct peer *p = at(ECHO);

	p->isn = UINT32_MAX;
	opens(p);
	sends(p, SEG_ACK | SEG_PSH, 1, 1, "hello");
	EXPECT(p, SEG_ACK | SEG_PSH, 1, 6);
	cr_assert_eq(p->got.payload_len, 5);
	peer_free(p);
}

Test(endpoint_open, text_and_fin_of_a_syn_are_kept)
{
	struct peer *p = at(ECHO);

	sends(p, SEG_SYN | SEG_FIN, 0, 0, "abc");
	cr_assert(takes(p));
	cr_assert_eq(p->got.flags, SEG_SYN | SEG_ACK);
	cr_assert_eq(p->got.ack, p->isn + 1);
	p->iss = p->got.seq;
	sends(p, SEG_ACK, 5, 1, "");
	EXPECT(p, SEG_ACK | SEG_PSH, 1, 5);
	cr_assert_eq(memcmp(p->text, "abc", 3), 0);
	EXPECT(p, SEG_ACK | SEG_FIN, 4, 5);
	STATE(p, STATE_LAST_ACK);
	peer_free(p);
}

Test(endpoint_open, backlog_is_bounded_and_given_back)
{
	struct endpoint_config config = plain_config();
	struct peer *p;

	config.backlog = 2;
	p = peer_new(&config, ECHO);
	for (unsigned i = 0; i < 2; i++) {
		p->port = (uint16_t)(40000 + i);
		opens(p);
	}
	p->port = 40002;
	sends(p, SEG_SYN, 0, 0, "");
	SILENT(p);
	p->port = 40001;
	sends(p, SEG_RST, 1, 0, "");
	p->port = 40002;
	opens(p);
	peer_free(p);
}

Test(endpoint_open, initial_numbers_follow_the_clock_and_differ)
{
	struct peer *p = at(ECHO);
	uint32_t first, second;

	opens(p);
	first = p->iss;
	sends(p, SEG_RST, 1, 0, "");
	p->now += SECOND;
	opens(p);
	cr_assert_eq(p->iss - first, 250000);
	second = p->iss;
	p->port++;
	opens(p);
	cr_assert_neq(p->iss, second);
	peer_free(p);
}

/* ---- SYN-RECEIVED ---------------------------------------------------------------------------- */

Test(endpoint_open, bad_ack_in_syn_received_draws_rst)
{
	struct peer *p = at(ECHO);

	opens(p);
	sends(p, SEG_ACK, 1, 0, "");
	EXPECT(p, SEG_RST, 0, 0);
	sends(p, SEG_ACK, 1, 2, "");
	EXPECT(p, SEG_RST, 2, 0);
	STATE(p, STATE_SYN_RECEIVED);
	peer_free(p);
}

Test(endpoint_open, the_syn_again_draws_an_ack)
{
	struct peer *p = at(ECHO);

	opens(p);
	sends(p, SEG_SYN, 0, 0, "");
	EXPECT(p, SEG_ACK, 1, 1);
	STATE(p, STATE_SYN_RECEIVED);
	peer_free(p);
}

/* Acceptable by its text; the SYN lies outside the window and is trimmed off. */
Test(endpoint_open, the_syn_again_with_text_is_no_error)
{
	struct peer *p = at(ECHO);

	opens(p);
	sends(p, SEG_SYN, 0, 0, "text");
	SILENT(p);
	STATE(p, STATE_SYN_RECEIVED);
	peer_free(p);
}

/* What stands left of the window is old, its SYN too: "only the new parts are
 * processed", and the ACK among them. */
Test(endpoint_open, a_syn_left_of_the_window_is_cut_off)
{
	struct peer *p = at(ECHO);

	opens(p);
	sends(p, SEG_SYN, (uint32_t)-5, 0, "0123456789");
	SILENT(p);
	STATE(p, STATE_SYN_RECEIVED);
	sends(p, SEG_SYN | SEG_ACK, 0, 1, "text");
	EXPECT(p, SEG_ACK | SEG_PSH, 1, 5);
	STATE(p, STATE_ESTABLISHED);
	peer_free(p);
}

Test(endpoint_open, rst_or_syn_in_the_window_returns_to_listen)
{
	struct peer *p = at(ECHO);

	opens(p);
	sends(p, SEG_RST, 1, 0, "");
	STATE(p, STATE_LISTEN);
	opens(p);
	sends(p, SEG_SYN, 10, 0, "");
	STATE(p, STATE_LISTEN);
	cr_assert_not(takes_within(p, 10 * SECOND));
	peer_free(p);
}

Test(endpoint_open, rst_outside_or_beside_rcv_nxt)
{
	struct peer *p = at(ECHO);

	opens(p);
	sends(p, SEG_RST, 0, 0, "");
	sends(p, SEG_RST, 70000, 0, "");
	SILENT(p);
	sends(p, SEG_RST, 2, 0, "");
	EXPECT(p, SEG_ACK, 1, 1);
	STATE(p, STATE_SYN_RECEIVED);
	peer_free(p);
}

Test(endpoint_open, synack_comes_again_backs_off_and_ends)
{
	struct peer *p = at(ECHO);
	int64_t at_time, gap = SECOND;

	opens(p);
	at_time = p->now;
	for (int i = 0; i < 5; i++, gap *= 2) {
		cr_assert(takes_within(p, 100 * SECOND));
		cr_assert_eq(p->got.flags, SEG_SYN | SEG_ACK);
		cr_assert_eq(p->got.seq, p->iss);
		cr_assert_eq(p->now - at_time, gap);
		at_time = p->now;
	}
	while (takes_within(p, 400 * SECOND))
		;
	STATE(p, STATE_LISTEN);
	peer_free(p);
}

Test(endpoint_open, window_of_the_synack_is_unscaled)
{
	struct endpoint_config config = plain_config();
	static const uint8_t shift[1] = { 2 };
	struct segment syn;
	struct option opt;
	struct peer *p;

	config.buffer = 1 << 20;
	p = peer_new(&config, DISCARD);
	syn = seg_of(p, SEG_SYN, p->isn, 0);
	cr_assert(segment_add_option(&syn, OPT_WSCALE, shift, 1));
	put_in(p, &syn);
	cr_assert(takes(p));
	cr_assert(segment_option(&p->got, OPT_WSCALE, &opt));
	cr_assert_eq(opt.data[0], 5);
	cr_assert_eq(p->got.window, 65535);
	p->iss = p->got.seq;
	sends(p, SEG_ACK, 1, 1, "");
	sends(p, SEG_ACK, 0, 1, "x");
	EXPECT(p, SEG_ACK, 1, 1);
	cr_assert_eq(p->got.window, (1 << 20) >> 5);
	peer_free(p);
}

Test(endpoint_open, a_fin_on_the_third_segment_counts)
{
	struct peer *p = at(DISCARD);

	opens(p);
	sends(p, SEG_ACK | SEG_FIN, 1, 1, "ab");
	EXPECT(p, SEG_ACK | SEG_FIN, 1, 4);
	STATE(p, STATE_LAST_ACK);
	peer_free(p);
}

Test(endpoint_open, urgent_text_of_a_syn_is_told)
{
	struct peer *p = at(DISCARD);
	struct segment syn = seg_of(p, SEG_SYN | SEG_URG, p->isn, 0);

	syn.urgent = 100;
	syn.payload = (const uint8_t *)"text";
	syn.payload_len = 4;
	put_in(p, &syn);
	cr_assert(takes(p));
	p->iss = p->got.seq;
	cr_assert_not(p->host->conns->signals & SIGNAL_URGENT);
	sends(p, SEG_ACK, 1, 1, "");
	cr_assert(p->host->conns->signals & SIGNAL_URGENT);
	peer_free(p);
}

Test(endpoint_open, without_ack_nothing_is_established)
{
	struct peer *p = at(ECHO);

	opens(p);
	sends(p, SEG_PSH, 1, 0, "data");
	sends(p, SEG_FIN, 1, 0, "");
	SILENT(p);
	STATE(p, STATE_SYN_RECEIVED);
	peer_free(p);
}
