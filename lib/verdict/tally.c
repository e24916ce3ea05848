/* SPDX-License-Identifier: BSD-2-Clause */
#include "verdict/tally.h"

#include <math.h>

#include "verdict/trust.h"

#define UNDECIDED_IMPOSSIBLE 1e-3
#define TRUST_LIKELY 1e-2

enum {
	TRIALS_MAX = 5,
	/* What comes and goes is given so many to come again. */
	TRIALS_COMING_AND_GOING = 8,
	TRIALS_MAX_LOSSY = 48,
	MISMATCHES_NEEDED = 2,
	SILENCES_NEEDED = 3,
	PASSES_NEEDED = 3,
	VOIDED_MAX = 10
};

/* NULL where no room is left for another line. */
static const struct tally_place *place_at(const struct tally *tally, unsigned line)
{
	for (unsigned i = 0; i < tally->place_count; i++)
		if (tally->places[i].line == line)
			return &tally->places[i];
	return NULL;
}

static struct tally_place *place_for(struct tally *tally, unsigned line)
{
	const struct tally_place *old = place_at(tally, line);
	struct tally_place *place = &tally->places[tally->place_count];

	if (old)
		return &tally->places[old - tally->places];
	if (tally->place_count == TALLY_PLACES)
		return NULL;
	tally->place_count++;
	*place = (struct tally_place){ .line = line, .fail_by_path = 1,
				       .warn_by_path = 1 };
	return place;
}

static void count_place(struct tally *tally, const struct case_result *trial,
			double by_path)
{
	struct tally_place *place = place_for(tally, trial->at.line);

	if (!place)
		return;
	place->warn_by_path *= by_path;
	if (trial->verdict == VERDICT_FAIL) {
		place->fail_by_path *= by_path;
		place->fails++;
		place->silences += trial->silence;
	} else {
		place->warnings++;
	}
	if (by_path > place->worst_by_path)
		place->worst_by_path = by_path;
}

void tally_count(struct tally *tally, const struct case_result *trial, double by_path)
{
	tally->trials++;
	tally->pass_by_path = trial->verdict == VERDICT_PASS && trial->silence_held && by_path > 0;
	if (by_path > tally->worst_by_path)
		tally->worst_by_path = by_path;
	if (trial->voided)
		tally->voided++;
	else if (trial->verdict == VERDICT_PASS)
		tally->passes++;
	else if (trial->verdict == VERDICT_INCONCLUSIVE)
		tally->undecided++;
	else if (trial->verdict == VERDICT_WARN)
		tally->warnings++;
	else if (trial->verdict == VERDICT_FAIL && trial->silence)
		tally->silences++;
	else if (trial->verdict == VERDICT_FAIL)
		tally->mismatches++;
	if (trial->verdict == VERDICT_FAIL || trial->verdict == VERDICT_WARN)
		count_place(tally, trial, by_path);
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

unsigned tally_bad(const struct tally *tally)
{
	return tally_fails(tally) + tally->warnings;
}

unsigned tally_counted(const struct tally *tally)
{
	return tally->passes + tally_bad(tally);
}

/* The chance that the path did what failed at this place. What it disturbs may pass by
 * it too: a RST that is lost closes nothing. */
static double by_path(const struct tally *tally, const struct tally_place *place,
		      bool warnings)
{
	const unsigned bad = place->fails + (warnings ? (unsigned)place->warnings : 0u);
	const unsigned all = tally->passes + tally_bad(tally);

	if (bad == all)
		return warnings ? place->warn_by_path : place->fail_by_path;
	return tail(all, bad, place->worst_by_path);
}

/* A path that is bad may make a wrong target pass, so often and no oftener. */
static bool passes_by_path(const struct tally *tally, const struct tally_place *place)
{
	return tally->passes == 0 ||
	       tail(tally->passes + tally_bad(tally), tally->passes,
		    place->worst_by_path) > TRUST_LIKELY;
}

static unsigned needed(const struct tally *tally, bool silence, bool warned)
{
	if (silence)
		return SILENCES_NEEDED;
	return MISMATCHES_NEEDED + (tally->real_path && !warned ? 1u : 0u);
}

bool tally_accuses(const struct tally *tally, const struct case_result *trial)
{
	const bool warned = trial->verdict != VERDICT_FAIL;
	const struct tally_place *place = place_at(tally, trial->at.line);

	return place && (warned ? tally_bad(tally) : tally_fails(tally)) >=
				needed(tally, trial->silence, warned) &&
	       by_path(tally, place, warned) < TRUST_IMPOSSIBLE &&
	       (!trial->silence || passes_by_path(tally, place));
}

static bool place_tells(const struct tally *tally, const struct tally_place *place)
{
	const unsigned mismatches = place->fails - (unsigned)place->silences;

	if (by_path(tally, place, false) >= TRUST_IMPOSSIBLE)
		return false;
	return mismatches >= needed(tally, false, false) ||
	       (place->fails >= SILENCES_NEEDED && passes_by_path(tally, place));
}

bool tally_tells_fail(const struct tally *tally)
{
	for (unsigned i = 0; i < tally->place_count; i++)
		if (tally->places[i].fails && place_tells(tally, &tally->places[i]))
			return true;
	return false;
}

bool tally_tells_warning(const struct tally *tally, double chance)
{
	for (unsigned i = 0; i < tally->place_count; i++) {
		const struct tally_place *place = &tally->places[i];
		const unsigned bad = place->fails + (unsigned)place->warnings;

		if (place->warnings &&
		    tail(tally_counted(tally), bad, chance) < TRUST_LIKELY)
			return true;
	}
	return false;
}

bool tally_suspects(const struct tally *tally)
{
	for (unsigned i = 0; i < tally->place_count; i++)
		if (by_path(tally, &tally->places[i], true) < TRUST_LIKELY)
			return true;
	return false;
}

bool tally_passes_prevail(const struct tally *tally)
{
	const unsigned bad = tally_bad(tally);

	return tally->bad_path && tally->passes >= bad + PASSES_NEEDED &&
	       tail(tally->passes + bad, bad, tally->worst_by_path) > TRUST_LIKELY;
}

/* The chance that the path did so many trials. */
static double all_by_path(const struct tally *tally, unsigned trials)
{
	return pow(tally->worst_by_path, trials);
}

/* More trials are worth their time where the path cannot have disturbed them all. */
static unsigned most_trials(const struct tally *tally)
{
	const bool comes_and_goes = tally->passes > 0 && tally_bad(tally) > 0;
	const unsigned most = comes_and_goes ? TRIALS_COMING_AND_GOING : TRIALS_MAX;

	if (tally->worst_by_path <= 0 || (comes_and_goes && !tally->bad_path))
		return most;
	return all_by_path(tally, TRIALS_MAX_LOSSY) < TRUST_IMPOSSIBLE ? TRIALS_MAX_LOSSY
									: most;
}

/* Nobody is accused by it: to have tried is enough, unless the path keeps something
 * from being told. */
static bool undecided_enough(const struct tally *tally)
{
	const unsigned bad = tally->worst_by_path > 0 ? tally_bad(tally) : 0;

	if (bad > 0 && tally->bad_path)
		return false;
	return tally->undecided >= UNDECIDED_NEEDED + bad &&
	       all_by_path(tally, tally->undecided) < UNDECIDED_IMPOSSIBLE;
}

static bool exhausted(const struct tally *tally)
{
	return tally->trials - tally->voided >= most_trials(tally);
}

bool tally_settled(const struct tally *tally, const struct case_result *trial)
{
	if (trial->voided)
		return tally->voided >= VOIDED_MAX;
	switch (trial->verdict) {
	case VERDICT_FAIL:
	case VERDICT_WARN:
		return tally_accuses(tally, trial) || exhausted(tally);
	case VERDICT_INCONCLUSIVE:
		return undecided_enough(tally) || exhausted(tally);
	case VERDICT_PASS:
		if (tally_bad(tally) == 0)
			return !tally->pass_by_path || tally->passes >= PASSES_NEEDED;
		if (tally->bad_path)
			return tally_passes_prevail(tally) || exhausted(tally);
		return tally_fails(tally) >= MISMATCHES_NEEDED
			       ? tally_tells_fail(tally) || exhausted(tally)
			       : exhausted(tally);
	default:
		return true;
	}
}
