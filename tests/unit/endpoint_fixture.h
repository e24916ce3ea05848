/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * endpoint_fixture.h - a peer of the reference endpoint, moved by hand: segments are
 * made relative to the connection, the clock stands until it is moved.
 */
#ifndef TCPVET_TESTS_ENDPOINT_FIXTURE_H
#define TCPVET_TESTS_ENDPOINT_FIXTURE_H

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "endpoint/arrives/sequence.h"
#include "endpoint/conn.h"
#include "endpoint/endpoint.h"
#include "endpoint/host.h"
#include "endpoint/iss.h"
#include "endpoint/send/output.h"
#include "endpoint/send/send_space.h"
#include "endpoint/send/window.h"
#include "endpoint/user/calls.h"

enum { ECHO = 7, DISCARD = 9, DAYTIME = 13, CHARGEN = 19, NOBODY = 21,
       STALLED = 1009 };

struct peer {
	struct tcp_endpoint *host;
	int64_t now;
	struct ipaddr here, there;
	uint16_t port, service;
	uint32_t isn;          /* the peer's */
	uint32_t iss;          /* the endpoint's, from its SYN */
	struct segment got;    /* the last segment taken out */
	uint8_t text[70000];   /* its payload */
};

static inline struct endpoint_config plain_config(void)
{
	return (struct endpoint_config){ .seed = 1 };
}

static inline struct peer *peer_new(const struct endpoint_config *config,
				    uint16_t service)
{
	struct peer *p = calloc(1, sizeof(*p));

	cr_assert_not_null(p);
	p->host = endpoint_new(config);
	endpoint_listen(p->host, ECHO, APP_ECHO);
	endpoint_listen(p->host, DISCARD, APP_DISCARD);
	endpoint_listen(p->host, DAYTIME, APP_DAYTIME);
	endpoint_listen(p->host, CHARGEN, APP_CHARGEN);
	endpoint_listen(p->host, STALLED, APP_STALLED);
	p->now = 1000 * SECOND;
	p->port = 40000;
	p->service = service;
	p->isn = 1000;
	cr_assert(ipaddr_parse("192.0.2.1", &p->here));
	cr_assert(ipaddr_parse("192.0.2.2", &p->there));
	return p;
}

static inline void peer_free(struct peer *p)
{
	endpoint_free(p->host);
	free(p);
}

/* A segment with everything but the flags and numbers in place. */
static inline struct segment seg_of(const struct peer *p, uint16_t flags, uint32_t seq,
				    uint32_t ack)
{
	return (struct segment){ .src = p->here, .dst = p->there, .src_port = p->port,
				 .dst_port = p->service, .flags = flags, .seq = seq,
				 .ack = ack, .window = 65535, .ttl = 64, .df = true };
}

static inline void put_in(struct peer *p, const struct segment *seg)
{
	struct decoded decoded = { .status = DECODE_OK, .checksum = CHECKSUM_GOOD,
				   .ip_checksum = CHECKSUM_GOOD, .seg = *seg };

	endpoint_arrives(p->host, &decoded, p->now);
}

/* Numbers relative: seq to the peer's ISN, ack to the endpoint's ISS. */
static inline void sends(struct peer *p, uint16_t flags, uint32_t seq, uint32_t ack,
			 const char *text)
{
	struct segment seg = seg_of(p, flags, p->isn + seq,
				    flags & SEG_ACK ? p->iss + ack : 0);

	seg.payload = (const uint8_t *)text;
	seg.payload_len = (uint32_t)strlen(text);
	put_in(p, &seg);
}

/* Takes the next segment out, without moving the clock. */
static inline bool takes(struct peer *p)
{
	if (!endpoint_output(p->host, &p->got))
		return false;
	cr_assert_leq(p->got.payload_len, sizeof(p->text));
	memcpy(p->text, p->got.payload, p->got.payload_len);
	p->got.payload = p->text;
	return true;
}

/* Moves the clock to the endpoint's next wish, at most `within`, until a segment
 * comes. */
static inline bool takes_within(struct peer *p, int64_t within)
{
	int64_t until = p->now + within;

	for (;;) {
		int64_t deadline = endpoint_deadline(p->host);

		if (takes(p))
			return true;
		if (deadline > until) {
			p->now = until;
			return false;
		}
		if (deadline > p->now)
			p->now = deadline;
		endpoint_timeouts(p->host, p->now);
	}
}

#define EXPECT(p, want_flags, want_seq, want_ack)                                     \
	do {                                                                          \
		char f1[24], f2[24];                                                  \
		cr_assert(takes(p), "nothing came");                                  \
		cr_assert_eq((p)->got.flags, (want_flags), "flags %s, not %s",        \
			     segment_flags_text((p)->got.flags, f1),                  \
			     segment_flags_text((want_flags), f2));                   \
		cr_assert_eq((p)->got.seq - (p)->iss, (uint32_t)(want_seq),           \
			     "seq %u", (p)->got.seq - (p)->iss);                      \
		if ((want_flags) & SEG_ACK)                                           \
			cr_assert_eq((p)->got.ack - (p)->isn, (uint32_t)(want_ack),   \
				     "ack %u", (p)->got.ack - (p)->isn);              \
	} while (0)

#define SILENT(p) cr_assert_not(takes(p), "flags 0x%x seq %u ack %u came",           \
				(p)->got.flags, (p)->got.seq - (p)->iss,              \
				(p)->got.ack - (p)->isn)

static inline enum tcp_state state_of(const struct peer *p)
{
	struct connection_id id = { .tester = p->here, .target = p->there,
				    .tester_port = p->port, .target_port = p->service };

	return endpoint_state(p->host, &id);
}

#define STATE(p, want)                                                               \
	cr_assert_eq(state_of(p), (want), "state %s, not %s", state_name(state_of(p)), \
		     state_name(want))

static inline void add_mss(struct segment *seg, uint16_t mss)
{
	uint8_t data[2] = { (uint8_t)(mss >> 8), (uint8_t)mss };

	cr_assert(segment_add_option(seg, OPT_MSS, data, 2));
}

static inline void opens(struct peer *p)
{
	struct segment syn = seg_of(p, SEG_SYN, p->isn, 0);

	add_mss(&syn, 1460);
	put_in(p, &syn);
	cr_assert(takes(p), "no answer to the SYN");
	cr_assert_eq(p->got.flags, SEG_SYN | SEG_ACK);
	cr_assert_eq(p->got.ack, p->isn + 1);
	p->iss = p->got.seq;
}

static inline struct peer *established(const struct endpoint_config *config,
				       uint16_t service)
{
	struct peer *p = peer_new(config, service);

	opens(p);
	sends(p, SEG_ACK, 1, 1, "");
	return p;
}

#endif
