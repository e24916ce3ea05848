/* SPDX-License-Identifier: BSD-2-Clause */
#include "engine/tally.h"

#include "engine/trust.h"

enum {
	TRIALS_MAX = 5,
	TRIALS_MAX_LOSSY = 12,
	MISMATCHES_NEEDED = 2,
	SILENCES_NEEDED = 3,
	UNDECIDED_MAX = 3,
	VOIDED_MAX = 10
};

void tally_count(struct tally *tally, const struct session_end *end, double by_path)
{
	tally->trials++;
	tally->last_by_path = by_path;
	if (end->voided)
		tally->voided++;
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

bool tally_accuses(const struct tally *tally, const struct session_end *end)
{
	unsigned needed = end->silence ? SILENCES_NEEDED : MISMATCHES_NEEDED;

	if (end->verdict == VERDICT_FAIL)
		return tally_fails(tally) >= needed &&
		       tally->fail_by_path < TRUST_IMPOSSIBLE;
	return tally_fails(tally) + tally->warnings >= needed &&
	       tally->warn_by_path < TRUST_IMPOSSIBLE;
}

/* More trials are worth their time where the path cannot have disturbed them all. */
static unsigned most_trials(const struct tally *tally)
{
	double all = 1;

	if (tally->last_by_path <= 0)
		return TRIALS_MAX;
	for (int i = 0; i < TRIALS_MAX_LOSSY; i++)
		all *= tally->last_by_path;
	return all < TRUST_IMPOSSIBLE ? TRIALS_MAX_LOSSY : TRIALS_MAX;
}

bool tally_settled(const struct tally *tally, const struct session_end *end)
{
	if (end->voided)
		return tally->voided >= VOIDED_MAX;
	switch (end->verdict) {
	case VERDICT_FAIL:
	case VERDICT_WARN:
		return tally_accuses(tally, end) ||
		       tally->trials - tally->voided >=
			       most_trials(tally);
	case VERDICT_INCONCLUSIVE:
		return tally->undecided >= UNDECIDED_MAX ||
		       tally->trials - tally->voided >= TRIALS_MAX;
	default:
		return true;
	}
}
