/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * finding.h - fails that have one cause, told as one: a RST whose sequence number is
 * wrong is one finding with eleven cases, not eleven fails.
 *
 * Two fails have one cause when the same field is wrong in the same kind of reply to the
 * same kind of segment, or the same kind of segment is not answered by the same kind.
 * Whatever draws it, a RST is made at one place: what the tester had sent does not part
 * RSTs with a wrong field. Warnings and known deviations are findings apart.
 */
#ifndef TCPVET_VERDICT_FINDING_H
#define TCPVET_VERDICT_FINDING_H

#include "verdict/result.h"

enum { FINDING_ID = 96 };

/* The finding that a fail or a warning is part of: "rst-sequence", made of its cause
 * alone, so that it is the same in every run; of one with no cause to share the case's
 * own id. Returns buf. */
const char *finding_id(const struct case_result *result, char buf[static FINDING_ID]);

struct finding_case {
	const struct test_case *tc;
	enum ip_family family;
};

struct finding {
	char id[FINDING_ID];
	char title[2 * FINDING_ID]; /* one sentence without its point, or "" */
	enum verdict verdict;       /* fail or warn */
	bool known;
	struct finding_case *cases; /* in the order of coming */
	size_t count;               /* of pairs of case and family */
	size_t distinct;            /* of cases */
};

/* Zero-initialise; free with findings_clear. */
struct findings {
	struct finding *all;
	size_t count;
};

/* Adds what accuses to its finding; leaves alone what does not. The result's case must
 * outlive the findings. */
void findings_add(struct findings *findings, const struct case_result *result);

/* The heaviest first: fails before warnings, then by the number of cases; what was known
 * last. Those of the same weight stay as they came. */
void findings_sort(struct findings *findings);

void findings_clear(struct findings *findings);

#endif
