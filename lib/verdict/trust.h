/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * trust.h - how often the path disturbs an exchange, so that a failure that the path
 * may have caused accuses nobody.
 *
 * From the share of disturbed segments (run/measure.h) an upper bound follows for
 * the chance that one segment is, and from that the chance that a whole trial was.
 * Trials are independent: failures in a row accuse the target once it is next to
 * impossible that each was disturbed.
 *
 * A segment may be lost only as long as nothing shows that it came; each may have been
 * doubled, damaged or overtaken. So a path that does no more than lose is no excuse for
 * long, be the trial as long as it may.
 */
#ifndef TCPVET_VERDICT_TRUST_H
#define TCPVET_VERDICT_TRUST_H

#include <stdbool.h>
#include <stdint.h>

/* What was sent and heard to find out. Zero-initialise: nothing is known. */
struct trust {
	uint64_t segments;
	uint64_t lost;     /* it, or the answer to it, never came */
	uint64_t confused; /* it came twice, damaged, or before one sent earlier */
	unsigned turns;    /* how often it turned worse than it had been known */
};

/* What a trial gave the path to disturb. */
struct exposure {
	uint64_t segments; /* exchanged, the one that did not come included */
	uint64_t open;     /* that may be lost, as far as could be seen */
};

/* Adds what a fresh measurement found; where it shows a path that has become worse,
 * what was known before counts no more. */
void trust_add(struct trust *trust, const struct trust *fresh);

/* The chance that a trial was disturbed, at most: 0 to 1. */
double trust_chance(const struct trust *trust, const struct exposure *exposure);

/* The path disturbs at all. That nothing was answered is no sign of it: a target that
 * is there no more does the same. */
bool trust_broken(const struct trust *trust);

/* A chance that is none: a run has hundreds of cases, and there are thousands of runs.
 * The chances multiplied are bounds, not means: what is left is far below. */
#define TRUST_IMPOSSIBLE 1e-6

#endif
