/* SPDX-License-Identifier: BSD-2-Clause */
/* Which segments of the target a session has the ambient rules judge, and when. */
#include "session_fixture.h"

static void with_rules_on(struct trial *t, const char *body, enum path_kind path)
{
	trial_body(t, body);
	t->rules = rules_new(FAMILY_INET, path);
}

static void with_rules(struct trial *t, const char *body, bool lossless)
{
	with_rules_on(t, body, lossless ? PATH_PERFECT : PATH_UNKNOWN);
}

static const struct rule_result *rule(struct trial *t, const char *id)
{
	for (unsigned i = 0; i < rules_count(); i++)
		if (strcmp(rules_result(t->rules, i)->id, id) == 0)
			return rules_result(t->rules, i);
	cr_assert_fail("no rule %s", id);
	return NULL;
}

static void all_hold(struct trial *t)
{
	for (unsigned i = 0; i < rules_count(); i++) {
		const struct rule_result *result = rules_result(t->rules, i);

		cr_assert_eq(result->broken, 0, "%s: %s", result->id, result->reason);
	}
}

Test(session_rules, every_segment_of_the_target_is_judged_once)
{
	struct trial t;

	with_rules(&t, OPEN "< P. RCV.NXT (4) ack SND.NXT\n> data \"abcd\"\n"
			    "> F. ack RCV.NXT\n", true);
	t.env.app = APP_DAYTIME;
	RUN(&t, ACCEPT, { .on = 2, .flags = A, .seq = 1, .ack = 5 },
	    { .on = 2, .flags = A, .seq = 1, .ack = 5, .data = "ab", .ms = 2 },
	    { .on = 2, .flags = FA, .seq = 3, .ack = 5, .data = "cd", .ms = 3 });
	assert_verdict(&t, VERDICT_PASS);
	cr_assert_eq(rules_segments(t.rules), 4);
	all_hold(&t);
	trial_close(&t);
}

Test(session_rules, segments_that_no_statement_looked_at_are_judged_too)
{
	struct trial t;

	with_rules(&t, OPEN "wait 10ms\n", true);
	RUN(&t, ACCEPT, { .on = 1, .flags = A | 0x200, .seq = 1, .ack = 1 });
	assert_verdict(&t, VERDICT_PASS);
	cr_assert_eq(rule(&t, "RFC9293/3.1-RSVD-TX")->broken, 1);
	cr_assert_str_eq(rule(&t, "RFC9293/3.1-RSVD-TX")->case_id, "unit/unit");
	trial_close(&t);
}

Test(session_rules, breach_is_told_with_its_segment_and_is_no_fail_of_the_case)
{
	struct trial t;

	with_rules(&t, OPEN "> data (4)\n", true);
	RUN(&t, ACCEPT, { .on = 1, .flags = A | SEG_AE, .seq = 1, .ack = 1, .data = "abcd" });
	assert_verdict(&t, VERDICT_PASS);
	cr_assert_eq(rule(&t, "RFC9293/3.1-RSVD-TX")->broken, 1);
	cr_assert_eq(rule(&t, "RFC9293/3.1-RSVD-TX")->breach.seg.payload_len, 4);
	cr_assert_eq(rule(&t, "RFC9293/3.1-RSVD-TX")->breach.time, 2 * FAKE_MS);
	trial_close(&t);
}

Test(session_rules, damaged_segment_is_judged_by_its_checksum_only)
{
	struct trial t;

	with_rules(&t, OPEN "wait 10ms\n", true);
	RUN(&t, ACCEPT,
	    { .on = 1, .flags = A | 0xe00, .seq = 99, .ack = 99, .force = BAD_CHECKSUM });
	cr_assert_eq(rule(&t, "RFC9293/MUST-2")->broken, 1);
	cr_assert_eq(rule(&t, "RFC9293/3.1-RSVD-TX")->broken, 0);
	cr_assert_eq(rules_segments(t.rules), 2);
	trial_close(&t);
}

/* The witness is answered from where the target stands, not from where the script
 * has read to. */
Test(session_rules, answer_of_a_witness_is_judged_behind_what_came_before_it)
{
	struct trial t;

	with_rules(&t, OPEN "< F. RCV.NXT ack SND.NXT\nstate CLOSE-WAIT\n"
			    "> F. ack RCV.NXT\n", true);
	RUN(&t, ACCEPT,
	    { .on = 2, .flags = FA, .seq = 1, .ack = 2, .data = "bye", .ms = 2 },
	    { .on = 3, .flags = A, .seq = 5, .ack = 2, .ms = 3 });
	assert_verdict(&t, VERDICT_PASS);
	cr_assert_eq(rules_segments(t.rules), 3);
	all_hold(&t);
	trial_close(&t);
}

Test(session_rules, one_gap_on_a_private_path_is_doubtful_too)
{
	for (unsigned gaps = 1; gaps <= 3; gaps += 2) {
		const unsigned on = gaps > 1 ? 1 : 99;
		struct trial t;

		with_rules_on(&t, OPEN "wait 10ms\n", PATH_PRIVATE);
		RUN(&t, ACCEPT,
		    { .on = 1, .flags = A, .seq = 5, .ack = 1, .data = "a", .ms = 1 },
		    { .on = on, .flags = A, .seq = 50, .ack = 1, .data = "b", .ms = 2 },
		    { .on = on, .flags = A, .seq = 500, .ack = 1, .data = "c", .ms = 3 });
		cr_assert_eq(rule(&t, "RFC9293/3.4-SYNFIN-SEQ")->verdict,
			     gaps > 1 ? VERDICT_FAIL : VERDICT_INCONCLUSIVE,
			     "%u gaps: %s", gaps,
			     verdict_name(rule(&t, "RFC9293/3.4-SYNFIN-SEQ")->verdict));
		trial_close(&t);
	}
}

Test(session_rules, gap_is_doubtful_where_the_path_may_lose)
{
	for (int lossless = 0; lossless < 2; lossless++) {
		struct trial t;

		with_rules(&t, OPEN "> F.\n", lossless != 0);
		t.env.app = APP_DAYTIME;
		RUN(&t, ACCEPT, { .on = 1, .flags = FA, .seq = 5, .ack = 1 });
		cr_assert_eq(rule(&t, "RFC9293/3.4-SYNFIN-SEQ")->verdict,
			     lossless ? VERDICT_FAIL : VERDICT_INCONCLUSIVE);
		trial_close(&t);
	}
}
