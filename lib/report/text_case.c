/* SPDX-License-Identifier: BSD-2-Clause */
/* text_case.c - cases in the text report, from one line to full evidence. */
#include <stdlib.h>
#include <string.h>

#include "report/text_internal.h"
#include "report/text_util.h"

enum { HANG = 6, FIELD = 10 };

/* So many that are open for the same reason are told together. */
enum { TOGETHER = 4 };

static const struct {
	const char *word, *colour;
} styles[VERDICT_COUNT] = {
	[VERDICT_PASS] = { "pass", "32" },
	[VERDICT_SKIP] = { "skip", "36" },
	[VERDICT_WARN] = { "WARN", "33" },
	[VERDICT_INCONCLUSIVE] = { "INCONCLUSIVE", "35" },
	[VERDICT_FAIL] = { "FAIL", "1;31" },
	[VERDICT_ERROR] = { "ERROR", "1;31" },
};

static void coloured(struct text_report *self, const char *colour, const char *text)
{
	if (self->options.colour)
		fprintf(self->out, "\033[%sm%s\033[0m", colour, text);
	else
		fputs(text, self->out);
}

void text_print_heading(struct text_report *self, enum verdict verdict,
			const char *id, enum ip_family family)
{
	size_t at = strlen(styles[verdict].word) + 2;

	coloured(self, styles[verdict].colour, styles[verdict].word);
	fputs("  ", self->out);
	text_wrap(self->out, self->width, at, HANG,
		  arena_printf(&self->arena, "%s (%s)", id, family_name(family)));
}

void text_print_requirement(struct text_report *self, const char *id)
{
	const struct requirement *req;
	const char *text = id;

	req = self->reqs ? requirements_find(self->reqs, id) : NULL;
	if (req)
		text = arena_printf(&self->arena, "%s, section %s, %s: %s", id,
				    req->section, req->level, req->statement);
	fprintf(self->out, "%*s", HANG, "");
	text_wrap(self->out, self->width, HANG, HANG + 2, text);
}

void text_print_field(struct text_report *self, const char *label, const char *text)
{
	if (!text || !*text)
		return;
	fprintf(self->out, "%*s%-*s", HANG, "", FIELD, label);
	text_wrap(self->out, self->width, HANG + FIELD, HANG + FIELD, text);
}

void text_print_trace_line(struct text_report *self, const struct test_case *tc,
			   const struct trace_line *line, int64_t before)
{
	char *text = trace_text(tc, line, before);

	if (line->blamed)
		coloured(self, "1;31", "    * ");
	else
		fputs("      ", self->out);
	text_wrap(self->out, self->width, HANG, HANG + 10, text ? text : "");
	free(text);
}

static void print_trace(struct text_report *self, const struct case_result *result)
{
	for (size_t i = 0; i < result->trace_len; i++)
		text_print_trace_line(self, result->tc, &result->trace[i],
				      i ? result->trace[i - 1].time : 0);
}

static void print_place(struct text_report *self, const struct case_result *result)
{
	char *place = result_place(result);

	text_print_field(self, "at", place);
	free(place);
}

/* How often it was tried, and whether the target was there at all. */
static void print_trials(struct text_report *self, const struct case_result *result)
{
	const char *text = arena_printf(&self->arena, "%u in %.3g s", result->trials,
					(double)result->elapsed_ns / 1e9);

	if (result->controls)
		text = arena_printf(&self->arena, "%s; %u of %u control exchanges answered",
				    text, result->controls_answered, result->controls);
	text_print_field(self, "trials", text);
}

static void print_full(struct text_report *self, const struct case_result *result)
{
	text_print_heading(self, result->verdict, result->tc->id, result->family);
	fprintf(self->out, "%*s", HANG, "");
	text_wrap(self->out, self->width, HANG, HANG, result->tc->title);
	for (const char **id = result->tc->covers; id && *id; id++)
		text_print_requirement(self, *id);
	print_place(self, result);
	text_print_field(self, "reason", result->reason);
	text_print_field(self, "expected", result->expected);
	text_print_field(self, "got", result->got);
	print_trials(self, result);
	print_trace(self, result);
	fputc('\n', self->out);
}

static void print_short(struct text_report *self, const struct case_result *result)
{
	text_print_heading(self, result->verdict, result->tc->id, result->family);
	print_place(self, result);
	text_print_field(self, "reason", result->reason);
}

static bool is_known(const struct case_result *result)
{
	return case_result_accuses(result) && result->known;
}

void text_print_line(struct text_report *self, const struct case_result *result)
{
	const char *why = result->reason && *result->reason ? result->reason : "";
	const char *word = is_known(result) ? "known" : styles[result->verdict].word;

	coloured(self, styles[result->verdict].colour, word);
	fputs("  ", self->out);
	text_wrap(self->out, self->width, strlen(word) + 2, HANG,
		  arena_printf(&self->arena, "%s %s (%.3f ms)%s%s", result->tc->id,
			       family_name(result->family),
			       (double)result->elapsed_ns / 1e6, *why ? ": " : "",
			       why));
	print_trace(self, result);
}

/* ---- the kept ones ---------------------------------------------------- */

/* The families in which this id deviates for this reason, told once: "" when an
 * earlier entry has said so. */
static const char *known_families(struct text_report *self,
				  const struct kept_case *entry)
{
	const struct case_result *result = &entry->result;
	const char *text = "";

	for (const struct kept_case *k = self->kept; k; k = k->next) {
		const struct case_result *other = &k->result;

		if (!is_known(other) || strcmp(other->tc->id, result->tc->id) != 0 ||
		    strcmp(other->known_why ? other->known_why : "",
			   result->known_why ? result->known_why : "") != 0)
			continue;
		if (!*text && k != entry)
			return "";
		text = arena_printf(&self->arena, "%s%s%s", text, *text ? ", " : "",
				    family_name(other->family));
	}
	return text;
}

static void print_known_line(struct text_report *self, const char *id,
			     const char *families, const char *why)
{
	fputs("  ", self->out);
	text_wrap(self->out, self->width, 2, 4,
		  arena_printf(&self->arena, "%s (%s): %s", id, families,
			       why ? why : "no reason given"));
}

static void print_known(struct text_report *self)
{
	bool any = false;

	for (const struct kept_case *k = self->kept; k; k = k->next) {
		const char *families;

		if (!is_known(&k->result))
			continue;
		families = known_families(self, k);
		if (!*families)
			continue;
		if (!any)
			fputs("Known deviations:\n", self->out);
		any = true;
		print_known_line(self, k->result.tc->id, families,
				 k->result.known_why);
	}
	for (const struct kept_rule *r = self->rules; r; r = r->next) {
		if (!r->result.known)
			continue;
		if (!any)
			fputs("Known deviations:\n", self->out);
		any = true;
		print_known_line(self, r->result.id, family_name(r->result.family),
				 r->result.known_why);
	}
	if (any)
		fputc('\n', self->out);
}

static bool open_like(const struct kept_case *k, const struct kept_case *other)
{
	return other->result.verdict == VERDICT_INCONCLUSIVE && k->result.reason &&
	       other->result.reason &&
	       strcmp(other->result.reason, k->result.reason) == 0;
}

/* Those open for the same reason as this one: "" when an earlier one has told them. */
static const char *open_together(struct text_report *self, const struct kept_case *entry,
				 unsigned *count)
{
	const char *ids = "";

	*count = 0;
	for (const struct kept_case *k = self->kept; k; k = k->next) {
		if (!open_like(entry, k))
			continue;
		if (*count == 0 && k != entry)
			return "";
		++*count;
		ids = arena_printf(&self->arena, "%s%s%s (%s)", ids, *ids ? ", " : "",
				   k->result.tc->id, family_name(k->result.family));
	}
	return ids;
}

static void print_together(struct text_report *self, const char *reason, unsigned count,
			   const char *ids)
{
	coloured(self, styles[VERDICT_INCONCLUSIVE].colour,
		 styles[VERDICT_INCONCLUSIVE].word);
	fprintf(self->out, "  %u cases\n", count);
	text_print_field(self, "reason", reason);
	text_print_field(self, "cases", ids);
}

static unsigned open_alike(const struct text_report *self, const struct kept_case *entry)
{
	unsigned count = 0;

	for (const struct kept_case *k = self->kept; k; k = k->next)
		count += open_like(entry, k);
	return count;
}

/* True when anything was printed. */
static bool print_open(struct text_report *self)
{
	bool any = false;

	for (const struct kept_case *k = self->kept; k; k = k->next) {
		const char *ids;
		unsigned count;

		if (k->result.verdict != VERDICT_INCONCLUSIVE)
			continue;
		any = true;
		if (open_alike(self, k) < TOGETHER) {
			print_short(self, &k->result);
			continue;
		}
		ids = open_together(self, k, &count);
		if (*ids)
			print_together(self, k->result.reason, count, ids);
	}
	return any;
}

void text_print_kept(struct text_report *self)
{
	static const enum verdict full[] = {
		VERDICT_FAIL, VERDICT_ERROR, VERDICT_WARN
	};

	for (size_t i = 0; i < sizeof(full) / sizeof(full[0]); i++)
		for (const struct kept_case *k = self->kept; k; k = k->next)
			if (k->result.verdict == full[i] && !is_known(&k->result))
				print_full(self, &k->result);
	if (print_open(self))
		fputc('\n', self->out);
	print_known(self);
}
