/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * trust.h - how often the path disturbs an exchange, so that a failure that the path
 * may have caused accuses nobody.
 *
 * From the share of disturbed segments (engine/measure.h) an upper bound follows for
 * the chance that one segment is, and from that the chance that a whole trial of so
 * many segments was. Trials are independent: failures in a row accuse the target once
 * it is next to impossible that each was disturbed.
 */
#ifndef TCPVET_ENGINE_TRUST_H
#define TCPVET_ENGINE_TRUST_H

#include <stdint.h>

/* Zero-initialise: nothing is known. */
struct trust {
	uint64_t segments, disturbed;
};

/* Adds what a fresh measurement found; where it shows a path that has become worse,
 * what was known before counts no more. */
void trust_add(struct trust *trust, const struct trust *fresh);

/* The chance that an exchange of so many segments was disturbed, at most: 0 to 1. */
double trust_chance(const struct trust *trust, uint64_t segments);

/* A chance that is none. The chances multiplied are bounds, not means: what is left
 * is far below one in a whole run. */
#define TRUST_IMPOSSIBLE 1e-4

#endif
