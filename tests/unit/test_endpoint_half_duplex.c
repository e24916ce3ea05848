/* SPDX-License-Identifier: BSD-2-Clause */
/* RFC 9293 section 3.6.1: an endpoint whose user cannot read after CLOSE (MAY-1) shows
 * by a RST what was lost (SHLD-3). */
#include "endpoint_fixture.h"

static struct peer *half_duplex(uint16_t service, bool on)
{
	struct endpoint_config config = plain_config();

	config.half_duplex = on;
	return established(&config, service);
}

/* Daytime has sent its line and its FIN; the FIN's number plus one. */
static uint32_t closed(struct peer *p)
{
	while (takes(p))
		;
	STATE(p, STATE_FIN_WAIT_1);
	return p->got.seq + segment_len(&p->got) - p->iss;
}

Test(endpoint_half_duplex, text_after_close_draws_rst)
{
	for (unsigned acked = 0; acked < 2; acked++) {
		struct peer *p = half_duplex(DAYTIME, true);
		uint32_t end = closed(p), ack = acked ? end : 1;

		sends(p, SEG_ACK, 1, ack, "");
		SILENT(p);
		/* What is old or refused is not lost. */
		sends(p, SEG_ACK, 0, ack, "x");
		EXPECT(p, SEG_ACK, end, 1);
		sends(p, SEG_ACK, 1, end + 1, "x");
		EXPECT(p, SEG_ACK, end, 1);
		sends(p, SEG_ACK, 1, ack, "x");
		EXPECT(p, SEG_RST, ack, 0);
		STATE(p, STATE_LISTEN);
		peer_free(p);
	}
}

Test(endpoint_half_duplex, a_bare_fin_loses_nothing)
{
	struct peer *p = half_duplex(DAYTIME, true);
	uint32_t end = closed(p);

	sends(p, SEG_ACK | SEG_FIN, 1, end, "");
	EXPECT(p, SEG_ACK, end, 2);
	STATE(p, STATE_TIME_WAIT);
	peer_free(p);
}

Test(endpoint_half_duplex, text_that_waits_at_close_draws_rst)
{
	struct peer *p = half_duplex(DISCARD, true);
	struct tcp_conn *conn = p->host->conns;

	conn->app = APP_UNKNOWN;
	sends(p, SEG_ACK, 1, 1, "unread");
	call_close(conn);
	EXPECT(p, SEG_RST | SEG_ACK, 1, 7);
	SILENT(p);
	STATE(p, STATE_LISTEN);
	peer_free(p);
}

Test(endpoint_half_duplex, without_it_text_is_taken_after_close)
{
	struct peer *p = half_duplex(DAYTIME, false);
	uint32_t end = closed(p);

	sends(p, SEG_ACK, 1, end, "x");
	cr_assert(takes_within(p, 490 * MS));
	cr_assert_eq(p->got.ack, p->isn + 2);
	STATE(p, STATE_FIN_WAIT_2);
	peer_free(p);
}

/* The fault that closes in the midst of a segment loses its text, nothing worse. */
Test(endpoint_half_duplex, close_in_the_midst_of_a_segment)
{
	struct endpoint_config config = plain_config();
	struct peer *p;

	config.half_duplex = true;
	fault_add(&config.faults, FAULT_FIN_UNASKED);
	p = established(&config, ECHO);
	sends(p, SEG_ACK | SEG_FIN, 1, 1, "text");
	EXPECT(p, SEG_RST | SEG_ACK, 1, 6);
	STATE(p, STATE_LISTEN);
	peer_free(p);
}
