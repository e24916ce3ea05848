/* SPDX-License-Identifier: BSD-2-Clause */
#include "engine/trust.h"

#include <stdbool.h>

/* Three may come together by chance; else the path is not what it was. */
static bool turned_worse(const struct trust *old, const struct trust *fresh)
{
	return fresh->disturbed >= 3 && fresh->disturbed * old->segments >
						2 * old->disturbed * fresh->segments;
}

void trust_add(struct trust *trust, const struct trust *fresh)
{
	if (turned_worse(trust, fresh))
		*trust = (struct trust){ 0 };
	trust->segments += fresh->segments;
	trust->disturbed += fresh->disturbed;
}

/* Of so many seen, the mean lies below this with 98% (a Poisson count's bound is 4
 * for none seen, 6 for one, 9 for three). */
static double upper(uint64_t seen)
{
	return 2.0 * (double)seen + 4;
}

double trust_chance(const struct trust *trust, uint64_t segments)
{
	double whole = 1, rate;

	if (trust->segments == 0)
		return 1;
	rate = upper(trust->disturbed) / (double)trust->segments;
	if (rate >= 1)
		return 1;
	while (segments-- > 0 && whole > TRUST_IMPOSSIBLE)
		whole *= 1 - rate;
	return 1 - whole;
}
