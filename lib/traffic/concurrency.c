/* SPDX-License-Identifier: BSD-2-Clause */
#include "traffic/concurrency.h"

enum { BEGIN_WARY = 4 };

struct crowd crowd_of(unsigned fixed, unsigned most, bool wary)
{
	struct crowd crowd = { .most = most, .growing = true, .wary = wary,
			       .cut = INT64_MIN };

	if (fixed && fixed < most)
		crowd.most = fixed;
	crowd.limit = wary && !fixed ? BEGIN_WARY : crowd.most;
	if (crowd.limit > crowd.most)
		crowd.limit = crowd.most;
	return crowd;
}

void crowd_bore(struct crowd *crowd)
{
	if (crowd->limit >= crowd->most)
		return;
	crowd->credit++;
	if (!crowd->growing && crowd->credit < crowd->limit)
		return;
	crowd->credit = 0;
	crowd->limit++;
}

void crowd_shed(struct crowd *crowd, int64_t began, int64_t now)
{
	if (!crowd->wary || began <= crowd->cut || crowd->limit <= 1)
		return;
	crowd->limit /= 2;
	crowd->credit = 0;
	crowd->growing = false;
	crowd->cut = now;
}
