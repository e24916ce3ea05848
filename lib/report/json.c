/* SPDX-License-Identifier: BSD-2-Clause */
/* json.c - a run as JSON lines: one object a line, each flushed when written. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "report/json_write.h"
#include "base/memory.h"
#include "report/ip_part.h"
#include "report/report.h"
#include "report/counts.h"
#include "report/text_util.h"
#include "verdict/finding.h"

struct json_report {
	struct observer base; /* first: the two are cast into each other */
	FILE *out;
	struct counts cases, rules;
	struct findings findings;
	unsigned stale;
};

static struct json_report *self_of(struct observer *observer)
{
	return (struct json_report *)observer;
}

static void line_end(FILE *out)
{
	fputs("}\n", out);
	fflush(out);
}

static int64_t microseconds(int64_t ns)
{
	return ns / 1000;
}

/* ,"key":["a","b"] from words with single spaces between. */
static void key_words(FILE *out, const char *key, const char *words)
{
	const char *separator = "";

	fprintf(out, ",\"%s\":[", key);
	while (*words) {
		size_t len = strcspn(words, " ");

		if (len) {
			fputs(separator, out);
			json_string_n(out, words, len);
			separator = ",";
		}
		words += len;
		words += strspn(words, " ");
	}
	fputc(']', out);
}

static void write_target(FILE *out, const struct target_info *target)
{
	fputc('{', out);
	fprintf(out, "\"family\":\"%s\"", family_name(target->family));
	json_key(out, "address", target->address);
	json_key(out, "source", target->source);
	json_key(out, "interface", target->ifname);
	if (target->rtt_ns > 0)
		fprintf(out, ",\"rtt_us\":%.3f", (double)target->rtt_ns / 1000);
	key_words(out, "services", target->services);
	if (target->closed_port)
		fprintf(out, ",\"closed_port\":%u", target->closed_port);
	if (*target->note)
		json_key(out, "note", target->note);
	if (*target->offloads)
		key_words(out, "offloads", target->offloads);
	if (*target->offload_command)
		json_key(out, "offload_command", target->offload_command);
	if (*target->offloads_off)
		key_words(out, "offloads_off", target->offloads_off);
	fputc('}', out);
}

static void json_begin(struct observer *observer, const struct run_info *info)
{
	FILE *out = self_of(observer)->out;

	fputs("{\"type\":\"run\"", out);
	json_key(out, "command", info->command);
	json_key(out, "version", info->version);
	json_key(out, "profile", info->profile);
	json_key(out, "target", info->target);
	fprintf(out, ",\"cases\":%zu,\"targets\":[", info->case_count);
	for (size_t i = 0; i < info->target_count; i++) {
		if (i)
			fputc(',', out);
		write_target(out, &info->targets[i]);
	}
	fputc(']', out);
	line_end(out);
}

static void write_known(FILE *out, bool known, const char *why)
{
	if (!known)
		return;
	fputs(",\"known\":true", out);
	if (why)
		json_key(out, "known_reason", why);
}

/* Left out where none was used. */
static void write_excuses(FILE *out, excuse_set excuses)
{
	const char *before = ",\"excuses\":[";

	if (!excuses)
		return;
	for (int i = 0; i < EXCUSE_COUNT; i++) {
		if (!(excuses & excuse_bit((enum excuse)i)))
			continue;
		fputs(before, out);
		json_string(out, excuse_rows[i].name);
		before = ",";
	}
	fputc(']', out);
}

static void write_trace_line(FILE *out, const struct test_case *tc,
			     const struct trace_line *line, int64_t before)
{
	char *text = trace_text(tc, line, before, tc ? ip_parts_of(tc) : 0);

	json_string(out, text ? text : "");
	free(text);
}

static void write_trace(FILE *out, const struct case_result *result)
{
	if (!result->trace_len)
		return;
	fputs(",\"trace\":[", out);
	for (size_t i = 0; i < result->trace_len; i++) {
		if (i)
			fputc(',', out);
		write_trace_line(out, result->tc, &result->trace[i],
				 i ? result->trace[i - 1].time : 0);
	}
	fputc(']', out);
	if (result->trace_before)
		fprintf(out, ",\"trace_left_out\":%" PRIu64, result->trace_before);
	for (size_t i = 0; i < result->trace_len; i++)
		if (result->trace[i].blamed) {
			fprintf(out, ",\"blamed\":%zu", i);
			break;
		}
}

static void write_covers(FILE *out, const struct test_case *tc)
{
	fputs(",\"covers\":[", out);
	for (const char **id = tc->covers; id && *id; id++) {
		if (id != tc->covers)
			fputc(',', out);
		json_string(out, *id);
	}
	fputc(']', out);
}

static void write_at(FILE *out, const struct case_result *result)
{
	char *place = result_place(result);

	json_key(out, "at", place ? place : "");
	free(place);
}

static bool named_before(const struct finding *finding, size_t i)
{
	for (size_t before = 0; before < i; before++)
		if (finding->cases[before].tc == finding->cases[i].tc)
			return true;
	return false;
}

/* Each case once, whatever the family. */
static void write_names(FILE *out, const struct finding *finding)
{
	for (size_t i = 0; i < finding->count; i++) {
		if (named_before(finding, i))
			continue;
		if (i)
			fputc(',', out);
		json_string(out, finding->cases[i].tc->id);
	}
}

/* Left out where nothing accuses. */
static void write_finding_of(FILE *out, const struct case_result *result)
{
	char id[FINDING_ID];

	if (case_result_accuses(result))
		json_key(out, "finding", finding_id(result, id));
}

static void write_findings(struct json_report *self)
{
	findings_sort(&self->findings);
	for (size_t i = 0; i < self->findings.count; i++) {
		const struct finding *f = &self->findings.all[i];

		fputs("{\"type\":\"finding\"", self->out);
		json_key(self->out, "id", f->id);
		json_key(self->out, "verdict", verdict_name(f->verdict));
		json_key(self->out, "title", *f->title ? f->title : f->cases[0].tc->title);
		if (f->known)
			fputs(",\"known\":true", self->out);
		fprintf(self->out, ",\"count\":%zu,\"cases\":[", f->distinct);
		write_names(self->out, f);
		fputc(']', self->out);
		line_end(self->out);
	}
}

static void json_result(struct observer *observer, const struct case_result *result)
{
	struct json_report *self = self_of(observer);
	FILE *out = self->out;

	counts_add(&self->cases, result->verdict, result->known);
	fputs("{\"type\":\"case\"", out);
	json_key(out, "id", result->tc->id);
	fprintf(out, ",\"family\":\"%s\",\"verdict\":\"%s\"",
		family_name(result->family), verdict_name(result->verdict));
	write_covers(out, result->tc);
	json_key(out, "reason", result->reason ? result->reason : "");
	if (result->not_implemented)
		fputs(",\"not_implemented\":true", out);
	write_at(out, result);
	if (result->controls)
		fprintf(out, ",\"controls\":%u,\"controls_answered\":%u",
			result->controls, result->controls_answered);
	fprintf(out, ",\"trials\":%u,\"elapsed_us\":%" PRId64, result->trials,
		microseconds(result->elapsed_ns));
	if (result->bad)
		fprintf(out, ",\"seen\":%u,\"of\":%u", result->bad, result->counted);
	if (result->port)
		fprintf(out, ",\"port\":%u,\"service\":\"%s\"", result->port,
			app_name(result->app));
	write_excuses(out, result->excuses);
	write_finding_of(out, result);
	findings_add(&self->findings, result);
	json_key(out, "title", result->tc->title);
	if (result->expected)
		json_key(out, "expected", result->expected);
	if (result->got)
		json_key(out, "got", result->got);
	write_known(out, result->known, result->known_why);
	write_trace(out, result);
	line_end(out);
}

static void json_rule(struct observer *observer, const struct rule_result *result)
{
	struct json_report *self = self_of(observer);
	FILE *out = self->out;

	counts_add(&self->rules, result->verdict, result->known);
	fputs("{\"type\":\"rule\"", out);
	json_key(out, "id", result->id);
	fprintf(out, ",\"family\":\"%s\",\"verdict\":\"%s\",\"segments\":%" PRIu64
		",\"broken\":%" PRIu64, family_name(result->family),
		verdict_name(result->verdict), result->segments, result->broken);
	json_key(out, "title", result->title);
	json_key(out, "reason", result->reason ? result->reason : "");
	write_excuses(out, result->excuses);
	write_known(out, result->known, result->known_why);
	if (result->case_id)
		json_key(out, "case", result->case_id);
	if (result->evident) {
		fputs(",\"breach\":", out);
		write_trace_line(out, NULL, &result->breach, 0);
	}
	line_end(out);
}

static void json_stale(struct observer *observer, const char *id, const char *family)
{
	struct json_report *self = self_of(observer);

	self->stale++;
	fputs("{\"type\":\"stale\"", self->out);
	json_key(self->out, "id", id);
	json_key(self->out, "family", family ? family : "");
	line_end(self->out);
}

/* The order in which the counts have always been written. */
static const enum verdict count_order[] = {
	VERDICT_PASS, VERDICT_FAIL, VERDICT_WARN, VERDICT_INCONCLUSIVE, VERDICT_SKIP,
	VERDICT_ERROR
};

static void write_counts(FILE *out, const struct counts *tally)
{
	for (size_t i = 0; i < sizeof(count_order) / sizeof(count_order[0]); i++)
		fprintf(out, "%s\"%s\":%u", i ? "," : "",
			verdict_name(count_order[i]),
			tally->counts[count_order[i]]);
}

static void json_end(struct observer *observer, const struct run_summary *summary)
{
	struct json_report *self = self_of(observer);
	FILE *out = self->out;

	write_findings(self);
	fputs("{\"type\":\"summary\",", out);
	write_counts(out, &self->cases);
	fprintf(out, ",\"elapsed_us\":%" PRId64 ",\"cpu_us\":%" PRId64,
		microseconds(summary->elapsed_ns), microseconds(summary->cpu_ns));
	fputs(",\"rules\":{", out);
	write_counts(out, &self->rules);
	fprintf(out, "},\"known\":%u,\"stale\":%u,\"interrupted\":%s,"
		"\"capture_drops\":%" PRIu64,
		self->cases.known + self->rules.known + self->cases.known_warnings +
			self->rules.known_warnings, self->stale,
		summary->interrupted ? "true" : "false", summary->capture_drops);
	if (summary->stopped)
		json_key(out, "stopped", summary->stopped);
	if (summary->unfinished || summary->merged)
		fprintf(out, ",\"unfinished_checksums\":%" PRIu64
			",\"merged_segments\":%" PRIu64, summary->unfinished,
			summary->merged);
	line_end(out);
}

static void json_free(struct observer *observer)
{
	findings_clear(&self_of(observer)->findings);
	free(self_of(observer));
}

static const struct observer_ops json_ops = {
	.begin = json_begin,
	.known = json_result,
	.rule = json_rule,
	.stale = json_stale,
	.end = json_end,
	.free = json_free,
};

struct observer *report_json_new(FILE *out)
{
	struct json_report *self = memory_zeroed(1, sizeof(*self));

	self->base.ops = &json_ops;
	self->out = out;
	return &self->base;
}
