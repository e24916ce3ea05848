/* SPDX-License-Identifier: BSD-2-Clause */
/* report_fixture.h - a small run, told to one reporter, and the text that it wrote. */
#ifndef TCPVET_TESTS_REPORT_FIXTURE_H
#define TCPVET_TESTS_REPORT_FIXTURE_H

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "report/report.h"

struct fixture {
	char *text;
	size_t size;
	FILE *out;
	struct observer *report;
	struct requirements *reqs;
};

static inline void fixture_open(struct fixture *f)
{
	memset(f, 0, sizeof(*f));
	f->out = open_memstream(&f->text, &f->size);
	cr_assert_not_null(f->out);
}

/* What was written up to now. */
static inline const char *fixture_text(struct fixture *f)
{
	fflush(f->out);
	return f->text;
}

static inline void fixture_close(struct fixture *f)
{
	observers_free(f->report);
	fclose(f->out);
	free(f->text);
	requirements_free(f->reqs);
}

/* A catalogue of the two rows that the cases below cover. */
static inline void fixture_catalogue(struct fixture *f)
{
	static const char rows[] =
		"id\trfc\tsection\tlevel\tstatement\n"
		"RFC5961/3.2-2\tRFC5961\t3.2\tMUST\tA RST in the window whose sequence "
		"number is not RCV.NXT draws a challenge ACK and is dropped.\n"
		"RFC9293/MUST-2\tRFC9293\t3.1\tMUST\tEvery segment carries a correct "
		"checksum.\n";
	char path[] = "/tmp/tcpvet-test-XXXXXX";
	struct error err;
	int fd = mkstemp(path);

	cr_assert_geq(fd, 0);
	cr_assert_eq(write(fd, rows, sizeof(rows) - 1), (ssize_t)sizeof(rows) - 1);
	close(fd);
	f->reqs = requirements_load(path, &err);
	unlink(path);
	cr_assert_not_null(f->reqs, "%s", err.text);
}

static const char *fixture_covers[] = { "RFC5961/3.2-2", NULL };

static const struct test_case fixture_blind = {
	.id = "reset/blind-rst", .topic = "reset", .name = "blind-rst",
	.title = "A RST in the window that misses RCV.NXT draws a challenge ACK and "
		 "changes nothing",
	.cites = "", .loc = { "testcases/reset/blind.tc", 3, 1 },
	.covers = fixture_covers, .connections = 1,
};

static const struct test_case fixture_syn = {
	.id = "opening/syn", .topic = "opening", .name = "syn",
	.title = "SYN draws SYN,ACK", .cites = "",
	.loc = { "testcases/opening/syn.tc", 1, 1 }, .covers = fixture_covers,
	.connections = 1,
};

static inline struct run_info fixture_info(size_t families)
{
	struct run_info info = {
		.command = "run", .version = "1.0", .profile = "quick",
		.target = "192.0.2.7", .case_count = 3,
		.targets = {
			{ FAMILY_INET, "192.0.2.7", "192.0.2.1", "veth0", 45000,
			  "echo:7 discard:9", 1, "", "", "", "", "" },
			{ FAMILY_INET6, "2001:db8::7", "2001:db8::1", "veth0", 0,
			  "", 0, "offloads are on", "", "", "", "" },
		},
		.target_count = families,
	};

	return info;
}

/* A plain verdict on a case. */
static inline void fixture_case(struct fixture *f, const struct test_case *tc,
				enum ip_family family, enum verdict verdict,
				const char *reason)
{
	char *copy = strdup(reason);
	const struct case_result result = {
		.tc = tc, .family = family, .verdict = verdict, .reason = copy,
		.trials = 1, .elapsed_ns = 412000,
	};

	observers_progress(f->report, 0, tc, family);
	observers_known(f->report, &result);
	observers_result(f->report, &result);
	free(copy);
}

static inline struct trace_line fixture_segment(int64_t us, bool outgoing,
						uint16_t flags, bool blamed)
{
	return (struct trace_line) {
		.time = us * 1000, .outgoing = outgoing, .blamed = blamed,
		.seq_base = 1000, .ack_base = 5000,
		.seg = { .seq = 1001, .ack = 5001, .flags = flags, .window = 65535,
			 .data_offset = 5 },
	};
}

/* A fail with its evidence: SYN out, reset in. */
static inline void fixture_fail(struct fixture *f, enum ip_family family,
				const char *known_why)
{
	struct trace_line trace[] = {
		fixture_segment(0, true, SEG_SYN, false),
		fixture_segment(123, false, SEG_RST | SEG_ACK, true),
	};
	char reason[] = "the target reset the connection";
	char expected[] = "> . SND.NXT ack RCV.NXT";
	char got[] = "> R. 1:1(0) ack 1 win 65535";
	const struct case_result result = {
		.tc = &fixture_blind, .family = family, .verdict = VERDICT_FAIL,
		.known = known_why != NULL, .known_why = known_why,
		.reason = reason, .at = { "testcases/reset/blind.tc", 9, 2 },
		.expected = expected, .got = got, .trace = trace, .trace_len = 2,
		.trials = 2, .elapsed_ns = 1000000,
	};

	trace[1].note = "not a challenge ACK";
	observers_progress(f->report, 0, &fixture_blind, family);
	observers_known(f->report, &result);
	observers_result(f->report, &result);
}

static inline void fixture_rule(struct fixture *f, enum verdict verdict,
				const char *known_why)
{
	char reason[] = "checksum 0x1234 where 0x4321 is right";
	const struct rule_result rule = {
		.id = "RFC9293/MUST-2", .title = "checksums are right",
		.family = FAMILY_INET, .verdict = verdict,
		.known = known_why != NULL, .known_why = known_why,
		.segments = verdict == VERDICT_SKIP ? 0 : 1042,
		.broken = verdict == VERDICT_FAIL ? 2 : 0,
		.reason = verdict == VERDICT_FAIL ? reason : NULL,
		.case_id = verdict == VERDICT_FAIL ? "opening/syn" : NULL,
		.evident = true,
		.breach = fixture_segment(1500, false, SEG_ACK, true),
	};

	observers_rule(f->report, &rule);
}

/* A header that tells of GRO, and the end of a run in which it merged. */
static inline void fixture_offloads(struct fixture *f, uint64_t unfinished)
{
	const struct run_summary summary = {
		.elapsed_ns = 3200000000, .cpu_ns = 300000000,
		.unfinished = unfinished, .merged = 12, .offload_advice = "Go there.",
	};
	struct run_info info = fixture_info(1);
	struct target_info *target = &info.targets[0];

	strcpy(target->offloads, "gro lro");
	strcpy(target->offloads_off, "tso");
	strcpy(target->offload_command, "ethtool -K veth0 gro off");
	strcpy(target->offload_note, "offloads are on, by the note");
	observers_begin(f->report, &info);
	observers_end(f->report, &summary);
}

static inline void fixture_end(struct fixture *f, bool interrupted)
{
	const struct run_summary summary = {
		.interrupted = interrupted, .elapsed_ns = 3200000000,
		.cpu_ns = 300000000,
	};

	observers_end(f->report, &summary);
}

/* How often needle is in the text. */
static inline size_t occurrences(const char *text, const char *needle)
{
	size_t n = 0;

	while ((text = strstr(text, needle))) {
		n++;
		text += strlen(needle);
	}
	return n;
}

#define assert_has(text, needle) \
	cr_assert_not_null(strstr((text), (needle)), "\"%s\" is not in:\n%s", \
			   (needle), (text))
#define assert_lacks(text, needle) \
	cr_assert_null(strstr((text), (needle)), "\"%s\" is in:\n%s", (needle), (text))

#endif
