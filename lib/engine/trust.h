/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * trust.h - how often the path disturbs an exchange, so that a failure that the path
 * may have caused accuses nobody.
 *
 * Pairs of SYNs are sent close together and their answers watched: one that does not
 * come, comes twice, or before its fellow's was disturbed. From the share of
 * these an upper bound follows for the chance that one segment is, and from that the
 * chance that a whole trial of so many segments was. Trials are independent: failures
 * in a row accuse the target once it is next to impossible that each was disturbed.
 */
#ifndef TCPVET_ENGINE_TRUST_H
#define TCPVET_ENGINE_TRUST_H

#include <signal.h>
#include <stdint.h>

#include "base/error.h"
#include "wire/wire.h"

/* Zero-initialise: nothing is known. */
struct trust {
	uint64_t segments, disturbed;
};

/* Where and how to measure. */
struct trust_probe {
	struct wire *wire;
	uint16_t port; /* of the target; open or closed, it answers a SYN */
	int64_t rtt;
	uint64_t seed; /* initial sequence numbers */
	const volatile sig_atomic_t *interrupted; /* or NULL */
};

/*
 * Measures: thoroughly the first time, later for as long as it takes to see that the
 * path is still what it was; less where it is slow or plainly bad. What opens is
 * reset. 0, or -1 with err.
 */
int trust_measure(struct trust *trust, const struct trust_probe *probe,
		  struct error *err);

/* The chance that an exchange of so many segments was disturbed, at most: 0 to 1. */
double trust_chance(const struct trust *trust, uint64_t segments);

/* A chance that is none. The chances multiplied are bounds, not means: what is left
 * is far below one in a whole run. */
#define TRUST_IMPOSSIBLE 1e-4

#endif
