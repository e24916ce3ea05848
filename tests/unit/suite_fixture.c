/* SPDX-License-Identifier: BSD-2-Clause */
#include "suite_fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "verdict/rules.h"

/* ---- cases -------------------------------------------------------------------------- */

static void take_cases(struct whole *whole, int loaded, const char *messages)
{
	struct error err = { "" };

	cr_assert_eq(loaded, 0, "%s", messages);
	whole->builtins = builtins_new(&err);
	cr_assert_not_null(whole->builtins, "%s", err.text);
	whole->cases = calloc(whole->suite->count + 1, sizeof(*whole->cases));
	cr_assert_not_null(whole->cases);
	whole->count = 0;
	for (const struct test_case *tc = whole->suite->cases; tc; tc = tc->next)
		whole->cases[whole->count++] = tc;
}

void whole_load(struct whole *whole)
{
	struct diagnostics diag = { .out = stderr };

	whole->suite = suite_new("probes");
	take_cases(whole, suite_load_dir(whole->suite, "testcases", &diag),
		   "the suite does not load: do the tests run at the top of the tree?");
}

void whole_text(struct whole *whole, const char *text)
{
	struct diagnostics diag = { .out = stderr };

	whole->suite = suite_new("probes");
	take_cases(whole, suite_load_text(whole->suite, "unit/unit.tc", text,
					  strlen(text), &diag), text);
}

void whole_free(struct whole *whole)
{
	free(whole->cases);
	builtins_free(whole->builtins);
	suite_free(whole->suite);
}

size_t whole_find(const struct whole *whole, const char *id)
{
	for (size_t i = 0; i < whole->count; i++)
		if (strcmp(whole->cases[i]->id, id) == 0)
			return i;
	cr_assert_fail("no case %s", id);
	return 0;
}

/* ---- running ---------------------------------------------------------------------------- */

static void case_starts(void *ctx, const struct schedule_plan *plan, size_t number)
{
	struct suite_run *run = ctx;
	struct outcome_of_case *out = &run->outcomes[number];

	(void)plan;
	cr_assert_eq(out->turn, 0, "it begins twice");
	out->turn = ++run->started;
	out->beside = ++run->now_beside;
	out->began = wire_now(run->wire);
	if (run->now_beside > run->most_beside)
		run->most_beside = run->now_beside;
}

static void case_ends(void *ctx, const struct schedule_plan *plan, size_t number,
		      struct case_result *result)
{
	struct suite_run *run = ctx;
	struct outcome_of_case *out = &run->outcomes[number];

	cr_assert_eq(result->tc, plan->cases[number]);
	run->now_beside -= out->turn > 0;
	out->verdict = result->verdict;
	out->trials = result->trials;
	out->unwitnessed = result->unwitnessed;
	out->controls = result->controls;
	out->controls_answered = result->controls_answered;
	out->line = result->at.line;
	out->ended = wire_now(run->wire);
	snprintf(out->reason, sizeof(out->reason), "%s",
		 result->reason ? result->reason : "");
	out->told++;
	if (++run->results == run->stop_after)
		run->interrupted = 1;
}

static void begin(struct suite_run *run, const struct whole *whole)
{
	run->outcomes = calloc(whole->count + 1, sizeof(*run->outcomes));
	cr_assert_not_null(run->outcomes);
	run->rules = rules_new(run->sim.family, path_clean(&run->sim.path)
						  ? PATH_PERFECT
						  : PATH_UNKNOWN);
}

/* One plan, over an open wire. */
static void schedule(struct suite_run *run, const struct whole *whole,
		     struct wire *wire, const struct schedule_plan *plan)
{
	struct run_stop stop = {
		.interrupted = &run->interrupted,
		.at = run->most_ns ? wire_now(wire) + run->most_ns : 0,
	};
	const struct schedule_config config = {
		.wire = wire, .builtins = whole->builtins, .full = run->full,
		.jobs = run->jobs, .rate = run->rate, .capacity_unknown = run->capacity_unknown,
		.stop = &stop,
		.observer = { run, case_starts, case_ends },
	};
	const int64_t began = wire_now(wire);

	run->wire = wire;
	run->status = schedule_run(&config, plan, 1, &run->err);
	run->wire = NULL;
	cr_assert(run->status == 0 || run->may_break, "%s", run->err.text);
	run->elapsed += wire_now(wire) - began;
}

void suite_run_on(struct suite_run *run, const struct whole *whole, struct wire *wire,
		  struct target *target)
{
	const struct schedule_plan plan = { target, whole->cases, whole->count };

	begin(run, whole);
	target->rules = run->rules;
	schedule(run, whole, wire, &plan);
}

/* ---- on the reference endpoint -------------------------------------------------------------- */

static struct wire *open_sim(const struct suite_run *run, uint64_t seed)
{
	struct wire_sim_config config = run->sim;

	config.endpoint.seed = seed + 1;
	config.path.seed = seed + 2;
	return wire_sim_open(&config);
}

static struct target target_of(const struct suite_run *run, struct wire *sim,
			       uint64_t seed)
{
	struct target target = {
		.hosts = *wire_sim_hosts(sim),
		.services = own_services,
		.service_count = OWN_SERVICES,
		.closed_port = run->no_closed_port ? 0 : OWN_CLOSED_PORT,
		.without = run->without,
		.oracle = run->no_oracle ? NULL : wire_sim_oracle(sim),
		.agent = wire_sim_agent(sim),
		.rules = run->rules,
		.seed = seed + 3,
	};

	rtt_add(&target.rtt, 2 * path_delay(&run->sim.path));
	return target;
}

void suite_run(struct suite_run *run, const struct whole *whole)
{
	struct wire *sim = open_sim(run, run->seed);
	struct wire *wire = run->spy ? spy_open(run->spy, sim) : sim;
	struct target target = target_of(run, sim, run->seed);

	suite_run_on(run, whole, wire, &target);
	/* What was sent last has arrived then. */
	free(target.alive.reason);
	free(target.accepts.reason);
	wire_rest(wire, 2 * (path_delay(&run->sim.path) + run->sim.path.jitter));
	run->left = wire_sim_connections(sim);
	wire_close(wire);
}

void suite_run_apart(struct suite_run *run, const struct whole *whole)
{
	struct outcome_of_case *outcomes;

	begin(run, whole);
	outcomes = run->outcomes;
	for (size_t i = 0; i < whole->count; i++) {
		const uint64_t seed = run->seed + (i + 1) * 1000;
		struct wire *sim = open_sim(run, seed);
		struct target target = target_of(run, sim, seed);
		const struct schedule_plan plan = { &target, &whole->cases[i], 1 };

		run->outcomes = &outcomes[i];
		schedule(run, whole, sim, &plan);
		wire_close(sim);
	}
	run->outcomes = outcomes;
}

void suite_clear(struct suite_run *run)
{
	free(run->outcomes);
	rules_free(run->rules);
	run->outcomes = NULL;
	run->rules = NULL;
}

/* ---- what came of it ------------------------------------------------------------------------ */

size_t suite_count(const struct suite_run *run, const struct whole *whole,
		   enum verdict verdict)
{
	size_t count = 0;

	for (size_t i = 0; i < whole->count; i++)
		count += run->outcomes[i].told && run->outcomes[i].verdict == verdict;
	return count;
}

static bool accuses(enum verdict verdict)
{
	return verdict == VERDICT_FAIL || verdict == VERDICT_WARN ||
	       verdict == VERDICT_ERROR;
}

void assert_accuses_nobody(const struct suite_run *run, const struct whole *whole,
			   const char *what)
{
	for (size_t i = 0; i < whole->count; i++) {
		const struct outcome_of_case *out = &run->outcomes[i];

		cr_expect_eq(out->told, 1, "%s, seed %lu: %s is told %u times", what,
			     (unsigned long)run->seed, whole->cases[i]->id, out->told);
		cr_expect_not(accuses(out->verdict), "%s, seed %lu: %s %s: line %u: %s",
			      what, (unsigned long)run->seed,
			      verdict_name(out->verdict), whole->cases[i]->id,
			      out->line, out->reason);
	}
	for (unsigned i = 0; i < rules_count(); i++) {
		const struct rule_result *rule = rules_result(run->rules, i);

		cr_expect_not(accuses(rule->verdict), "%s, seed %lu: %s %s in %s: %s",
			      what, (unsigned long)run->seed,
			      verdict_name(rule->verdict), rule->id,
			      rule->case_id ? rule->case_id : "-", rule->reason);
	}
}

void assert_same_verdicts(const struct suite_run *run, const struct suite_run *other,
			  const struct whole *whole, bool or_undecided,
			  const char *what)
{
	for (size_t i = 0; i < whole->count; i++) {
		const struct outcome_of_case *a = &run->outcomes[i];
		const struct outcome_of_case *b = &other->outcomes[i];

		if (or_undecided && a->verdict == VERDICT_INCONCLUSIVE)
			continue;
		cr_expect_eq(a->verdict, b->verdict, "%s, seed %lu: %s %s (line %u: "
			     "%s), not %s (line %u: %s)", what,
			     (unsigned long)run->seed, whole->cases[i]->id,
			     verdict_name(a->verdict), a->line, a->reason,
			     verdict_name(b->verdict), b->line, b->reason);
	}
}
