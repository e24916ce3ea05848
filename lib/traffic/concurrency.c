/* SPDX-License-Identifier: BSD-2-Clause */
#include "traffic/concurrency.h"

enum { BEGIN_UNKNOWN = 4 };

struct concurrency concurrency_of(unsigned fixed, unsigned most, bool unknown)
{
	struct concurrency concurrency = { .most = most, .growing = true, .unknown = unknown,
			       .cut = INT64_MIN };

	if (fixed && fixed < most)
		concurrency.most = fixed;
	concurrency.limit = unknown && !fixed ? BEGIN_UNKNOWN : concurrency.most;
	if (concurrency.limit > concurrency.most)
		concurrency.limit = concurrency.most;
	return concurrency;
}

void concurrency_borne(struct concurrency *concurrency)
{
	if (concurrency->limit >= concurrency->most)
		return;
	concurrency->credit++;
	if (!concurrency->growing && concurrency->credit < concurrency->limit)
		return;
	concurrency->credit = 0;
	concurrency->limit++;
}

void concurrency_halve(struct concurrency *concurrency, int64_t began, int64_t now)
{
	if (!concurrency->unknown || began <= concurrency->cut || concurrency->limit <= 1)
		return;
	concurrency->limit /= 2;
	concurrency->credit = 0;
	concurrency->growing = false;
	concurrency->cut = now;
}
