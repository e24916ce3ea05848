/* SPDX-License-Identifier: BSD-2-Clause */
/* text_evidence.c - what speaks for a verdict in the text report: the pieces of which all
 * that it tells of a case or a rule is made. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/duration.h"
#include "report/ip_part.h"
#include "report/text_internal.h"
#include "report/text_util.h"

enum { HANG = 6, FIELD = 10 };

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

size_t text_print_word(struct text_report *self, enum verdict verdict, const char *word)
{
	if (!word)
		word = styles[verdict].word;
	coloured(self, styles[verdict].colour, word);
	fputs("  ", self->out);
	return strlen(word) + 2;
}

void text_print_heading(struct text_report *self, enum verdict verdict,
			const char *id, const char *behind)
{
	size_t at = text_print_word(self, verdict, NULL);

	text_wrap(self->out, self->width, at, HANG,
		  arena_printf(&self->arena, "%s (%s)", id, behind));
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
	const unsigned parts = self->options.verbose ? IP_ALL : ip_parts_of(tc);
	char *text = trace_text(tc, line, before, parts);

	if (line->blamed)
		coloured(self, "1;31", "    * ");
	else
		fputs("      ", self->out);
	text_wrap(self->out, self->width, HANG, HANG + 10, text ? text : "");
	free(text);
}

static void print_left_out(struct text_report *self, const struct case_result *result)
{
	const char *advice = self->options.verbose ? "" : "; -v keeps them";

	if (!result->trace_before)
		return;
	fprintf(self->out, "%*s", HANG, "");
	text_wrap(self->out, self->width, HANG, HANG + 10,
		  arena_printf(&self->arena, "... %" PRIu64 " segments before these%s",
			       result->trace_before, advice));
}

void text_print_trace(struct text_report *self, const struct case_result *result)
{
	print_left_out(self, result);
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
	char length[DURATION_TEXT];
	const char *text = arena_printf(&self->arena, "%u in %s", result->trials,
					duration_text(result->elapsed_ns, length));

	if (result->bad && result->bad < result->counted)
		text = arena_printf(&self->arena, "%s; seen in %u of %u", text, result->bad,
				    result->counted);
	if (result->controls)
		text = arena_printf(&self->arena, "%s; %u of %u control exchanges answered",
				    text, result->controls_answered, result->controls);
	text_print_field(self, "trials", text);
}

void text_print_port(struct text_report *self, const struct case_result *result)
{
	if (result->port)
		text_print_field(self, "port",
				 arena_printf(&self->arena, "%u, %s", result->port,
					      app_name(result->app)));
}

void text_print_excuses(struct text_report *self, excuse_set excuses)
{
	for (int i = 0; i < EXCUSE_COUNT; i++) {
		const struct excuse_row *row = &excuse_rows[i];

		if (excuses & excuse_bit((enum excuse)i))
			text_print_field(self, "excused",
					 arena_printf(&self->arena, "%s: %s (bound: %s)",
						      row->name, row->reason, row->bound));
	}
}

void text_print_short_evidence(struct text_report *self, const struct case_result *result)
{
	print_place(self, result);
	text_print_port(self, result);
	text_print_field(self, "reason", result->reason);
	text_print_excuses(self, result->excuses);
	text_print_field(self, "expected", result->expected);
	text_print_field(self, "got", result->got);
	print_trials(self, result);
	text_print_trace(self, result);
}

void text_print_evidence(struct text_report *self, const struct case_result *result)
{
	fprintf(self->out, "%*s", HANG, "");
	text_wrap(self->out, self->width, HANG, HANG, result->tc->title);
	for (const char **id = result->tc->covers; id && *id; id++)
		text_print_requirement(self, *id);
	text_print_short_evidence(self, result);
}
