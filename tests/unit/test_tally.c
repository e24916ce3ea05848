/* SPDX-License-Identifier: BSD-2-Clause */
#include "verdict/tally.h"

#include <criterion/criterion.h>

#include "verdict/trust.h"

static const struct case_result passed = { .verdict = VERDICT_PASS };
static const struct case_result undecided = { .verdict = VERDICT_INCONCLUSIVE };
static const struct case_result mismatch = { .verdict = VERDICT_FAIL };
static const struct case_result silence = { .verdict = VERDICT_FAIL, .silence = true };
static const struct case_result warned = { .verdict = VERDICT_WARN };

/* Counts the same trial until it settles; how many that took. */
static unsigned trials_of(struct tally *tally, const struct case_result *end,
			  double by_path)
{
	do {
		tally_count(tally, end, by_path);
		cr_assert_leq(tally->trials, 60);
	} while (!tally_settled(tally, end));
	return tally->trials;
}

Test(tally, a_pass_settles_at_once)
{
	struct tally tally = TALLY_NONE;

	cr_assert_eq(trials_of(&tally, &passed, 0), 1);
}

Test(tally, on_a_sound_path_two_mismatches_or_three_silences_accuse)
{
	struct tally a = TALLY_NONE, b = TALLY_NONE, c = TALLY_NONE;

	cr_assert_eq(trials_of(&a, &mismatch, 0), 2);
	cr_assert(tally_accuses(&a, &mismatch));
	cr_assert_eq(trials_of(&b, &silence, 0), 3);
	cr_assert(tally_accuses(&b, &silence));
	cr_assert_eq(trials_of(&c, &warned, 0), 2);
	cr_assert(tally_accuses(&c, &warned));
}

Test(tally, one_fail_among_undecided_trials_accuses_nobody)
{
	struct tally tally = TALLY_NONE;

	tally_count(&tally, &undecided, 0);
	tally_count(&tally, &mismatch, 0);
	tally_count(&tally, &undecided, 0);
	tally_count(&tally, &undecided, 0);
	cr_assert(tally_settled(&tally, &undecided));
	cr_assert_not(tally_accuses(&tally, &mismatch));
}

Test(tally, three_undecided_trials_settle)
{
	struct tally tally = TALLY_NONE;

	cr_assert_eq(trials_of(&tally, &undecided, 0), 3);
}

Test(tally, a_path_that_may_be_to_blame_wants_more_trials)
{
	struct tally tally = TALLY_NONE;

	/* 0.2^8 is not below one in a million, 0.2^9 is. */
	cr_assert_eq(trials_of(&tally, &mismatch, 0.2), 9);
	cr_assert(tally_accuses(&tally, &mismatch));
	cr_assert_lt(tally.places[0].fail_by_path, TRUST_IMPOSSIBLE);
}

Test(tally, fails_of_a_bad_path_accuse_nobody)
{
	struct tally tally = TALLY_NONE, certain = TALLY_NONE;

	cr_assert_eq(trials_of(&tally, &mismatch, 0.9), 5);
	cr_assert_not(tally_accuses(&tally, &mismatch));
	cr_assert_eq(trials_of(&certain, &warned, 1), 5);
	cr_assert_not(tally_accuses(&certain, &warned));
}

Test(tally, voided_trials_are_made_up_for)
{
	struct case_result voided = { .verdict = VERDICT_INCONCLUSIVE,
				      .voided = true };
	struct tally tally = TALLY_NONE, all = TALLY_NONE;

	for (int i = 0; i < 6; i++) {
		tally_count(&tally, &voided, 0);
		cr_assert_not(tally_settled(&tally, &voided));
	}
	cr_assert_eq(tally.undecided, 0);
	tally_count(&tally, &mismatch, 0);
	cr_assert_not(tally_settled(&tally, &mismatch));
	tally_count(&tally, &mismatch, 0);
	cr_assert(tally_settled(&tally, &mismatch));
	cr_assert(tally_accuses(&tally, &mismatch));
	cr_assert_eq(trials_of(&all, &voided, 0), 10);
}

Test(tally, undecided_trials_prove_nothing)
{
	struct tally tally = TALLY_NONE;

	tally_count(&tally, &mismatch, 0.1);
	tally_count(&tally, &undecided, 0);
	cr_assert_float_eq(tally.places[0].fail_by_path, 0.1, 1e-9);
	tally_count(&tally, &warned, 0.1);
	cr_assert_float_eq(tally.places[0].fail_by_path, 0.1, 1e-9);
	cr_assert_float_eq(tally.places[0].warn_by_path, 0.01, 1e-9);
}

Test(tally, undecided_trials_that_the_path_may_have_made_are_made_up_for)
{
	struct tally some = TALLY_NONE, hopeless = TALLY_NONE;

	cr_assert_eq(trials_of(&some, &undecided, 0.3), 6);
	cr_assert_eq(trials_of(&hopeless, &undecided, 1), 5);
}

Test(tally, a_path_that_loses_much_wants_many_trials)
{
	struct tally tally = TALLY_NONE;

	cr_assert_eq(trials_of(&tally, &mismatch, 0.6), 28);
	cr_assert(tally_accuses(&tally, &mismatch));
}

static const struct case_result quiet = { .verdict = VERDICT_PASS, .silence_held = true };

Test(tally, a_silence_that_a_bad_path_may_have_made_must_come_again)
{
	struct tally sound = TALLY_NONE, bad = TALLY_NONE, loud = TALLY_NONE;

	cr_assert_eq(trials_of(&sound, &quiet, 0), 1);
	cr_assert_eq(trials_of(&bad, &quiet, 0.4), 3);
	cr_assert_eq(trials_of(&loud, &passed, 0.4), 1);
}

/* A RST that is lost now and then does not make good what fails with all others. */
Test(tally, few_passes_among_many_fails_accuse_all_the_same)
{
	struct tally tally = { .bad_path = true };
	unsigned trials = 0;

	do {
		tally_count(&tally, trials % 8 == 7 ? &quiet : &mismatch, 0.4);
		trials++;
		cr_assert_lt(trials, 40);
	} while (!tally_settled(&tally, trials % 8 == 0 ? &quiet : &mismatch));
	cr_assert_gt(tally.passes, 0);
	cr_assert(tally_accuses(&tally, &mismatch));
	cr_assert_not(tally_passes_prevail(&tally));
}

Test(tally, passes_excuse_fails_that_the_path_explains)
{
	struct tally tally = { .bad_path = true }, sound = TALLY_NONE;

	tally_count(&tally, &mismatch, 0.4);
	for (int i = 0; i < 3; i++) {
		tally_count(&tally, &passed, 0.4);
		cr_assert_not(tally_settled(&tally, &passed));
	}
	tally_count(&tally, &passed, 0.4);
	cr_assert(tally_settled(&tally, &passed));
	cr_assert(tally_passes_prevail(&tally));
	/* On a sound path it did not repeat, which is for somebody to look at. */
	tally_count(&sound, &mismatch, 0);
	cr_assert_eq(trials_of(&sound, &passed, 0), 8);
	cr_assert_not(tally_passes_prevail(&sound));
	cr_assert_not(tally_tells_fail(&sound));
}

/* Each of two exchanges fails with that chance: the trial does so more often. */
Test(tally, what_fails_at_two_statements_is_no_stronger_for_it)
{
	const struct case_result early = { .verdict = VERDICT_FAIL, .at.line = 3 };
	const struct case_result late = { .verdict = VERDICT_FAIL, .at.line = 7 };
	struct tally tally = TALLY_NONE;

	for (unsigned i = 0; i < 18; i++) {
		tally_count(&tally, &early, 0.45);
		cr_assert_not(tally_accuses(&tally, &early));
		tally_count(&tally, &late, 0.45);
		cr_assert_not(tally_accuses(&tally, &late));
	}
	for (unsigned i = 0; i < 40; i++)
		tally_count(&tally, &late, 0.45);
	cr_assert(tally_accuses(&tally, &late));
	cr_assert_not(tally_accuses(&tally, &early));
}

/* Busy, or spare with its answers: a path that loses little does not do that. */
Test(tally, a_target_that_is_silent_every_other_time_is_not_accused)
{
	struct tally tally = { .bad_path = true };

	for (unsigned i = 0; i < 24; i++) {
		tally_count(&tally, &passed, 0);
		tally_count(&tally, &silence, 0.05);
		cr_assert_not(tally_accuses(&tally, &silence));
		cr_assert_not(tally_tells_fail(&tally));
	}
	cr_assert_not(tally_passes_prevail(&tally));
}

/* Loss makes up no octets: what is wrong every other time is wrong. */
Test(tally, a_target_that_is_wrong_every_other_time_is_accused)
{
	struct tally tally = { .bad_path = true, .real_path = true };
	unsigned trials = 0;

	tally_count(&tally, &mismatch, 0.05);
	do {
		tally_count(&tally, &passed, 0);
		cr_assert_not(tally_settled(&tally, &passed));
		tally_count(&tally, &mismatch, 0.05);
		trials += 2;
		cr_assert_leq(trials, 48);
	} while (!tally_settled(&tally, &mismatch));
	cr_assert(tally_accuses(&tally, &mismatch));
	cr_assert(tally_tells_fail(&tally));
}

Test(tally, a_warning_stays_where_the_path_explains_less)
{
	struct tally tally = { .real_path = true };

	tally_count(&tally, &warned, 0);
	for (unsigned i = 0; i < 7; i++)
		tally_count(&tally, &passed, 0);
	cr_assert(tally_tells_warning(&tally, 0));
	cr_assert(tally_tells_warning(&tally, 0.001));
	cr_assert_not(tally_tells_warning(&tally, 0.02));
	cr_assert_not(tally_tells_fail(&tally));
}

Test(tally, a_pass_that_the_path_made_does_not_save_a_wrong_target)
{
	struct tally tally = { .bad_path = true };

	tally_count(&tally, &mismatch, 0.05);
	tally_count(&tally, &passed, 0);
	cr_assert_not(tally_settled(&tally, &passed));
	cr_assert_lt(trials_of(&tally, &mismatch, 0.05), 10);
	cr_assert(tally_accuses(&tally, &mismatch));
}

Test(tally, a_path_that_was_not_seen_to_disturb_excuses_nothing)
{
	struct tally good = TALLY_NONE, bad = { .bad_path = true };

	tally_count(&good, &mismatch, 0.1);
	for (unsigned i = 0; i < 7; i++)
		tally_count(&good, &passed, 0);
	cr_assert(tally_settled(&good, &passed));
	cr_assert_not(tally_passes_prevail(&good));
	tally_count(&bad, &mismatch, 0.1);
	trials_of(&bad, &passed, 0);
	cr_assert_eq(bad.passes, 4);
	cr_assert(tally_passes_prevail(&bad));
}

Test(tally, where_no_path_is_perfect_a_mismatch_more_is_needed)
{
	struct tally tally = { .real_path = true }, quiet_one = { .real_path = true };

	cr_assert_eq(trials_of(&tally, &mismatch, 0), 3);
	cr_assert(tally_accuses(&tally, &mismatch));
	cr_assert_eq(trials_of(&quiet_one, &silence, 0), 3);
}

Test(tally, suspects_what_the_path_hardly_does)
{
	struct tally tally = { .bad_path = true };

	for (unsigned i = 0; i < 5; i++) {
		cr_assert_not(tally_suspects(&tally), "after %u", i);
		tally_count(&tally, &mismatch, 0.4);
	}
	tally_count(&tally, &mismatch, 0.4);
	cr_assert(tally_suspects(&tally));
	for (unsigned i = 0; i < 6; i++)
		tally_count(&tally, &passed, 0);
	cr_assert_not(tally_suspects(&tally));
}

Test(tally, more_places_than_fit_accuse_nobody)
{
	struct case_result end = { .verdict = VERDICT_FAIL };
	struct tally tally = TALLY_NONE;

	for (unsigned i = 0; i < 3 * TALLY_PLACES; i++) {
		end.at.line = i + 1;
		tally_count(&tally, &end, 0.3);
		cr_assert_not(tally_accuses(&tally, &end));
	}
}

static double chance(const struct trust *trust, uint64_t segments, uint64_t open)
{
	const struct exposure exposure = { segments, open };

	return trust_chance(trust, &exposure);
}

Test(trust, knows_nothing_at_first)
{
	struct trust trust = { 0 };

	cr_assert_float_eq(chance(&trust, 1, 1), 1, 0);
	cr_assert_not(trust_broken(&trust));
}

Test(trust, grows_with_what_came_through)
{
	struct trust few = { .segments = 100 }, many = { .segments = 10000 };
	struct trust bad = { .segments = 100, .lost = 20, .confused = 20 };

	cr_assert_float_eq(chance(&few, 1, 0), 0.04, 1e-9);
	cr_assert_float_eq(chance(&many, 1, 0), 0.0004, 1e-9);
	cr_assert_float_eq(chance(&few, 10, 0), 0.3352, 1e-3);
	cr_assert_float_eq(chance(&few, 10, 10), 1 - 0.6648 * 0.6648, 1e-3);
	cr_assert_gt(chance(&bad, 10, 3), 0.97);
	cr_assert_leq(chance(&bad, UINT64_MAX, UINT64_MAX), 1.0);
}

Test(trust, what_came_cannot_be_lost_but_may_have_come_twice)
{
	struct trust loses = { .segments = 1000, .lost = 100 };
	struct trust confuses = { .segments = 1000, .confused = 100 };

	cr_assert_lt(chance(&loses, 20, 2), 0.35);
	cr_assert_gt(chance(&loses, 20, 20), 0.9);
	cr_assert_gt(chance(&confuses, 20, 2), 0.9);
}

Test(trust, is_not_broken_by_a_target_that_is_gone)
{
	struct trust sound = { .segments = 100 }, one = { .segments = 100, .lost = 1 };
	struct trust gone = { .segments = 100, .lost = 50 };
	struct trust twice = { .segments = 100, .confused = 1 };

	cr_assert_not(trust_broken(&sound));
	cr_assert_not(trust_broken(&gone));
	cr_assert(trust_broken(&one));
	cr_assert(trust_broken(&twice));
}
