/* SPDX-License-Identifier: BSD-2-Clause */
/* text_internal.h - the text report's two halves: collecting (text.c) and printing. */
#ifndef TCPVET_REPORT_TEXT_INTERNAL_H
#define TCPVET_REPORT_TEXT_INTERNAL_H

#include "base/arena.h"
#include "report/report.h"
#include "report/counts.h"
#include "verdict/finding.h"

/* One line of the table: a topic in one family. */
struct topic_row {
	const char *topic;
	enum ip_family family;
	struct counts tally;
	struct topic_row *next;
};

/* A result worth telling at the end; what it points to is the arena's. */
struct kept_case {
	struct case_result result;
	struct kept_case *next;
};

struct kept_rule {
	struct rule_result result;
	struct kept_rule *next;
};

/* Why cases were skipped, and how many. */
struct skip_reason {
	const char *reason;
	unsigned count;
	struct skip_reason *next;
};

struct stale_entry {
	const char *id, *family;
	struct stale_entry *next;
};

struct text_report {
	struct observer base; /* first: the two are cast into each other */
	FILE *out;
	struct report_text_options options;
	const struct requirements *reqs;
	size_t width;
	struct arena arena;
	size_t planned, done, families;
	size_t progress_columns; /* what the progress line covers now */
	struct counts cases;
	struct findings findings;
	/* Lists in the order of coming. */
	struct topic_row *topics;
	struct kept_case *kept;
	struct kept_rule *rules;
	struct skip_reason *skips;
	struct stale_entry *stale;
};

void text_print_header(struct text_report *self, const struct run_info *info);

/* A case on one line with its trace: the verbose report. */
void text_print_line(struct text_report *self, const struct case_result *result);

void text_print_topics(struct text_report *self);
void text_print_presence(struct text_report *self);
void text_print_kept(struct text_report *self);
void text_print_rules(struct text_report *self);
void text_print_end(struct text_report *self, const struct run_summary *summary);

/* A heading over cases or rules: "FAIL  ID (inet)", coloured. */
void text_print_heading(struct text_report *self, enum verdict verdict,
			const char *id, const char *behind);

/* The verdict's word, or another in its colour, and two blanks; how many columns. */
size_t text_print_word(struct text_report *self, enum verdict verdict, const char *word);

/* All that speaks for the verdict of a case, below its heading; the short form leaves out
 * its title and the requirements. */
void text_print_evidence(struct text_report *self, const struct case_result *result);
void text_print_short_evidence(struct text_report *self, const struct case_result *result);

/* Parts of it: port and service that the case met; its segments. */
void text_print_port(struct text_report *self, const struct case_result *result);
void text_print_trace(struct text_report *self, const struct case_result *result);

/* Each excuse that was used on a line: its name, reason and bound. */
void text_print_excuses(struct text_report *self, excuse_set excuses);

/* What failed, or warned, by its cause; known deviations aside. */
void text_print_findings(struct text_report *self, enum verdict verdict);

/* A requirement as id, section, level and statement; just the id without reqs. */
void text_print_requirement(struct text_report *self, const char *id);

/* "label     text", wrapped; nothing when text is NULL or empty. */
void text_print_field(struct text_report *self, const char *label, const char *text);

/* One trace line, marked when it is the blamed one. */
void text_print_trace_line(struct text_report *self, const struct test_case *tc,
			   const struct trace_line *line, int64_t before);

#endif
