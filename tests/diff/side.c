/* SPDX-License-Identifier: BSD-2-Clause */
/* side.c - one of the two targets: a step made into a segment, replies made
 * comparable. */
#include <string.h>

#include "diff.h"
#include "base/seq.h"

static const uint8_t text[2048];

static void put32(uint8_t *at, uint32_t value)
{
	for (int i = 0; i < 4; i++)
		at[i] = (uint8_t)(value >> (24 - 8 * i));
}

/* ---- sending ------------------------------------------------------------------------ */

static void add_stamps(const struct side *side, const struct step *step,
		       unsigned number, struct segment *seg)
{
	uint8_t data[8];

	put32(data, step->stamp == STAMP_OLD ? 900000 : 1000000 + number);
	put32(data + 4, step->flags & SEG_ACK ? side->tsval : 0);
	segment_add_option(seg, OPT_TIMESTAMPS, data, sizeof(data));
}

static void add_options(const struct side *side, const struct step *step,
			unsigned number, struct segment *seg)
{
	static const uint8_t mss[] = { 5, 180 }, shift[] = { 0 };

	if (step->flags & SEG_SYN) {
		if (step->offers & OFFER_MSS)
			segment_add_option(seg, OPT_MSS, mss, sizeof(mss));
		if (step->offers & OFFER_WSCALE)
			segment_add_option(seg, OPT_WSCALE, shift, sizeof(shift));
		if (step->offers & OFFER_SACK)
			segment_add_option(seg, OPT_SACK_PERMITTED, NULL, 0);
		if (step->offers & OFFER_STAMPS)
			add_stamps(side, step, number, seg);
	} else if (side->stamps && step->stamp != STAMP_MISSING) {
		add_stamps(side, step, number, seg);
	}
}

int side_send(struct side *side, const struct step *step, unsigned number)
{
	struct segment seg = {
		.src = side->id.tester, .dst = side->id.target,
		.src_port = side->id.tester_port, .dst_port = side->id.target_port,
		.seq = side->isn + step->seq + (step->from_edge ? side->edge : 0),
		.ack = step->flags & SEG_ACK ? side->iss + step->ack : 0,
		.flags = step->flags, .window = step->window, .urgent = step->urgent,
		.payload = text, .payload_len = step->len
	};

	add_options(side, step, number, &seg);
	fputs("   < ", side->trace);
	segment_print(side->trace, &seg, side->isn, side->iss);
	fputc('\n', side->trace);
	return wire_send(side->wire, &seg, &side->err);
}

/* ---- replies ------------------------------------------------------------------------- */

static unsigned offers_of(const struct segment *seg)
{
	static const struct { uint8_t kind; unsigned offer; } map[] = {
		{ OPT_MSS, OFFER_MSS }, { OPT_WSCALE, OFFER_WSCALE },
		{ OPT_SACK_PERMITTED, OFFER_SACK }, { OPT_TIMESTAMPS, OFFER_STAMPS },
	};
	struct option opt;
	unsigned offers = 0;

	for (size_t i = 0; i < sizeof(map) / sizeof(map[0]); i++)
		if (segment_option(seg, map[i].kind, &opt))
			offers |= map[i].offer;
	return offers;
}

static void take_syn(struct side *side, const struct segment *seg, struct answer *out)
{
	struct option opt;

	out->syn = true;
	out->kinds = offers_of(seg);
	side->iss = seg->seq;
	side->end = 0;
	side->synced = true;
	side->stamps = segment_option(seg, OPT_TIMESTAMPS, &opt);
	side->shift = segment_option(seg, OPT_WSCALE, &opt) ? opt.data[0] : 0;
	side->edge = seg->ack - side->isn + seg->window;
}

static void take_reset(const struct side *side, const struct segment *seg,
		       struct answer *out)
{
	out->resets++;
	out->reset_flags = seg->flags & (SEG_RST | SEG_ACK | SEG_SYN | SEG_FIN);
	out->reset_zero = seg->seq == 0;
	out->reset_seq = out->reset_zero ? 0 : seg->seq - side->iss;
	out->reset_ack = seg->flags & SEG_ACK ? seg->ack - side->isn : 0;
}

/* An ACK, with or without text. `was` is the end before the step. */
static void take_plain(struct side *side, const struct segment *seg, uint32_t was,
		       struct answer *out)
{
	uint32_t seq = seg->seq - side->iss, len = segment_len(seg);
	uint32_t edge = seg->ack - side->isn + ((uint32_t)seg->window << side->shift);
	struct option opt;

	/* What was sent before comes again by a timer, or because of duplicates. */
	if (len > 0 && seq_leq(seq + len, was))
		return;
	if (seq_gt(seq + len, side->end))
		side->end = seq + len;
	if (len == 0 && seq != was && seq != side->end) {
		out->odd = true;
		out->odd_seq = seq;
	}
	if (seg->flags & SEG_FIN)
		out->fin = true;
	if (!(seg->flags & SEG_ACK))
		return;
	out->acks = true;
	side->ack = seg->ack - side->isn;
	if (seq_gt(edge, side->edge))
		side->edge = edge;
	out->stamped = segment_option(seg, OPT_TIMESTAMPS, &opt);
	if (out->stamped)
		side->tsval = option_u32(&opt, 0);
}

static void take(struct side *side, const struct decoded *decoded, uint32_t was,
		 struct answer *out)
{
	const struct segment *seg = &decoded->seg;
	struct option opt;

	fputs("     > ", side->trace);
	segment_print(side->trace, seg, side->iss, side->isn);
	fputc('\n', side->trace);
	if (decoded->status != DECODE_OK || decoded->checksum != CHECKSUM_GOOD) {
		side->broken = true;
		return;
	}
	if (seg->flags & SEG_RST) {
		take_reset(side, seg, out);
		return;
	}
	if (seg->flags & SEG_SYN) {
		take_syn(side, seg, out);
		out->acks = true;
		side->end = 1;
		side->ack = seg->ack - side->isn;
		if (segment_option(seg, OPT_TIMESTAMPS, &opt))
			side->tsval = side->syn_tsval = option_u32(&opt, 0);
		return;
	}
	take_plain(side, seg, was, out);
}

bool answers_equal(const struct answer *a, const struct answer *b)
{
	if (a->acks != b->acks || (a->acks && a->ack != b->ack))
		return false;
	if (a->odd || b->odd || a->syn != b->syn || a->fin != b->fin ||
	    a->end != b->end || a->kinds != b->kinds)
		return false;
	if (a->acks && a->stamped != b->stamped)
		return false;
	if (a->resets != b->resets || !a->resets)
		return a->resets == b->resets;
	return a->reset_flags == b->reset_flags && a->reset_zero == b->reset_zero &&
	       a->reset_seq == b->reset_seq && a->reset_ack == b->reset_ack;
}

/* Reads what there is; how many segments, or -1. */
static int read_all(struct side *side, uint32_t was, struct answer *out)
{
	struct sighting seen;
	int got, count = 0;

	while ((got = wire_next(side->wire, &seen, &side->err)) > 0) {
		if (seen.outgoing ||
		    seen.decoded.seg.dst_port != side->id.tester_port ||
		    seen.decoded.seg.src_port != side->id.target_port)
			continue;
		take(side, &seen.decoded, was, out);
		count++;
	}
	out->end = side->end;
	out->ack = side->ack;
	return got < 0 ? -1 : count;
}

int side_collect(struct side *side, const struct patience *patience,
		 const struct answer *expected, struct answer *out)
{
	uint32_t was = side->end;
	int64_t last = wire_now(side->wire);

	*out = (struct answer){ 0 };
	for (;;) {
		int got = read_all(side, was, out);
		int64_t now = wire_now(side->wire), quiet = patience->bad;

		if (got < 0)
			return -1;
		if (got > 0)
			last = now;
		if (expected && answers_equal(expected, out))
			quiet = patience->good;
		if (now - last >= quiet)
			return 0;
		if (wire_wait(side->wire, last + quiet, &side->err) < 0)
			return -1;
	}
}

int side_state(struct side *side, enum tcp_state *out)
{
	return side->oracle->state(side->oracle, &side->id, out, &side->err);
}

void answer_print(FILE *out, const struct answer *a)
{
	char flags[24];

	if (!a->acks && !a->resets && !a->odd)
		fputs(" nothing", out);
	if (a->acks)
		fprintf(out, "%s%s ack %u end %u%s", a->syn ? " SYN" : "",
			a->fin ? " FIN" : "", a->ack, a->end,
			a->stamped ? " stamped" : "");
	if (a->syn)
		fprintf(out, " offers %x", a->kinds);
	if (a->odd)
		fprintf(out, " odd seq %u", a->odd_seq);
	if (a->resets)
		fprintf(out, " %u reset %s seq %u%s ack %u", a->resets,
			segment_flags_text(a->reset_flags, flags), a->reset_seq,
			a->reset_zero ? " (zero)" : "", a->reset_ack);
	fputc('\n', out);
}
