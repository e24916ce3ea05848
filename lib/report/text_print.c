/* SPDX-License-Identifier: BSD-2-Clause */
/* text_print.c - the parts of the text report that stand around the cases. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/duration.h"
#include "report/text_internal.h"
#include "report/text_util.h"

static const char *family_label(enum ip_family family)
{
	return family == FAMILY_INET6 ? "IPv6" : "IPv4";
}

/* ---- header ----------------------------------------------------------- */

static void print_note(struct text_report *self, const char *note)
{
	if (!*note)
		return;
	fprintf(self->out, "%8s", "");
	text_wrap(self->out, self->width, 8, 8, note);
}

static void print_target(struct text_report *self, const struct target_info *target)
{
	struct arena *arena = &self->arena;
	const char *rtt = "";
	const char *closed = "no closed port known";
	char length[DURATION_TEXT];

	if (target->rtt_ns > 0)
		rtt = arena_printf(arena, ", round trip %s",
				   duration_text(target->rtt_ns, length));
	if (target->closed_port)
		closed = arena_printf(arena, "closed port %u", target->closed_port);
	fprintf(self->out, "  %s  ", family_label(target->family));
	text_wrap(self->out, self->width, 8, 8,
		  arena_printf(arena, "%s from %s on %s%s", target->address,
			       target->source, target->ifname, rtt));
	fprintf(self->out, "%8s", "");
	text_wrap(self->out, self->width, 8, 8,
		  arena_printf(arena, "%s%s; %s", *target->services ?
			       "services " : "no service", target->services, closed));
	print_note(self, target->note);
	print_note(self, target->offload_note);
}

void text_print_header(struct text_report *self, const struct run_info *info)
{
	text_wrap(self->out, self->width, 0, 2,
		  arena_printf(&self->arena, "tcpvet %s %s: target %s, %s profile, "
			       "%zu %s", info->version, info->command, info->target,
			       info->profile, info->case_count,
			       info->case_count == 1 ? "case" : "cases"));
	for (size_t i = 0; i < info->target_count; i++)
		print_target(self, &info->targets[i]);
	fputc('\n', self->out);
}

/* ---- table of topics -------------------------------------------------- */

/* The columns in the order of the table. Known deviations have their own, so that
 * "fail" is what needs attention. */
static const struct column {
	enum verdict verdict;
	bool known;
	const char *label;
} columns[] = {
	{ VERDICT_PASS, false, "pass" },
	{ VERDICT_FAIL, false, "fail" },
	{ VERDICT_FAIL, true, "known" },
	{ VERDICT_ERROR, false, "error" },
	{ VERDICT_WARN, false, "warn" },
	{ VERDICT_INCONCLUSIVE, false, "inconclusive" },
	{ VERDICT_SKIP, false, "skip" },
};

enum { COLUMN_COUNT = sizeof(columns) / sizeof(columns[0]) };

static unsigned column_count(const struct counts *tally, const struct column *column)
{
	if (column->known)
		return tally->known + tally->known_warnings;
	if (column->verdict == VERDICT_FAIL)
		return tally->counts[VERDICT_FAIL] - tally->known;
	if (column->verdict == VERDICT_WARN)
		return tally->counts[VERDICT_WARN] - tally->known_warnings;
	return tally->counts[column->verdict];
}

static size_t row_lead(const struct text_report *self, size_t topic_columns)
{
	return 2 + topic_columns + (self->families > 1 ? 6 : 0);
}

/* Whether every row fits the width with its cells one below the other. */
static bool table_fits(const struct text_report *self, size_t lead)
{
	size_t width = lead;

	for (size_t i = 0; i < COLUMN_COUNT; i++)
		if (column_count(&self->cases, &columns[i]))
			width += 2 + 4 + 1 + strlen(columns[i].label);
	return width <= self->width;
}

static void print_aligned(struct text_report *self, const struct counts *tally)
{
	size_t blanks = 0; /* owed, so that no line ends in blanks */

	for (size_t i = 0; i < COLUMN_COUNT; i++) {
		unsigned count = column_count(tally, &columns[i]);

		if (!column_count(&self->cases, &columns[i]))
			continue;
		if (!count) {
			blanks += 2 + 4 + 1 + strlen(columns[i].label);
			continue;
		}
		fprintf(self->out, "%*s  %4u %s", (int)blanks, "", count,
			columns[i].label);
		blanks = 0;
	}
	fputc('\n', self->out);
}

static const char *counts_text(struct text_report *self, const struct counts *tally)
{
	const char *text = "";

	for (size_t i = 0; i < COLUMN_COUNT; i++) {
		unsigned count = column_count(tally, &columns[i]);

		if (count)
			text = arena_printf(&self->arena, "%s%s%u %s", text,
					    *text ? ", " : "", count,
					    columns[i].label);
	}
	return text;
}

static void print_ragged(struct text_report *self, const struct counts *tally,
			 size_t lead)
{
	fputs("  ", self->out);
	text_wrap(self->out, self->width, lead + 2, lead + 2,
		  counts_text(self, tally));
}

void text_print_topics(struct text_report *self)
{
	const char *topic = "";
	size_t longest = 0, lead;
	bool aligned;

	for (const struct topic_row *r = self->topics; r; r = r->next)
		if (strlen(r->topic) > longest)
			longest = strlen(r->topic);
	if (self->topics && self->options.verbose)
		fputc('\n', self->out);
	lead = row_lead(self, longest);
	aligned = table_fits(self, lead);
	for (const struct topic_row *r = self->topics; r; r = r->next) {
		bool again = strcmp(r->topic, topic) == 0;

		fprintf(self->out, "  %-*s", (int)longest, again ? "" : r->topic);
		if (self->families > 1)
			fprintf(self->out, "  %s", family_label(r->family));
		if (aligned)
			print_aligned(self, &r->tally);
		else
			print_ragged(self, &r->tally, lead);
		topic = r->topic;
	}
	if (self->topics)
		fputc('\n', self->out);
}

/* ---- ambient rules ---------------------------------------------------- */

static bool rule_broken(const struct rule_result *rule)
{
	if (rule->known)
		return false;
	return rule->verdict == VERDICT_FAIL || rule->verdict == VERDICT_WARN || rule->verdict == VERDICT_ERROR ||
	       rule->verdict == VERDICT_INCONCLUSIVE;
}

/* What is doubtful was not counted as broken, but it was seen. */
static const char *broken_text(struct text_report *self, const struct rule_result *rule)
{
	if (!rule->broken)
		return arena_printf(&self->arena, "first in %s", rule->case_id);
	return arena_printf(&self->arena, "by %" PRIu64 " of %" PRIu64 " segments, first "
			    "in %s", rule->broken, rule->segments, rule->case_id);
}

static void print_broken_rule(struct text_report *self,
			      const struct rule_result *rule)
{
	text_print_heading(self, rule->verdict, rule->id, family_name(rule->family));
	fprintf(self->out, "      ");
	text_wrap(self->out, self->width, 6, 6,
		  arena_printf(&self->arena, "ambient rule: %s", rule->title));
	text_print_requirement(self, rule->id);
	text_print_field(self, "reason", rule->reason);
	text_print_excuses(self, rule->excuses);
	if (rule->case_id)
		text_print_field(self, !rule->evident ? "case"
				 : rule->broken	      ? "broken"
						      : "doubtful",
				 rule->evident ? broken_text(self, rule) : rule->case_id);
	if (rule->evident)
		text_print_trace_line(self, NULL, &rule->breach, 0);
	fputc('\n', self->out);
}

/* Whether the target is there at all comes before what it does. */
static bool is_of_target(const struct rule_result *rule)
{
	return strncmp(rule->id, "target/", 7) == 0;
}

void text_print_presence(struct text_report *self)
{
	for (const struct kept_rule *r = self->rules; r; r = r->next)
		if (is_of_target(&r->result) && rule_broken(&r->result))
			print_broken_rule(self, &r->result);
}

void text_print_rules(struct text_report *self)
{
	unsigned held = 0, unseen = 0;
	uint64_t most = 0;
	const char *text;

	for (const struct kept_rule *r = self->rules; r; r = r->next) {
		if (rule_broken(&r->result) && !is_of_target(&r->result))
			print_broken_rule(self, &r->result);
		if (r->result.verdict == VERDICT_SKIP)
			unseen++;
		if (r->result.verdict != VERDICT_PASS)
			continue;
		held++;
		if (r->result.segments > most)
			most = r->result.segments;
	}
	text = !held ? "" :
	       arena_printf(&self->arena, "%u held on every segment (up to %" PRIu64
			    " judged)", held, most);
	if (unseen)
		text = arena_printf(&self->arena, "%s%s%u had no segment to judge",
				    text, held ? ", " : "", unseen);
	if (*text)
		text_wrap(self->out, self->width, 0, 2,
			  arena_printf(&self->arena, "Ambient rules: %s.", text));
}

/* ---- end -------------------------------------------------------------- */

static int by_count(const void *a, const void *b)
{
	const struct skip_reason *const *x = a, *const *y = b;

	return (*x)->count < (*y)->count ? 1 : (*x)->count > (*y)->count ? -1 :
	       strcmp((*x)->reason, (*y)->reason);
}

static void print_skips(struct text_report *self)
{
	struct skip_reason **sorted;
	size_t count = 0;

	for (struct skip_reason *s = self->skips; s; s = s->next)
		count++;
	if (!count)
		return;
	sorted = arena_alloc(&self->arena, count * sizeof(struct skip_reason *));
	count = 0;
	for (struct skip_reason *s = self->skips; s; s = s->next)
		sorted[count++] = s;
	qsort(sorted, count, sizeof(*sorted), by_count);
	fputs("Skipped:\n", self->out);
	for (size_t i = 0; i < count; i++) {
		fprintf(self->out, "  %4u  ", sorted[i]->count);
		text_wrap(self->out, self->width, 8, 8, sorted[i]->reason);
	}
}

static void print_stale(struct text_report *self)
{
	for (const struct stale_entry *s = self->stale; s; s = s->next)
		text_wrap(self->out, self->width, 0, 2,
			  arena_printf(&self->arena, "Stale: %s%s%s is listed as a "
				       "known deviation but held: take it out of "
				       "the expect file.", s->id,
				       *s->family ? " " : "", s->family));
}

/* Rules that failed and are not known deviations. */
static const char *broken_rules_text(struct text_report *self)
{
	unsigned n = 0;

	for (const struct kept_rule *r = self->rules; r; r = r->next)
		n += r->result.verdict == VERDICT_FAIL && !r->result.known;
	return !n ? "" : arena_printf(&self->arena, "; %u ambient %s broken", n,
				      n == 1 ? "rule" : "rules");
}

static void print_offloads(struct text_report *self, const struct run_summary *summary)
{
	const char *advice = NULL;

	if (!summary->unfinished && !summary->merged)
		return;
	/* What is not merged was never finished. */
	if (summary->unfinished > summary->merged)
		advice = summary->offload_advice;
	text_wrap(self->out, self->width, 0, 2,
		  arena_printf(&self->arena, "Offloads: of the target's segments %"
			       PRIu64 " came with an unfinished checksum, %" PRIu64
			       " may be several put together; what depends on it is "
			       "inconclusive.%s%s", summary->unfinished,
			       summary->merged, advice ? " " : "",
			       advice ? advice : ""));
}

void text_print_end(struct text_report *self, const struct run_summary *summary)
{
	const char *counts = counts_text(self, &self->cases);
	char elapsed[DURATION_TEXT], cpu[DURATION_TEXT];

	print_skips(self);
	print_stale(self);
	if (summary->capture_drops)
		text_wrap(self->out, self->width, 0, 2,
			  arena_printf(&self->arena, "The capture dropped %" PRIu64
				       " packets: trials that this touched were "
				       "repeated.", summary->capture_drops));
	print_offloads(self, summary);
	if (summary->interrupted)
		text_wrap(self->out, self->width, 0, 2,
			  arena_printf(&self->arena, "Interrupted: %zu of %zu cases "
				       "ran%s%s.", self->done - self->cases.counts[VERDICT_SKIP],
				       self->planned, summary->stopped ? ": " : "",
				       summary->stopped ? summary->stopped : ""));
	text_wrap(self->out, self->width, 0, 2,
		  arena_printf(&self->arena, "%zu %s: %s%s; %s (CPU %s)",
			       self->done, self->done == 1 ? "case" : "cases",
			       *counts ? counts : "none ran",
			       broken_rules_text(self),
			       duration_text(summary->elapsed_ns, elapsed),
			       duration_text(summary->cpu_ns, cpu)));
}
