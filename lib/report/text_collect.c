/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * text_collect.c - a run for people. Cases are collected and told at the end, the worst in
 * full; on a terminal a progress line covers the time until then.
 */
#include <stdlib.h>
#include <string.h>

#include "report/report.h"
#include "base/memory.h"
#include "report/text_internal.h"
#include "report/text_util.h"

enum { DEFAULT_WIDTH = 80, MIN_WIDTH = 40 };

static struct text_report *self_of(struct observer *observer)
{
	return (struct text_report *)observer;
}

static char *keep_text(struct text_report *self, const char *text)
{
	return text ? arena_strdup(&self->arena, text) : NULL;
}

/* ---- progress --------------------------------------------------------- */

static void progress_erase(struct text_report *self)
{
	if (!self->progress_columns)
		return;
	fprintf(self->out, "\r%*s\r", (int)self->progress_columns, "");
	self->progress_columns = 0;
}

static void progress_show(struct text_report *self, size_t ended, const char *id,
			  enum ip_family family)
{
	char line[256];
	int n = snprintf(line, sizeof(line), "[%zu/%zu] %s %s", ended,
			 self->planned, id, family_name(family));

	if (n < 0)
		return;
	progress_erase(self);
	/* The last column stays free: some terminals wrap when it is written. */
	text_plain(self->out, line, self->width - 1);
	self->progress_columns = text_columns(line);
	if (self->progress_columns > self->width - 1)
		self->progress_columns = self->width - 1;
	fflush(self->out);
}

/* ---- collecting ------------------------------------------------------- */

static struct topic_row *topic_row(struct text_report *self, const char *topic,
				   enum ip_family family)
{
	struct topic_row **at = &self->topics;
	struct topic_row **behind = NULL; /* the last row of the same topic */
	struct topic_row *row;

	for (; *at; at = &(*at)->next) {
		if (strcmp((*at)->topic, topic) != 0)
			continue;
		if ((*at)->family == family)
			return *at;
		behind = &(*at)->next;
	}
	if (behind)
		at = behind;
	row = arena_alloc(&self->arena, sizeof(*row));
	row->topic = keep_text(self, topic);
	row->family = family;
	row->next = *at;
	*at = row;
	return row;
}

static void count_skip(struct text_report *self, const char *reason)
{
	struct skip_reason **at = &self->skips;

	if (!reason || !*reason)
		reason = "no reason given";
	while (*at && strcmp((*at)->reason, reason) != 0)
		at = &(*at)->next;
	if (!*at) {
		*at = arena_alloc(&self->arena, sizeof(**at));
		(*at)->reason = keep_text(self, reason);
	}
	(*at)->count++;
}

static void keep_case(struct text_report *self, const struct case_result *result)
{
	struct kept_case **at = &self->kept;
	struct case_result *copy;

	while (*at)
		at = &(*at)->next;
	*at = arena_alloc(&self->arena, sizeof(**at));
	copy = &(*at)->result;
	*copy = *result;
	copy->reason = keep_text(self, result->reason);
	copy->expected = keep_text(self, result->expected);
	copy->got = keep_text(self, result->got);
	copy->known_why = keep_text(self, result->known_why);
	copy->trace = NULL;
	if (!result->trace_len)
		return;
	copy->trace = arena_alloc(&self->arena,
				  result->trace_len * sizeof(*copy->trace));
	memcpy(copy->trace, result->trace,
	       result->trace_len * sizeof(*copy->trace));
}

/* ---- the reporter ----------------------------------------------------- */

static void text_begin(struct observer *observer, const struct run_info *info)
{
	struct text_report *self = self_of(observer);

	self->planned = info->case_count;
	self->families = info->target_count;
	text_print_header(self, info);
	fflush(self->out);
}

static void text_progress(struct observer *observer, size_t ended,
			  const struct test_case *tc, enum ip_family family)
{
	struct text_report *self = self_of(observer);

	if (self->options.progress)
		progress_show(self, ended, tc->id, family);
}

static void text_result(struct observer *observer, const struct case_result *result)
{
	struct text_report *self = self_of(observer);

	self->done++;
	counts_add(&self->cases, result->verdict, result->known);
	counts_add(&topic_row(self, result->tc->topic, result->family)->tally,
		  result->verdict, result->known);
	if (self->options.verbose) {
		progress_erase(self);
		text_print_line(self, result);
		fflush(self->out);
	}
	if (result->verdict == VERDICT_SKIP)
		count_skip(self, result->reason);
	else if (result->verdict != VERDICT_PASS)
		keep_case(self, result);
	findings_add(&self->findings, result);
}

static void text_rule(struct observer *observer, const struct rule_result *result)
{
	struct text_report *self = self_of(observer);
	struct kept_rule **at = &self->rules;
	struct rule_result *copy;

	while (*at)
		at = &(*at)->next;
	*at = arena_alloc(&self->arena, sizeof(**at));
	copy = &(*at)->result;
	*copy = *result;
	copy->id = keep_text(self, result->id);
	copy->title = keep_text(self, result->title);
	copy->reason = keep_text(self, result->reason);
	copy->known_why = keep_text(self, result->known_why);
	copy->case_id = keep_text(self, result->case_id);
}

static void text_stale(struct observer *observer, const char *id, const char *family)
{
	struct text_report *self = self_of(observer);
	struct stale_entry **at = &self->stale;

	while (*at)
		at = &(*at)->next;
	*at = arena_alloc(&self->arena, sizeof(**at));
	(*at)->id = keep_text(self, id);
	(*at)->family = keep_text(self, family ? family : "");
}

static void text_end(struct observer *observer, const struct run_summary *summary)
{
	struct text_report *self = self_of(observer);

	progress_erase(self);
	text_print_topics(self);
	text_print_presence(self);
	text_print_kept(self);
	text_print_rules(self);
	text_print_end(self, summary);
	fflush(self->out);
}

static void text_free(struct observer *observer)
{
	struct text_report *self = self_of(observer);

	findings_clear(&self->findings);
	arena_free(&self->arena);
	free(self);
}

static const struct observer_ops text_ops = {
	.begin = text_begin,
	.progress = text_progress,
	.result = text_result,
	.rule = text_rule,
	.stale = text_stale,
	.end = text_end,
	.free = text_free,
};

struct observer *report_text_new(FILE *out, const struct report_text_options *options,
			       const struct requirements *reqs)
{
	struct text_report *self = memory_zeroed(1, sizeof(*self));

	self->base.ops = &text_ops;
	self->out = out;
	self->options = *options;
	self->reqs = reqs;
	self->width = options->width > 0 ? (size_t)options->width : DEFAULT_WIDTH;
	if (self->width < MIN_WIDTH)
		self->width = MIN_WIDTH;
	return &self->base;
}
