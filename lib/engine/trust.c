/* SPDX-License-Identifier: BSD-2-Clause */
#include "engine/trust.h"

#include <stdbool.h>

#define MS INT64_C(1000000)

enum {
	PAIR = 2,
	PAIRS_FIRST = 250, /* nothing disturbed: 0.3% a segment at most */
	PAIRS_AGAIN = 25,
	DISTURBED_ENOUGH = 12, /* the path is bad: more would change nothing */
	MSS = 536
};

static const int64_t patience = 1000 * MS; /* for one answer */
static const int64_t budget = 5000 * MS;   /* for all, unless answers stay out */

struct probing {
	const struct trust_probe *probe;
	struct trust *trust;
	uint16_t local[PAIR], before[PAIR]; /* of this pair, and of the one before */
	uint32_t isn[PAIR];
	bool answered[PAIR];
	bool inverted; /* the second was answered, the first was not yet */
	int64_t linger;   /* how long a second copy may come behind its answer */
};

static int send_flags(struct probing *probing, unsigned i, uint16_t flags,
		      uint32_t seq, struct error *err)
{
	static const uint8_t mss[] = { MSS >> 8, MSS & 0xff };
	const struct wire *wire = probing->probe->wire;
	struct segment seg = {
		.src = wire->tester, .dst = wire->target,
		.src_port = probing->local[i], .dst_port = probing->probe->port,
		.flags = flags, .seq = seq, .window = 65535, .df = true,
	};

	if (flags & SEG_SYN)
		segment_add_option(&seg, OPT_MSS, mss, sizeof(mss));
	return wire_send(probing->probe->wire, &seg, err);
}

/* ---- one pair ---------------------------------------------------------------- */

static bool all_answered(const struct probing *probing)
{
	return probing->answered[0] && probing->answered[1];
}

static bool among(const uint16_t ports[PAIR], uint16_t port)
{
	return ports[0] == port || ports[1] == port;
}

/* Answers come in the order of the SYNs and each once. What they say and how long the
 * target thought about it is the target's affair, not the path's. */
static int hear_one(struct probing *probing, const struct sighting *sighting,
		    struct error *err)
{
	const struct segment *seg = &sighting->decoded.seg;
	unsigned i = seg->dst_port == probing->local[1];

	if (sighting->outgoing || (!among(probing->local, seg->dst_port) &&
				   !among(probing->before, seg->dst_port)))
		return 0;
	if (sighting->decoded.status != DECODE_OK ||
	    sighting->decoded.checksum == CHECKSUM_BAD ||
	    !among(probing->local, seg->dst_port) || probing->answered[i]) {
		probing->trust->disturbed++;
		return 0;
	}
	probing->answered[i] = true;
	if (i == 1 && !probing->answered[0])
		probing->inverted = true;
	if ((seg->flags & SEG_RST) || !(seg->flags & SEG_SYN))
		return 0;
	return send_flags(probing, i, SEG_RST, probing->isn[i] + 1, err);
}

static int hear(struct probing *probing, struct error *err)
{
	struct sighting sighting;
	int got;

	while ((got = wire_next(probing->probe->wire, &sighting, err)) > 0)
		if (hear_one(probing, &sighting, err) < 0)
			return -1;
	return got;
}

static bool stopped(const struct probing *probing)
{
	return probing->probe->interrupted && *probing->probe->interrupted;
}

static int send_pair(struct probing *probing, struct error *err)
{
	probing->inverted = false;
	for (unsigned i = 0; i < PAIR; i++) {
		probing->before[i] = probing->local[i];
		probing->answered[i] = false;
		/* Fresh sockets: how a target treats a second SYN on the same is
		 * what the cases ask. */
		if (wire_take_port(probing->probe->wire, &probing->local[i], err) < 0)
			return -1;
		probing->isn[i] += 0x10000;
		if (send_flags(probing, i, SEG_SYN, probing->isn[i], err) < 0)
			return -1;
	}
	return 0;
}

static int run_pair(struct probing *probing, struct error *err)
{
	struct wire *wire = probing->probe->wire;
	int64_t end = wire_now(wire) + patience + 4 * probing->probe->rtt;

	if (send_pair(probing, err) < 0)
		return -1;
	while (!stopped(probing)) {
		if (hear(probing, err) < 0)
			return -1;
		if (all_answered(probing) || wire_now(wire) >= end)
			break;
		if (wire_wait(wire, end, err) < 0)
			return -1;
	}
	probing->trust->segments += 2 * PAIR;
	if (all_answered(probing))
		probing->trust->disturbed += probing->inverted;
	for (unsigned i = 0; i < PAIR; i++)
		probing->trust->disturbed += !probing->answered[i];
	return 0;
}

/* What comes twice may come behind all. */
static int listen_on(struct probing *probing, struct error *err)
{
	struct wire *wire = probing->probe->wire;
	int64_t end = wire_now(wire) + probing->linger;

	while (!stopped(probing) && wire_now(wire) < end) {
		if (hear(probing, err) < 0 || wire_wait(wire, end, err) < 0)
			return -1;
	}
	return hear(probing, err);
}

/* ---- all ----------------------------------------------------------------------- */

static int measure(struct probing *probing, unsigned pairs, struct error *err)
{
	const struct trust_probe *probe = probing->probe;
	int64_t began = wire_now(probe->wire);

	for (unsigned i = 0; i < PAIR; i++)
		probing->isn[i] = (uint32_t)(probe->seed >> 16) + i * 0x40000000u;
	for (unsigned i = 0; i < pairs && !stopped(probing); i++) {
		if (probing->trust->disturbed >= DISTURBED_ENOUGH ||
		    (i >= PAIRS_AGAIN && wire_now(probe->wire) - began > budget))
			break;
		if (run_pair(probing, err) < 0)
			return -1;
	}
	return listen_on(probing, err);
}

/* Three may come together by chance; else the path is not what it was. */
static bool turned_worse(const struct trust *old, const struct trust *fresh)
{
	return fresh->disturbed >= 3 && fresh->disturbed * old->segments >
						2 * old->disturbed * fresh->segments;
}

int trust_measure(struct trust *trust, const struct trust_probe *probe,
		  struct error *err)
{
	struct trust fresh = { 0 };
	struct probing probing = { .probe = probe, .trust = &fresh,
				   .linger = 20 * MS + 4 * probe->rtt };

	if (measure(&probing, trust->segments ? PAIRS_AGAIN : PAIRS_FIRST, err) < 0)
		return -1;
	if (turned_worse(trust, &fresh))
		*trust = (struct trust){ 0 };
	trust->segments += fresh.segments;
	trust->disturbed += fresh.disturbed;
	return 0;
}

/* Of so many seen, the mean lies below this with 98% (a Poisson count's bound is 4
 * for none seen, 6 for one, 9 for three). */
static double upper(uint64_t seen)
{
	return 2.0 * (double)seen + 4;
}

double trust_chance(const struct trust *trust, uint64_t segments)
{
	double whole = 1, rate;

	if (trust->segments == 0)
		return 1;
	rate = upper(trust->disturbed) / (double)trust->segments;
	if (rate >= 1)
		return 1;
	while (segments-- > 0 && whole > TRUST_IMPOSSIBLE)
		whole *= 1 - rate;
	return 1 - whole;
}
