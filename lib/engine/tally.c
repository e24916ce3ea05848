/* SPDX-License-Identifier: BSD-2-Clause */
#include "engine/tally.h"

#include <math.h>

#include "engine/trust.h"

#define UNDECIDED_IMPOSSIBLE 1e-3
#define TRUST_LIKELY 1e-2

enum {
	TRIALS_MAX = 5,
	TRIALS_MAX_LOSSY = 48,
	MISMATCHES_NEEDED = 2,
	SILENCES_NEEDED = 3,
	PASSES_NEEDED = 3,
	VOIDED_MAX = 10
};

void tally_count(struct tally *tally, const struct session_end *end, double by_path)
{
	tally->trials++;
	tally->hollow = end->verdict == VERDICT_PASS && end->quiet && by_path > 0;
	if (by_path > tally->worst_by_path)
		tally->worst_by_path = by_path;
	if (end->voided)
		tally->voided++;
	else if (end->verdict == VERDICT_PASS)
		tally->passes++;
	else if (end->verdict == VERDICT_INCONCLUSIVE)
		tally->undecided++;
	else if (end->verdict == VERDICT_WARN)
		tally->warnings++;
	else if (end->verdict == VERDICT_FAIL && end->silence)
		tally->silences++;
	else if (end->verdict == VERDICT_FAIL)
		tally->mismatches++;
	if (end->verdict == VERDICT_FAIL)
		tally->fail_by_path *= by_path;
	if (end->verdict == VERDICT_FAIL || end->verdict == VERDICT_WARN)
		tally->warn_by_path *= by_path;
}

/* The chance that of so many trials, each disturbed with that chance, so many are or
 * more. */
static double tail(unsigned trials, unsigned disturbed, double chance)
{
	double sum = 0;

	for (unsigned k = disturbed; k <= trials; k++)
		sum += exp(lgamma(trials + 1.0) - lgamma(k + 1.0) -
			   lgamma(trials - k + 1.0)) *
		       pow(chance, k) * pow(1 - chance, trials - k);
	return sum;
}

/* What the path disturbs may pass by it too: a RST that is lost closes nothing. */
static double by_path(const struct tally *tally, unsigned bad, double all)
{
	return tally->passes ? tail(tally->passes + bad, bad, tally->worst_by_path) : all;
}

static unsigned bad_trials(const struct tally *tally)
{
	return tally_fails(tally) + tally->warnings;
}

bool tally_accuses(const struct tally *tally, const struct session_end *end)
{
	unsigned needed = end->silence ? SILENCES_NEEDED : MISMATCHES_NEEDED;
	unsigned bad = end->verdict == VERDICT_FAIL ? tally_fails(tally)
						    : bad_trials(tally);
	double all = end->verdict == VERDICT_FAIL ? tally->fail_by_path
						  : tally->warn_by_path;

	return bad >= needed && by_path(tally, bad, all) < TRUST_IMPOSSIBLE;
}

bool tally_excuses(const struct tally *tally)
{
	const unsigned bad = bad_trials(tally);

	return tally->passes >= bad + PASSES_NEEDED &&
	       by_path(tally, bad, 1) > TRUST_LIKELY;
}

/* The chance that the path did so many trials. */
static double all_by_path(const struct tally *tally, unsigned trials)
{
	return pow(tally->worst_by_path, trials);
}

/* More trials are worth their time where the path cannot have disturbed them all. */
static unsigned most_trials(const struct tally *tally)
{
	if (tally->worst_by_path <= 0)
		return TRIALS_MAX;
	return all_by_path(tally, TRIALS_MAX_LOSSY) < TRUST_IMPOSSIBLE ? TRIALS_MAX_LOSSY
									: TRIALS_MAX;
}

/* Nobody is accused by it: to have tried is enough, unless the path keeps something
 * from being told. */
static bool undecided_enough(const struct tally *tally)
{
	if (bad_trials(tally) > 0 && tally->worst_by_path > 0)
		return false;
	return tally->undecided >= UNDECIDED_NEEDED &&
	       all_by_path(tally, tally->undecided) < UNDECIDED_IMPOSSIBLE;
}

static bool exhausted(const struct tally *tally)
{
	return tally->trials - tally->voided >= most_trials(tally);
}

bool tally_settled(const struct tally *tally, const struct session_end *end)
{
	if (end->voided)
		return tally->voided >= VOIDED_MAX;
	switch (end->verdict) {
	case VERDICT_FAIL:
	case VERDICT_WARN:
		return tally_accuses(tally, end) || exhausted(tally);
	case VERDICT_INCONCLUSIVE:
		return undecided_enough(tally) || exhausted(tally);
	case VERDICT_PASS:
		if (bad_trials(tally) == 0)
			return !tally->hollow || tally->passes >= PASSES_NEEDED;
		return tally->worst_by_path <= 0 || tally_excuses(tally) ||
		       exhausted(tally);
	default:
		return true;
	}
}
