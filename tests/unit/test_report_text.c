/* SPDX-License-Identifier: BSD-2-Clause */
#include "report_fixture.h"

#include "report/text_util.h"

static void open_text(struct fixture *f, struct report_text_options options,
		      size_t families)
{
	const struct run_info info = fixture_info(families);

	fixture_open(f);
	fixture_catalogue(f);
	f->report = report_text_new(f->out, &options, f->reqs);
	observers_begin(f->report, &info);
}

/* The longest line in columns. */
static size_t widest(const char *text)
{
	size_t width = 0;

	while (*text) {
		size_t len = strcspn(text, "\n");

		if (len > width)
			width = len;
		text += len + (text[len] == '\n');
	}
	return width;
}

static void tell_everything(struct fixture *f)
{
	fixture_case(f, &fixture_syn, FAMILY_INET, VERDICT_PASS, "");
	fixture_case(f, &fixture_syn, FAMILY_INET6, VERDICT_SKIP,
		     "the target offers no service that closes first, as daytime "
		     "(RFC 867) would, and none was named on the command line");
	fixture_fail(f, FAMILY_INET, NULL);
	fixture_case(f, &fixture_blind, FAMILY_INET6, VERDICT_WARN, "a SHOULD");
	fixture_case(f, &fixture_syn, FAMILY_INET, VERDICT_INCONCLUSIVE,
		     "the preamble did not come about");
	fixture_rule(f, VERDICT_FAIL, NULL);
	observers_stale(f->report, "closing/fin", "inet");
	fixture_end(f, true);
}

Test(report_text, header_tells_the_target)
{
	struct fixture f;

	open_text(&f, (struct report_text_options){ 0 }, 1);
	cr_assert_str_eq(fixture_text(&f),
		"tcpvet 1.0 run: target 192.0.2.7, quick profile, 3 cases\n"
		"  IPv4  192.0.2.7 from 192.0.2.1 on veth0, round trip 45 us\n"
		"        services echo:7 discard:9; closed port 1\n"
		"\n");
	fixture_close(&f);
}

Test(report_text, all_pass_is_short)
{
	struct fixture f;
	size_t header;

	open_text(&f, (struct report_text_options){ 0 }, 1);
	header = strlen(fixture_text(&f));
	fixture_case(&f, &fixture_syn, FAMILY_INET, VERDICT_PASS, "");
	fixture_case(&f, &fixture_blind, FAMILY_INET, VERDICT_PASS, "");
	fixture_case(&f, &fixture_syn, FAMILY_INET, VERDICT_PASS, "");
	fixture_rule(&f, VERDICT_PASS, NULL);
	fixture_end(&f, false);
	cr_assert_str_eq(fixture_text(&f) + header,
		"  opening     2 pass\n"
		"  reset       1 pass\n"
		"\n"
		"Ambient rules: 1 held on every segment (up to 1042 judged).\n"
		"3 cases: 3 pass; 3.20 s (CPU 300 ms)\n");
	fixture_close(&f);
}

Test(report_text, a_fail_has_all_its_evidence)
{
	struct fixture f;

	open_text(&f, (struct report_text_options){ 0 }, 1);
	fixture_fail(&f, FAMILY_INET, NULL);
	fixture_end(&f, false);
	assert_has(fixture_text(&f),
		"FAIL  reset/blind-rst (inet)\n"
		"      A RST in the window that misses RCV.NXT draws a challenge ACK "
		"and changes\n"
		"      nothing\n"
		"      RFC5961/3.2-2, section 3.2, MUST: A RST in the window whose "
		"sequence\n"
		"        number is not RCV.NXT draws a challenge ACK and is dropped.\n"
		"      at        testcases/reset/blind.tc:9\n"
		"      reason    the target reset the connection\n"
		"      expected  > . SND.NXT ack RCV.NXT\n"
		"      got       > R. 1:1(0) ack 1 win 65535\n"
		"      trials    2 in 1.00 ms\n"
		"      +0.000000 < S 1:1(0) win 65535\n"
		"    * +0.000123 > R. 1:1(0) ack 1 win 65535 # not a challenge ACK\n"
		"\n");
	fixture_close(&f);
}

Test(report_text, two_families_have_a_line_each)
{
	struct fixture f;

	open_text(&f, (struct report_text_options){ 0 }, 2);
	fixture_case(&f, &fixture_syn, FAMILY_INET, VERDICT_PASS, "");
	fixture_case(&f, &fixture_blind, FAMILY_INET, VERDICT_PASS, "");
	fixture_case(&f, &fixture_syn, FAMILY_INET6, VERDICT_SKIP, "no echo");
	fixture_end(&f, false);
	assert_has(fixture_text(&f),
		"  opening  IPv4     1 pass\n"
		"           IPv6                1 skip\n"
		"  reset    IPv4     1 pass\n"
		"\n"
		"Skipped:\n"
		"     1  no echo\n");
	fixture_close(&f);
}

Test(report_text, known_deviations_are_listed_once_with_reason)
{
	struct fixture f;
	const char *text;

	open_text(&f, (struct report_text_options){ 0 }, 2);
	fixture_fail(&f, FAMILY_INET, "Linux resets here");
	fixture_fail(&f, FAMILY_INET6, "Linux resets here");
	fixture_rule(&f, VERDICT_FAIL, "sums are late");
	fixture_end(&f, false);
	text = fixture_text(&f);
	assert_has(text, "Known deviations:\n"
			 "  reset/blind-rst (inet, inet6): Linux resets here\n"
			 "  RFC9293/MUST-2 (inet): sums are late\n");
	cr_assert_eq(occurrences(text, "Linux resets here"), 1);
	assert_lacks(text, "FAIL");
	assert_has(text, "2 cases: 2 known;");
	fixture_close(&f);
}

Test(report_text, a_broken_rule_is_told_in_full)
{
	struct fixture f;

	open_text(&f, (struct report_text_options){ 0 }, 1);
	fixture_rule(&f, VERDICT_FAIL, NULL);
	fixture_rule(&f, VERDICT_SKIP, NULL);
	fixture_end(&f, false);
	assert_has(fixture_text(&f),
		"FAIL  RFC9293/MUST-2 (inet)\n"
		"      ambient rule: checksums are right\n"
		"      RFC9293/MUST-2, section 3.1, MUST: Every segment carries a "
		"correct\n"
		"        checksum.\n"
		"      reason    checksum 0x1234 where 0x4321 is right\n"
		"      broken    by 2 of 1042 segments, first in opening/syn\n"
		"    * +0.001500 > . 1:1(0) ack 1 win 65535\n");
	assert_has(fixture_text(&f), "Ambient rules: 1 had no segment to "
				     "judge.\n0 cases: none ran; 1 ambient rule "
				     "broken; 3.20 s");
	fixture_close(&f);
}

Test(report_text, many_that_are_open_for_one_reason_are_told_together)
{
	for (unsigned cases = 3; cases <= 6; cases += 3) {
		struct fixture f;

		open_text(&f, (struct report_text_options){ 0 }, 1);
		for (unsigned i = 0; i < cases; i++)
			fixture_case(&f, i % 2 ? &fixture_syn : &fixture_blind,
				     FAMILY_INET, VERDICT_INCONCLUSIVE, "the port is shut");
		fixture_case(&f, &fixture_syn, FAMILY_INET6, VERDICT_INCONCLUSIVE, "other");
		fixture_end(&f, false);
		cr_assert_eq(occurrences(fixture_text(&f), "the port is shut"),
			     cases > 3 ? 1 : 3, "%s", fixture_text(&f));
		cr_assert_eq(occurrences(fixture_text(&f), fixture_blind.id), cases > 3 ? 3 : 2,
			     "%s", fixture_text(&f));
		cr_assert_eq(occurrences(fixture_text(&f), "INCONCLUSIVE  6 cases"), cases > 3,
			     "%s", fixture_text(&f));
		cr_assert_eq(occurrences(fixture_text(&f), "other"), 1, "%s", fixture_text(&f));
		fixture_close(&f);
	}
}

Test(report_text, stale_and_interrupted_are_said)
{
	struct fixture f;

	open_text(&f, (struct report_text_options){ 0 }, 1);
	fixture_case(&f, &fixture_syn, FAMILY_INET, VERDICT_PASS, "");
	observers_stale(f.report, "closing/fin", "inet");
	fixture_end(&f, true);
	assert_has(fixture_text(&f), "Stale: closing/fin inet is listed");
	assert_has(fixture_text(&f), "Interrupted: 1 of 3 cases ran.\n");
	fixture_close(&f);
}

Test(report_text, nothing_is_wider_than_the_width)
{
	for (int width = 40; width <= 120; width += 8) {
		struct fixture f;

		open_text(&f, (struct report_text_options){ .width = width,
							    .verbose = true }, 2);
		tell_everything(&f);
		cr_assert_leq(widest(fixture_text(&f)), (size_t)width, "%d:\n%s",
			      width, fixture_text(&f));
		fixture_close(&f);
	}
}

Test(report_text, eighty_columns_without_being_asked)
{
	struct fixture f;

	open_text(&f, (struct report_text_options){ 0 }, 2);
	tell_everything(&f);
	cr_assert_leq(widest(fixture_text(&f)), 80u, "%s", fixture_text(&f));
	cr_assert_geq(widest(fixture_text(&f)), 70u, "wrapped too early");
	fixture_close(&f);
}

Test(report_text, colour_only_when_asked)
{
	struct fixture plain, coloured;

	open_text(&plain, (struct report_text_options){ 0 }, 2);
	open_text(&coloured, (struct report_text_options){ .colour = true }, 2);
	tell_everything(&plain);
	tell_everything(&coloured);
	assert_lacks(fixture_text(&plain), "\033");
	assert_has(fixture_text(&coloured), "\033[1;31mFAIL\033[0m  reset/");
	cr_assert_eq(occurrences(fixture_text(&coloured), "\033[0m"),
		     occurrences(fixture_text(&coloured), "\033[") / 2);
	fixture_close(&plain);
	fixture_close(&coloured);
}

Test(report_text, progress_is_erased_and_fits)
{
	struct fixture f;
	size_t header;
	const char *text;

	open_text(&f, (struct report_text_options){ .progress = true, .width = 40 },
		  1);
	header = strlen(fixture_text(&f));
	observers_progress(f.report, 1, &fixture_syn, FAMILY_INET);
	cr_assert_str_eq(fixture_text(&f) + header, "[1/3] opening/syn inet");
	fixture_case(&f, &fixture_blind, FAMILY_INET6, VERDICT_PASS, "");
	text = fixture_text(&f) + header + strlen("[1/3] opening/syn inet");
	cr_assert_str_eq(text, "\r                      \r[0/3] reset/blind-rst inet6");
	fixture_end(&f, false);
	assert_has(fixture_text(&f) + header, "inet6\r                           \r  ");
	fixture_close(&f);
}

Test(report_text, progress_is_cut_before_the_last_column)
{
	struct test_case long_name = fixture_syn;
	struct fixture f;
	size_t header;

	long_name.id = "opening/a-name-that-is-longer-than-the-terminal-is-wide";
	open_text(&f, (struct report_text_options){ .progress = true, .width = 40 },
		  1);
	header = strlen(fixture_text(&f));
	observers_progress(f.report, 1, &long_name, FAMILY_INET);
	cr_assert_str_eq(fixture_text(&f) + header,
			 "[1/3] opening/a-name-that-is-longer-tha");
	fixture_close(&f);
}

Test(report_text, no_progress_without_terminal)
{
	struct fixture f;

	open_text(&f, (struct report_text_options){ 0 }, 1);
	tell_everything(&f);
	assert_lacks(fixture_text(&f), "\r");
	assert_lacks(fixture_text(&f), "[1/3]");
	fixture_close(&f);
}

Test(report_text, hostile_octets_do_not_reach_the_terminal)
{
	struct fixture f;

	open_text(&f, (struct report_text_options){ 0 }, 1);
	fixture_case(&f, &fixture_syn, FAMILY_INET, VERDICT_INCONCLUSIVE,
		     "got \033[2J\x07 and \xff\xc3( and \xc2\x9b" "0m and \xc3\xa9");
	fixture_end(&f, false);
	assert_has(fixture_text(&f),
		   "got \\x1b[2J\\x07 and \\xff\\xc3( and \\xc2\\x9b0m and \xc3\xa9");
	assert_lacks(fixture_text(&f), "\033");
	fixture_close(&f);
}

Test(report_text, without_catalogue_ids_stand_alone)
{
	const struct report_text_options options = { 0 };
	const struct run_info info = fixture_info(1);
	struct fixture f;

	fixture_open(&f);
	f.report = report_text_new(f.out, &options, NULL);
	observers_begin(f.report, &info);
	fixture_fail(&f, FAMILY_INET, NULL);
	fixture_end(&f, false);
	assert_has(fixture_text(&f), "      RFC5961/3.2-2\n");
	fixture_close(&f);
}

static char *wrapped(size_t width, size_t at, size_t hang, const char *text)
{
	char *buf = NULL;
	size_t size;
	FILE *out = open_memstream(&buf, &size);

	text_wrap(out, width, at, hang, text);
	fclose(out);
	return buf;
}

static void assert_wrapped(size_t width, size_t at, size_t hang, const char *text,
			   const char *want)
{
	char *got = wrapped(width, at, hang, text);

	cr_assert_str_eq(got, want);
	free(got);
}

Test(text_wrap, breaks_between_words)
{
	assert_wrapped(16, 0, 2, "one two three four", "one two three\n  four\n");
	assert_wrapped(13, 0, 2, "one two three", "one two three\n");
	assert_wrapped(12, 0, 2, "one two three", "one two\n  three\n");
	assert_wrapped(16, 6, 2, "one two three", "one two\n  three\n");
	assert_wrapped(16, 0, 2, "  one \n\t two ", "one two\n");
	assert_wrapped(16, 0, 2, "", "\n");
}

Test(text_wrap, cuts_what_cannot_fit)
{
	assert_wrapped(10, 0, 2, "abcdefghijklmnopqr", "abcdefghij\n  klmnopqr\n");
	assert_wrapped(10, 0, 2, "ab cdefghijklmn", "ab\n  cdefghij\n  klmn\n");
}

Test(text_wrap, counts_characters_not_octets)
{
	assert_wrapped(10, 0, 0, "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9 \xc3\xa9\xc3\xa9\xc3"
		       "\xa9\xc3\xa9\xc3\xa9",
		       "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9 \xc3\xa9\xc3\xa9\xc3"
		       "\xa9\xc3\xa9\xc3\xa9\n");
}

Test(report_text, offloads_are_told_before_and_behind)
{
	for (unsigned unfinished = 12; unfinished <= 13; unfinished++) {
		struct fixture f;

		fixture_open(&f);
		f.report = report_text_new(f.out, &(struct report_text_options){ 0 },
					   NULL);
		fixture_offloads(&f, unfinished);
		assert_has(fixture_text(&f), "port 1\n        offloads are on, by the note\n");
		assert_has(fixture_text(&f), unfinished == 12 ?
			   "segments 12 came with an unfinished checksum, 12 may" :
			   "segments 13 came with an unfinished checksum, 12 may");
		/* What was not merged here was never finished there. */
		cr_assert_eq(occurrences(fixture_text(&f), "Go there."),
			     unfinished - 12);
		fixture_close(&f);
	}
}
