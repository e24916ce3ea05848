/* SPDX-License-Identifier: BSD-2-Clause */
/* rtt.h - the round trip to a target, measured. ns. */
#ifndef TCPVET_TRAFFIC_RTT_H
#define TCPVET_TRAFFIC_RTT_H

#include <stdbool.h>
#include <stdint.h>

/* Zero-initialise: nothing is known. Estimators as RFC 6298 section 2 has them. */
struct rtt {
	int64_t smallest, smoothed, variance;
};

/* Takes a measurement of a segment that was sent once only. One that is a second longer
 * than the shortest is passed over: it may be of the answer's retransmission, which a
 * sender begins after a second (RFC 6298 section 2.1; Karn's algorithm, section 3). */
void rtt_add(struct rtt *rtt, int64_t sample);

/* How long a reply may be on its way that the target gives at once: the smoothed round
 * trip and four times its variance, twice, for what was measured need not be all. */
int64_t rtt_patience(const struct rtt *rtt);

/* Two exchanges take so long that a target's first timeout, a second after what it sent
 * (RFC 6298 section 2.1), may come before the second answer: the two cross on the way. */
bool rtt_crosses_timers(const struct rtt *rtt);

/* By how much two trips may differ: four times the variance. */
int64_t rtt_jitter(const struct rtt *rtt);

#endif
