/* SPDX-License-Identifier: BSD-2-Clause */
#include "report_fixture.h"

#include "report/json_write.h"

static void open_json(struct fixture *f, size_t families)
{
	const struct run_info info = fixture_info(families);

	fixture_open(f);
	f->report = report_json_new(f->out);
	observers_begin(f->report, &info);
}

/* The text behind the first `lines` lines. */
static const char *behind(struct fixture *f, size_t lines)
{
	const char *text = fixture_text(f);

	while (lines--)
		text = strchr(text, '\n') + 1;
	return text;
}

Test(report_json, run_comes_first)
{
	struct fixture f;

	open_json(&f, 2);
	cr_assert_str_eq(fixture_text(&f),
		"{\"type\":\"run\",\"command\":\"run\",\"version\":\"1.0\","
		"\"profile\":\"quick\",\"target\":\"192.0.2.7\",\"cases\":3,"
		"\"targets\":[{\"family\":\"inet\",\"address\":\"192.0.2.7\","
		"\"source\":\"192.0.2.1\",\"interface\":\"veth0\",\"rtt_us\":45.000,"
		"\"services\":[\"echo:7\",\"discard:9\"],\"closed_port\":1},"
		"{\"family\":\"inet6\",\"address\":\"2001:db8::7\","
		"\"source\":\"2001:db8::1\",\"interface\":\"veth0\",\"services\":[],"
		"\"note\":\"offloads are on\"}]}\n");
	fixture_close(&f);
}

Test(report_json, a_passed_case)
{
	struct fixture f;

	open_json(&f, 1);
	fixture_case(&f, &fixture_syn, FAMILY_INET, VERDICT_PASS, "");
	cr_assert_str_eq(behind(&f, 1),
		"{\"type\":\"case\",\"id\":\"opening/syn\",\"family\":\"inet\","
		"\"verdict\":\"pass\",\"covers\":[\"RFC5961/3.2-2\"],\"reason\":\"\","
		"\"at\":\"testcases/opening/syn.tc:1\",\"trials\":1,"
		"\"elapsed_us\":412,\"title\":\"SYN draws SYN,ACK\"}\n");
	fixture_close(&f);
}

Test(report_json, what_the_target_does_not_implement)
{
	char reason[] = "not implemented by the target: urgent data";
	const struct case_result result = { .tc = &fixture_syn, .family = FAMILY_INET,
					    .verdict = VERDICT_SKIP, .reason = reason,
					    .not_implemented = true };
	struct fixture f;

	open_json(&f, 1);
	observers_known(f.report, &result);
	cr_assert(strstr(behind(&f, 1), "\"verdict\":\"skip\","));
	cr_assert(strstr(behind(&f, 1), "\"not_implemented\":true,"));
	fixture_close(&f);
}

Test(report_json, a_known_fail_with_evidence)
{
	struct fixture f;

	open_json(&f, 1);
	fixture_fail(&f, FAMILY_INET6, "Linux resets here");
	cr_assert_str_eq(strstr(behind(&f, 1), "\"reason\""),
		"\"reason\":\"the target reset the connection\","
		"\"at\":\"testcases/reset/blind.tc:9\",\"trials\":2,"
		"\"elapsed_us\":1000,\"finding\":\"reset/blind-rst\","
		"\"title\":\"A RST in the window that misses "
		"RCV.NXT draws a challenge ACK and changes nothing\","
		"\"expected\":\"> . SND.NXT ack RCV.NXT\","
		"\"got\":\"> R. 1:1(0) ack 1 win 65535\",\"known\":true,"
		"\"known_reason\":\"Linux resets here\","
		"\"trace\":[\"+0.000000 < S 1:1(0) win 65535\","
		"\"+0.000123 > R. 1:1(0) ack 1 win 65535  # not a challenge ACK\"],"
		"\"blamed\":1}\n");
	fixture_close(&f);
}

Test(report_json, a_broken_rule)
{
	struct fixture f;

	open_json(&f, 1);
	fixture_rule(&f, VERDICT_FAIL, NULL);
	cr_assert_str_eq(behind(&f, 1),
		"{\"type\":\"rule\",\"id\":\"RFC9293/MUST-2\",\"family\":\"inet\","
		"\"verdict\":\"fail\",\"segments\":1042,\"broken\":2,"
		"\"title\":\"checksums are right\","
		"\"reason\":\"checksum 0x1234 where 0x4321 is right\","
		"\"case\":\"opening/syn\","
		"\"breach\":\"+0.001500 > . 1:1(0) ack 1 win 65535\"}\n");
	fixture_close(&f);
}

Test(report_json, summary_counts_cases_and_rules_apart)
{
	struct fixture f;

	open_json(&f, 1);
	fixture_case(&f, &fixture_syn, FAMILY_INET, VERDICT_PASS, "");
	fixture_case(&f, &fixture_syn, FAMILY_INET6, VERDICT_SKIP, "no");
	fixture_fail(&f, FAMILY_INET, "known");
	fixture_rule(&f, VERDICT_FAIL, "known");
	fixture_rule(&f, VERDICT_PASS, NULL);
	observers_stale(f.report, "closing/fin", "inet");
	fixture_end(&f, true);
	cr_assert_str_eq(behind(&f, 6),
		"{\"type\":\"stale\",\"id\":\"closing/fin\",\"family\":\"inet\"}\n"
		"{\"type\":\"finding\",\"id\":\"reset/blind-rst\",\"verdict\":\"fail\","
		"\"title\":\"A RST in the window that misses RCV.NXT draws a challenge "
		"ACK and changes nothing\",\"known\":true,\"count\":1,"
		"\"cases\":[\"reset/blind-rst\"]}\n"
		"{\"type\":\"summary\",\"pass\":1,\"fail\":1,\"warn\":0,"
		"\"inconclusive\":0,\"skip\":1,\"error\":0,\"elapsed_us\":3200000,"
		"\"cpu_us\":300000,\"rules\":{\"pass\":1,\"fail\":1,\"warn\":0,"
		"\"inconclusive\":0,\"skip\":0,\"error\":0},\"known\":2,\"stale\":1,"
		"\"interrupted\":true,\"capture_drops\":0}\n");
	fixture_close(&f);
}

Test(report_json, lines_are_flushed_one_by_one)
{
	char path[] = "/tmp/tcpvet-test-XXXXXX";
	const struct run_info info = fixture_info(1);
	struct fixture f = { 0 };
	int fd = mkstemp(path);
	off_t size;

	cr_assert_geq(fd, 0);
	unlink(path);
	f.out = fdopen(fd, "w");
	f.report = report_json_new(f.out);
	observers_begin(f.report, &info);
	size = lseek(fd, 0, SEEK_END);
	cr_assert_gt(size, 0);
	fixture_case(&f, &fixture_syn, FAMILY_INET, VERDICT_PASS, "");
	cr_assert_gt(lseek(fd, 0, SEEK_END), size);
	fixture_close(&f);
}

static void assert_json(const char *text, size_t len, const char *want)
{
	struct fixture f;

	fixture_open(&f);
	json_string_n(f.out, text, len);
	cr_assert_str_eq(fixture_text(&f), want);
	fixture_close(&f);
}

Test(json_write, escapes_what_json_wants_escaped)
{
	assert_json("a\"b\\c/", 6, "\"a\\\"b\\\\c/\"");
	assert_json("\b\f\n\r\t", 5, "\"\\b\\f\\n\\r\\t\"");
	assert_json("\x01\x1f\x7f\0x", 5, "\"\\u0001\\u001f\\u007f\\u0000x\"");
}

Test(json_write, keeps_utf8_and_replaces_what_is_none)
{
	assert_json("\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80", 9,
		    "\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\"");
	assert_json("\x80", 1, "\"\xef\xbf\xbd\"");           /* lone continuation */
	assert_json("\xc0\xaf", 2, "\"\xef\xbf\xbd\xef\xbf\xbd\""); /* overlong */
	assert_json("\xed\xa0\x80", 3,                         /* surrogate */
		    "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"");
	assert_json("\xc3(", 2, "\"\xef\xbf\xbd(\"");          /* cut short */
	assert_json("\xe2\x82\xac", 2, "\"\xef\xbf\xbd\xef\xbf\xbd\""); /* by length */
	assert_json("\xf5\x80\x80\x80", 4,                     /* past U+10FFFF */
		    "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"");
}

Test(report_json, offloads_have_keys_where_there_are_any)
{
	struct fixture f;

	fixture_open(&f);
	f.report = report_json_new(f.out);
	fixture_offloads(&f, 14);
	assert_has(fixture_text(&f), "\"closed_port\":1,\"offloads\":[\"gro\",\"lro\"],"
		   "\"offload_command\":\"ethtool -K veth0 gro off\","
		   "\"offloads_off\":[\"tso\"]}");
	assert_has(fixture_text(&f), "\"unfinished_checksums\":14,"
		   "\"merged_segments\":12}\n");
	fixture_close(&f);
}
