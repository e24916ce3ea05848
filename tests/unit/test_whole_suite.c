/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The whole suite side by side on one reference endpoint, which does nothing wrong: each
 * case comes out as it does alone, or undecided where the path or the tester leaves no
 * more; none accuses. Seconds and hours of it pass on a virtual clock.
 */
#include "suite_fixture.h"

#define MS INT64_C(1000000)

/* A run takes ten times as long with the sanitizers, and the paths are not theirs. */
#ifdef __has_feature
#define SANITIZED __has_feature(address_sanitizer)
#elif defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#else
#define SANITIZED 0
#endif
enum { BAD_PATHS = SANITIZED ? 12 : 60 };

static void set_path(struct suite_run *run, const char *path)
{
	struct error err = { "" };

	cr_assert_eq(path_parse(path, &run->sim.path, &err), 0, "%s", err.text);
}

static int64_t longest(const struct suite_run *run, const struct whole *whole)
{
	int64_t most = 0;

	for (size_t i = 0; i < whole->count; i++) {
		const struct outcome_of_case *out = &run->outcomes[i];

		if (out->turn && out->ended - out->began > most)
			most = out->ended - out->began;
	}
	return most;
}

static struct suite_run sound_run(enum ip_family family, bool full)
{
	return (struct suite_run){ .sim.family = family, .full = full, .seed = 1 };
}

/* ---- states ---------------------------------------------------------------------------- */

/* Where the target's own table cannot be read, each `state` line is shown by a witness. */
Test(whole_suite, no_state_holds_by_the_model_alone)
{
	struct whole whole;

	whole_load(&whole);
	for (int i = 0; i < 2; i++) {
		struct suite_run run = sound_run(i ? FAMILY_INET6 : FAMILY_INET, true);

		run.no_oracle = true;
		suite_run(&run, &whole);
		for (size_t n = 0; n < whole.count; n++)
			cr_expect_eq(run.outcomes[n].unwitnessed, 0, "%s: %u lines (%s)",
				     whole.cases[n]->id, run.outcomes[n].unwitnessed,
				     verdict_name(run.outcomes[n].verdict));
		suite_clear(&run);
	}
	whole_free(&whole);
}

/* ---- a sound path ---------------------------------------------------------------------- */

Test(whole_suite, comes_out_side_by_side_as_it_does_apart)
{
	struct whole whole;

	whole_load(&whole);
	for (int i = 0; i < 4; i++) {
		struct suite_run run = sound_run(i & 1 ? FAMILY_INET6 : FAMILY_INET,
						 (i & 2) != 0);
		struct suite_run apart = run;

		suite_run(&run, &whole);
		suite_run_apart(&apart, &whole);
		assert_accuses_nobody(&run, &whole, "side by side");
		assert_same_verdicts(&run, &apart, &whole, false, "side by side");
		cr_assert_eq(suite_count(&run, &whole, VERDICT_INCONCLUSIVE), 0);
		cr_assert_gt(run.most_beside, 100, "they run one by one");
		cr_assert_eq(run.left, 0, "%u connections are left", run.left);
		suite_clear(&run);
		suite_clear(&apart);
	}
	whole_free(&whole);
}

/* DESIGN.md: a run takes as long as its one longest protocol timer. */
Test(whole_suite, takes_hardly_longer_than_its_longest_case)
{
	struct whole whole;

	whole_load(&whole);
	for (int full = 0; full < 2; full++) {
		struct suite_run run = sound_run(FAMILY_INET, full);

		suite_run(&run, &whole);
		cr_assert_leq(5 * run.elapsed, 6 * longest(&run, &whole),
			      "%ld ms, and the longest case %ld ms",
			      (long)(run.elapsed / MS),
			      (long)(longest(&run, &whole) / MS));
		suite_clear(&run);
	}
	whole_free(&whole);
}

/* ---- a long path ------------------------------------------------------------------------ */

/* Timers of the target go off in the middle of an exchange there, and one octet that
 * probes a window may keep others back. */
Test(whole_suite, comes_out_on_a_long_path_as_on_a_short_one_or_undecided)
{
	static const char *const paths[] = {
		"delay=5ms", "delay=20ms", "delay=50ms", "delay=100ms", "delay=150ms",
		"delay=200ms",
	};
	struct suite_run near = sound_run(FAMILY_INET, true);
	struct whole whole;

	whole_load(&whole);
	suite_run(&near, &whole);
	for (unsigned i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		struct suite_run far = sound_run(FAMILY_INET, true);

		far.seed = i;
		set_path(&far, paths[i]);
		suite_run(&far, &whole);
		assert_accuses_nobody(&far, &whole, paths[i]);
		assert_same_verdicts(&far, &near, &whole, true, paths[i]);
		cr_assert_leq(suite_count(&far, &whole, VERDICT_INCONCLUSIVE), 3,
			      "%s: %zu undecided", paths[i],
			      suite_count(&far, &whole, VERDICT_INCONCLUSIVE));
		suite_clear(&far);
	}
	suite_clear(&near);
	whole_free(&whole);
}

/* Jitter reorders, so that much cannot be decided; what is decided is the same. */
Test(whole_suite, comes_out_with_jitter_as_without_or_undecided)
{
	static const char *const paths[] = {
		"delay=100ms,jitter=100ms", "delay=200ms,jitter=20ms",
		"delay=10ms,jitter=200ms",
	};
	struct suite_run sound = sound_run(FAMILY_INET, true);
	struct whole whole;

	whole_load(&whole);
	suite_run(&sound, &whole);
	for (unsigned i = 0; i < 24; i++) {
		struct suite_run run = sound_run(FAMILY_INET, true);

		run.seed = 7919 * i;
		run.capacity_unknown = i & 1;
		set_path(&run, paths[i % 3]);
		suite_run(&run, &whole);
		assert_accuses_nobody(&run, &whole, paths[i % 3]);
		assert_same_verdicts(&run, &sound, &whole, true, paths[i % 3]);
		cr_assert_gt(10 * suite_count(&run, &whole, VERDICT_PASS),
			     8 * suite_count(&sound, &whole, VERDICT_PASS),
			     "%s, seed %u: %zu pass", paths[i % 3],
			     (unsigned)run.seed, suite_count(&run, &whole, VERDICT_PASS));
		suite_clear(&run);
	}
	suite_clear(&sound);
	whole_free(&whole);
}

/* ---- bad paths, and a tester that oversleeps ---------------------------------------------- */

/* Of a number: the strides have no common divisor, so that all sorts meet. */
static void bad_path(unsigned n, char *out, size_t size)
{
	static const unsigned delays[] = { 10, 100, 1000, 10000, 50000 }; /* us */
	const unsigned delay = delays[n % 5];

	snprintf(out, size, "delay=%uus,loss=%u%%,dup=%u%%,corrupt=0.%u%%,jitter=%uus,"
		 "late=%ums", delay, n % 21, n / 3 % 6, n % 4 ? 0 : n / 4 % 10,
		 n % 3 ? 2 * delay * (n / 7 % 9) : 0, n % 8 == 5 ? 10 * (n % 37) : 0);
}

Test(whole_suite, accuses_nobody_over_a_bad_path)
{
	struct suite_run sound = sound_run(FAMILY_INET, true);
	struct suite_run sound6 = sound_run(FAMILY_INET6, true);
	size_t passed = 0, wanted = 0;
	struct whole whole;

	whole_load(&whole);
	suite_run(&sound, &whole);
	suite_run(&sound6, &whole);
	for (unsigned n = 1; n <= BAD_PATHS; n++) {
		struct suite_run run = sound_run(n & 1 ? FAMILY_INET6 : FAMILY_INET,
						 true);
		const struct suite_run *same = n & 1 ? &sound6 : &sound;
		char path[128];

		bad_path(n, path, sizeof(path));
		set_path(&run, path);
		run.seed = 1000003 * n;
		run.capacity_unknown = n & 2;
		run.no_oracle = n % 5 == 0;
		suite_run(&run, &whole);
		assert_accuses_nobody(&run, &whole, path);
		if (!run.no_oracle)
			assert_same_verdicts(&run, same, &whole, true, path);
		passed += suite_count(&run, &whole, VERDICT_PASS);
		wanted += suite_count(same, &whole, VERDICT_PASS);
		suite_clear(&run);
	}
	/* Inconclusive all over would be no lie, and no use. */
	cr_assert_gt(10 * passed, 7 * wanted, "%zu of %zu pass", passed, wanted);
	suite_clear(&sound);
	suite_clear(&sound6);
	whole_free(&whole);
}

Test(whole_suite, accuses_nobody_when_the_tester_is_late)
{
	static const char *const paths[] = {
		"late=60ms,late-rate=50%", "late=300ms,late-rate=20%",
		"late=2s,late-rate=5%", "late=20s,late-rate=1%",
	};
	unsigned again = 0;
	struct whole whole;

	whole_load(&whole);
	for (unsigned i = 0; i < 16; i++) {
		struct suite_run run = sound_run(FAMILY_INET, true);

		run.seed = 104729 * i;
		set_path(&run, paths[i % 4]);
		suite_run(&run, &whole);
		assert_accuses_nobody(&run, &whole, paths[i % 4]);
		for (size_t k = 0; k < whole.count; k++)
			again += run.outcomes[k].trials > 1;
		suite_clear(&run);
	}
	cr_assert_gt(again, 0, "hardly a trial was void: %u", again);
	whole_free(&whole);
}
