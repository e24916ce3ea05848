/* SPDX-License-Identifier: BSD-2-Clause */
/* RFC 9293 sections 3.7.4, 3.8 and 3.10.8: retransmission, delayed ACK, windows. */
#include "endpoint_fixture.h"

static struct peer *at(uint16_t service)
{
	struct endpoint_config config = plain_config();

	return established(&config, service);
}

/* A pure ACK with that window. */
static void acks(struct peer *p, uint32_t ack, uint16_t window)
{
	struct segment seg = seg_of(p, SEG_ACK, p->host->conns->rcv.nxt, p->iss + ack);

	seg.window = window;
	put_in(p, &seg);
}

/* ---- retransmission (RFC 6298) ------------------------------------------------------------ */

Test(endpoint_timers, data_comes_again_unchanged_and_backs_off)
{
	struct peer *p = at(ECHO);
	int64_t last;

	sends(p, SEG_ACK, 1, 1, "again");
	EXPECT(p, SEG_ACK | SEG_PSH, 1, 6);
	for (int i = 0; i < 6; i++) {
		last = p->now;
		cr_assert(takes_within(p, 100 * SECOND));
		cr_assert_eq(p->got.seq, p->iss + 1);
		cr_assert_eq(p->got.payload_len, 5);
		cr_assert_eq(memcmp(p->text, "again", 5), 0);
		cr_assert_eq(p->now - last, SECOND << i);
	}
	sends(p, SEG_ACK, 6, 6, "");
	cr_assert_not(takes_within(p, 1000 * SECOND));
	peer_free(p);
}

Test(endpoint_timers, the_user_timeout_ends_it)
{
	struct peer *p = at(ECHO);
	int64_t begin = p->now;

	sends(p, SEG_ACK, 1, 1, "x");
	while (takes_within(p, 200 * SECOND))
		;
	STATE(p, STATE_LISTEN);
	cr_assert_geq(p->now - begin, 100 * SECOND); /* SHLD-11 */
	peer_free(p);
}

Test(endpoint_timers, karn_and_the_backed_off_timeout)
{
	struct peer *p = at(ECHO);
	struct tcp_conn *conn = p->host->conns;

	sends(p, SEG_ACK, 1, 1, "x");
	cr_assert(takes(p));
	cr_assert(takes_within(p, 2 * SECOND));
	cr_assert_eq(conn->rtx.rto, 2 * SECOND);
	sends(p, SEG_ACK, 2, 2, "");
	cr_assert_eq(conn->rtx.rto, 2 * SECOND, "kept until a new sample");
	sends(p, SEG_ACK, 2, 2, "y");
	p->now += 400 * MS;
	sends(p, SEG_ACK, 3, 3, "");
	cr_assert_lt(conn->rtx.rto, 2 * SECOND);
	peer_free(p);
}

Test(endpoint_timers, rto_follows_the_round_trip)
{
	struct endpoint_config config = plain_config();
	struct peer *p = peer_new(&config, ECHO);
	struct tcp_conn *conn;

	opens(p);
	p->now += 800 * MS;
	sends(p, SEG_ACK, 1, 1, "");
	conn = p->host->conns;
	/* SRTT + 4 * RTTVAR with RTTVAR = R/2. */
	cr_assert_eq(conn->rtx.srtt, 800 * MS);
	cr_assert_eq(conn->rtx.rto, 2400 * MS);
	peer_free(p);
}

Test(endpoint_timers, fast_retransmit_on_the_third_duplicate)
{
	struct peer *p = at(CHARGEN);
	struct tcp_conn *conn = p->host->conns;

	while (takes(p))
		;
	acks(p, 1461, 65535);
	while (takes(p))
		;
	for (int i = 0; i < 2; i++) {
		acks(p, 1461, 65535);
		while (takes(p))
			cr_assert_gt(p->got.seq - p->iss, 1461, "too early");
	}
	acks(p, 1461, 65535);
	cr_assert(takes(p));
	cr_assert_eq(p->got.seq, p->iss + 1461);
	cr_assert_eq(conn->cc.recovery, RECOVERY_FAST);
	peer_free(p);
}

Test(endpoint_timers, slow_start_and_the_loss_window)
{
	struct peer *p = at(CHARGEN);
	uint32_t count = 0;

	while (takes(p))
		count++;
	cr_assert_eq(count, 3, "initial window of %u segments", count);
	acks(p, 1461, 65535);
	for (count = 0; takes(p); count++)
		;
	cr_assert_eq(count, 2, "an ACK lets %u out", count);
	cr_assert(takes_within(p, 10 * SECOND));
	cr_assert_eq(p->got.seq, p->iss + 1461);
	SILENT(p);
	peer_free(p);
}

/* ---- delayed ACK ------------------------------------------------------------------------------ */

Test(endpoint_timers, an_ack_is_delayed_less_than_half_a_second)
{
	struct peer *p = at(DISCARD);
	int64_t begin = p->now;

	sends(p, SEG_ACK, 1, 1, "data");
	SILENT(p);
	cr_assert(takes_within(p, 10 * SECOND));
	cr_assert_eq(p->got.ack, p->isn + 5);
	cr_assert_lt(p->now - begin, 500 * MS);
	cr_assert_gt(p->now - begin, 0);
	peer_free(p);
}

Test(endpoint_timers, every_second_full_segment_is_acknowledged)
{
	struct peer *p = at(DISCARD);

	for (uint32_t i = 0; i < 6; i++) {
		struct segment seg = seg_of(p, SEG_ACK, p->isn + 1 + i * 1460, p->iss + 1);

		seg.payload = p->text;
		seg.payload_len = 1460;
		put_in(p, &seg);
		cr_assert_eq(takes(p), i % 2 == 1, "segment %u", i);
	}
	peer_free(p);
}

Test(endpoint_timers, a_gap_draws_duplicates_and_its_filling_an_ack)
{
	struct peer *p = at(DISCARD);

	sends(p, SEG_ACK, 11, 1, "above");
	EXPECT(p, SEG_ACK, 1, 1);
	sends(p, SEG_ACK, 21, 1, "above");
	EXPECT(p, SEG_ACK, 1, 1);
	sends(p, SEG_ACK, 1, 1, "0123456789");
	EXPECT(p, SEG_ACK, 1, 16);
	sends(p, SEG_ACK, 16, 1, "01234");
	EXPECT(p, SEG_ACK, 1, 26);
	SILENT(p);
	peer_free(p);
}

/* ---- windows -------------------------------------------------------------------------------------- */

Test(endpoint_timers, a_closed_window_is_probed_for_ever_while_answered)
{
	struct peer *p = at(ECHO);
	struct segment seg = seg_of(p, SEG_ACK, p->isn + 1, p->iss + 1);
	int64_t last;

	seg.window = 0;
	seg.payload = (const uint8_t *)"hello";
	seg.payload_len = 5;
	put_in(p, &seg);
	cr_assert(takes_within(p, 300 * MS));
	cr_assert_eq(p->got.payload_len, 0);
	last = p->now;
	for (int i = 0; i < 30; i++) {
		cr_assert(takes_within(p, 100 * SECOND), "probe %d", i);
		cr_assert_leq(p->got.payload_len, 1);
		cr_assert_geq(p->now - last, i < 6 ? (SECOND << i) - 200 * MS
						   : 60 * SECOND - 1);
		last = p->now;
		acks(p, 1, 0);
		SILENT(p);
	}
	STATE(p, STATE_ESTABLISHED);
	acks(p, 1, 65535);
	cr_assert(takes(p));
	cr_assert_eq(p->got.seq, p->iss + 1);
	acks(p, 2, 65535);
	EXPECT(p, SEG_ACK | SEG_PSH, 2, 6);
	cr_assert_eq(memcmp(p->text, "ello", 4), 0);
	cr_assert_lt(p->host->conns->rtx.rto, 2 * SECOND, "probes leave the timeout");
	peer_free(p);
}

Test(endpoint_timers, no_more_than_the_window_and_a_shrink_is_survived)
{
	struct peer *p = at(CHARGEN);
	uint32_t end = 0;

	while (takes(p))
		end = p->got.seq + p->got.payload_len - p->iss;
	acks(p, 1, 100); /* far left of what was sent */
	SILENT(p);
	STATE(p, STATE_ESTABLISHED);
	acks(p, end, 3000);
	while (takes(p))
		cr_assert_leq(p->got.seq + p->got.payload_len - p->iss, end + 3000);
	peer_free(p);
}

Test(endpoint_timers, nagle_holds_small_segments_back)
{
	struct peer *p = at(ECHO);

	sends(p, SEG_ACK, 1, 1, "a");
	EXPECT(p, SEG_ACK | SEG_PSH, 1, 2);
	sends(p, SEG_ACK, 2, 1, "b");
	SILENT(p);
	sends(p, SEG_ACK, 3, 2, "");
	EXPECT(p, SEG_ACK | SEG_PSH, 2, 3);
	p->host->conns->nodelay = true;
	sends(p, SEG_ACK, 3, 2, "c");
	EXPECT(p, SEG_ACK | SEG_PSH, 3, 4);
	peer_free(p);
}

Test(endpoint_timers, a_small_window_is_not_filled_at_once)
{
	struct peer *p = at(CHARGEN);
	uint32_t end = 1;

	while (takes(p))
		end = p->got.seq + p->got.payload_len - p->iss;
	acks(p, end, 10);
	SILENT(p);
	cr_assert(takes_within(p, SECOND)); /* the override */
	cr_assert_eq(p->got.payload_len, 10);
	peer_free(p);
}

/* Echo without a reader fills the receive buffer. */
static uint32_t fill(struct peer *p)
{
	uint32_t at = 1;

	for (;;) {
		struct segment seg = seg_of(p, SEG_ACK, p->isn + at, p->iss + 1);

		seg.window = 0;
		seg.payload = p->text;
		seg.payload_len = 500;
		put_in(p, &seg);
		while (takes(p))
			;
		if (p->host->conns->rcv.nxt != seg.seq + 500)
			break;
		at += 500;
	}
	return p->host->conns->rcv.nxt - p->isn;
}

Test(endpoint_timers, the_window_closes_without_moving_left_and_opens_wide)
{
	struct endpoint_config config = plain_config();
	struct peer *p;
	uint32_t nxt, room;

	config.buffer = 5000;
	p = established(&config, ECHO);
	nxt = fill(p);
	cr_assert_gt(nxt, 1 + 2 * 5000 - 1460);
	acks(p, 1, 0);
	sends(p, SEG_ACK, nxt - 1, 1, "x");
	EXPECT(p, SEG_ACK, 1, nxt);
	cr_assert_eq(p->got.window, 0);
	/* What is acknowledged lets the user read. An opening of less than a segment
	 * is not told. */
	acks(p, 1, 65535);
	room = receive_room(p->host->conns);
	cr_assert_lt(room, 1459);
	acks(p, 1460 - room, 65535);
	while (takes(p))
		cr_assert_eq(p->got.window, 0);
	acks(p, 1461 - room, 65535);
	while (takes(p))
		;
	cr_assert_eq(p->got.window, 1460);
	cr_assert_eq(p->got.ack, p->isn + nxt);
	peer_free(p);
}

Test(endpoint_timers, a_closed_window_still_takes_ack_and_rst)
{
	struct endpoint_config config = plain_config();
	struct peer *p;
	uint32_t nxt;

	config.buffer = 5000;
	p = established(&config, ECHO);
	nxt = fill(p);
	cr_assert(takes_within(p, 2 * SECOND)); /* the probe */
	/* An octet's ACK counts although the octet does not. */
	sends(p, SEG_ACK, nxt, 2, "x");
	cr_assert_eq(p->host->conns->snd.una, p->iss + 2);
	cr_assert_eq(p->host->conns->rcv.nxt, p->isn + nxt);
	while (takes(p))
		;
	sends(p, SEG_RST, nxt, 0, "");
	STATE(p, STATE_LISTEN);
	peer_free(p);
}

/* ---- urgent, PUSH, keep-alive ------------------------------------------------------------------------ */

Test(endpoint_timers, the_urgent_pointer_names_the_octet_behind)
{
	struct peer *p = at(DISCARD);

	call_send(p->host->conns, "urgent", 6, true);
	EXPECT(p, SEG_ACK | SEG_PSH | SEG_URG, 1, 1);
	cr_assert_eq(p->got.urgent, 6);
	peer_free(p);
}

Test(endpoint_timers, urgent_data_is_taken_and_told)
{
	struct peer *p = at(ECHO);
	struct segment seg = seg_of(p, SEG_ACK | SEG_URG, p->isn + 1, p->iss + 1);

	seg.urgent = 50000;
	seg.payload = (const uint8_t *)"urgent";
	seg.payload_len = 6;
	put_in(p, &seg);
	EXPECT(p, SEG_ACK | SEG_PSH, 1, 7);
	cr_assert(p->host->conns->signals & SIGNAL_URGENT);
	peer_free(p);
}

static bool told_of_urgent(struct peer *p, uint32_t seq, uint16_t pointer)
{
	struct segment seg = seg_of(p, SEG_ACK | SEG_URG, p->isn + seq, p->iss + 1);

	p->host->conns->signals = 0;
	seg.urgent = pointer;
	seg.payload = (const uint8_t *)"x";
	seg.payload_len = 1;
	put_in(p, &seg);
	return p->host->conns->signals & SIGNAL_URGENT;
}

/* MUST-32: "or whenever the urgent pointer advances in the data stream". */
Test(endpoint_timers, an_urgent_pointer_that_advances_is_told_again)
{
	struct peer *p = at(DISCARD);

	cr_assert(told_of_urgent(p, 1, 10));
	cr_assert_not(told_of_urgent(p, 2, 9));
	cr_assert(told_of_urgent(p, 3, 10));
	for (uint32_t seq = 4; seq < 20; seq++)
		sends(p, SEG_ACK, seq, 1, "y");
	cr_assert_not(told_of_urgent(p, 20, 0));
	cr_assert(told_of_urgent(p, 21, 5));
	peer_free(p);
}

Test(endpoint_timers, keep_alive_is_off_until_asked_for)
{
	struct peer *p = at(DISCARD);

	cr_assert_eq(endpoint_deadline(p->host), NEVER);
	call_keepalive(p->host->conns, 7200 * SECOND);
	cr_assert(takes_within(p, 7200 * SECOND));
	cr_assert_eq(p->got.seq, p->iss);
	cr_assert_eq(p->got.payload_len, 0);
	sends(p, SEG_ACK, 1, 1, "");
	cr_assert_not(takes_within(p, 7199 * SECOND));
	while (takes_within(p, 7200 * SECOND))
		;
	STATE(p, STATE_LISTEN);
	peer_free(p);
}

/* Eighth step: "Start the time-wait timer, turn off the other timers." */
Test(endpoint_timers, no_keep_alive_in_time_wait)
{
	struct peer *p = at(DAYTIME);
	uint32_t fin;

	while (takes(p))
		;
	fin = p->got.seq + segment_len(&p->got) - p->iss;
	call_keepalive(p->host->conns, 10 * SECOND);
	sends(p, SEG_ACK | SEG_FIN, 1, fin, "");
	EXPECT(p, SEG_ACK, fin, 2);
	STATE(p, STATE_TIME_WAIT);
	cr_assert_not(takes_within(p, 200 * SECOND), "seq %u", p->got.seq - p->iss);
	sends(p, SEG_ACK | SEG_FIN, 1, fin, "");
	EXPECT(p, SEG_ACK, fin, 2);
	cr_assert_not(takes_within(p, 1000 * SECOND));
	STATE(p, STATE_LISTEN);
	peer_free(p);
}
