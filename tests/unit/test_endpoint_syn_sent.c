/* SPDX-License-Identifier: BSD-2-Clause */
/* RFC 9293 sections 3.10.1 (active OPEN), 3.10.7.3 (SYN-SENT) and figure 7. */
#include "endpoint_fixture.h"

/* A connection that the endpoint opens to the peer's port 80. */
static struct peer *opening(void)
{
	struct endpoint_config config = plain_config();
	struct peer *p = peer_new(&config, 0);
	struct tcp_conn *conn;

	p->port = 80;
	conn = call_open(p->host, &p->there, &p->here, 80, p->now);
	p->service = conn->id.target_port;
	cr_assert(takes(p));
	cr_assert_eq(p->got.flags, SEG_SYN);
	p->iss = p->got.seq;
	STATE(p, STATE_SYN_SENT);
	return p;
}

Test(endpoint_syn_sent, synack_establishes)
{
	struct peer *p = opening();

	sends(p, SEG_SYN | SEG_ACK, 0, 1, "");
	EXPECT(p, SEG_ACK, 1, 1);
	SILENT(p);
	STATE(p, STATE_ESTABLISHED);
	peer_free(p);
}

Test(endpoint_syn_sent, text_and_fin_of_the_synack_are_taken)
{
	struct peer *p = opening();

	sends(p, SEG_SYN | SEG_ACK | SEG_FIN, 0, 1, "abc");
	EXPECT(p, SEG_ACK, 1, 5);
	SILENT(p);
	STATE(p, STATE_CLOSE_WAIT);
	peer_free(p);
}

Test(endpoint_syn_sent, bad_ack_draws_rst_unless_it_is_one)
{
	static const uint16_t flags[] = { SEG_ACK, SEG_ACK | SEG_SYN, SEG_ACK | SEG_FIN };
	static const uint32_t acks[] = { 0, 2, (uint32_t)-5, 100000 };
	struct peer *p = opening();

	for (unsigned f = 0; f < 3; f++) {
		for (unsigned a = 0; a < 4; a++) {
			sends(p, flags[f], 0, acks[a], "");
			EXPECT(p, SEG_RST, acks[a], 0);
			sends(p, flags[f] | SEG_RST, 0, acks[a], "");
			SILENT(p);
		}
	}
	STATE(p, STATE_SYN_SENT);
	peer_free(p);
}

Test(endpoint_syn_sent, rst_counts_with_a_good_ack_only)
{
	struct peer *p = opening();

	sends(p, SEG_RST, 0, 0, "");
	sends(p, SEG_RST | SEG_SYN, 0, 0, "");
	STATE(p, STATE_SYN_SENT);
	sends(p, SEG_RST | SEG_ACK, 0, 1, "");
	SILENT(p);
	STATE(p, STATE_CLOSED);
	cr_assert_eq(p->host->ended, SIGNAL_REFUSED);
	peer_free(p);
}

Test(endpoint_syn_sent, neither_syn_nor_rst_is_dropped)
{
	struct peer *p = opening();

	sends(p, SEG_ACK, 0, 1, "text");
	sends(p, SEG_FIN, 0, 0, "");
	sends(p, 0, 0, 0, "text");
	SILENT(p);
	STATE(p, STATE_SYN_SENT);
	peer_free(p);
}

Test(endpoint_syn_sent, simultaneous_open)
{
	struct peer *p = opening();

	sends(p, SEG_SYN, 0, 0, "");
	EXPECT(p, SEG_SYN | SEG_ACK, 0, 1);
	STATE(p, STATE_SYN_RECEIVED);
	sends(p, SEG_SYN | SEG_ACK, 0, 1, "");
	STATE(p, STATE_ESTABLISHED);
	sends(p, SEG_ACK, 1, 1, "data");
	cr_assert(takes_within(p, 490 * MS));
	cr_assert_eq(p->got.ack, p->isn + 5);
	peer_free(p);
}

Test(endpoint_syn_sent, simultaneous_open_by_a_plain_ack)
{
	struct peer *p = opening();

	sends(p, SEG_SYN, 0, 0, "");
	EXPECT(p, SEG_SYN | SEG_ACK, 0, 1);
	sends(p, SEG_ACK, 1, 1, "");
	STATE(p, STATE_ESTABLISHED);
	peer_free(p);
}

/* Fourth step: as in the synchronized states, "irrespective of the sequence number". */
Test(endpoint_syn_sent, a_syn_after_simultaneous_open_is_challenged)
{
	struct peer *p = opening();

	sends(p, SEG_SYN, 0, 0, "");
	EXPECT(p, SEG_SYN | SEG_ACK, 0, 1);
	sends(p, SEG_SYN, 0, 0, "text");
	EXPECT(p, SEG_ACK, 1, 1);
	STATE(p, STATE_SYN_RECEIVED);
	peer_free(p);
}

Test(endpoint_syn_sent, rst_after_simultaneous_open_refuses)
{
	struct peer *p = opening();

	sends(p, SEG_SYN, 0, 0, "");
	EXPECT(p, SEG_SYN | SEG_ACK, 0, 1);
	sends(p, SEG_SYN, 1, 0, "");
	EXPECT(p, SEG_ACK, 1, 1);
	sends(p, SEG_RST, 1, 0, "");
	STATE(p, STATE_CLOSED);
	cr_assert_eq(p->host->ended, SIGNAL_REFUSED);
	peer_free(p);
}

Test(endpoint_syn_sent, data_sent_early_goes_out_when_established)
{
	struct peer *p = opening();

	cr_assert_eq(call_send(p->host->conns, "early", 5, false), 5);
	SILENT(p);
	sends(p, SEG_SYN | SEG_ACK, 0, 1, "");
	EXPECT(p, SEG_ACK | SEG_PSH, 1, 1);
	cr_assert_eq(memcmp(p->text, "early", 5), 0);
	peer_free(p);
}

Test(endpoint_syn_sent, close_deletes)
{
	struct peer *p = opening();

	call_close(p->host->conns);
	STATE(p, STATE_CLOSED);
	cr_assert_not(takes_within(p, 100 * SECOND));
	peer_free(p);
}

Test(endpoint_syn_sent, close_in_syn_received_sends_fin)
{
	struct peer *p = opening();

	sends(p, SEG_SYN, 0, 0, "");
	EXPECT(p, SEG_SYN | SEG_ACK, 0, 1);
	call_close(p->host->conns);
	EXPECT(p, SEG_ACK | SEG_FIN, 1, 1);
	STATE(p, STATE_FIN_WAIT_1);
	sends(p, SEG_ACK, 1, 2, "");
	STATE(p, STATE_FIN_WAIT_2);
	peer_free(p);
}

Test(endpoint_syn_sent, syn_comes_again_for_three_minutes)
{
	struct peer *p = opening();
	int64_t begin = p->now, last = p->now;
	unsigned count = 0;

	while (takes_within(p, 1000 * SECOND)) {
		cr_assert_eq(p->got.flags, SEG_SYN);
		cr_assert_eq(p->got.seq, p->iss);
		cr_assert_geq(p->now - last, count < 6 ? SECOND << count : 60 * SECOND);
		last = p->now;
		if (++count > 20)
			break;
	}
	STATE(p, STATE_CLOSED);
	cr_assert_eq(p->host->ended, SIGNAL_TIMEOUT);
	cr_assert_geq(last - begin, 120 * SECOND);
	peer_free(p);
}

Test(endpoint_syn_sent, after_a_lost_syn_data_begins_slowly)
{
	struct peer *p = opening();
	struct tcp_conn *conn = p->host->conns;

	cr_assert(takes_within(p, 10 * SECOND));
	sends(p, SEG_SYN | SEG_ACK, 0, 1, "");
	cr_assert_geq(conn->rtx.rto, 3 * SECOND);
	cr_assert_eq(conn->cc.cwnd, effective_mss(conn));
	peer_free(p);
}
