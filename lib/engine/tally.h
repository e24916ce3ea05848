/* SPDX-License-Identifier: BSD-2-Clause */
/* tally.h - the trials of one case, and when they settle it. Internal to the engine. */
#ifndef TCPVET_ENGINE_TALLY_H
#define TCPVET_ENGINE_TALLY_H

#include <stdbool.h>

#include "engine/session.h"

/* So many trials that decide nothing are enough, if the path is not to blame. */
enum { UNDECIDED_NEEDED = 3 };

/* Initialise with TALLY_NONE. */
struct tally {
	bool hollow; /* the latest pass may be the path's */
	unsigned trials, passes, mismatches, silences, warnings, undecided, voided;
	/* The chance that the path did all of this: of the fails, of the fails and
	 * the warnings, and the greatest of one trial. */
	double fail_by_path, warn_by_path, worst_by_path;
};

#define TALLY_NONE { .fail_by_path = 1, .warn_by_path = 1 }

/* Counts a trial. by_path: the chance that the path disturbed it; 0 on one that
 * disturbs nothing. */
void tally_count(struct tally *tally, const struct session_end *end, double by_path);

/* Whether the last trial settles the case, one way or the other. */
bool tally_settled(const struct tally *tally, const struct session_end *end);

/* Whether the last trial's fail or warning came as often as it takes to tell it. */
bool tally_accuses(const struct tally *tally, const struct session_end *end);

/* Whether it passes although it failed before: often enough, and what failed is what the
 * path may well have made fail. */
bool tally_excuses(const struct tally *tally);

static inline unsigned tally_fails(const struct tally *tally)
{
	return tally->mismatches + tally->silences;
}

#endif
