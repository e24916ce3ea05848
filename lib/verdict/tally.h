/* SPDX-License-Identifier: BSD-2-Clause */
/* tally.h - the trials of one case, and when they settle it. */
#ifndef TCPVET_VERDICT_TALLY_H
#define TCPVET_VERDICT_TALLY_H

#include <stdbool.h>
#include <stdint.h>

#include "verdict/result.h"

/* So many trials that decide nothing are enough, if the path is not to blame. */
enum { UNDECIDED_NEEDED = 3 };

/* Statements that trials of one case failed at, as far as they are told apart. */
enum { TALLY_PLACES = 10 };

/* What failed at one statement. The chance that the path did all of it: of the fails, of
 * the fails and the warnings, and the greatest of one trial. */
struct tally_place {
	uint32_t line;
	uint16_t fails, silences, warnings; /* silences are fails too */
	double fail_by_path, warn_by_path, worst_by_path;
};

/* Initialise with TALLY_NONE. */
struct tally {
	bool real_path; /* not a simulated one, and none is perfect: a fail more is
			 * needed */
	bool bad_path; /* it was seen to disturb: passes may be its doing, and fails */
	bool pass_by_path; /* the latest pass may be the path's doing */
	unsigned trials, passes, mismatches, silences, warnings, undecided, voided;
	double worst_by_path; /* the greatest chance that the path did one trial */
	struct tally_place places[TALLY_PLACES];
	unsigned place_count;
};

#define TALLY_NONE { .trials = 0 }

/* Counts a trial. by_path: the chance that the path disturbed it; 0 on one that
 * disturbs nothing. */
void tally_count(struct tally *tally, const struct case_result *trial, double by_path);

/* Whether the last trial settles the case, one way or the other. */
bool tally_settled(const struct tally *tally, const struct case_result *trial);

/* Whether the last trial's fail or warning came as often as it takes to tell it. The
 * chance that a trial was disturbed is that of its last exchange, and one with many may
 * fail at each: so only what failed at the same statement counts together. What was seen
 * wrong counts however often it passes as well: a path loses, and does not make up other
 * octets. A silence does not where it passes more often than the path can make it: the
 * target may be busy, or spare with its answers (RFC 5961 section 7). */
bool tally_accuses(const struct tally *tally, const struct case_result *trial);

/* Whether fails at any one statement came as often as it takes to tell them, whatever the
 * last trial showed: then the case fails, k of n. */
bool tally_tells_fail(const struct tally *tally);

/* Whether warnings at any one statement are more than the path can have made, where that
 * disturbs a trial with a chance of `chance` at most: then a pass does not erase them. */
bool tally_tells_warning(const struct tally *tally, double chance);

/* Whether what failed at a statement is already more than the path is likely to have
 * done: then some trials more may tell it. */
bool tally_suspects(const struct tally *tally);

/* Whether it passes although it failed before: often enough, and what failed is what a
 * path that was seen to disturb may well have made fail. */
bool tally_passes_prevail(const struct tally *tally);

/* Trials that failed or warned, and those that passed as well. */
unsigned tally_bad(const struct tally *tally);
unsigned tally_counted(const struct tally *tally);

static inline unsigned tally_fails(const struct tally *tally)
{
	return tally->mismatches + tally->silences;
}

#endif
