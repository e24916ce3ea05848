/* SPDX-License-Identifier: BSD-2-Clause */
#include "traffic/rtt.h"

#include <stdlib.h>

#define RTO_FIRST INT64_C(1000000000)

void rtt_add(struct rtt *rtt, int64_t sample)
{
	if (sample <= 0)
		return;
	/* What is a second shorter shows all before to be of answers that were sent again. */
	if (rtt->smallest == 0 || sample + RTO_FIRST <= rtt->smallest) {
		rtt->smallest = rtt->smoothed = sample;
		rtt->variance = sample / 2;
		return;
	}
	if (sample >= rtt->smallest + RTO_FIRST)
		return;
	if (sample < rtt->smallest)
		rtt->smallest = sample;
	rtt->variance += (llabs(rtt->smoothed - sample) - rtt->variance) / 4;
	rtt->smoothed += (sample - rtt->smoothed) / 8;
}

bool rtt_crosses_timers(const struct rtt *rtt)
{
	return 2 * rtt->smallest >= RTO_FIRST / 10 * 9;
}

int64_t rtt_jitter(const struct rtt *rtt)
{
	return 4 * rtt->variance;
}

int64_t rtt_patience(const struct rtt *rtt)
{
	const int64_t spread = rtt_jitter(rtt);
	/* A few measurements that agree tell little of the variance. */
	const int64_t least = rtt->smoothed;

	return 2 * (rtt->smoothed + (spread > least ? spread : least));
}
