/* SPDX-License-Identifier: BSD-2-Clause */
#include "traffic/pace.h"

#define S INT64_C(1000000000)

/* Segments that may leave together when nothing has left for a while: a trial's
 * handshake is not drawn out. */
enum { BURST = 4 };

struct pace pace_of(unsigned segments)
{
	struct pace pace = { .interval = segments ? S / segments : 0 };

	pace.burst = BURST * pace.interval;
	return pace;
}

int64_t pace_free(const struct pace *pace, int64_t now)
{
	return pace->interval && pace->next > now ? pace->next : now;
}

int64_t pace_reserve(struct pace *pace, int64_t now)
{
	int64_t slot;

	if (pace->interval == 0)
		return now;
	if (pace->next < now - pace->burst)
		pace->next = now - pace->burst;
	slot = pace->next > now ? pace->next : now;
	pace->next += pace->interval;
	return slot;
}
