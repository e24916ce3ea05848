/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * report.h - a run told to people and programs: one file a format, each a observer of the
 * run (run/observer.h). Nothing is decided here. The room uses all above it; begin with
 * json.c, the shortest.
 */
#ifndef TCPVET_REPORT_REPORT_H
#define TCPVET_REPORT_REPORT_H

#include <stdio.h>

#include "run/observer.h"
#include "script/requirements.h"

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
struct observer *report_text_new(FILE *out, const struct report_text_options *options,
			       const struct requirements *reqs);
struct observer *report_json_new(FILE *out);
struct observer *report_tap_new(FILE *out, const struct requirements *reqs);

#endif
