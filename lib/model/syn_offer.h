/* SPDX-License-Identifier: BSD-2-Clause */
/* syn_offer.h - what a SYN offers: its numbers, its options, its ECN bits. */
#ifndef TCPVET_MODEL_SYN_OFFER_H
#define TCPVET_MODEL_SYN_OFFER_H

#include <stdbool.h>
#include <stdint.h>

#include "segment/segment.h"

/* What a SYN of the tester brought. */
struct tcb_offer {
	uint32_t seq, payload_len;
	uint16_t window;
	uint16_t mss; /* 0: no MSS option */
	bool fin, wscale, ts, sack, ecn, accecn;
	uint8_t shift;
};

/* What that SYN offers. */
struct tcb_offer tcb_offer_of(const struct segment *syn);

/* Do two SYNs offer the same in all? */
bool tcb_same_offer(const struct tcb_offer *a, const struct tcb_offer *b);

/* The shift of a window scale option: 0 to 14 (RFC 7323 section 2.3). */
uint8_t option_shift(const struct option *opt);

#endif
