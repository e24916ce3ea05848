/* SPDX-License-Identifier: BSD-2-Clause */
/* When cases begin, what runs beside what, and how fast segments leave. */
#include "run/schedule.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "fake_wire.h"
#include "suite_fixture.h"

#define MS INT64_C(1000000)
#define S_NS (1000 * MS)

/* A script of cases, each given as its name, what stands in its head and its body. */
#define CASE(name, head, body)                                                 \
	"case " name "\n  title \"A unit test\"\n  covers RFC9293/MUST-2\n"    \
	"  cites \"none\"\n  needs open-port\n" head "{\n" body "\n}\n"

static const struct outcome_of_case *outcome(const struct suite_run *run,
					     const struct whole *whole, const char *name)
{
	char id[64];

	snprintf(id, sizeof(id), "unit/%s", name);
	return &run->outcomes[whole_find(whole, id)];
}

static bool overlap(const struct outcome_of_case *a, const struct outcome_of_case *b)
{
	return a->began < b->ended && b->began < a->ended;
}

#define EXCHANGE "< S\n> S.\n"

/* ---- order -------------------------------------------------------------------------- */

Test(schedule, begins_with_those_that_run_alone_and_then_the_longest)
{
	static const char *const order[] = { "alone", "nine", "five", "one", "first",
					     "second" };
	struct suite_run run = { .jobs = 1 };
	struct whole whole;

	whole_text(&whole, CASE("one", "", "wait 1s") CASE("first", "", EXCHANGE)
		   CASE("nine", "", "wait 4s\nwait 5s") CASE("second", "", EXCHANGE)
		   CASE("alone", "apart all\n", EXCHANGE)
		   CASE("five", "", "< S\n> S.\n> nothing within 5s"));
	suite_run(&run, &whole);
	for (unsigned i = 0; i < 6; i++) {
		const struct outcome_of_case *out = outcome(&run, &whole, order[i]);

		cr_assert_eq(out->turn, i + 1, "%s is number %u", order[i], out->turn);
		cr_assert_eq(out->beside, 1);
		cr_assert_eq(out->told, 1);
	}
	suite_clear(&run);
	whole_free(&whole);
}

/* ---- side by side ------------------------------------------------------------------- */

#define THREE_LONG CASE("a", "", "wait 10s") CASE("b", "", "wait 20s")         \
		   CASE("c", "", "wait 30s")

Test(schedule, takes_as_long_as_the_longest)
{
	struct suite_run run = { .seed = 1 };
	struct whole whole;

	whole_text(&whole, THREE_LONG);
	suite_run(&run, &whole);
	cr_assert_eq(suite_count(&run, &whole, VERDICT_PASS), 3);
	cr_assert_eq(run.most_beside, 3);
	cr_assert_geq(run.elapsed, 30 * S_NS);
	cr_assert_lt(run.elapsed, 30 * S_NS + 100 * MS);
	suite_clear(&run);
	whole_free(&whole);
}

Test(schedule, runs_no_more_side_by_side_than_the_user_wants)
{
	for (unsigned jobs = 1; jobs <= 3; jobs++) {
		/* One by one; 30 beside 20 and then 10; all. */
		static const int64_t seconds[] = { 60, 30, 30 };
		struct suite_run run = { .jobs = jobs };
		struct whole whole;

		whole_text(&whole, THREE_LONG);
		suite_run(&run, &whole);
		cr_assert_eq(run.most_beside, jobs);
		cr_assert_eq(run.elapsed / S_NS, seconds[jobs - 1], "%u: %ld s", jobs,
			     (long)(run.elapsed / S_NS));
		suite_clear(&run);
		whole_free(&whole);
	}
}

/* ---- apart --------------------------------------------------------------------------- */

Test(schedule, keeps_apart_what_shares_a_limit_and_nothing_else)
{
	static const char *const names[] = { "b1", "b2", "r1", "r2", "both", "free" };
	/* backlog, resets: bits of our own. */
	static const unsigned limits[] = { 1, 1, 2, 2, 3, 0 };
	struct suite_run run = { .seed = 1 };
	struct whole whole;

	whole_text(&whole, CASE("b1", "apart backlog\n", "wait 2s")
		   CASE("b2", "apart backlog\n", "wait 3s")
		   CASE("r1", "apart resets\n", "wait 2s")
		   CASE("r2", "apart resets\n", "wait 4s")
		   CASE("both", "apart backlog, resets\n", "wait 1s")
		   CASE("free", "", "wait 5s"));
	suite_run(&run, &whole);
	cr_assert_eq(suite_count(&run, &whole, VERDICT_PASS), 6);
	for (unsigned i = 0; i < 6; i++)
		for (unsigned k = 0; k < i; k++)
			if (limits[i] & limits[k])
				cr_assert_not(overlap(outcome(&run, &whole, names[i]),
						      outcome(&run, &whole, names[k])),
					      "%s and %s", names[i], names[k]);
	cr_assert(overlap(outcome(&run, &whole, "b2"), outcome(&run, &whole, "r2")));
	cr_assert(overlap(outcome(&run, &whole, "b1"), outcome(&run, &whole, "r2")));
	cr_assert(overlap(outcome(&run, &whole, "free"), outcome(&run, &whole, "r2")));
	/* r2, r1, then both; b2 and b1 beside them. */
	cr_assert_eq(run.elapsed / S_NS, 7);
	suite_clear(&run);
	whole_free(&whole);
}

Test(schedule, leaves_alone_what_wants_to_be)
{
	struct suite_run run = { .seed = 1 };
	struct whole whole;

	whole_text(&whole, CASE("a", "", "wait 5s") CASE("x", "apart all\n", "wait 1s")
		   CASE("b", "", "wait 5s") CASE("y", "apart all\n", "wait 2s"));
	suite_run(&run, &whole);
	cr_assert_eq(outcome(&run, &whole, "x")->beside, 1);
	cr_assert_eq(outcome(&run, &whole, "y")->beside, 1);
	cr_assert_eq(outcome(&run, &whole, "y")->turn, 1);
	for (size_t i = 0; i < whole.count; i++)
		for (const char *name = "xy"; *name; name++) {
			const char text[2] = { *name, '\0' };
			const struct outcome_of_case *out = outcome(&run, &whole, text);

			cr_assert(out == &run.outcomes[i] ||
				  !overlap(out, &run.outcomes[i]));
		}
	cr_assert(overlap(outcome(&run, &whole, "a"), outcome(&run, &whole, "b")));
	cr_assert_eq(run.elapsed / S_NS, 8);
	suite_clear(&run);
	whole_free(&whole);
}

/* The suite's own groups, whatever they are. */
Test(schedule, keeps_the_suites_groups_apart)
{
	struct suite_run run = { .full = true, .seed = 1 };
	struct whole whole;
	unsigned pairs = 0;

	whole_load(&whole);
	suite_run(&run, &whole);
	for (size_t i = 0; i < whole.count; i++)
		for (size_t k = 0; k < i; k++) {
			if (!(whole.cases[i]->apart & whole.cases[k]->apart))
				continue;
			pairs++;
			cr_assert_not(overlap(&run.outcomes[i], &run.outcomes[k]),
				      "%s and %s", whole.cases[i]->id,
				      whole.cases[k]->id);
		}
	cr_assert_gt(pairs, 0, "no case of the suite is kept apart");
	suite_clear(&run);
	whole_free(&whole);
}

/* ---- telling ---------------------------------------------------------------------------- */

Test(schedule, tells_what_cannot_be_served_as_skipped)
{
	struct suite_run run = { .no_closed_port = true };
	struct whole whole;

	whole_text(&whole, CASE("a", "", EXCHANGE)
		   "case closed\n  title \"A unit test\"\n  covers RFC9293/MUST-2\n"
		   "  cites \"none\"\n  needs closed-port\n{\n< S\n> R.\n}\n"
		   CASE("long", "profile full\n", EXCHANGE) CASE("b", "", EXCHANGE));
	suite_run(&run, &whole);
	cr_assert_eq(run.results, 4);
	cr_assert_eq(run.started, 2);
	cr_assert_eq(suite_count(&run, &whole, VERDICT_PASS), 2);
	cr_assert_eq(outcome(&run, &whole, "closed")->verdict, VERDICT_SKIP);
	cr_assert_str_eq(outcome(&run, &whole, "closed")->reason, "no closed port is known (--closed-port)");
	cr_assert_eq(outcome(&run, &whole, "long")->verdict, VERDICT_SKIP);
	suite_clear(&run);
	whole_free(&whole);
}

Test(schedule, stops_when_interrupted_and_leaves_nothing_open)
{
	struct whole whole;

	whole_load(&whole);
	for (unsigned stop = 1; stop < 200; stop += 13) {
		struct suite_run run = { .stop_after = stop, .seed = stop };

		suite_run(&run, &whole);
		cr_assert_eq(run.status, 0);
		/* What did not run is told as that. */
		cr_assert_eq(run.results, whole.count, "%u are told after %u",
			     run.results, stop);
		cr_assert_gt(suite_count(&run, &whole, VERDICT_SKIP) +
				     suite_count(&run, &whole, VERDICT_INCONCLUSIVE), 0);
		cr_assert_eq(suite_count(&run, &whole, VERDICT_FAIL), 0);
		cr_assert_eq(run.left, 0, "%u connections are left after %u cases",
			     run.left, stop);
		suite_clear(&run);
	}
	whole_free(&whole);
}

Test(schedule, a_segment_that_cannot_leave_at_all_is_an_error_of_its_case)
{
	struct whole whole;

	whole_text(&whole, CASE("a", "", EXCHANGE) CASE("b", "", EXCHANGE));
	for (unsigned at = 1; at <= 2; at++) {
		struct spy_wire spy = { .broken = { at, at } };
		struct suite_run run = { .spy = &spy };

		suite_run(&run, &whole);
		cr_assert_eq(suite_count(&run, &whole, VERDICT_ERROR), 1);
		cr_assert_eq(run.outcomes[at - 1].verdict, VERDICT_ERROR);
		cr_assert_str_eq(run.outcomes[at - 1].reason, "the spied wire broke");
		cr_assert_eq(run.outcomes[2 - at].verdict, VERDICT_PASS);
		suite_clear(&run);
		spy_clear(&spy);
	}
	whole_free(&whole);
}

/* What is found to be broken while something else than a case is under way. */
Test(schedule, ends_when_the_wire_breaks)
{
	struct spy_wire spy = { .broken = { 8, UINT_MAX }, .deaf = { 1, UINT_MAX } };
	struct suite_run run = { .spy = &spy, .may_break = true,
				 .sim.path.loss = 1 };
	struct whole whole;

	whole_text(&whole, CASE("a", "", EXCHANGE));
	suite_run(&run, &whole);
	cr_assert_eq(run.status, -1);
	cr_assert_str_eq(run.err.text, "the spied wire broke");
	cr_assert_eq(run.results, 1);
	cr_assert_eq(run.outcomes[0].verdict, VERDICT_INCONCLUSIVE);
	cr_assert(strstr(run.outcomes[0].reason, "not decided: the tester failed"), "%s",
		  run.outcomes[0].reason);
	suite_clear(&run);
	spy_clear(&spy);
	whole_free(&whole);
}

/* ---- pace ------------------------------------------------------------------------------- */

enum { BURST = 100 };

Test(schedule, keeps_the_rate_over_all_cases)
{
	static const unsigned rates[] = { 50, 200, 1000 };
	struct whole whole;

	whole_load(&whole);
	for (size_t i = 0; i < sizeof(rates) / sizeof(rates[0]); i++) {
		struct spy_wire spy = { .wire = { 0 } };
		struct suite_run run = { .rate = rates[i], .spy = &spy, .seed = 5 };

		suite_run(&run, &whole);
		assert_accuses_nobody(&run, &whole, "paced");
		cr_assert_eq(suite_count(&run, &whole, VERDICT_INCONCLUSIVE), 0);
		cr_assert_eq(run.left, 0);
		/* What goes on is not held back: cases that wait and then send, and
		 * one that fills a window, make so much of a burst. */
		cr_assert_leq(spy_most_within(&spy, 5 * S_NS), 5 * rates[i] + BURST,
			      "%u: %zu segments in five seconds", rates[i],
			      spy_most_within(&spy, 5 * S_NS));
		suite_clear(&run);
		spy_clear(&spy);
	}
	whole_free(&whole);
}

/* ---- targets ---------------------------------------------------------------------------- */

enum { TARGETS = 40 };

/* Answers for all targets but those with an odd last octet, which are deaf. */
static void many(struct fake_wire *fw, void *ctx, const struct decoded *decoded)
{
	const struct segment *in = &decoded->seg;
	const struct segment out = {
		.src_port = in->dst_port, .dst_port = in->src_port, .seq = 5000,
		.ack = in->seq + 1, .flags = SEG_SYN | SEG_ACK, .window = 8000,
	};

	(void)ctx;
	fw->hosts.target = in->dst;
	if (in->flags == SEG_SYN && in->dst.bytes[3] % 2 == 0)
		fake_wire_reply(fw, MS, &out);
}

struct many {
	unsigned told[TARGETS], passed[TARGETS], failed[TARGETS], running[TARGETS];
	unsigned first_round; /* targets that began before any began twice */
	bool second;
	const struct schedule_plan *plans;
};

static void many_start(void *ctx, const struct schedule_plan *plan, size_t number)
{
	struct many *m = ctx;
	const size_t n = (size_t)(plan - m->plans);

	(void)number;
	m->second = m->second || m->running[n] > 0;
	m->first_round += !m->second;
	m->running[n]++;
	cr_assert_leq(m->running[n], 2, "-j holds for each target");
}

static void many_result(void *ctx, const struct schedule_plan *plan, size_t number,
			struct case_result *result)
{
	struct many *m = ctx;
	const size_t n = (size_t)(plan - m->plans);

	(void)number;
	m->running[n]--;
	m->told[n]++;
	m->passed[n] += result->verdict == VERDICT_PASS;
	m->failed[n] += result->verdict == VERDICT_FAIL;
}

Test(schedule, serves_many_targets_at_once_each_with_its_own_verdicts)
{
	static const struct service service = { APP_ECHO, 7 };
	static struct target targets[TARGETS];
	struct schedule_plan plans[TARGETS];
	struct many m = { .plans = plans };
	struct fake_wire *fw = fake_wire_new(FAMILY_INET);
	struct schedule_config config = { .wire = &fw->wire, .jobs = 2,
					  .observer = { &m, many_start, many_result } };
	struct error err = { "" };
	struct whole whole;
	int64_t began;

	whole_text(&whole, CASE("a", "", EXCHANGE "wait 1s") CASE("b", "", EXCHANGE)
		   CASE("c", "", EXCHANGE) CASE("d", "", EXCHANGE));
	config.builtins = whole.builtins;
	fw->peer = many;
	for (unsigned n = 0; n < TARGETS; n++) {
		targets[n] = (struct target){ .hosts = fw->hosts, .services = &service,
					      .service_count = 1, .seed = n };
		targets[n].hosts.target.bytes[3] = (uint8_t)(100 + n);
		plans[n] = (struct schedule_plan){ &targets[n], whole.cases,
						   whole.count };
	}
	began = fw->now;
	cr_assert_eq(schedule_run(&config, plans, TARGETS, &err), 0, "%s", err.text);
	for (unsigned n = 0; n < TARGETS; n++) {
		cr_assert_eq(m.told[n], 4);
		/* The others answer nothing: that is told once, not case by case. */
		cr_assert_eq(m.passed[n], n % 2 ? 0 : 4, "target %u", n);
		cr_assert_eq(targets[n].alive.verdict,
			     n % 2 ? VERDICT_FAIL : VERDICT_PASS, "target %u", n);
		free(targets[n].alive.reason);
	}
	cr_assert_eq(m.first_round, TARGETS, "targets take turns");
	/* Three silences of a second each and as many controls, twice. */
	cr_assert_lt(fw->now - began, 40 * S_NS, "%ld s",
		     (long)((fw->now - began) / S_NS));
	wire_close(&fw->wire);
	whole_free(&whole);
}

/* ---- what goes on at once, of all targets ------------------------------------------------- */

struct beside {
	unsigned now, most, told;
};

static void beside_start(void *ctx, const struct schedule_plan *plan, size_t number)
{
	struct beside *beside = ctx;

	(void)plan;
	(void)number;
	if (++beside->now > beside->most)
		beside->most = beside->now;
}

static void beside_result(void *ctx, const struct schedule_plan *plan, size_t number,
			  struct case_result *result)
{
	struct beside *beside = ctx;

	(void)plan;
	(void)number;
	(void)result;
	beside->now--;
	beside->told++;
}

/* All that wait a second: as many turns of it as the limit makes. */
static void assert_most(unsigned most, unsigned expected, int64_t turns)
{
	static const struct service service = { APP_ECHO, 7 };
	static struct target targets[TARGETS];
	struct schedule_plan plans[TARGETS];
	struct beside beside = { 0 };
	struct fake_wire *fw = fake_wire_new(FAMILY_INET);
	struct schedule_config config = { .wire = &fw->wire, .most = most,
					  .observer = { &beside, beside_start,
							beside_result } };
	struct error err = { "" };
	struct whole whole;
	int64_t began;

	whole_text(&whole, CASE("a", "", "wait 1s") CASE("b", "", "wait 1s"));
	config.builtins = whole.builtins;
	for (unsigned n = 0; n < TARGETS; n++) {
		targets[n] = (struct target){ .hosts = fw->hosts, .services = &service,
					      .service_count = 1, .seed = n };
		targets[n].hosts.target.bytes[3] = (uint8_t)(100 + n);
		plans[n] = (struct schedule_plan){ &targets[n], whole.cases,
						   whole.count };
	}
	began = fw->now;
	cr_assert_eq(schedule_run(&config, plans, TARGETS, &err), 0, "%s", err.text);
	cr_assert_eq(beside.told, 2 * TARGETS);
	cr_assert_eq(beside.most, expected, "%u at once", beside.most);
	cr_assert_geq(fw->now - began, turns * S_NS);
	cr_assert_lt(fw->now - began, (turns + 1) * S_NS);
	wire_close(&fw->wire);
	whole_free(&whole);
}

Test(schedule, limits_what_goes_on_over_all_targets)
{
	assert_most(0, 2 * TARGETS, 1);
	assert_most(7, 7, (2 * TARGETS + 6) / 7);
	assert_most(1, 1, 2 * TARGETS);
}
