/* SPDX-License-Identifier: BSD-2-Clause */
#include "report_fixture.h"

static void open_tap(struct fixture *f)
{
	const struct run_info info = fixture_info(1);

	fixture_open(f);
	fixture_catalogue(f);
	f->report = report_tap_new(f->out, f->reqs);
	observers_begin(f->report, &info);
}

/* A whole run of one case result, without the header. */
static void assert_point(const char *want, enum verdict verdict, const char *reason)
{
	struct fixture f;
	size_t header;

	open_tap(&f);
	header = strlen(fixture_text(&f));
	fixture_case(&f, &fixture_syn, FAMILY_INET, verdict, reason);
	cr_assert_eq(strncmp(fixture_text(&f) + header, want, strlen(want)), 0,
		     "%s is not the beginning of %s", want,
		     fixture_text(&f) + header);
	fixture_close(&f);
}

Test(report_tap, plan_comes_first_and_counts_the_rules_as_one)
{
	struct fixture f;
	static const char want[] = "TAP version 13\n1..4\n# tcpvet 1.0 run";

	open_tap(&f);
	cr_assert_eq(strncmp(fixture_text(&f), want, strlen(want)), 0);
	fixture_case(&f, &fixture_syn, FAMILY_INET, VERDICT_PASS, "");
	fixture_case(&f, &fixture_syn, FAMILY_INET, VERDICT_PASS, "");
	fixture_case(&f, &fixture_syn, FAMILY_INET, VERDICT_PASS, "");
	fixture_rule(&f, VERDICT_PASS, NULL);
	fixture_rule(&f, VERDICT_SKIP, NULL);
	fixture_end(&f, false);
	assert_has(fixture_text(&f), "\nok 3 - opening/syn inet\n"
				     "ok 4 - ambient rules\n");
	fixture_close(&f);
}

Test(report_tap, each_verdict_has_its_line)
{
	assert_point("ok 1 - opening/syn inet\n", VERDICT_PASS, "");
	assert_point("ok 1 - opening/syn inet # SKIP no echo\n", VERDICT_SKIP,
		     "no echo");
	assert_point("ok 1 - opening/syn inet\n  ---\n  verdict: warn\n", VERDICT_WARN,
		     "a SHOULD");
	assert_point("not ok 1 - opening/syn inet # TODO inconclusive: lost\n",
		     VERDICT_INCONCLUSIVE, "lost");
	assert_point("not ok 1 - opening/syn inet\n  ---\n  verdict: fail\n",
		     VERDICT_FAIL, "wrong");
	assert_point("not ok 1 - opening/syn inet\n  ---\n  verdict: error\n",
		     VERDICT_ERROR, "no memory");
}

Test(report_tap, text_cannot_break_a_line)
{
	assert_point("ok 1 - opening/syn inet # SKIP a not ok 2 \\# TODO \\\\ b\n",
		     VERDICT_SKIP, "a\nnot ok 2 # TODO \\ b");
}

Test(report_tap, a_known_deviation_does_not_fail_the_harness)
{
	struct fixture f;

	open_tap(&f);
	fixture_fail(&f, FAMILY_INET, "Linux resets here");
	fixture_rule(&f, VERDICT_FAIL, "sums are late");
	fixture_end(&f, false);
	assert_has(fixture_text(&f), "\nnot ok 1 - reset/blind-rst inet "
				     "# TODO known deviation: Linux resets here\n");
	assert_has(fixture_text(&f), "\nnot ok 2 - ambient rules "
				     "# TODO 1 known deviations\n");
	fixture_close(&f);
}

Test(report_tap, evidence_is_a_yaml_block)
{
	struct fixture f;

	open_tap(&f);
	fixture_fail(&f, FAMILY_INET, NULL);
	assert_has(fixture_text(&f),
		"\nnot ok 1 - reset/blind-rst inet\n"
		"  ---\n"
		"  verdict: fail\n"
		"  title: \"A RST in the window that misses RCV.NXT draws a challenge "
		"ACK and changes nothing\"\n"
		"  reason: \"the target reset the connection\"\n"
		"  at: \"testcases/reset/blind.tc:9\"\n"
		"  expected: \"> . SND.NXT ack RCV.NXT\"\n"
		"  got: \"> R. 1:1(0) ack 1 win 65535\"\n"
		"  covers:\n"
		"    - \"RFC5961/3.2-2\"\n"
		"    - \"A RST in the window whose sequence number is not RCV.NXT draws "
		"a challenge ACK and is dropped.\"\n"
		"  segments:\n"
		"    - \"+0.000000 < S 1:1(0) win 65535\"\n"
		"    - \"+0.000123 > R. 1:1(0) ack 1 win 65535  # not a challenge "
		"ACK\"\n"
		"  ...\n");
	fixture_close(&f);
}

Test(report_tap, a_broken_rule_fails_the_last_point)
{
	struct fixture f;

	open_tap(&f);
	fixture_rule(&f, VERDICT_FAIL, "known");
	fixture_rule(&f, VERDICT_FAIL, NULL);
	fixture_end(&f, false);
	assert_has(fixture_text(&f), "# rule RFC9293/MUST-2 inet fail: checksums are "
				     "right\n# checksum 0x1234 where 0x4321 is right\n");
	assert_has(fixture_text(&f), "\nnot ok 1 - ambient rules\n");
	fixture_close(&f);
}

Test(report_tap, an_interrupted_run_bails_out)
{
	struct fixture f;

	open_tap(&f);
	fixture_end(&f, true);
	assert_has(fixture_text(&f), "\nBail out! interrupted\n");
	fixture_close(&f);
}
