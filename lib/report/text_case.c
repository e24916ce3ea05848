/* SPDX-License-Identifier: BSD-2-Clause */
/* text_case.c - cases in the text report beside those that accuse: on one line, open, known. */
#include <stdlib.h>
#include <string.h>

#include "base/duration.h"
#include "report/text_internal.h"
#include "report/text_util.h"

enum { HANG = 6 };

/* So many that are open for the same reason are told together. */
enum { TOGETHER = 4 };

static void print_full(struct text_report *self, const struct case_result *result)
{
	text_print_heading(self, result->verdict, result->tc->id,
			   family_name(result->family));
	text_print_evidence(self, result);
}

/* What could not be decided: the segments tell why, the requirement does not. */
static void print_short(struct text_report *self, const struct case_result *result)
{
	text_print_heading(self, result->verdict, result->tc->id,
			   family_name(result->family));
	text_print_short_evidence(self, result);
}

static bool is_known(const struct case_result *result)
{
	return case_result_accuses(result) && result->known;
}

void text_print_line(struct text_report *self, const struct case_result *result)
{
	const char *why = result->reason && *result->reason ? result->reason : "";
	char length[DURATION_TEXT];
	size_t at;

	if (result->verdict != VERDICT_PASS && result->verdict != VERDICT_SKIP &&
	    !is_known(result)) {
		print_full(self, result);
		return;
	}
	at = text_print_word(self, result->verdict, is_known(result) ? "known" : NULL);
	text_wrap(self->out, self->width, at, HANG,
		  arena_printf(&self->arena, "%s %s (%s)%s%s", result->tc->id,
			       family_name(result->family),
			       duration_text(result->elapsed_ns, length),
			       *why ? ": " : "", why));
	text_print_port(self, result);
	text_print_excuses(self, result->excuses);
	text_print_trace(self, result);
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

static void print_together(struct text_report *self, const struct case_result *first,
			   unsigned count, const char *ids)
{
	(void)text_print_word(self, VERDICT_INCONCLUSIVE, NULL);
	fprintf(self->out, "%u cases\n", count);
	text_print_field(self, "reason", first->reason);
	text_print_excuses(self, first->excuses);
	text_print_field(self, "cases", ids);
	text_print_trace(self, first);
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

		if (k->result.verdict != VERDICT_INCONCLUSIVE || self->options.verbose)
			continue;
		any = true;
		if (open_alike(self, k) < TOGETHER) {
			print_short(self, &k->result);
			continue;
		}
		ids = open_together(self, k, &count);
		if (*ids)
			print_together(self, &k->result, count, ids);
	}
	return any;
}

static void print_errors(struct text_report *self)
{
	for (const struct kept_case *k = self->kept; k; k = k->next) {
		if (k->result.verdict != VERDICT_ERROR || self->options.verbose)
			continue;
		print_full(self, &k->result);
		fputc('\n', self->out);
	}
}

void text_print_kept(struct text_report *self)
{
	text_print_findings(self, VERDICT_FAIL);
	print_errors(self);
	text_print_findings(self, VERDICT_WARN);
	if (print_open(self))
		fputc('\n', self->out);
	print_known(self);
}
