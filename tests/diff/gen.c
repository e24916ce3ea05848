/* SPDX-License-Identifier: BSD-2-Clause */
/* gen.c - random sequences, biased towards what distinguishes stacks: the edges of
 * the windows, what is out of place, what was there before. */
#include <string.h>

#include "diff.h"
#include "base/seq.h"

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

	const struct held *held = gen->holds ? &gen->held[gen->holds - 1] : NULL;

	/* The edges are not the same on both sides, nor is what was sent there. */
	if (held && !held->from_edge && chance(gen, 10)) {
		out->seq = held->to;
	} else if (chance(gen, 30)) {
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

/* Both ends close: a FIN that leaves the target's unacknowledged. */
static void make_crossing_fin(const struct gen *gen, struct step *out)
{
	out->flags |= SEG_FIN;
	out->ack = gen->snd_una ? gen->snd_una : 1;
}

static void make_next(struct gen *gen, struct step *out)
{
	unsigned which = below(gen, 100);

	if (dead(gen) && chance(gen, gen->at ? 40 : 88))
		make_syn(gen, out);
	else if (gen->state == STATE_SYN_RECEIVED && chance(gen, 60))
		out->len = chance(gen, 15) ? 1 + below(gen, 200) : 0;
	else if (gen->state == STATE_FIN_WAIT_1 && chance(gen, 20))
		make_crossing_fin(gen, out);
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

/* ---- one stream --------------------------------------------------------------------- */

/* Where text and FIN are taken, and so may wait above a gap. */
static bool takes_text(const struct gen *gen)
{
	return gen->state == STATE_SYN_RECEIVED || gen->state == STATE_ESTABLISHED ||
	       gen->state == STATE_FIN_WAIT_1 || gen->state == STATE_FIN_WAIT_2;
}

uint32_t step_begins(const struct gen *gen, const struct step *step)
{
	return step->from_edge ? gen->edge + step->seq : step->seq;
}

uint32_t step_length(const struct step *step)
{
	return step->len + (step->flags & SEG_FIN ? 1 : 0) +
	       (step->flags & SEG_SYN ? 1 : 0);
}

static bool in_window(const struct gen *gen, uint32_t seq)
{
	return seq - gen->rcv_nxt < gen->edge - gen->rcv_nxt;
}

bool step_acceptable(const struct gen *gen, const struct step *step)
{
	uint32_t first = step_begins(gen, step), len = step_length(step);

	return in_window(gen, first) || (len > 0 && in_window(gen, first + len - 1));
}

static bool near_window(const struct gen *gen, uint32_t seq)
{
	int32_t ahead = seq_diff(gen->rcv_nxt, seq);

	return ahead > -70000 && ahead < 70000;
}

void gen_note(struct gen *gen, const struct step *step)
{
	uint32_t seq = step_begins(gen, step);

	if ((step->flags & (SEG_SYN | SEG_RST)) || !takes_text(gen) ||
	    !near_window(gen, seq) || !seq_gt(seq, gen->rcv_nxt))
		return;
	gen->held[gen->holds++] = (struct held){ seq, seq + step->len,
						     step->from_edge };
	if (step->flags & SEG_FIN) {
		gen->fin_above = true;
		gen->fin_at = seq + step->len;
	}
}

static bool holds(const struct gen *gen, uint32_t seq)
{
	uint32_t syn_end = gen->irs + 1 + gen->syn_text;

	if (seq_gt(seq, gen->irs) && seq_lt(seq, syn_end))
		return true;
	for (unsigned i = 0; i < gen->holds; i++)
		if (seq_geq(seq, gen->held[i].from) && seq_lt(seq, gen->held[i].to))
			return true;
	return false;
}

static bool behind_fin(const struct gen *gen)
{
	return gen->state == STATE_CLOSE_WAIT || gen->state == STATE_CLOSING ||
	       gen->state == STATE_LAST_ACK;
}

/* No standard says what counts when a peer that sent a FIN above a gap sends text
 * beyond it, or a FIN where it sent text, or a FIN behind its FIN: the sequences do
 * not ask. */
static void agree(const struct gen *gen, struct step *step)
{
	uint32_t seq = step_begins(gen, step);

	if ((step->flags & (SEG_SYN | SEG_RST)) || !near_window(gen, seq))
		return;
	if (behind_fin(gen) && seq_geq(seq + step->len, gen->rcv_nxt))
		step->flags &= (uint16_t)~SEG_FIN;
	if (!takes_text(gen))
		return;
	if (gen->fin_above && seq_gt(seq + step->len, gen->fin_at))
		step->len = 0;
	if (gen->fin_above && seq_gt(seq, gen->rcv_nxt) &&
	    seq + step->len != gen->fin_at)
		step->flags &= (uint16_t)~SEG_FIN;
	if (holds(gen, seq + step->len))
		step->flags &= (uint16_t)~SEG_FIN;
}

/* ---- the next ----------------------------------------------------------------------- */

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
	/* Where nothing was announced there is no edge, and a SYN that TIME-WAIT may
	 * take has the same number on both sides. */
	if (out->from_edge && (dead(gen) || (gen->state == STATE_TIME_WAIT &&
					     (out->flags & SEG_SYN)))) {
		out->from_edge = false;
		out->seq += dead(gen) ? gen->rcv_nxt : gen->edge;
	}
	agree(gen, out);
	gen->past[gen->at++] = *out;
}
