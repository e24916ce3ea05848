/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * endpoint_random.h - a hostile peer that draws segments at random near the numbers of
 * a connection, so that most of them reach past the first check.
 */
#ifndef TCPVET_TESTS_ENDPOINT_RANDOM_H
#define TCPVET_TESTS_ENDPOINT_RANDOM_H

#include "endpoint_fixture.h"

struct hostile {
	struct peer *p;
	struct tcp_conn *active;   /* an active OPEN, while it may live */
	uint64_t random;
	uint32_t nxt, ack;     /* the peer's SND.NXT and RCV.NXT */
	uint32_t tsval;
	unsigned one_fin, one_rst; /* one segment in so many */
	bool lazy;             /* acknowledges little */
	bool ts, opened;
	uint64_t hash;         /* of all that came out */
	unsigned came;
};

static inline uint32_t draw(struct hostile *h, uint32_t below)
{
	h->random = h->random * UINT64_C(6364136223846793005) + 1442695040888963407;
	return (uint32_t)(h->random >> 33) % below;
}

static inline void stir(struct hostile *h, uint64_t value)
{
	h->hash = (h->hash ^ value) * UINT64_C(0x100000001b3);
}

static inline void note_segment(struct hostile *h, const struct segment *seg)
{
	stir(h, seg->seq);
	stir(h, seg->ack);
	stir(h, (uint64_t)seg->flags << 32 | (uint64_t)seg->window << 16 | seg->urgent);
	stir(h, (uint64_t)seg->force << 32 | seg->payload_len);
	stir(h, (uint64_t)h->p->now);
	for (unsigned i = 0; i < seg->options_len; i++)
		stir(h, seg->options[i]);
	for (uint32_t i = 0; i < seg->payload_len; i++)
		stir(h, seg->payload[i]);
	h->came++;
}

/* Takes all that comes; the peer follows what it is told. */
static inline void listen_to(struct hostile *h)
{
	while (takes(h->p)) {
		const struct segment *seg = &h->p->got;

		note_segment(h, seg);
		if (seg->flags & SEG_RST)
			continue;
		if (seg->flags & SEG_SYN)
			h->ack = seg->seq + 1;
		else if (seg->seq == h->ack && (h->lazy ? !draw(h, 8) : draw(h, 8)))
			h->ack = seg->seq + segment_len(seg);
	}
}

static inline void add_stamps_to(struct hostile *h, struct segment *seg)
{
	uint32_t val = h->tsval, echo = (uint32_t)(h->p->now / MS);
	uint8_t data[8] = { (uint8_t)(val >> 24), (uint8_t)(val >> 16),
			    (uint8_t)(val >> 8), (uint8_t)val, (uint8_t)(echo >> 24),
			    (uint8_t)(echo >> 16), (uint8_t)(echo >> 8), (uint8_t)echo };

	segment_add_option(seg, OPT_TIMESTAMPS, data, 8);
}

static inline void add_syn_options(struct hostile *h, struct segment *seg)
{
	static const uint8_t unknown[] = { 253, 4, 1, 2 }, illegal[] = { 2, 0, 5, 180 };
	static const uint8_t behind[] = { 0, 2, 4, 1, 44 };
	uint8_t shift = (uint8_t)(draw(h, 4) ? draw(h, 5) : 200);

	if (draw(h, 12) == 0)
		segment_add_raw_options(seg, illegal, 4);
	if (draw(h, 3) == 0)
		segment_add_raw_options(seg, unknown, 4);
	if (draw(h, 4) == 0)
		segment_add_option(seg, OPT_NOP, NULL, 0);
	if (draw(h, 4))
		add_mss(seg, (uint16_t)(draw(h, 2) ? 1460 : 300 + draw(h, 400)));
	if (draw(h, 2))
		segment_add_option(seg, OPT_WSCALE, &shift, 1);
	if (draw(h, 2))
		segment_add_option(seg, OPT_SACK_PERMITTED, NULL, 0);
	h->ts = draw(h, 2);
	if (h->ts)
		add_stamps_to(h, seg);
	if (draw(h, 6) == 0)
		segment_add_raw_options(seg, behind, sizeof(behind));
}

static inline void add_text(struct hostile *h, struct segment *seg)
{
	static uint8_t text[2000];

	for (unsigned i = 0; i < sizeof(text); i++)
		text[i] = (uint8_t)(seg->seq + i);
	seg->payload = text;
	seg->payload_len = draw(h, 3) ? draw(h, 40) : draw(h, sizeof(text));
}

static inline void deliver(struct hostile *h, struct segment *seg)
{
	struct decoded decoded = { .status = DECODE_OK, .checksum = CHECKSUM_GOOD,
				   .ip_checksum = CHECKSUM_GOOD };

	if (draw(h, 40) == 0)
		seg->ttl = 1;
	if (draw(h, 40) == 0)
		seg->tos = 0x20;
	if (draw(h, 40) == 0)
		seg->ip_options_len = 4;
	if (draw(h, 40) == 0)
		cr_assert(ipaddr_parse("224.0.0.1", draw(h, 2) ? &seg->dst : &seg->src));
	if (draw(h, 25) == 0)
		seg->flags |= 0x400;
	if (draw(h, 25) == 0)
		seg->flags |= SEG_CWR | SEG_ECE;
	decoded.seg = *seg;
	decoded.seg.checksum = draw(h, 2) ? 0 : 1;
	if (draw(h, 25) == 0)
		decoded.checksum = CHECKSUM_BAD;
	if (draw(h, 40) == 0)
		decoded.ip_checksum = CHECKSUM_BAD;
	if (draw(h, 40) == 0) {
		decoded.status = DECODE_BAD_OFFSET;
		decoded.seg.data_offset = draw(h, 2) ? 4 : 15;
	}
	endpoint_arrives(h->p->host, &decoded, h->p->now);
}

static inline void sends_syn(struct hostile *h)
{
	uint16_t flags = SEG_SYN;
	struct segment seg;

	if (draw(h, 12) == 0)
		flags |= SEG_URG | SEG_PSH;
	if (draw(h, 12) == 0)
		flags |= SEG_FIN;
	if (draw(h, 20) == 0)
		flags |= SEG_RST;
	if (draw(h, 8) == 0)
		flags |= SEG_ACK;
	h->p->isn += draw(h, 5) ? 100000 : (uint32_t)-200000;
	seg = seg_of(h->p, flags, h->p->isn, flags & SEG_ACK ? h->ack : draw(h, 2));
	seg.window = (uint16_t)(draw(h, 3) ? 65535 : draw(h, 3000));
	add_syn_options(h, &seg);
	if (draw(h, 6) == 0)
		add_text(h, &seg);
	h->nxt = h->p->isn + 1;
	h->opened = true;
	deliver(h, &seg);
}

/* Numbers where the rules have their edges. */
static inline uint32_t near_seq(struct hostile *h)
{
	switch (draw(h, 12)) {
	case 0:
		return h->nxt - 1;
	case 1:
		return h->nxt - draw(h, 30);
	case 2:
		return h->nxt + draw(h, 2000);
	case 3:
		return h->nxt + 65535;
	case 4:
		return h->nxt + 70000;
	default:
		return h->nxt;
	}
}

static inline uint32_t near_ack(struct hostile *h)
{
	switch (draw(h, 16)) {
	case 0:
		return h->ack - 1;
	case 1:
		return h->ack + 1;
	case 2:
		return h->ack - draw(h, 3000);
	case 3:
		return h->ack + 100000;
	case 4:
		return h->ack - 200000;
	default:
		return h->ack;
	}
}

static inline void add_random_sack(struct hostile *h, struct segment *seg)
{
	uint32_t left = h->ack + draw(h, 8000), right = left + 1 + draw(h, 3000);
	uint8_t data[8] = { (uint8_t)(left >> 24), (uint8_t)(left >> 16),
			    (uint8_t)(left >> 8), (uint8_t)left, (uint8_t)(right >> 24),
			    (uint8_t)(right >> 16), (uint8_t)(right >> 8),
			    (uint8_t)right };

	segment_add_option(seg, OPT_SACK, data, 8);
}

static inline uint16_t random_flags(struct hostile *h)
{
	uint16_t flags = SEG_ACK;

	if (draw(h, 25) == 0)
		flags = 0;
	if (draw(h, 3) == 0)
		flags |= SEG_PSH;
	if (draw(h, h->one_fin) == 0)
		flags |= SEG_FIN;
	if (draw(h, h->one_rst) == 0)
		flags |= SEG_RST;
	if (draw(h, 40) == 0)
		flags |= SEG_SYN;
	if (draw(h, 20) == 0)
		flags |= SEG_URG;
	return flags;
}

static inline void sends_segment(struct hostile *h)
{
	struct segment seg = seg_of(h->p, random_flags(h), near_seq(h), 0);
	uint32_t end;

	seg.ack = seg.flags & SEG_ACK ? near_ack(h) : draw(h, 2);
	seg.window = (uint16_t)(draw(h, 5) ? 65535 : draw(h, 3) ? draw(h, 4000) : 0);
	if (draw(h, 4) == 0)
		seg.urgent = (uint16_t)draw(h, 60);
	if (draw(h, 2))
		add_text(h, &seg);
	if (draw(h, 6) == 0)
		h->tsval += draw(h, 10);
	if (h->ts ? draw(h, 20) != 0 : draw(h, 20) == 0)
		add_stamps_to(h, &seg);
	if (draw(h, 30) == 0) {
		h->tsval -= 1000;
		add_stamps_to(h, &seg);
		h->tsval += 1000;
	}
	if (draw(h, 8) == 0)
		add_random_sack(h, &seg);
	end = seg.seq + segment_len(&seg);
	deliver(h, &seg);
	if (seg.seq == h->nxt && (seg.flags & SEG_ACK) && draw(h, 10))
		h->nxt = end;
}

static inline void lets_time_pass(struct hostile *h)
{
	int64_t deadline = endpoint_deadline(h->p->host);
	int64_t step = draw(h, 3) ? 50 * MS : 1500 * MS;

	if (draw(h, 3) == 0 && deadline != NEVER && deadline > h->p->now)
		h->p->now = deadline;
	else
		h->p->now += step;
	if (draw(h, 100) == 0)
		h->p->now += 25 * 24 * 3600 * SECOND;
	h->tsval += (uint32_t)(step / MS);
	endpoint_timeouts(h->p->host, h->p->now);
}

static inline bool active_lives(const struct hostile *h)
{
	for (const struct tcp_conn *c = h->p->host->conns; c; c = c->next)
		if (c == h->active)
			return true;
	return false;
}

/* The user of an active OPEN. */
static inline void uses_active(struct hostile *h)
{
	uint8_t text[600];

	memset(text, 'u', sizeof(text));
	if (!active_lives(h)) {
		h->active = call_open(h->p->host, &h->p->there, &h->p->here, 40000,
				      h->p->now);
		h->p->service = h->active->id.target_port;
		h->ts = false;
		return;
	}
	switch (draw(h, 8)) {
	case 0:
		call_close(h->active);
		return;
	case 1:
		call_receive(h->active, text, 1 + draw(h, sizeof(text)));
		output_run(h->active);
		return;
	default:
		call_send(h->active, text, 1 + draw(h, sizeof(text)), draw(h, 2));
	}
}

/* One run; `active`: the endpoint opens. */
static inline uint64_t random_run(const struct fault_set *faults, uint64_t seed,
				  bool active, unsigned steps)
{
	static const uint16_t services[] = { ECHO, DISCARD, DAYTIME, CHARGEN, NOBODY };
	struct endpoint_config config = { .seed = seed, .msl = 3 * SECOND,
					  .buffer = seed % 3 ? 0 : seed % 2 ? 200000 : 3000,
					  .backlog = 4, .faults = *faults };
	struct hostile h = { .random = seed * 7919 + active, .hash = 14695981039346656037u,
			     .one_fin = seed % 2 ? 20 : 4,
			     .one_rst = seed % 7 ? 60 : 5, .lazy = seed / 2 % 2,
			     .tsval = seed % 2 ? UINT32_MAX - 5000 : 77 };

	h.p = peer_new(&config, services[seed % 5]);
	h.p->isn = seed % 4 ? 1000 : UINT32_MAX - 200500;
	for (unsigned i = 0; i < steps; i++) {
		uint32_t what = draw(&h, 20);

		if (active && what < 3)
			uses_active(&h);
		else if (what < (h.opened ? 4 : 18))
			sends_syn(&h);
		else if (what < 16)
			sends_segment(&h);
		else
			lets_time_pass(&h);
		listen_to(&h);
	}
	stir(&h, endpoint_connections(h.p->host));
	peer_free(h.p);
	return h.hash;
}

#endif
