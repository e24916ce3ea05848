/* SPDX-License-Identifier: BSD-2-Clause */
/* The application that makes user calls when it is asked (target/agent.h). */
#include "endpoint_fixture.h"

static int asks(struct peer *p, enum user_call call, uint32_t octets,
		struct error *err)
{
	struct agent_request request = {
		.call = call, .octets = octets,
		.id = { .tester = p->here, .target = p->there, .tester_port = p->port },
	};

	return endpoint_ask(p->host, &request, p->now, err);
}

#define ASK(p, call, octets)                                                 \
	do {                                                                   \
		struct error err_ = { "" };                                    \
		cr_assert_eq(asks(p, call, octets, &err_), 0, "%s", err_.text); \
	} while (0)

#define REFUSED(p, call, octets, words)                                      \
	do {                                                                   \
		struct error err_ = { "" };                                    \
		cr_assert_eq(asks(p, call, octets, &err_), -1);              \
		cr_assert(strstr(err_.text, words), "%s", err_.text);          \
	} while (0)

static void takes_syn(struct peer *p)
{
	cr_assert(takes(p), "no SYN");
	cr_assert_eq(p->got.flags, SEG_SYN);
	cr_assert_eq(p->got.dst_port, p->port);
	p->service = p->got.src_port;
	p->iss = p->got.seq;
	STATE(p, STATE_SYN_SENT);
}

static struct peer *connecting(void)
{
	struct endpoint_config config = plain_config();
	struct peer *p = peer_new(&config, 0);

	ASK(p, CALL_CONNECT, 0);
	takes_syn(p);
	return p;
}

static struct peer *connected(void)
{
	struct peer *p = connecting();

	sends(p, SEG_SYN | SEG_ACK, 0, 1, "");
	EXPECT(p, SEG_ACK, 1, 1);
	STATE(p, STATE_ESTABLISHED);
	return p;
}

Test(endpoint_agent, what_it_reads_it_throws_away_and_closes_at_the_end)
{
	struct peer *p = connected();

	sends(p, SEG_ACK, 1, 1, "text");
	cr_assert(takes_within(p, SECOND));
	cr_assert_eq(p->got.ack, p->isn + 5);
	cr_assert_eq(p->got.payload_len, 0);
	sends(p, SEG_ACK | SEG_FIN, 5, 1, "");
	cr_assert(takes_within(p, SECOND));
	cr_assert(p->got.flags & SEG_FIN || (takes(p) && p->got.flags & SEG_FIN));
	STATE(p, STATE_LAST_ACK);
	peer_free(p);
}

Test(endpoint_agent, sends_what_it_is_asked_for)
{
	struct peer *p = connected();
	uint32_t octets = 0;

	ASK(p, CALL_SEND, 1200);
	while (takes(p))
		octets += p->got.payload_len;
	cr_assert_eq(octets, 1200 / 536 * 536, "what fills segments without an MSS");
	sends(p, SEG_ACK, 1, 1 + octets, "");
	while (takes(p))
		octets += p->got.payload_len;
	cr_assert_eq(octets, 1200);
	REFUSED(p, CALL_SEND, 70000, "room for");
	ASK(p, CALL_CLOSE, 0);
	REFUSED(p, CALL_SEND, 1, "closing");
	peer_free(p);
}

Test(endpoint_agent, send_in_syn_sent_waits)
{
	struct peer *p = connecting();

	ASK(p, CALL_SEND, 5);
	SILENT(p);
	sends(p, SEG_SYN | SEG_ACK, 0, 1, "");
	EXPECT(p, SEG_ACK | SEG_PSH, 1, 1);
	cr_assert_eq(p->got.payload_len, 5);
	peer_free(p);
}

Test(endpoint_agent, close_and_shutdown_send_the_fin)
{
	static const enum user_call calls[] = { CALL_CLOSE, CALL_SHUTDOWN };

	for (int i = 0; i < 2; i++) {
		struct peer *p = connected();

		ASK(p, calls[i], 0);
		EXPECT(p, SEG_ACK | SEG_FIN, 1, 1);
		STATE(p, STATE_FIN_WAIT_1);
		peer_free(p);
		p = connecting();
		ASK(p, calls[i], 0);
		SILENT(p);
		STATE(p, STATE_CLOSED);
		REFUSED(p, calls[i], 0, "does not exist");
		peer_free(p);
	}
}

Test(endpoint_agent, abort_sends_rst_and_asks_for_nothing_else)
{
	struct peer *p = connected();

	ASK(p, CALL_ABORT, 0);
	EXPECT(p, SEG_RST | SEG_ACK, 1, 1);
	STATE(p, STATE_CLOSED);
	ASK(p, CALL_ABORT, 0);
	SILENT(p);
	cr_assert_eq(endpoint_connections(p->host), 0);
	peer_free(p);
	p = connecting();
	ASK(p, CALL_ABORT, 0);
	SILENT(p);
	STATE(p, STATE_CLOSED);
	peer_free(p);
}

Test(endpoint_agent, connect_takes_another_port_and_aborts_the_older)
{
	struct peer *p = connected();
	uint16_t before = p->service;

	ASK(p, CALL_CONNECT, 0);
	EXPECT(p, SEG_RST | SEG_ACK, 1, 1);
	takes_syn(p);
	cr_assert_neq(p->service, before);
	cr_assert_eq(endpoint_connections(p->host), 1);
	peer_free(p);
}

/* A connection that the peer opened to a service is none of its. */
Test(endpoint_agent, services_keep_theirs)
{
	struct endpoint_config config = plain_config();
	struct peer *p = established(&config, DISCARD);

	REFUSED(p, CALL_CLOSE, 0, "does not exist");
	ASK(p, CALL_ABORT, 0);
	SILENT(p);
	STATE(p, STATE_ESTABLISHED);
	peer_free(p);
}
