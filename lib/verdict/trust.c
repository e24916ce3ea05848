/* SPDX-License-Identifier: BSD-2-Clause */
#include "verdict/trust.h"

#include <math.h>

static uint64_t disturbed(const struct trust *trust)
{
	return trust->lost + trust->confused;
}

/* Three may come together by chance; else the path is not what it was. */
static bool turned_worse(const struct trust *old, const struct trust *fresh)
{
	return disturbed(fresh) >= 3 && disturbed(fresh) * old->segments >
						2 * disturbed(old) * fresh->segments;
}

void trust_add(struct trust *trust, const struct trust *fresh)
{
	if (turned_worse(trust, fresh))
		*trust = (struct trust){ .turns = trust->turns + 1 };
	trust->segments += fresh->segments;
	trust->lost += fresh->lost;
	trust->confused += fresh->confused;
}

bool trust_broken(const struct trust *trust)
{
	/* Of a SYN and its answer just one can be the one that was lost. */
	bool dead = 2 * trust->lost == trust->segments;

	return disturbed(trust) > 0 && (!dead || trust->confused > 0);
}

/* Of so many seen, the mean lies below this with 98% (a Poisson count's bound is 4
 * for none seen, 6 for one, 9 for three). */
static double upper(uint64_t seen)
{
	return (double)seen + 2.05 * sqrt((double)seen) + 4;
}

/* The chance that all of so many segments are spared, where so many of those seen were
 * not. */
static double spared(const struct trust *trust, uint64_t seen, uint64_t segments)
{
	double rate = upper(seen) / (double)trust->segments;

	return rate >= 1 ? 0 : pow(1 - rate, (double)segments);
}

double trust_chance(const struct trust *trust, const struct exposure *exposure)
{
	if (trust->segments == 0)
		return 1;
	return 1 - spared(trust, trust->lost, exposure->open) *
			   spared(trust, trust->confused, exposure->segments);
}
