/* SPDX-License-Identifier: BSD-2-Clause */
#include "verdict/damage.h"

/* More would not be more certain, and its chance no number any more. */
enum { BAD_MOST = 500, SEGMENTS_MOST = 1000000 };

/* For all kinds together one in a million. */
#define CHANCE_MOST 1e-7

static bool is_again(const struct tcb *tcb, const struct segment *seg)
{
	return tcb->iss_known && segment_len(seg) > 0 && tcb_is_retransmission(tcb, seg);
}

static bool is_odd(const struct tcb *tcb, const struct segment *seg)
{
	(void)tcb;
	return seg->payload_len % 2;
}

static bool is_syn(const struct tcb *tcb, const struct segment *seg)
{
	(void)tcb;
	return seg->flags & SEG_SYN;
}

static bool is_rst(const struct tcb *tcb, const struct segment *seg)
{
	(void)tcb;
	return seg->flags & SEG_RST;
}

static bool is_fin(const struct tcb *tcb, const struct segment *seg)
{
	(void)tcb;
	return seg->flags & SEG_FIN;
}

static bool is_bare(const struct tcb *tcb, const struct segment *seg)
{
	(void)tcb;
	return !segment_len(seg) && !(seg->flags & SEG_RST);
}

static bool has_text(const struct tcb *tcb, const struct segment *seg)
{
	(void)tcb;
	return seg->payload_len > 0;
}

static bool has_options(const struct tcb *tcb, const struct segment *seg)
{
	(void)tcb;
	return seg->options_len > 0;
}

/* What comes again does so where the path is bad, as often as what came first: less than
 * every second damaged segment is no sign there, nor for text, which is what comes again.
 * What is of a kind may come in one go,
 * and a path be bad for that long. */
static const struct {
	bool (*holds)(const struct tcb *tcb, const struct segment *seg);
	const char *words;
	double share_least;
} kinds[DAMAGE_KINDS] = {
	{ is_again, "retransmissions", 0.5 },
	{ is_odd, "of odd length", 0.25 },
	{ is_syn, "segments with SYN", 0.25 },
	{ is_rst, "resets", 0.25 },
	{ is_fin, "segments with FIN", 0.25 },
	{ is_bare, "bare acknowledgments", 0.25 },
	{ has_text, "segments with text", 0.5 },
	{ has_options, "segments with options", 0.25 },
};

void damage_note(struct damage *damage, const struct tcb *tcb, const struct segment *seg,
		 bool bad)
{
	const unsigned octets = SEG_HEADER_MIN + seg->options_len + seg->payload_len;

	if (damage->bad >= BAD_MOST || damage->segments >= SEGMENTS_MOST)
		return;
	damage->segments++;
	damage->octets += octets;
	damage->bad += bad;
	for (unsigned i = 0; i < DAMAGE_KINDS; i++) {
		if (!kinds[i].holds(tcb, seg))
			continue;
		damage->kinds[i].segments++;
		damage->kinds[i].octets += octets;
		damage->kinds[i].bad += bad;
	}
}

static double larger(double a, double b)
{
	return a > b ? a : b;
}

/* The share of the damage that a kind has by chance: of the segments where each is as
 * likely to be hit, of the octets where each octet is. */
static double share_of(const struct damage *damage, unsigned i)
{
	const double by_count = (double)damage->kinds[i].segments / damage->segments;
	const double by_octets =
		(double)damage->kinds[i].octets / (double)damage->octets;

	return larger(kinds[i].share_least, larger(by_count, by_octets));
}

/* That of n at least k are of a kind which has that share: the binomial tail. */
static double chance(unsigned n, unsigned k, double share)
{
	double term = 1, sum = 0;

	if (share >= 1)
		return 1;
	for (unsigned i = 0; i < n; i++)
		term *= share;
	for (unsigned i = n; i + 1 > k; i--) {
		sum += term;
		term *= (double)i / (n - i + 1) * (1 - share) / share;
		if (i == 0)
			break;
	}
	return sum;
}

const char *damage_chooses(const struct damage *damage, unsigned *bad)
{
	for (unsigned i = 0; damage->bad && i < DAMAGE_KINDS; i++) {
		*bad = damage->kinds[i].bad;
		if (chance(damage->bad, *bad, share_of(damage, i)) < CHANCE_MOST)
			return kinds[i].words;
	}
	return NULL;
}
