/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/matrix_print.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "model/ambient.h"
#include "report/json_write.h"
#include "report/text_util.h"

enum { WIDTH = 80, INDENT = 6, NAMES_SHOWN = 3 };

/* ---- names ---------------------------------------------------------------------- */

/* Calls `tell` with each name that caught the fault: cases, then rules. */
static void each_catcher(const struct matrix *matrix, int fault,
			 void (*tell)(void *ctx, const char *name), void *ctx)
{
	const struct proof_config *config = matrix->config;
	const uint8_t *none = matrix_row(matrix, FAULT_COUNT);
	const uint8_t *row = matrix_row(matrix, fault);

	for (size_t i = 0; i < config->count; i++)
		if (proof_case_caught(config, none, row, i))
			tell(ctx, config->cases[i]->id);
	for (unsigned i = 0; i < rules_count(); i++)
		if (proof_rule_caught(config, none, row, i))
			tell(ctx, ambient_rules[i].id);
}

static void each_breaker(const struct matrix *matrix, size_t number,
			 void (*tell)(void *ctx, const char *name), void *ctx)
{
	const uint8_t *none = matrix_row(matrix, FAULT_COUNT);

	for (int i = 0; i < FAULT_COUNT; i++)
		if (proof_case_caught(matrix->config, none, matrix_row(matrix, i),
				      number))
			tell(ctx, fault_rows[i].name);
}

static bool named(const struct matrix *matrix, int fault)
{
	return proof_named(matrix->config, matrix_row(matrix, FAULT_COUNT),
			   matrix_row(matrix, fault), (enum fault)fault);
}

static enum verdict faultless(const struct matrix *matrix, size_t number)
{
	return proof_faultless(matrix->config, matrix_row(matrix, FAULT_COUNT), number);
}

/* ---- JSON ------------------------------------------------------------------------- */

struct json_list {
	FILE *out;
	bool some;
};

static void json_item(void *ctx, const char *name)
{
	struct json_list *list = ctx;

	if (list->some)
		fputc(',', list->out);
	list->some = true;
	json_string(list->out, name);
}

static void json_fault(const struct matrix *matrix, int fault, FILE *out)
{
	const struct fault_row *row = &fault_rows[fault];
	const char *why = fault_unseen((enum fault)fault);
	struct json_list list = { out, false };

	fputs("{\"type\":\"fault\"", out);
	json_key(out, "name", row->name);
	json_key(out, "breaks", row->breaks);
	fprintf(out, ",\"visible\":%s,\"caught_by\":[", why ? "false" : "true");
	each_catcher(matrix, fault, json_item, &list);
	fprintf(out, "],\"named\":%s", named(matrix, fault) ? "true" : "false");
	json_key(out, "area", row->area);
	json_key(out, "what", row->what);
	if (*row->source)
		json_key(out, "source", row->source);
	if (why)
		json_key(out, "why", why);
	fputs("}\n", out);
}

static void json_proof(const struct matrix *matrix, size_t number, FILE *out)
{
	enum verdict verdict = faultless(matrix, number);
	struct json_list list = { out, false };

	fputs("{\"type\":\"proof\"", out);
	json_key(out, "case", matrix->config->cases[number]->id);
	fputs(",\"faults\":[", out);
	each_breaker(matrix, number, json_item, &list);
	fputc(']', out);
	json_key(out, "faultless", verdict_name(verdict));
	fputs("}\n", out);
}

void matrix_json(const struct matrix *matrix, FILE *out)
{
	struct matrix_sum sum = matrix_sum(matrix);

	for (int i = 0; i < FAULT_COUNT; i++)
		json_fault(matrix, i, out);
	for (size_t i = 0; i < matrix->config->count; i++)
		json_proof(matrix, i, out);
	fprintf(out, "{\"type\":\"summary\",\"faults\":%u,\"visible\":%u,"
		"\"caught\":%u,\"named\":%u,\"cases\":%u,\"proven\":%u,"
		"\"unproven\":%u,\"skipped\":%u,\"elapsed_us\":%" PRId64
		",\"cpu_us\":%" PRId64 "}\n", sum.faults, sum.visible, sum.caught,
		sum.named, sum.cases, sum.proven, sum.unproven, sum.skipped,
		matrix->elapsed_ns / 1000, matrix->cpu_ns / 1000);
	fflush(out);
}

/* ---- text ------------------------------------------------------------------------- */

/* Names, the first few unless all are wanted. */
struct text_list {
	FILE *out;
	unsigned shown, count;
};

static void text_item(void *ctx, const char *name)
{
	struct text_list *list = ctx;

	if (list->count++ < list->shown)
		fprintf(list->out, " %s", name);
}

/* Prints "LEAD name name name and N more", wrapped. */
static void print_names(const struct matrix *matrix, FILE *out, bool verbose,
			const char *lead, int fault, size_t number)
{
	struct text_list list = { NULL, verbose ? UINT32_MAX : NAMES_SHOWN, 0 };
	char *text;
	size_t len;

	list.out = text_stream(&text, &len);
	fputs(lead, list.out);
	if (fault >= 0)
		each_catcher(matrix, fault, text_item, &list);
	else
		each_breaker(matrix, number, text_item, &list);
	if (list.count > list.shown)
		fprintf(list.out, " and %u more", list.count - list.shown);
	text_stream_close(list.out);
	fprintf(out, "%*s", INDENT, "");
	text_wrap(out, WIDTH, INDENT, INDENT, text);
	free(text);
}

static void print_what(const struct fault_row *row, FILE *out)
{
	char *text = text_print("%s%s%s", row->what, *row->source ? " -- " : "",
				row->source);

	fprintf(out, "  %s  [%s]\n%*s", row->name, row->breaks, INDENT, "");
	text_wrap(out, WIDTH, INDENT, INDENT, text);
	free(text);
}

/* The reason stands beside it: nothing is called invisible without one. */
static void print_unseen(const char *why, FILE *out)
{
	char *text = text_print("not visible: %s", why);

	fprintf(out, "%*s", INDENT, "");
	text_wrap(out, WIDTH, INDENT, INDENT, text);
	free(text);
}

static void text_fault(const struct matrix *matrix, int fault, FILE *out,
		       bool verbose)
{
	const char *why = fault_unseen((enum fault)fault);

	print_what(&fault_rows[fault], out);
	if (why)
		print_unseen(why, out);
	if (!matrix_caught(matrix, fault)) {
		if (!why)
			fprintf(out, "%*sCAUGHT BY NOTHING\n", INDENT, "");
		return;
	}
	print_names(matrix, out, verbose,
		    named(matrix, fault) ? "caught by" : "caught, not by its name, by",
		    fault, 0);
}

static void print_area(const struct matrix *matrix, const char *area, FILE *out)
{
	unsigned all = 0, caught = 0;

	for (int i = 0; i < FAULT_COUNT; i++) {
		if (strcmp(fault_rows[i].area, area) != 0 ||
		    fault_unseen((enum fault)i))
			continue;
		all++;
		caught += matrix_caught(matrix, i);
	}
	fprintf(out, "%s: %u of %u caught\n", area, caught, all);
}

static bool area_seen(int fault)
{
	for (int i = 0; i < fault; i++)
		if (strcmp(fault_rows[i].area, fault_rows[fault].area) == 0)
			return true;
	return false;
}

static void text_faults(const struct matrix *matrix, FILE *out, bool verbose)
{
	for (int i = 0; i < FAULT_COUNT; i++) {
		if (area_seen(i))
			continue;
		print_area(matrix, fault_rows[i].area, out);
		for (int j = i; j < FAULT_COUNT; j++)
			if (strcmp(fault_rows[j].area, fault_rows[i].area) == 0)
				text_fault(matrix, j, out, verbose);
		fputc('\n', out);
	}
}

static void text_cases(const struct matrix *matrix, FILE *out, bool verbose)
{
	fputs("what each case is broken by\n", out);
	for (size_t i = 0; i < matrix->config->count; i++) {
		if (matrix_breakers(matrix, i) == 0)
			continue;
		fprintf(out, "  %s\n", matrix->config->cases[i]->id);
		print_names(matrix, out, verbose, "by", -1, i);
	}
	fputc('\n', out);
}

static void text_open(const struct matrix *matrix, FILE *out)
{
	const struct matrix_sum sum = matrix_sum(matrix);

	if (sum.caught < sum.visible)
		fputs("caught by nothing\n", out);
	for (int i = 0; i < FAULT_COUNT; i++)
		if (!fault_unseen((enum fault)i) && !matrix_caught(matrix, i))
			fprintf(out, "  %s  [%s]\n", fault_rows[i].name,
				fault_rows[i].breaks);
	if (sum.unproven)
		fputs("unproven: no fault breaks them\n", out);
	for (size_t i = 0; i < matrix->config->count; i++) {
		enum verdict verdict = faultless(matrix, i);

		if (verdict == VERDICT_SKIP || matrix_breakers(matrix, i))
			continue;
		fprintf(out, "  %s%s%s\n", matrix->config->cases[i]->id,
			verdict == VERDICT_PASS ? "" : ": without a fault ",
			verdict == VERDICT_PASS ? "" : verdict_name(verdict));
	}
}

void matrix_text(const struct matrix *matrix, FILE *out, bool verbose)
{
	struct matrix_sum sum = matrix_sum(matrix);

	text_faults(matrix, out, verbose);
	text_cases(matrix, out, verbose);
	text_open(matrix, out);
	fprintf(out, "%u of %u visible faults caught, %u of them by the requirement "
		"they break\n%u of %u cases proven, %u unproven, %u not run\n"
		"%.1f s, %.1f s of CPU\n", sum.caught, sum.visible, sum.named,
		sum.proven, sum.cases, sum.unproven, sum.skipped,
		(double)matrix->elapsed_ns / 1e9, (double)matrix->cpu_ns / 1e9);
}
