/* SPDX-License-Identifier: BSD-2-Clause */
/* Fails with one cause are one finding. */
#include <criterion/criterion.h>

#include "verdict/finding.h"

static const struct test_case cases[] = {
	{ .id = "closed/ack" }, { .id = "closed/fin" }, { .id = "listen/ack" },
	{ .id = "opening/syn" },
};

static struct case_result fail(unsigned number, struct cause cause)
{
	return (struct case_result){ .tc = &cases[number], .family = FAMILY_INET,
				     .verdict = VERDICT_FAIL, .cause = cause };
}

static const struct cause wrong_rst = {
	.kind = CAUSE_FIELD, .part = PART_SEQUENCE, .reply = KIND_RST, .sent = KIND_ACK
};

static void assert_id(struct cause cause, const char *want)
{
	const struct case_result result = fail(0, cause);
	char id[FINDING_ID];

	cr_assert_str_eq(finding_id(&result, id), want);
}

Test(finding, ids_are_made_of_the_cause)
{
	assert_id(wrong_rst, "rst-sequence");
	assert_id((struct cause){ .kind = CAUSE_FIELD, .part = PART_OPTION, .detail = 2,
				  .reply = KIND_SYN_ACK, .sent = KIND_SYN },
		  "syn-ack-option-2");
	assert_id((struct cause){ .kind = CAUSE_FIELD, .part = PART_ACK,
				  .reply = KIND_ACK, .sent = KIND_FIN },
		  "ack-acknowledgment-after-fin");
	assert_id((struct cause){ .kind = CAUSE_UNANSWERED, .wanted = KIND_ACK,
				  .sent = KIND_FIN }, "no-ack-after-fin");
	assert_id((struct cause){ .kind = CAUSE_INSTEAD, .reply = KIND_RST,
				  .wanted = KIND_ACK, .sent = KIND_SYN },
		  "rst-instead-of-ack-after-syn");
	assert_id((struct cause){ .kind = CAUSE_FORBIDDEN, .reply = KIND_ACK,
				  .sent = KIND_RST }, "unwanted-ack-after-rst");
	assert_id((struct cause){ .kind = CAUSE_STATE, .detail = STATE_FIN_WAIT_2,
				  .sent = KIND_DATA }, "state-fin-wait-2-after-data");
	assert_id((struct cause){ .kind = CAUSE_UNKNOWN }, "closed/ack");
}

/* A RST is made at one place, whatever draws it. */
Test(finding, a_wrong_rst_is_one_finding)
{
	struct findings findings = { NULL, 0 };
	struct cause cause = wrong_rst;

	for (unsigned i = 0; i < 4; i++) {
		struct case_result result = fail(i, cause);

		cause.sent = (enum segment_kind)(KIND_SYN + i);
		findings_add(&findings, &result);
		result.family = FAMILY_INET6;
		findings_add(&findings, &result);
	}
	cr_assert_eq(findings.count, 1);
	cr_assert_str_eq(findings.all[0].id, "rst-sequence");
	cr_assert_str_eq(findings.all[0].title, "the sequence number of a RST is wrong");
	cr_assert_eq(findings.all[0].count, 8);
	cr_assert_eq(findings.all[0].distinct, 4);
	cr_assert_eq(findings.all[0].cases[2].tc, &cases[1]);
	findings_clear(&findings);
}

Test(finding, what_differs_is_apart)
{
	const struct cause causes[] = {
		{ .kind = CAUSE_UNANSWERED, .wanted = KIND_ACK, .sent = KIND_FIN },
		{ .kind = CAUSE_UNANSWERED, .wanted = KIND_ACK, .sent = KIND_DATA },
		{ .kind = CAUSE_UNANSWERED, .wanted = KIND_RST, .sent = KIND_FIN },
		{ .kind = CAUSE_UNKNOWN },
	};
	struct findings findings = { NULL, 0 };
	struct case_result result;

	for (unsigned i = 0; i < 4; i++) {
		result = fail(i, causes[i]);
		findings_add(&findings, &result);
	}
	result = fail(0, causes[0]);
	result.verdict = VERDICT_WARN;
	findings_add(&findings, &result);
	result = fail(0, causes[0]);
	result.known = true;
	findings_add(&findings, &result);
	result.verdict = VERDICT_INCONCLUSIVE;
	findings_add(&findings, &result);
	result.verdict = VERDICT_PASS;
	findings_add(&findings, &result);
	cr_assert_eq(findings.count, 6);
	findings_clear(&findings);
}

Test(finding, the_heaviest_comes_first)
{
	static const struct {
		unsigned number;
		enum verdict verdict;
		bool known;
		enum segment_kind sent;
	} rows[] = {
		{ 0, VERDICT_WARN, false, KIND_SYN }, { 1, VERDICT_WARN, false, KIND_SYN },
		{ 0, VERDICT_FAIL, true, KIND_RST }, { 1, VERDICT_FAIL, true, KIND_RST },
		{ 2, VERDICT_FAIL, false, KIND_ACK }, { 3, VERDICT_FAIL, false, KIND_FIN },
		{ 0, VERDICT_FAIL, false, KIND_DATA }, { 1, VERDICT_FAIL, false, KIND_DATA },
	};
	static const char *const want[] = {
		"no-ack-after-data", "no-ack-after-ack", "no-ack-after-fin",
		"no-ack-after-syn", "no-ack-after-rst",
	};
	struct findings findings = { NULL, 0 };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct case_result result = fail(rows[i].number,
			(struct cause){ .kind = CAUSE_UNANSWERED, .wanted = KIND_ACK,
					.sent = rows[i].sent });

		result.verdict = rows[i].verdict;
		result.known = rows[i].known;
		findings_add(&findings, &result);
	}
	findings_sort(&findings);
	cr_assert_eq(findings.count, 5);
	for (size_t i = 0; i < 5; i++)
		cr_assert_str_eq(findings.all[i].id, want[i]);
	findings_clear(&findings);
}
