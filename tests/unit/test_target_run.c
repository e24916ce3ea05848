/* SPDX-License-Identifier: BSD-2-Clause */
/* A target of which nothing is known: what a crowd of cases may have made of it accuses
 * nobody, and what it does alone as well is told all the same. */
#include "run/target_run.h"

#include <limits.h>

#include "suite_fixture.h"

/* A host with room for one connection that meets the next SYN with a RST, or silence. */
static struct suite_run small_host(bool refuses)
{
	return (struct suite_run){
		.capacity_unknown = true, .seed = 3,
		.sim.endpoint = { .connections = 1, .refuses = refuses },
	};
}

#define CASE(name, body)                                                       \
	"case " name "\n  title \"A unit test\"\n  covers RFC9293/MUST-2\n"    \
	"  cites \"none\"\n  needs echo\n{\n" body "\n}\n"

#define EXCHANGE "< S\n> S.\n< . RCV.NXT ack SND.NXT\nwait 200ms\n"            \
		 "< P. RCV.NXT (3) ack SND.NXT\n> .? ack RCV.NXT\n"            \
		 "> data (3)\n"

/* Eight that each keep a connection for a while. */
#define EIGHT CASE("a", EXCHANGE) CASE("b", EXCHANGE) CASE("c", EXCHANGE)      \
	      CASE("d", EXCHANGE) CASE("e", EXCHANGE) CASE("f", EXCHANGE)      \
	      CASE("g", EXCHANGE) CASE("h", EXCHANGE)

Test(target_run, a_host_that_serves_one_connection_at_a_time_passes)
{
	for (int refuses = 0; refuses < 2; refuses++) {
		struct suite_run run = small_host(refuses);
		struct whole whole;

		whole_text(&whole, EIGHT);
		suite_run(&run, &whole);
		for (size_t i = 0; i < whole.count; i++)
			cr_assert_eq(run.outcomes[i].verdict, VERDICT_PASS, "%s: %s",
				     whole.cases[i]->id, run.outcomes[i].reason);
		cr_assert_gt(run.most_beside, 1, "no crowd was tried");
		cr_assert_eq(run.results, 8);
		suite_clear(&run);
		whole_free(&whole);
	}
}

/* Not asked at all: it is told, and begins nothing. What is not named runs and fails. */
Test(target_run, what_is_not_implemented_is_not_asked_for)
{
	struct suite_run run = { .without = (feature_set)1 << FEATURE_URGENT, .seed = 1 };
	struct whole whole;

	whole_text(&whole, "case u\n  title \"A unit test\"\n  covers RFC9293/MUST-30\n"
			   "  cites \"none\"\n  needs echo\n{\n< S\n> R\n}\n"
			   CASE("wrong", "< S\n> R"));
	suite_run(&run, &whole);
	cr_assert_eq(run.outcomes[0].verdict, VERDICT_SKIP);
	cr_assert_str_eq(run.outcomes[0].reason, "not implemented by the target: urgent data");
	cr_assert_eq(run.outcomes[0].turn, 0, "it began");
	cr_assert_eq(run.outcomes[1].verdict, VERDICT_FAIL);
	suite_clear(&run);
	whole_free(&whole);
}

/* Who says how many side by side, and that the target bears it, is believed. */
Test(target_run, a_crowd_that_is_known_to_be_borne_accuses)
{
	struct suite_run run = small_host(false);
	struct whole whole;

	run.capacity_unknown = false;
	whole_text(&whole, EIGHT);
	suite_run(&run, &whole);
	cr_assert_gt(suite_count(&run, &whole, VERDICT_FAIL), 0,
		     "the host does not do what these tests need");
	for (size_t i = 0; i < whole.count; i++)
		if (run.outcomes[i].verdict == VERDICT_FAIL)
			cr_assert_str_eq(run.outcomes[i].reason,
					 "no such segment within 1.00 s");
	suite_clear(&run);
	whole_free(&whole);
}

/* A RST says more than silence does: it is there, and has no room. */
Test(target_run, a_host_that_refuses_when_it_is_full_is_not_accused)
{
	struct suite_run run = small_host(true);
	struct whole whole;

	run.capacity_unknown = false;
	whole_text(&whole, EIGHT);
	suite_run(&run, &whole);
	cr_assert_eq(suite_count(&run, &whole, VERDICT_FAIL), 0);
	cr_assert_gt(suite_count(&run, &whole, VERDICT_PASS), 0);
	suite_clear(&run);
	whole_free(&whole);
}

/* What it does alone it may be told: some cases need two connections at a time. */
Test(target_run, the_suite_comes_out_on_a_small_host_as_it_does_apart)
{
	struct whole whole;

	whole_load(&whole);
	for (int refuses = 0; refuses < 2; refuses++)
		for (uint64_t seed = 1; seed <= 2; seed++) {
			struct suite_run run = small_host(refuses), apart;

			run.seed = seed;
			apart = run;
			suite_run(&run, &whole);
			suite_run_apart(&apart, &whole);
			assert_same_verdicts(&run, &apart, &whole, true,
					     refuses ? "refuses" : "is silent");
			cr_assert_gt(suite_count(&run, &whole, VERDICT_PASS),
				     9 * suite_count(&apart, &whole, VERDICT_PASS) / 10);
			suite_clear(&run);
			suite_clear(&apart);
		}
	whole_free(&whole);
}

/* What ended before may have been in the way all the same. */
Test(target_run, remembers_what_began_and_ended_beside_a_trial)
{
	struct suite_run run = small_host(false);
	struct whole whole;

	whole_text(&whole, CASE("patient", "wait 50ms\n< S\n> S.\nwait 3s")
		   CASE("short", "< S\n> S.\nwait 500ms"));
	suite_run(&run, &whole);
	cr_assert_eq(run.outcomes[0].turn, 1);
	cr_assert_gt(run.outcomes[0].trials, 1, "nothing was in its way");
	cr_assert_eq(run.outcomes[0].verdict, VERDICT_PASS, "%s",
		     run.outcomes[0].reason);
	suite_clear(&run);
	whole_free(&whole);
}

/* Shown alone, one trial that is just like those in the crowd is enough. */
Test(target_run, tells_a_real_fault_when_it_shows_alone_too)
{
	struct suite_run run = { .capacity_unknown = true, .seed = 1 };
	struct whole whole;

	whole_text(&whole, CASE("wrong", "< S\n> R") CASE("mute", "< S\n> S.\n"
		   "< . RCV.NXT ack SND.NXT\n> data (1)") EIGHT);
	suite_run(&run, &whole);
	cr_assert_eq(suite_count(&run, &whole, VERDICT_PASS), 8);
	cr_assert_eq(run.outcomes[0].verdict, VERDICT_FAIL);
	cr_assert_eq(run.outcomes[0].trials, 3, "%u trials", run.outcomes[0].trials);
	cr_assert_eq(run.outcomes[1].verdict, VERDICT_FAIL);
	cr_assert_eq(run.outcomes[1].trials, 4, "%u trials", run.outcomes[1].trials);
	cr_assert_eq(run.outcomes[0].told, 1);
	suite_clear(&run);
	whole_free(&whole);
}

Test(target_run, a_fault_without_a_crowd_is_not_shown_again)
{
	struct suite_run run = { .capacity_unknown = true, .jobs = 1, .seed = 1 };
	struct whole whole;

	whole_text(&whole, CASE("wrong", "< S\n> R") EIGHT);
	suite_run(&run, &whole);
	cr_assert_eq(run.outcomes[0].verdict, VERDICT_FAIL);
	cr_assert_eq(run.outcomes[0].trials, 2);
	suite_clear(&run);
	whole_free(&whole);
}

/* Those that are shown alone come last and one by one. */
/* One finding, and soon: what cannot be answered is not tried case by case. */
Test(target_run, a_host_that_answers_nothing_ends_its_run)
{
	struct spy_wire spy = { .deaf = { 1, UINT_MAX } };
	struct suite_run run = { .capacity_unknown = true, .spy = &spy, .seed = 1 };
	struct whole whole;

	whole_text(&whole, "probe open {\n" EXCHANGE "}\n"
		   CASE("a", "use open") CASE("b", "use open") CASE("c", "use open")
		   CASE("d", "use open") CASE("e", "use open") CASE("f", "use open")
		   CASE("g", "use open") CASE("h", "use open") CASE("i", "use open"));
	suite_run(&run, &whole);
	/* Four were under way. */
	cr_assert_eq(suite_count(&run, &whole, VERDICT_INCONCLUSIVE), 4);
	cr_assert_eq(suite_count(&run, &whole, VERDICT_SKIP), 5);
	for (size_t i = 0; i < whole.count; i++)
		if (run.outcomes[i].verdict == VERDICT_SKIP)
			cr_assert_str_eq(run.outcomes[i].reason,
					 "not run: the target stopped answering");
	cr_assert_lt(run.elapsed, INT64_C(20000000000));
	suite_clear(&run);
	spy_clear(&spy);
	whole_free(&whole);
}

Test(target_run, begins_with_few_and_gives_a_sound_host_more)
{
	struct suite_run run = { .capacity_unknown = true, .seed = 1 };
	struct whole whole;

	whole_load(&whole);
	suite_run(&run, &whole);
	assert_accuses_nobody(&run, &whole, "capacity unknown");
	for (size_t i = 0; i < whole.count; i++)
		if (run.outcomes[i].turn && run.outcomes[i].turn <= 4)
			cr_assert_leq(run.outcomes[i].beside, 4);
	cr_assert_gt(run.most_beside, 16);
	cr_assert_leq(run.most_beside, 64);
	suite_clear(&run);
	whole_free(&whole);
}

/* One socket a port: a connection that a case leaves half open has it, and the next SYN
 * draws a RST, rightly. */
Test(target_run, a_host_with_one_socket_a_port_is_not_accused)
{
	struct whole whole;

	whole_load(&whole);
	for (int refuses = 0; refuses < 2; refuses++) {
		struct suite_run run = small_host(refuses);

		run.jobs = 1;
		run.full = true;
		suite_run(&run, &whole);
		assert_accuses_nobody(&run, &whole, refuses ? "refuses" : "silent");
		suite_clear(&run);
	}
	whole_free(&whole);
}
