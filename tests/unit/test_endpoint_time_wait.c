/* SPDX-License-Identifier: BSD-2-Clause */
/* TIME-WAIT (RFC 9293 section 3.6.1, RFC 6191) and the services. */
#include "endpoint_fixture.h"

/* daytime has closed first; *fin is the number behind its FIN. */
static struct peer *time_wait(uint32_t *fin)
{
	struct endpoint_config config = plain_config();
	struct peer *p = established(&config, DAYTIME);

	while (takes(p))
		;
	*fin = p->got.seq + 1 - p->iss;
	cr_assert(p->got.flags & SEG_FIN);
	sends(p, SEG_ACK | SEG_FIN, 1, *fin, "");
	EXPECT(p, SEG_ACK, *fin, 2);
	STATE(p, STATE_TIME_WAIT);
	return p;
}

Test(endpoint_time_wait, lasts_for_two_msl_and_a_fin_begins_it_anew)
{
	uint32_t fin;
	struct peer *p = time_wait(&fin);
	int64_t begin = p->now;

	cr_assert_eq(endpoint_deadline(p->host), begin + 240 * SECOND);
	p->now += 239 * SECOND;
	endpoint_timeouts(p->host, p->now);
	sends(p, SEG_ACK | SEG_FIN, 1, fin, "");
	EXPECT(p, SEG_ACK, fin, 2);
	cr_assert_not(takes_within(p, 239 * SECOND));
	STATE(p, STATE_TIME_WAIT);
	cr_assert_not(takes_within(p, SECOND));
	STATE(p, STATE_LISTEN);
	cr_assert_eq(endpoint_connections(p->host), 0);
	peer_free(p);
}

/* However late the host is to look at its clock. */
Test(endpoint_time_wait, a_segment_behind_its_end_does_not_see_it)
{
	uint32_t fin;
	struct peer *p = time_wait(&fin);

	p->now += 240 * SECOND;
	sends(p, SEG_ACK | SEG_FIN, 1, fin, "");
	EXPECT(p, SEG_RST, fin, 0);
	STATE(p, STATE_LISTEN);
	peer_free(p);
}

Test(endpoint_time_wait, a_higher_syn_opens_above_the_old_numbers)
{
	uint32_t fin, old;
	struct peer *p = time_wait(&fin);

	old = p->iss + fin;
	p->isn += 100000;
	opens(p);
	cr_assert(seq_gt(p->iss, old));
	sends(p, SEG_ACK, 1, 1, "");
	STATE(p, STATE_FIN_WAIT_1); /* daytime again */
	cr_assert_eq(endpoint_connections(p->host), 1);
	peer_free(p);
}

Test(endpoint_time_wait, an_old_syn_draws_an_ack)
{
	uint32_t fin;
	struct peer *p = time_wait(&fin);

	sends(p, SEG_SYN, (uint32_t)-100000, 0, "");
	EXPECT(p, SEG_ACK, fin, 2);
	STATE(p, STATE_TIME_WAIT);
	peer_free(p);
}

Test(endpoint_time_wait, comes_back_when_the_syn_was_an_old_duplicate)
{
	uint32_t fin, iss;
	struct peer *p = time_wait(&fin);
	int64_t ends = endpoint_deadline(p->host);

	iss = p->iss;
	p->isn += 100000;
	opens(p);
	sends(p, SEG_RST, 1, 0, "");
	SILENT(p);
	STATE(p, STATE_TIME_WAIT);
	cr_assert_eq(endpoint_deadline(p->host), ends);
	p->isn -= 100000;
	p->iss = iss;
	sends(p, SEG_ACK | SEG_FIN, 1, fin, "");
	EXPECT(p, SEG_ACK, fin, 2);
	peer_free(p);
}

static void stamped_syn(struct peer *p, uint32_t seq, uint32_t tsval)
{
	struct segment syn = seg_of(p, SEG_SYN, p->isn + seq, 0);
	uint8_t data[8] = { (uint8_t)(tsval >> 24), (uint8_t)(tsval >> 16),
			    (uint8_t)(tsval >> 8), (uint8_t)tsval };

	segment_add_option(&syn, OPT_TIMESTAMPS, data, 8);
	put_in(p, &syn);
}

/* The rows of RFC 6191 section 2 for a connection that had timestamps. */
Test(endpoint_time_wait, timestamps_decide_where_there_are_any)
{
	static const struct {
		uint32_t tsval, seq;
		bool opens;
	} rows[] = {
		{ 101, (uint32_t)-5000, true }, { 100, 5000, true },
		{ 100, (uint32_t)-5000, false }, { 99, 5000, false },
	};

	for (unsigned i = 0; i < 4; i++) {
		uint32_t fin;
		struct peer *p = time_wait(&fin);

		p->host->conns->ts.on = true;
		p->host->conns->ts.recent = 100;
		stamped_syn(p, rows[i].seq, rows[i].tsval);
		cr_assert_eq(takes(p), rows[i].opens, "row %u", i);
		peer_free(p);
	}
}

/* ---- services ---------------------------------------------------------------------------- */

Test(endpoint_time_wait, daytime_tells_the_time_and_closes)
{
	struct endpoint_config config = plain_config();
	struct peer *p = peer_new(&config, DAYTIME);

	p->now = INT64_C(86400) * SECOND;
	opens(p);
	sends(p, SEG_ACK, 1, 1, "");
	EXPECT(p, SEG_ACK | SEG_PSH, 1, 1);
	cr_assert_eq(memcmp(p->text, "1970-01-02 00:00:00 UTC\r\n", 25), 0);
	EXPECT(p, SEG_ACK | SEG_FIN, 26, 1);
	STATE(p, STATE_FIN_WAIT_1);
	peer_free(p);
}

Test(endpoint_time_wait, chargen_turns_its_lines)
{
	struct endpoint_config config = plain_config();
	struct peer *p = established(&config, CHARGEN);

	cr_assert(takes(p));
	cr_assert_eq(memcmp(p->text, " !\"#", 4), 0);
	cr_assert_eq(memcmp(p->text + 72, "\r\n!\"#", 5), 0);
	peer_free(p);
}

/* It greets once and reads nothing: the window shuts, and the FIN is not answered. */
Test(endpoint_time_wait, stalled_greets_and_leaves_all_unread)
{
	static char text[ENDPOINT_STALLED_BUFFER / 4 + 1];
	struct endpoint_config config = plain_config();
	struct peer *p = peer_new(&config, STALLED);
	uint32_t seq = 1;

	memset(text, 'x', sizeof(text) - 1);
	opens(p);
	cr_assert_eq(p->got.window, ENDPOINT_STALLED_BUFFER);
	sends(p, SEG_ACK, 1, 1, "");
	EXPECT(p, SEG_ACK | SEG_PSH, 1, 1);
	cr_assert_eq(p->got.payload_len, 4 * 74);
	for (int i = 0; i < 4; i++, seq += sizeof(text) - 1)
		sends(p, SEG_ACK, seq, 297, text);
	while (takes(p))
		;
	cr_assert_eq(p->got.ack - p->isn, seq);
	cr_assert_eq(p->got.window, 0);
	sends(p, SEG_RST, seq, 0, "");
	STATE(p, STATE_LISTEN);
	peer_free(p);
}

/* Section 3.10.4, CLOSE-WAIT: the FIN waits until all before it was sent. */
Test(endpoint_time_wait, last_ack_begins_with_the_fin)
{
	struct endpoint_config config = plain_config();
	struct peer *p = established(&config, CHARGEN);
	uint32_t ack = 1;

	sends(p, SEG_ACK | SEG_FIN, 1, 1, "");
	STATE(p, STATE_CLOSE_WAIT);
	for (;;) {
		while (takes(p) && !(p->got.flags & SEG_FIN))
			ack = p->got.seq + p->got.payload_len - p->iss;
		if (p->got.flags & SEG_FIN)
			break;
		STATE(p, STATE_CLOSE_WAIT);
		sends(p, SEG_ACK, 2, ack, "");
	}
	STATE(p, STATE_LAST_ACK);
	ack = p->got.seq + segment_len(&p->got) - p->iss;
	sends(p, SEG_ACK, 2, ack, "");
	STATE(p, STATE_LISTEN);
	peer_free(p);
}

Test(endpoint_time_wait, echo_sends_back_what_came_before_the_fin)
{
	struct endpoint_config config = plain_config();
	struct peer *p = established(&config, ECHO);

	sends(p, SEG_ACK | SEG_FIN, 1, 1, "last");
	EXPECT(p, SEG_ACK | SEG_PSH, 1, 6);
	EXPECT(p, SEG_ACK | SEG_FIN, 5, 6);
	sends(p, SEG_ACK, 6, 6, "");
	STATE(p, STATE_LISTEN);
	peer_free(p);
}
