/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * report.h - a run told to people and programs. One reporter a format; any number
 * listen to the same run.
 */
#ifndef TCPVET_REPORT_REPORT_H
#define TCPVET_REPORT_REPORT_H

#include <stdio.h>

#include "base/error.h"
#include "verdict/result.h"
#include "script/requirements.h"

struct report;

struct report_ops {
	void (*begin)(struct report *report, const struct run_info *info);
	/* For progress: so many cases have ended, told or not, and this is the one
	 * that is waited for. May be NULL. */
	void (*progress)(struct report *report, size_t ended,
			 const struct test_case *tc, enum ip_family family);
	/* The result is the caller's; a reporter that keeps it must copy. */
	void (*result)(struct report *report, const struct case_result *result);
	void (*rule)(struct report *report, const struct rule_result *result);
	/* An expect entry that no longer fails, or names nothing. */
	void (*stale)(struct report *report, const char *id, const char *family);
	void (*end)(struct report *report, const struct run_summary *summary);
	void (*free)(struct report *report);
};

struct report {
	const struct report_ops *ops;
	struct report *next;
};

struct report_text_options {
	bool colour;   /* ANSI colours */
	bool progress; /* a line that is overwritten: `out` is a terminal */
	bool verbose;  /* each case on a line of its own, with its trace */
	int width;     /* columns; 0: 80 */
};

/*
 * Reporters. `out` stays the caller's to close. reqs may be NULL: then the RFC
 * statements are left out. Both must outlive the reporter. Never NULL.
 */
struct report *report_text_new(FILE *out, const struct report_text_options *options,
			       const struct requirements *reqs);
struct report *report_json_new(FILE *out);
struct report *report_tap_new(FILE *out, const struct requirements *reqs);

/* Calls on a whole list (NULL allowed). */
void reports_begin(struct report *list, const struct run_info *info);
void reports_progress(struct report *list, size_t ended, const struct test_case *tc,
		      enum ip_family family);
void reports_result(struct report *list, const struct case_result *result);
void reports_rule(struct report *list, const struct rule_result *result);
void reports_stale(struct report *list, const char *id, const char *family);
void reports_end(struct report *list, const struct run_summary *summary);
void reports_free(struct report *list);

#endif
