/* SPDX-License-Identifier: BSD-2-Clause */
/* The measure of the path, against the simulated wire. */
#include "engine/measure.h"

#include <criterion/criterion.h>

#include "wire/sim.h"

/* Adds a measurement of the wire, which is closed. */
static void measure(struct wire *wire, int64_t round_trip, uint16_t port, uint64_t seed,
		    struct trust *trust)
{
	struct target target = { .hosts = *wire_sim_hosts(wire) };
	const struct measure_plan plan = { .target = &target, .ports = { port, 0 },
					   .seed = seed, .trust = trust };
	struct error err = { "" };
	struct context context;

	rtt_add(&target.rtt, round_trip);
	context_open(&context, wire, 0);
	cr_assert_eq(measure_alone(&context, &plan, &err), 0, "%s", err.text);
	context_close(&context);
	wire_close(wire);
}

static struct trust measured(const char *path, uint16_t port, uint64_t seed)
{
	struct wire_sim_config config = { .family = FAMILY_INET };
	struct error err = { "" };
	struct trust trust = { 0 };

	cr_assert_eq(path_parse(path, &config.path, &err), 0, "%s", err.text);
	config.path.seed = seed;
	measure(wire_sim_open(&config), 2 * path_delay(&config.path), port, seed,
		&trust);
	return trust;
}

Test(trust, finds_nothing_wrong_with_a_sound_path)
{
	static const uint16_t ports[] = { 9, 1 };

	for (int i = 0; i < 2; i++) {
		struct trust trust = measured("delay=1ms", ports[i], 1);

		cr_assert_eq(trust.disturbed, 0);
		cr_assert_eq(trust.segments, 1000);
	}
}

Test(trust, notices_each_kind_of_disturbance)
{
	static const char *const paths[] = {
		"loss=10%", "dup=10%", "jitter=100us", "corrupt=10%",
		"delay=10ms,jitter=100ms",
	};

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
		for (uint64_t seed = 1; seed <= 20; seed++) {
			struct trust trust = measured(paths[i], 9, seed);

			cr_assert_geq(trust.disturbed, 3, "%s, seed %u: %u of %u",
				      paths[i], (unsigned)seed,
				      (unsigned)trust.disturbed,
				      (unsigned)trust.segments);
		}
}

/* The bound must lie above the truth, and not absurdly far. */
Test(trust, bounds_the_rate_of_a_path_that_loses_some)
{
	unsigned below = 0, above = 0;

	for (uint64_t seed = 1; seed <= 200; seed++) {
		struct trust trust = measured("loss=2%", 1, seed);
		double chance = trust_chance(&trust, 1);

		below += chance < 0.02;
		above += chance > 0.2;
	}
	cr_assert_leq(below, 10, "%u of 200 below", below);
	cr_assert_leq(above, 20, "%u of 200 far above", above);
}

Test(trust, forgets_what_is_no_longer_so)
{
	struct wire_sim_config config = { .family = FAMILY_INET };
	struct trust trust = { .segments = 5000 };

	config.path.loss = PATH_WHOLE / 5;
	measure(wire_sim_open(&config), 20000, 1, 3, &trust);
	cr_assert_lt(trust.segments, 1000);
	cr_assert_gt(trust_chance(&trust, 1), 0.1);
}

/* A copy that comes when the next pair is under way is a disturbance all the same. */
Test(trust, counts_copies_that_come_late)
{
	uint64_t once = 0, twice = 0;

	/* Of the first pair: two SYNs, then their answers. Half of the copies come
	 * before the pair is through. */
	for (uint64_t seed = 1; seed <= 200; seed++) {
		once += measured("jitter=30us,loss=#50", 1, seed).segments;
		twice += measured("jitter=30us,loss=#50,dup=#3+4", 1, seed).segments;
	}
	cr_assert_lt(twice + 2500, once, "%u and %u segments until it was enough",
		     (unsigned)twice, (unsigned)once);
}
