/* SPDX-License-Identifier: BSD-2-Clause */
#include "prove/proof.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "model/ambient.h"
#include "script/script.h"

/* One case that looks at the SYN,ACK's number, one that looks at nothing, one that a
 * sound endpoint fails, and one of the full profile. */
static const char text[] =
	"case looks\n  title \"looks\"\n  covers RFC9293/3.5-3WHS\n"
	"  cites \"RFC 9293 section 3.5\"\n"
	"{\n  < S\n  > S. ack RCV.NXT\n}\n"
	"case blind\n  title \"blind\"\n  covers RFC9293/MUST-2\n"
	"  cites \"RFC 9293 section 3.1\"\n"
	"{\n  < S\n  > S.\n}\n"
	"case wrong\n  title \"wrong\"\n  covers RFC9293/3.5-3WHS\n"
	"  cites \"RFC 9293 section 3.5\"\n"
	"{\n  < S\n  > R\n}\n"
	"case slow\n  title \"slow\"\n  covers RFC9293/3.5-3WHS\n"
	"  cites \"RFC 9293 section 3.5\"\n  profile full\n"
	"{\n  < S\n  > S. ack RCV.NXT\n}\n";

enum { LOOKS, BLIND, WRONG, SLOW, CASES };

struct fixture {
	struct suite *suite;
	struct builtins *builtins;
	const struct test_case *cases[CASES];
	struct proof_config config;
	uint8_t *none, *row;
};

static void set_up(struct fixture *f)
{
	struct diagnostics diag = { .out = stderr };
	struct error err = { "" };
	size_t i = 0;

	f->suite = suite_new(NULL);
	cr_assert_eq(suite_load_text(f->suite, "some/some.tc", text,
				     sizeof(text) - 1, &diag), 0);
	for (const struct test_case *tc = f->suite->cases; tc; tc = tc->next)
		f->cases[i++] = tc;
	cr_assert_eq(i, CASES);
	f->builtins = builtins_new(&err);
	cr_assert_not_null(f->builtins, "%s", err.text);
	f->config = (struct proof_config){
		.simulation = { .seed = 1, .oracle = true },
		.builtins = f->builtins, .cases = f->cases, .count = CASES,
		.families = { FAMILY_INET, FAMILY_INET6 }, .family_count = 2,
	};
	f->none = malloc(proof_row_size(&f->config));
	f->row = malloc(proof_row_size(&f->config));
	cr_assert_eq(proof_run(&f->config, FAULT_COUNT, f->none, &err), 0, "%s",
		     err.text);
}

static void tear_down(struct fixture *f)
{
	free(f->none);
	free(f->row);
	builtins_free(f->builtins);
	suite_free(f->suite);
}

static void run_fault(struct fixture *f, const char *name)
{
	enum fault fault = fault_find(name);
	struct error err = { "" };

	cr_assert_neq(fault, FAULT_COUNT, "%s", name);
	cr_assert_eq(proof_run(&f->config, fault, f->row, &err), 0, "%s", err.text);
}

static size_t rule_number(const char *id)
{
	for (unsigned i = 0; i < ambient_rule_count; i++)
		if (strcmp(ambient_rules[i].id, id) == 0)
			return i;
	cr_assert_fail("no rule %s", id);
	return 0;
}

Test(proof, tells_what_passes_without_a_fault)
{
	struct fixture f;

	set_up(&f);
	cr_assert_eq(proof_row_size(&f.config), 2 * (CASES + rules_count()));
	cr_assert_eq(proof_faultless(&f.config, f.none, LOOKS), VERDICT_PASS);
	cr_assert_eq(proof_faultless(&f.config, f.none, BLIND), VERDICT_PASS);
	cr_assert_eq(proof_faultless(&f.config, f.none, WRONG), VERDICT_FAIL);
	cr_assert_eq(proof_faultless(&f.config, f.none, SLOW), VERDICT_SKIP);
	for (size_t i = 0; i < CASES; i++)
		cr_assert_not(proof_case_caught(&f.config, f.none, f.none, i));
	for (size_t i = 0; i < rules_count(); i++)
		cr_assert_not(proof_rule_caught(&f.config, f.none, f.none, i));
	tear_down(&f);
}

Test(proof, a_case_that_looks_catches_and_names)
{
	struct fixture f;

	set_up(&f);
	run_fault(&f, "synack-acks-x");
	cr_assert(proof_case_caught(&f.config, f.none, f.row, LOOKS));
	cr_assert_not(proof_case_caught(&f.config, f.none, f.row, BLIND));
	cr_assert_not(proof_case_caught(&f.config, f.none, f.row, WRONG),
		      "what fails anyhow catches nothing");
	cr_assert_not(proof_case_caught(&f.config, f.none, f.row, SLOW));
	cr_assert(proof_named(&f.config, f.none, f.row, fault_find("synack-acks-x")));
	cr_assert_not(proof_named(&f.config, f.none, f.row,
				  fault_find("checksum-odd-sent")));
	tear_down(&f);
}

Test(proof, a_rule_catches_what_no_case_looks_at)
{
	struct fixture f;

	set_up(&f);
	run_fault(&f, "mss-length-5");
	cr_assert(proof_rule_caught(&f.config, f.none, f.row,
				    rule_number("RFC9293/3.2-MSS-LEN")));
	cr_assert_not(proof_case_caught(&f.config, f.none, f.row, BLIND));
	cr_assert(proof_named(&f.config, f.none, f.row, fault_find("mss-length-5")));
	tear_down(&f);
}

Test(proof, the_full_profile_runs_all)
{
	struct fixture f;

	set_up(&f);
	f.config.full = true;
	run_fault(&f, "synack-acks-x");
	cr_assert_not(proof_case_caught(&f.config, f.none, f.row, SLOW),
		      "the faultless row has none to compare");
	{
		struct error err;

		cr_assert_eq(proof_run(&f.config, FAULT_COUNT, f.none, &err), 0);
	}
	cr_assert(proof_case_caught(&f.config, f.none, f.row, SLOW));
	tear_down(&f);
}

Test(proof, one_family_is_enough_to_catch)
{
	struct fixture f;
	size_t stride;

	set_up(&f);
	stride = CASES + rules_count();
	memcpy(f.row, f.none, proof_row_size(&f.config));
	f.row[stride + BLIND] = VERDICT_WARN;
	cr_assert(proof_case_caught(&f.config, f.none, f.row, BLIND));
	f.row[stride + BLIND] = VERDICT_INCONCLUSIVE;
	cr_assert_not(proof_case_caught(&f.config, f.none, f.row, BLIND));
	f.none[BLIND] = VERDICT_SKIP;
	cr_assert_eq(proof_faultless(&f.config, f.none, BLIND), VERDICT_PASS);
	f.none[BLIND] = VERDICT_PASS;
	f.none[stride + BLIND] = VERDICT_SKIP;
	cr_assert_eq(proof_faultless(&f.config, f.none, BLIND), VERDICT_PASS);
	f.none[BLIND] = VERDICT_FAIL;
	cr_assert_eq(proof_faultless(&f.config, f.none, BLIND), VERDICT_FAIL);
	tear_down(&f);
}

Test(proof, a_case_comes_out_alike_alone_and_among_others)
{
	struct fixture f;
	const struct test_case *only;
	struct error err;
	uint8_t *alone;

	set_up(&f);
	path_parse("loss=30%", &f.config.simulation.path, &err);
	cr_assert_eq(proof_run(&f.config, FAULT_COUNT, f.none, &err), 0);
	only = f.cases[BLIND];
	f.config.cases = &only;
	f.config.count = 1;
	alone = malloc(proof_row_size(&f.config));
	cr_assert_eq(proof_run(&f.config, FAULT_COUNT, alone, &err), 0);
	cr_assert_eq(alone[0], f.none[BLIND]);
	cr_assert_eq(alone[1 + rules_count()],
		     f.none[CASES + rules_count() + BLIND]);
	free(alone);
	f.config.count = CASES;
	tear_down(&f);
}
