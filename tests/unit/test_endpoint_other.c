/* SPDX-License-Identifier: BSD-2-Clause */
/* RFC 9293 section 3.10.7.4: the first four steps, state by state. */
#include "endpoint_fixture.h"

/* A connection in a state, and the endpoint's numbers relative to ISS and IRS. */
struct at_state {
	struct peer *p;
	uint32_t snd_nxt, rcv_nxt;
};

static void pass_by(struct peer *p)
{
	while (takes(p))
		;
}

static uint32_t nxt_of(const struct peer *p)
{
	return p->got.seq + segment_len(&p->got) - p->iss;
}

static struct at_state daytime_closed(void)
{
	struct endpoint_config config = plain_config();
	struct at_state s = { .p = established(&config, DAYTIME), .rcv_nxt = 1 };

	pass_by(s.p);
	s.snd_nxt = nxt_of(s.p);
	return s;
}

static struct at_state bring(enum tcp_state state)
{
	struct endpoint_config config = plain_config();
	struct at_state s = { .snd_nxt = 1, .rcv_nxt = 1 };

	switch (state) {
	case STATE_ESTABLISHED:
		s.p = established(&config, DISCARD);
		break;
	case STATE_LAST_ACK:
		s.p = established(&config, DISCARD);
		sends(s.p, SEG_ACK | SEG_FIN, 1, 1, "");
		pass_by(s.p);
		s.rcv_nxt = s.snd_nxt = 2;
		break;
	case STATE_CLOSE_WAIT:
		/* A user who does not close. */
		s.p = established(&config, DISCARD);
		s.p->host->conns->app = APP_UNKNOWN;
		sends(s.p, SEG_ACK | SEG_FIN, 1, 1, "");
		pass_by(s.p);
		s.rcv_nxt = 2;
		break;
	default:
		s = daytime_closed();
		if (state == STATE_FIN_WAIT_2 || state == STATE_TIME_WAIT)
			sends(s.p, SEG_ACK, 1, s.snd_nxt, "");
		if (state == STATE_CLOSING || state == STATE_TIME_WAIT) {
			sends(s.p, SEG_ACK | SEG_FIN, 1,
			      s.snd_nxt - (state == STATE_CLOSING), "");
			s.rcv_nxt = 2;
		}
		pass_by(s.p);
	}
	STATE(s.p, state);
	return s;
}

static const enum tcp_state synchronized[] = {
	STATE_ESTABLISHED, STATE_FIN_WAIT_1, STATE_FIN_WAIT_2, STATE_CLOSE_WAIT,
	STATE_CLOSING, STATE_LAST_ACK, STATE_TIME_WAIT,
};

#define FOR_EACH_STATE(s)                                                             \
	for (unsigned i_ = 0; i_ < sizeof(synchronized) / sizeof(synchronized[0]); i_++) \
		for (struct at_state s = bring(synchronized[i_]); s.p;                \
		     peer_free(s.p), s.p = NULL)

/* ---- first step ------------------------------------------------------------------------ */

Test(endpoint_other, what_lies_left_or_right_draws_an_ack)
{
	FOR_EACH_STATE(s)
	{
		sends(s.p, SEG_ACK, s.rcv_nxt - 1, s.snd_nxt, "x");
		EXPECT(s.p, SEG_ACK, s.snd_nxt, s.rcv_nxt);
		sends(s.p, SEG_ACK, s.rcv_nxt + 70000, s.snd_nxt, "x");
		EXPECT(s.p, SEG_ACK, s.snd_nxt, s.rcv_nxt);
		sends(s.p, SEG_ACK, s.rcv_nxt - 1, s.snd_nxt, "");
		EXPECT(s.p, SEG_ACK, s.snd_nxt, s.rcv_nxt);
		SILENT(s.p);
		STATE(s.p, synchronized[i_]);
	}
}

Test(endpoint_other, the_edges_of_the_window)
{
	struct at_state s = bring(STATE_ESTABLISHED);
	struct tcp_conn *conn = s.p->host->conns;
	uint32_t wnd = conn->rcv.wnd;
	struct { uint32_t seq; const char *text; bool ok; } rows[] = {
		{ 1, "", true },	    { 0, "", false },
		{ wnd, "", true },	    { wnd + 1, "", false },
		{ wnd, "ab", true },	    { wnd + 1, "a", false },
		{ UINT32_MAX, "abc", true }, { UINT32_MAX, "ab", false },
	};

	for (unsigned i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct arrival in = { .seg = seg_of(s.p, SEG_ACK,
						    s.p->isn + rows[i].seq, 0) };

		in.len = (uint32_t)strlen(rows[i].text);
		cr_assert_eq(acceptable(conn, &in), rows[i].ok, "row %u", i);
	}
	conn->rcv.wnd = 0;
	for (uint32_t len = 0; len < 2; len++) {
		struct arrival in = { .seg = seg_of(s.p, SEG_ACK, s.p->isn + 1, 0),
				      .len = len };

		cr_assert_eq(acceptable(conn, &in), len == 0);
		in.seg.seq++;
		cr_assert_not(acceptable(conn, &in));
	}
	peer_free(s.p);
}

/* ---- second step -------------------------------------------------------------------------- */

Test(endpoint_other, rst_at_rcv_nxt_closes_everywhere)
{
	FOR_EACH_STATE(s)
	{
		enum tcp_state state = state_of(s.p);
		bool told = state != STATE_CLOSING && state != STATE_LAST_ACK &&
			    state != STATE_TIME_WAIT;

		sends(s.p, SEG_RST, s.rcv_nxt, 0, "");
		SILENT(s.p);
		STATE(s.p, STATE_LISTEN);
		cr_assert_eq(endpoint_connections(s.p->host), 0);
		/* "connection reset", up to CLOSE-WAIT. */
		cr_assert_eq((s.p->host->ended & SIGNAL_RESET) != 0, told);
	}
}

Test(endpoint_other, rst_in_the_window_is_challenged_outside_dropped)
{
	FOR_EACH_STATE(s)
	{
		sends(s.p, SEG_RST, s.rcv_nxt - 1, 0, "");
		sends(s.p, SEG_RST, s.rcv_nxt + 70000, 0, "");
		SILENT(s.p);
		sends(s.p, SEG_RST, s.rcv_nxt + 1, 0, "");
		EXPECT(s.p, SEG_ACK, s.snd_nxt, s.rcv_nxt);
		sends(s.p, SEG_RST | SEG_ACK, s.rcv_nxt + 100, 99, "text");
		EXPECT(s.p, SEG_ACK, s.snd_nxt, s.rcv_nxt);
		STATE(s.p, synchronized[i_]);
	}
}

Test(endpoint_other, rst_with_data_is_a_rst)
{
	struct at_state s = bring(STATE_ESTABLISHED);

	sends(s.p, SEG_RST, 1, 0, "data");
	SILENT(s.p);
	STATE(s.p, STATE_LISTEN);
	peer_free(s.p);
}

Test(endpoint_other, rst_is_compared_with_rcv_nxt_across_the_wrap)
{
	struct endpoint_config config = plain_config();
	struct peer *p = peer_new(&config, DISCARD);

	p->isn = UINT32_MAX - 100;
	opens(p);
	sends(p, SEG_ACK, 1, 1, "not acknowledged yet");
	SILENT(p);
	sends(p, SEG_RST, 1, 0, "");
	SILENT(p);
	sends(p, SEG_RST, 30000, 0, "");
	EXPECT(p, SEG_ACK, 1, 21);
	sends(p, SEG_ACK, 21, 1, "more");
	sends(p, SEG_RST, 25, 0, "");
	STATE(p, STATE_LISTEN);
	peer_free(p);
}

/* ---- fourth step ----------------------------------------------------------------------------- */

Test(endpoint_other, syn_is_challenged_wherever_it_lies)
{
	static const uint32_t places[] = { 0, 1, 500, 70000, (uint32_t)-100000 };

	FOR_EACH_STATE(s)
	{
		if (synchronized[i_] == STATE_TIME_WAIT)
			continue;
		for (unsigned i = 0; i < 5; i++) {
			sends(s.p, SEG_SYN, s.rcv_nxt + places[i], 0, "");
			EXPECT(s.p, SEG_ACK, s.snd_nxt, s.rcv_nxt);
			SILENT(s.p);
		}
		STATE(s.p, synchronized[i_]);
	}
}

Test(endpoint_other, synack_is_challenged_and_text_of_a_syn_not_taken)
{
	struct at_state s = bring(STATE_ESTABLISHED);

	sends(s.p, SEG_SYN | SEG_ACK, 1, 1, "text");
	EXPECT(s.p, SEG_ACK, 1, 1);
	sends(s.p, SEG_SYN, 1, 0, "text");
	EXPECT(s.p, SEG_ACK, 1, 1);
	sends(s.p, SEG_ACK, 1, 1, "x");
	cr_assert(takes_within(s.p, 490 * MS));
	cr_assert_eq(s.p->got.ack, s.p->isn + 2);
	peer_free(s.p);
}

/* ---- fifth step --------------------------------------------------------------------------------- */

Test(endpoint_other, without_ack_dropped)
{
	FOR_EACH_STATE(s)
	{
		sends(s.p, 0, s.rcv_nxt, 0, "text");
		sends(s.p, SEG_FIN, s.rcv_nxt, 0, "");
		SILENT(s.p);
		STATE(s.p, synchronized[i_]);
	}
}

Test(endpoint_other, ack_of_the_future_or_far_past_draws_an_ack)
{
	FOR_EACH_STATE(s)
	{
		sends(s.p, SEG_ACK, s.rcv_nxt, s.snd_nxt + 1, "text");
		EXPECT(s.p, SEG_ACK, s.snd_nxt, s.rcv_nxt);
		sends(s.p, SEG_ACK, s.rcv_nxt, s.snd_nxt - 100000, "text");
		EXPECT(s.p, SEG_ACK, s.snd_nxt, s.rcv_nxt);
		SILENT(s.p);
		STATE(s.p, synchronized[i_]);
	}
}

Test(endpoint_other, text_with_an_old_ack_is_taken)
{
	struct endpoint_config config = plain_config();
	struct peer *p = established(&config, ECHO);

	sends(p, SEG_ACK, 1, 1, "abc");
	EXPECT(p, SEG_ACK | SEG_PSH, 1, 4);
	sends(p, SEG_ACK, 4, 4, "");
	sends(p, SEG_ACK, 4, 2, "de");
	EXPECT(p, SEG_ACK | SEG_PSH, 4, 6);
	peer_free(p);
}

Test(endpoint_other, window_only_from_newer_segments)
{
	struct endpoint_config config = plain_config();
	struct peer *p = established(&config, DISCARD);
	struct tcp_conn *conn = p->host->conns;
	struct segment seg = seg_of(p, SEG_ACK, p->isn + 1, p->iss + 1);

	seg.window = 5000;
	put_in(p, &seg);
	cr_assert_eq(conn->snd.wnd, 5000, "equal numbers");
	sends(p, SEG_ACK, 1, 1, "0123456789");
	cr_assert_eq(conn->snd.wl1, p->isn + 1);
	sends(p, SEG_ACK, 11, 1, "");
	cr_assert_eq(conn->snd.wnd, 65535);
	/* Older text, acceptable by its end. */
	seg.seq = p->isn + 5;
	seg.window = 1;
	seg.payload = (const uint8_t *)"456789abc";
	seg.payload_len = 9;
	put_in(p, &seg);
	cr_assert_eq(conn->snd.wnd, 65535);
	cr_assert_eq(conn->rcv.nxt, p->isn + 14);
	peer_free(p);
}

/* ---- fifth and eighth step: closing ----------------------------------------------------------------- */

Test(endpoint_other, fin_wait_1_to_closing_to_time_wait)
{
	struct at_state s = bring(STATE_FIN_WAIT_1);

	sends(s.p, SEG_ACK | SEG_FIN, 1, s.snd_nxt - 1, "");
	EXPECT(s.p, SEG_ACK, s.snd_nxt, 2);
	STATE(s.p, STATE_CLOSING);
	sends(s.p, SEG_ACK, 2, s.snd_nxt, "");
	STATE(s.p, STATE_TIME_WAIT);
	peer_free(s.p);
}

Test(endpoint_other, closing_waits_for_the_ack_of_its_fin_and_sends_it_again)
{
	struct at_state s = bring(STATE_CLOSING);

	sends(s.p, SEG_ACK, 2, s.snd_nxt - 1, "");
	STATE(s.p, STATE_CLOSING);
	for (int i = 0; i < 2; i++) {
		cr_assert(takes_within(s.p, 10 * SECOND));
		cr_assert_eq(s.p->got.flags, SEG_ACK | SEG_FIN);
		cr_assert_eq(s.p->got.seq, s.p->iss + s.snd_nxt - 1);
		cr_assert_eq(s.p->got.payload_len, 0);
	}
	peer_free(s.p);
}

Test(endpoint_other, the_fin_comes_again_in_last_ack)
{
	struct at_state s = bring(STATE_LAST_ACK);

	for (int i = 0; i < 3; i++) {
		cr_assert(takes_within(s.p, 10 * SECOND));
		cr_assert_eq(s.p->got.flags, SEG_ACK | SEG_FIN);
		cr_assert_eq(s.p->got.seq, s.p->iss + 1);
	}
	peer_free(s.p);
}

Test(endpoint_other, text_is_taken_up_to_the_right_edge)
{
	struct endpoint_config config = plain_config();
	struct peer *p;

	config.buffer = 600;
	p = established(&config, DISCARD);
	p->host->conns->app = APP_UNKNOWN;
	for (uint32_t at = 1; at < 601; at += 250) {
		struct segment seg = seg_of(p, SEG_ACK, p->isn + at, p->iss + 1);

		seg.payload = p->text;
		seg.payload_len = 250; /* the last reaches beyond */
		put_in(p, &seg);
	}
	while (takes(p))
		;
	cr_assert_eq(p->host->conns->rcv.nxt, p->isn + 601);
	sends(p, SEG_ACK, 601, 1, "x");
	EXPECT(p, SEG_ACK, 1, 601);
	cr_assert_eq(p->got.window, 0);
	peer_free(p);
}

Test(endpoint_other, fin_wait_1_to_time_wait_in_one)
{
	struct at_state s = bring(STATE_FIN_WAIT_1);

	sends(s.p, SEG_ACK | SEG_FIN, 1, s.snd_nxt, "");
	EXPECT(s.p, SEG_ACK, s.snd_nxt, 2);
	STATE(s.p, STATE_TIME_WAIT);
	peer_free(s.p);
}

Test(endpoint_other, fin_wait_takes_data)
{
	struct at_state s = bring(STATE_FIN_WAIT_2);

	sends(s.p, SEG_ACK, 1, s.snd_nxt, "data");
	cr_assert(takes_within(s.p, 490 * MS));
	cr_assert_eq(s.p->got.ack, s.p->isn + 5);
	STATE(s.p, STATE_FIN_WAIT_2);
	peer_free(s.p);
}

Test(endpoint_other, last_ack_ends_by_the_ack_of_its_fin)
{
	struct at_state s = bring(STATE_LAST_ACK);

	sends(s.p, SEG_ACK, 2, 1, "");
	STATE(s.p, STATE_LAST_ACK);
	sends(s.p, SEG_ACK, 2, 2, "");
	STATE(s.p, STATE_LISTEN);
	SILENT(s.p);
	peer_free(s.p);
}

Test(endpoint_other, a_fin_that_comes_again_is_acknowledged_again)
{
	static const enum tcp_state states[] = { STATE_CLOSE_WAIT, STATE_CLOSING,
						 STATE_LAST_ACK, STATE_TIME_WAIT };

	for (unsigned i = 0; i < 4; i++) {
		struct at_state s = bring(states[i]);

		sends(s.p, SEG_ACK | SEG_FIN, 1, s.snd_nxt, "");
		EXPECT(s.p, SEG_ACK, s.snd_nxt, 2);
		STATE(s.p, states[i]);
		peer_free(s.p);
	}
}

Test(endpoint_other, text_behind_the_fin_is_ignored)
{
	static const enum tcp_state states[] = { STATE_CLOSE_WAIT, STATE_LAST_ACK,
						 STATE_TIME_WAIT };

	for (unsigned i = 0; i < 3; i++) {
		struct at_state s = bring(states[i]);

		sends(s.p, SEG_ACK, 2, states[i] == STATE_LAST_ACK ? 1 : s.snd_nxt,
		      "more");
		cr_assert_eq(s.p->host->conns->rcv.nxt, s.p->isn + 2);
		peer_free(s.p);
	}
}

Test(endpoint_other, fin_above_a_gap_waits)
{
	struct at_state s = bring(STATE_ESTABLISHED);

	sends(s.p, SEG_ACK | SEG_FIN, 5, 1, "");
	EXPECT(s.p, SEG_ACK, 1, 1);
	STATE(s.p, STATE_ESTABLISHED);
	sends(s.p, SEG_ACK, 1, 1, "");
	SILENT(s.p);
	sends(s.p, SEG_ACK, 1, 1, "four");
	STATE(s.p, STATE_LAST_ACK);
	EXPECT(s.p, SEG_ACK | SEG_FIN, 1, 6);
	peer_free(s.p);
}

/* The eighth step knows only the FIN of the segment at hand. */
Test(endpoint_other, a_fin_in_order_counts_whatever_was_seen_above_a_gap)
{
	static const uint32_t elsewhere[] = { 2, 100 };

	for (size_t i = 0; i < 2; i++) {
		struct at_state s = bring(STATE_ESTABLISHED);

		sends(s.p, SEG_ACK | SEG_FIN, elsewhere[i], 1, "");
		EXPECT(s.p, SEG_ACK, 1, 1);
		sends(s.p, SEG_ACK | SEG_FIN, 1, 1, "four");
		STATE(s.p, STATE_LAST_ACK);
		EXPECT(s.p, SEG_ACK | SEG_FIN, 1, 6);
		peer_free(s.p);
	}
}

Test(endpoint_other, aborted_by_the_user)
{
	struct at_state s = bring(STATE_ESTABLISHED);

	call_abort(s.p->host->conns);
	cr_assert(takes(s.p));
	cr_assert(s.p->got.flags & SEG_RST);
	cr_assert_eq(s.p->got.seq, s.p->iss + 1);
	STATE(s.p, STATE_LISTEN);
	cr_assert_eq(s.p->host->ended, SIGNAL_CONNECTED | SIGNAL_RESET);
	peer_free(s.p);
}
