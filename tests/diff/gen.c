/* SPDX-License-Identifier: BSD-2-Clause */
/* gen.c - random sequences, biased towards what distinguishes stacks: the edges of
 * the windows, what is out of place, what was there before. */
#include <string.h>

#include "diff.h"

/* splitmix64: every seed is good, neighbours too. */
uint64_t gen_random(struct gen *gen)
{
	uint64_t z = gen->random += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

static unsigned below(struct gen *gen, unsigned n)
{
	return (unsigned)(gen_random(gen) % n);
}

static bool chance(struct gen *gen, unsigned percent)
{
	return below(gen, 100) < percent;
}

void gen_start(struct gen *gen, uint64_t seed)
{
	static const uint16_t ports[] = { 7, 7, 7, 7, 9, 9, 9, 13, 13, 1 };
	static const uint32_t isns[] = { 0xffffffff, 0xffffff00, 0x7fffffff,
					 0x7fffff80, 0 };

	*gen = (struct gen){ .random = seed, .state = STATE_LISTEN };
	gen->port = ports[below(gen, 10)];
	gen->isn = chance(gen, 50) ? isns[below(gen, 5)] : (uint32_t)gen_random(gen);
	gen->count = 3 + below(gen, 10);
	gen->offers = chance(gen, 60) ? OFFER_MSS : 0;
	gen->offers |= below(gen, 16) & (OFFER_WSCALE | OFFER_SACK);
	if (chance(gen, 25))
		gen->offers |= OFFER_STAMPS;
}

static bool dead(const struct gen *gen)
{
	return gen->state == STATE_LISTEN || gen->state == STATE_CLOSED;
}

static void make_syn(struct gen *gen, struct step *out)
{
	static const uint16_t beside[] = { SEG_FIN, SEG_PSH, SEG_ACK, SEG_RST,
					   SEG_ECE | SEG_CWR, SEG_RST | SEG_ACK };

	out->flags = SEG_SYN;
	out->seq = gen->at ? gen->rcv_nxt + 100000 + below(gen, 3) * 70000 : 0;
	out->ack = 0;
	if (chance(gen, 8))
		out->flags |= beside[below(gen, 6)];
	if (chance(gen, 4))
		out->len = 1 + below(gen, 100);
}

static void in_order(struct gen *gen, struct step *out)
{
	static const uint32_t lens[] = { 1, 2, 10, 100, 500, 536, 1200 };

	if (chance(gen, 75))
		out->len = lens[below(gen, 7)];
	if (chance(gen, 50))
		out->flags |= SEG_PSH;
	if (chance(gen, 15))
		out->flags |= SEG_FIN;
}

/* A sequence number that may be anywhere, most often at an edge. */
static void odd_seq(struct gen *gen, struct step *out)
{
	static const int32_t near[] = { 0, -1, 1, -2, 2, 100, -100, 1000, -1000,
					30000, -60000, 300000, -70000, 0x40000000 };
	static const int32_t edge[] = { -1, 0, 1, -2, 2, -10, 10, -100, 1000 };

	if (chance(gen, 30)) {
		out->from_edge = true;
		out->seq = (uint32_t)edge[below(gen, 9)];
		if (chance(gen, 25))
			out->seq -= out->len;
	} else if (chance(gen, 80)) {
		out->seq = gen->rcv_nxt + (uint32_t)near[below(gen, 14)];
		if (chance(gen, 25))
			out->seq = gen->rcv_nxt - out->len;
	} else if (chance(gen, 60)) {
		out->seq = gen->irs;
	} else {
		out->seq = (uint32_t)gen_random(gen);
	}
}

static void odd_ack(struct gen *gen, struct step *out)
{
	static const int32_t near[] = { 0, 1, -1, 2, 100, -100, 60000, -60000, 70000,
					-70000, -200000, 0x40000000 };

	if (chance(gen, 60))
		out->ack = gen->snd_nxt + (uint32_t)near[below(gen, 12)];
	else if (chance(gen, 60))
		out->ack = gen->snd_una + (uint32_t)near[below(gen, 5)];
	else if (chance(gen, 60))
		out->ack = below(gen, 2);
	else
		out->ack = (uint32_t)gen_random(gen);
}

static void odd_flags(struct gen *gen, struct step *out)
{
	static const uint16_t flags[] = {
		SEG_ACK, SEG_ACK, SEG_ACK | SEG_PSH, 0, SEG_PSH, SEG_RST, SEG_RST,
		SEG_RST | SEG_ACK, SEG_SYN, SEG_SYN, SEG_SYN | SEG_ACK, SEG_FIN,
		SEG_FIN | SEG_ACK, SEG_FIN | SEG_ACK, SEG_SYN | SEG_FIN,
		SEG_SYN | SEG_RST, SEG_FIN | SEG_RST | SEG_ACK,
		SEG_ACK | SEG_ECE | SEG_CWR,
		SEG_SYN | SEG_FIN | SEG_RST | SEG_ACK | SEG_PSH, SEG_URG | SEG_ACK
	};

	out->flags = flags[below(gen, sizeof(flags) / sizeof(flags[0]))];
	/* The kernel's echo takes the urgent octet out of what it sends back. */
	if ((out->flags & SEG_URG) && gen->port == 7)
		out->flags &= (uint16_t)~SEG_URG;
	if (out->flags & SEG_URG)
		out->urgent = (uint16_t)below(gen, 200);
}

static void mutate(struct gen *gen, struct step *out)
{
	static const uint32_t lens[] = { 0, 0, 0, 1, 2, 10, 100, 536 };

	out->len = lens[below(gen, 8)];
	if (chance(gen, 70))
		odd_flags(gen, out);
	if (chance(gen, 60))
		odd_seq(gen, out);
	if (chance(gen, 40))
		odd_ack(gen, out);
	if (chance(gen, 8))
		out->stamp = chance(gen, 50) ? STAMP_OLD : STAMP_MISSING;
}

static void make_witness(struct gen *gen, struct step *out)
{
	out->witness = true;
	out->seq = gen->rcv_nxt - 1;
}

static void make_next(struct gen *gen, struct step *out)
{
	unsigned which = below(gen, 100);

	if (dead(gen) && chance(gen, gen->at ? 40 : 88))
		make_syn(gen, out);
	else if (gen->state == STATE_SYN_RECEIVED && chance(gen, 60))
		out->len = chance(gen, 15) ? 1 + below(gen, 200) : 0;
	else if (which < 35)
		in_order(gen, out);
	else if (which < 42)
		out->flags = SEG_ACK;
	else if (which < 50)
		out->flags |= SEG_FIN;
	else if (which < 60 && gen->at > 0)
		*out = gen->past[below(gen, gen->at)];
	else if (which < 63)
		make_witness(gen, out);
	else
		mutate(gen, out);
}

void gen_next(struct gen *gen, struct step *out)
{
	static const uint16_t windows[] = { 65535, 65535, 65535, 20000, 8192 };

	*out = (struct step){ .flags = SEG_ACK, .seq = gen->rcv_nxt,
			      .ack = gen->snd_nxt, .offers = gen->offers,
			      .window = windows[below(gen, 5)] };
	if (gen->at == gen->count)
		make_witness(gen, out);
	else
		make_next(gen, out);
	/* Where nothing was announced there is no edge. */
	if (dead(gen) && out->from_edge) {
		out->from_edge = false;
		out->seq += gen->rcv_nxt;
	}
	gen->past[gen->at++] = *out;
}
