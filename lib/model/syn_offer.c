/* SPDX-License-Identifier: BSD-2-Clause */
/* syn_offer.c - reads what a SYN offers. */
#include "model/syn_offer.h"

uint8_t option_shift(const struct option *opt)
{
	uint8_t shift = opt->data_len ? opt->data[0] : 0;

	/* RFC 7323 section 2.3: above 14 counts as 14. */
	return shift > 14 ? 14 : shift;
}

struct tcb_offer tcb_offer_of(const struct segment *syn)
{
	const uint16_t ecn = SEG_ECE | SEG_CWR, accecn = SEG_AE | ecn;
	struct tcb_offer offer = { .seq = syn->seq,
				   .payload_len = syn->payload_len,
				   .window = syn->window };
	struct option opt;

	offer.fin = (syn->flags & SEG_FIN) != 0;
	offer.mss = segment_mss(syn);
	offer.wscale = segment_option(syn, OPT_WSCALE, &opt);
	offer.shift = offer.wscale ? option_shift(&opt) : 0;
	offer.ts = segment_option(syn, OPT_TIMESTAMPS, &opt);
	offer.sack = segment_option(syn, OPT_SACK_PERMITTED, &opt);
	offer.ecn = (syn->flags & ecn) == ecn;
	offer.accecn = (syn->flags & accecn) == accecn;
	return offer;
}

bool tcb_same_offer(const struct tcb_offer *a, const struct tcb_offer *b)
{
	return a->seq == b->seq && a->payload_len == b->payload_len &&
	       a->window == b->window && a->mss == b->mss && a->fin == b->fin &&
	       a->wscale == b->wscale && a->shift == b->shift && a->ts == b->ts &&
	       a->sack == b->sack && a->ecn == b->ecn && a->accecn == b->accecn;
}
