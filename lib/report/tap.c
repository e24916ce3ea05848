/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tap.c - a run as TAP version 13, for prove(1) and its like. One test point a case,
 * and one behind them for all ambient rules together, so that the plan can stand
 * first. What is no verdict against the target (inconclusive, a known deviation) is
 * "not ok" with a TODO directive: a harness shows it and does not fail.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "report/json_write.h"
#include "base/memory.h"
#include "report/ip_part.h"
#include "report/report.h"
#include "report/text_util.h"

struct tap_report {
	struct observer base; /* first: the two are cast into each other */
	FILE *out;
	const struct requirements *reqs;
	size_t number;
	unsigned rules, rules_failed, rules_known;
};

static struct tap_report *self_of(struct observer *observer)
{
	return (struct tap_report *)observer;
}

/* Description and directive: one line, # and \ escaped. */
static void put_text(FILE *out, const char *text)
{
	char piece[5];

	while (*text) {
		size_t len = utf8_printable(text);

		if (!len) {
			fputc(' ', out);
			text++;
			continue;
		}
		if (*text == '#' || *text == '\\')
			fputc('\\', out);
		memcpy(piece, text, len);
		piece[len] = '\0';
		fputs(piece, out);
		text += len;
	}
}

static void comment(FILE *out, const char *text)
{
	fputs("# ", out);
	text_plain(out, text, 0);
	fputc('\n', out);
}

static void tap_begin(struct observer *observer, const struct run_info *info)
{
	struct tap_report *self = self_of(observer);
	FILE *out = self->out;

	fprintf(out, "TAP version 13\n1..%zu\n", info->case_count + 1);
	fprintf(out, "# tcpvet %s %s, %s profile, target ", info->version,
		info->command, info->profile);
	text_plain(out, info->target, 0);
	fputc('\n', out);
	for (size_t i = 0; i < info->target_count; i++) {
		const struct target_info *t = &info->targets[i];

		fprintf(out, "# %s %s from %s on %s, services %s\n",
			family_name(t->family), t->address, t->source, t->ifname,
			*t->services ? t->services : "none");
		if (*t->note)
			comment(out, t->note);
		if (*t->offload_note)
			comment(out, t->offload_note);
	}
	fflush(out);
}

static void yaml_key(FILE *out, const char *key, const char *value)
{
	if (!value || !*value)
		return;
	fprintf(out, "  %s: ", key);
	json_string(out, value);
	fputc('\n', out);
}

static void yaml_covers(FILE *out, const struct tap_report *self,
			const char **covers)
{
	if (!covers || !*covers)
		return;
	fputs("  covers:\n", out);
	for (; *covers; covers++) {
		const struct requirement *req;

		req = self->reqs ? requirements_find(self->reqs, *covers) : NULL;
		fputs("    - ", out);
		json_string(out, *covers);
		fputc('\n', out);
		if (req) {
			fputs("    - ", out);
			json_string(out, req->statement);
			fputc('\n', out);
		}
	}
}

static void yaml_trace(FILE *out, const struct case_result *result)
{
	if (!result->trace_len)
		return;
	if (result->trace_before)
		fprintf(out, "  segments_left_out: %" PRIu64 "\n", result->trace_before);
	fputs("  segments:\n", out);
	for (size_t i = 0; i < result->trace_len; i++) {
		char *text = trace_text(result->tc, &result->trace[i],
					i ? result->trace[i - 1].time : 0,
					ip_parts_of(result->tc));

		fputs("    - ", out);
		json_string(out, text ? text : "");
		fputs("\n", out);
		free(text);
	}
}

static void yaml_excuses(FILE *out, excuse_set excuses)
{
	if (!excuses)
		return;
	fputs("  excused:\n", out);
	for (int i = 0; i < EXCUSE_COUNT; i++) {
		if (!(excuses & excuse_bit((enum excuse)i)))
			continue;
		fputs("    - ", out);
		json_string(out, excuse_rows[i].reason);
		fputc('\n', out);
	}
}

/* The evidence, as the YAML block that TAP 13 allows behind a test point. */
static void yaml_block(const struct tap_report *self,
		       const struct case_result *result)
{
	FILE *out = self->out;
	char *place = result_place(result);

	fprintf(out, "  ---\n  verdict: %s\n", verdict_name(result->verdict));
	yaml_key(out, "title", result->tc->title);
	yaml_key(out, "reason", result->reason);
	yaml_key(out, "at", place);
	yaml_key(out, "expected", result->expected);
	yaml_key(out, "got", result->got);
	if (result->port)
		fprintf(out, "  port: %u\n", result->port);
	yaml_excuses(out, result->excuses);
	yaml_covers(out, self, result->tc->covers);
	yaml_trace(out, result);
	fputs("  ...\n", out);
	free(place);
}

static void directive(FILE *out, const char *word, const char *text)
{
	fprintf(out, " # %s ", word);
	put_text(out, text ? text : "");
}

static void case_directive(FILE *out, const struct case_result *result)
{
	if (result->verdict == VERDICT_SKIP)
		directive(out, "SKIP", result->reason);
	else if (result->verdict == VERDICT_INCONCLUSIVE)
		directive(out, "TODO inconclusive:", result->reason);
	else if (case_result_accuses(result) && result->known)
		directive(out, "TODO known deviation:", result->known_why);
}

static bool verdict_ok(enum verdict verdict)
{
	return verdict == VERDICT_PASS || verdict == VERDICT_SKIP ||
	       verdict == VERDICT_WARN;
}

static void tap_result(struct observer *observer, const struct case_result *result)
{
	struct tap_report *self = self_of(observer);
	FILE *out = self->out;

	fprintf(out, "%s %zu - ", verdict_ok(result->verdict) ? "ok" : "not ok",
		++self->number);
	put_text(out, result->tc->id);
	fprintf(out, " %s", family_name(result->family));
	case_directive(out, result);
	fputc('\n', out);
	if (result->verdict != VERDICT_PASS && result->verdict != VERDICT_SKIP)
		yaml_block(self, result);
	fflush(out);
}

static void tap_rule(struct observer *observer, const struct rule_result *rule)
{
	struct tap_report *self = self_of(observer);
	FILE *out = self->out;

	self->rules++;
	if (rule->verdict == VERDICT_FAIL || rule->verdict == VERDICT_ERROR) {
		if (rule->known)
			self->rules_known++;
		else
			self->rules_failed++;
	} else if (rule->verdict != VERDICT_WARN) {
		return;
	}
	fprintf(out, "# rule %s %s %s: ", rule->id, family_name(rule->family),
		verdict_name(rule->verdict));
	text_plain(out, rule->title, 0);
	fputc('\n', out);
	if (rule->reason && *rule->reason)
		comment(out, rule->reason);
	if (rule->known)
		comment(out, rule->known_why ? rule->known_why : "known deviation");
	fflush(out);
}

static void tap_stale(struct observer *observer, const char *id, const char *family)
{
	FILE *out = self_of(observer)->out;

	fprintf(out, "# stale: %s%s%s is listed as a known deviation but held\n", id, family && *family ? " " : "", family ? family : "");
}

static void tap_end(struct observer *observer, const struct run_summary *summary)
{
	struct tap_report *self = self_of(observer);
	FILE *out = self->out;
	unsigned bad = self->rules_failed + self->rules_known;

	if (summary->interrupted) {
		fputs("Bail out! interrupted\n", out);
	} else {
		fprintf(out, "%s %zu - ambient rules", bad ? "not ok" : "ok",
			++self->number);
		if (bad && !self->rules_failed)
			fprintf(out, " # TODO %u known deviations", bad);
		else if (!self->rules)
			fputs(" # SKIP no segment was judged", out);
		fputc('\n', out);
	}
	fflush(out);
}

static void tap_free(struct observer *observer)
{
	free(self_of(observer));
}

static const struct observer_ops tap_ops = {
	.begin = tap_begin,
	.result = tap_result,
	.rule = tap_rule,
	.stale = tap_stale,
	.end = tap_end,
	.free = tap_free,
};

struct observer *report_tap_new(FILE *out, const struct requirements *reqs)
{
	struct tap_report *self = memory_zeroed(1, sizeof(*self));

	self->base.ops = &tap_ops;
	self->out = out;
	self->reqs = reqs;
	return &self->base;
}
