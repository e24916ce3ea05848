/* SPDX-License-Identifier: BSD-2-Clause */
/* The measure of the path, against the simulated wire. */
#include "run/measure.h"

#include <criterion/criterion.h>
#include <limits.h>

#include "fake_wire.h"
#include "spy_wire.h"
#include "prove/sim_wire.h"

#define MS INT64_C(1000000)

static uint64_t disturbed(const struct trust *trust)
{
	return trust->lost + trust->confused;
}

/* ... that one segment is, and its fate is not seen. */
static double chance_of_one(const struct trust *trust)
{
	static const struct exposure one = { 1, 1 };

	return trust_chance(trust, &one);
}

/* Adds a measurement over a wire in front of a sim; how long it took. */
static int64_t measure_on(struct wire *wire, const struct wire *sim, int64_t round_trip,
			  uint16_t port, struct trust *trust)
{
	struct target target = { .hosts = *wire_sim_hosts(sim) };
	const struct measure_plan plan = { .target = &target, .ports = { port, 0 },
					   .seed = 1, .trust = trust };
	const int64_t began = wire_now(wire);
	struct error err = { "" };
	struct context context;

	rtt_add(&target.rtt, round_trip);
	context_open(&context, wire, 0);
	cr_assert_eq(measure_alone(&context, &plan, &err), 0, "%s", err.text);
	context_close(&context);
	return wire_now(wire) - began;
}

/* The same; the wire is closed. */
static void measure(struct wire *wire, int64_t round_trip, uint16_t port,
		    struct trust *trust)
{
	measure_on(wire, wire, round_trip, port, trust);
	wire_close(wire);
}

static struct trust measured(const char *path, uint16_t port, uint64_t seed)
{
	struct wire_sim_config config = { .family = FAMILY_INET };
	struct error err = { "" };
	struct trust trust = { 0 };

	cr_assert_eq(path_parse(path, &config.path, &err), 0, "%s", err.text);
	config.path.seed = seed;
	measure(wire_sim_open(&config), 2 * path_delay(&config.path), port, &trust);
	return trust;
}

Test(trust, finds_nothing_wrong_with_a_sound_path)
{
	static const uint16_t ports[] = { 9, 1 };

	for (int i = 0; i < 2; i++) {
		struct trust trust = measured("delay=1ms", ports[i], 1);

		cr_assert_eq(disturbed(&trust), 0);
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

			cr_assert_geq(disturbed(&trust), 3, "%s, seed %u: %u of %u",
				      paths[i], (unsigned)seed,
				      (unsigned)disturbed(&trust),
				      (unsigned)trust.segments);
		}
}

/* The bound must lie above the truth, and not absurdly far. */
Test(trust, bounds_the_rate_of_a_path_that_loses_some)
{
	unsigned below = 0, above = 0;

	for (uint64_t seed = 1; seed <= 200; seed++) {
		struct trust trust = measured("loss=2%", 1, seed);
		double chance = chance_of_one(&trust);

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
	measure(wire_sim_open(&config), 20000, 1, &trust);
	cr_assert_lt(trust.segments, 1000);
	cr_assert_gt(chance_of_one(&trust), 0.1);
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

/* An answer of an open port that is lost leaves a connection at the target, which would
 * send it again and again and fill the backlog. */
Test(trust, resets_what_it_opened_though_no_answer_came)
{
	struct wire_sim_config config = { .family = FAMILY_INET };
	struct spy_wire spy = { .deaf = { 1, UINT_MAX } };
	struct wire *sim = wire_sim_open(&config), *wire = spy_open(&spy, sim);
	struct trust trust = { 0 };

	measure_on(wire, sim, 20000, 9, &trust);
	cr_assert_geq(disturbed(&trust), 12);
	wire_rest(wire, MS);
	cr_assert_gt(spy_count(&spy, SEG_SYN), 10);
	cr_assert_eq(wire_sim_connections(sim), 0, "%u are left",
		     wire_sim_connections(sim));
	wire_close(wire);
	spy_clear(&spy);
}

Test(trust, asks_again_when_it_was_answered)
{
	struct wire_sim_config config = { .family = FAMILY_INET };
	struct spy_wire spy = { .wire = { 0 } };
	struct wire *sim, *wire;
	struct trust trust = { 0 };

	config.path.delay = 10 * MS;
	sim = wire_sim_open(&config);
	wire = spy_open(&spy, sim);
	measure_on(wire, sim, 20 * MS, 9, &trust);
	cr_assert_eq(disturbed(&trust), 0);
	/* Two resets and the next two SYNs leave together. */
	cr_assert_eq(spy_most_within(&spy, 15 * MS), 4);
	wire_close(wire);
	spy_clear(&spy);
}

/* What does not come is waited for while others are on their way. */
Test(trust, is_not_held_up_by_each_answer_that_is_lost)
{
	struct wire_sim_config config = { .family = FAMILY_INET };
	struct trust trust = { 0 };
	struct wire *wire;
	int64_t took;

	/* Segments 3, 9, 15 ... 57: ten answers or SYNs. */
	for (unsigned i = 2; i < 60; i += 6)
		config.path.loss_at |= UINT64_C(1) << i;
	config.path.delay = MS;
	wire = wire_sim_open(&config);
	took = measure_on(wire, wire, 2 * MS, 1, &trust);
	cr_assert_geq(disturbed(&trust), 5);
	cr_assert_eq(trust.segments, 1000);
	cr_assert_leq(took, 4000 * MS, "%ld ms", (long)(took / MS));
	wire_close(wire);
}

/* ---- a target with habits ------------------------------------------------------------ */

struct habits {
	bool acks_too; /* then it is the path that turns round what was sent */
	unsigned seen;
};

/* Answers a SYN by SYN,ACK and an ACK by RST, the second of two before the first. */
static void last_first(struct fake_wire *fw, void *ctx, const struct decoded *decoded)
{
	struct habits *habits = ctx;
	const struct segment *seg = &decoded->seg;
	struct segment reply = { .src_port = seg->dst_port, .dst_port = seg->src_port,
				 .flags = SEG_SYN | SEG_ACK, .ack = seg->seq + 1 };
	bool late = false;

	if (seg->flags & SEG_RST)
		return;
	if ((seg->flags & SEG_SYN) || habits->acks_too)
		late = habits->seen++ % 2 == 0;
	if (!(seg->flags & SEG_SYN)) {
		reply.flags = SEG_RST;
		reply.seq = seg->ack;
		reply.ack = 0;
	}
	fake_wire_reply(fw, late ? 2 * MS : MS, &reply);
}

static struct trust measured_with(struct habits *habits)
{
	struct fake_wire *fw = fake_wire_new(FAMILY_INET);
	struct target target = { .hosts = fw->hosts };
	struct trust trust = { 0 };
	const struct measure_plan plan = { .target = &target, .ports = { 9, 7 },
					   .seed = 1, .trust = &trust };
	struct error err = { "" };
	struct context context;

	fw->peer = last_first;
	fw->ctx = habits;
	rtt_add(&target.rtt, 2 * MS);
	context_open(&context, &fw->wire, 0);
	cr_assert_eq(measure_alone(&context, &plan, &err), 0, "%s", err.text);
	context_close(&context);
	wire_close(&fw->wire);
	return trust;
}

Test(trust, takes_no_habit_of_the_target_for_the_path)
{
	struct habits habits = { .acks_too = false };
	struct trust trust = measured_with(&habits);

	cr_assert_eq(disturbed(&trust), 0, "%u of %u", (unsigned)disturbed(&trust),
		     (unsigned)trust.segments);
	cr_assert_eq(trust.segments, 1000);
}

Test(trust, believes_a_path_that_turns_round_whatever_is_sent)
{
	struct habits habits = { .acks_too = true };
	struct trust trust = measured_with(&habits);

	cr_assert_geq(disturbed(&trust), 12);
}
