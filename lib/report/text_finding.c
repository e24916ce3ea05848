/* SPDX-License-Identifier: BSD-2-Clause */
/* text_finding.c - what failed and warned in the text report: by its cause, the heaviest
 * first, one case of each in full and the others by their names. */
#include <stdlib.h>
#include <string.h>

#include "report/text_internal.h"
#include "report/text_util.h"

enum { HANG = 6 };

static bool told_before(const struct finding *finding, size_t i)
{
	for (size_t before = 0; before < i; before++)
		if (finding->cases[before].tc == finding->cases[i].tc)
			return true;
	return false;
}

/* "inet", or "inet, inet6": in which families this case is part of it. */
static const char *families_of(struct text_report *self, const struct finding *finding,
			       size_t i)
{
	const char *text = "";

	for (size_t k = i; k < finding->count; k++)
		if (finding->cases[k].tc == finding->cases[i].tc)
			text = arena_printf(&self->arena, "%s%s%s", text, *text ? ", " : "",
					    family_name(finding->cases[k].family));
	return text;
}

static const char *names_of(struct text_report *self, const struct finding *finding)
{
	const char *text = "";

	for (size_t i = 0; i < finding->count; i++)
		if (!told_before(finding, i))
			text = arena_printf(&self->arena, "%s%s%s (%s)", text,
					    *text ? ", " : "", finding->cases[i].tc->id,
					    families_of(self, finding, i));
	return text;
}

static const struct kept_case *first_of(const struct text_report *self,
					const struct finding *finding)
{
	const struct kept_case *k = self->kept;

	while (k && (k->result.tc != finding->cases[0].tc ||
		     k->result.family != finding->cases[0].family ||
		     k->result.verdict != finding->verdict))
		k = k->next;
	return k;
}

/* What has been told in full when it ended is not told again. */
static void print_example(struct text_report *self, const struct finding *finding)
{
	const struct kept_case *first = first_of(self, finding);

	if (!first || self->options.verbose)
		return;
	if (finding->count > 1)
		text_print_field(self, "such as",
				 arena_printf(&self->arena, "%s (%s)", first->result.tc->id,
					      family_name(first->result.family)));
	text_print_evidence(self, &first->result);
}

static void print_finding(struct text_report *self, const struct finding *finding)
{
	if (finding->count == 1) {
		text_print_heading(self, finding->verdict, finding->cases[0].tc->id,
				   family_name(finding->cases[0].family));
	} else {
		text_print_heading(self, finding->verdict, finding->id,
				   arena_printf(&self->arena, "%zu %s", finding->distinct,
						finding->distinct == 1 ? "case" : "cases"));
		text_print_field(self, "finding", finding->title);
		text_print_field(self, "cases", names_of(self, finding));
	}
	print_example(self, finding);
	fputc('\n', self->out);
}

void text_print_findings(struct text_report *self, enum verdict verdict)
{
	findings_sort(&self->findings);
	for (size_t i = 0; i < self->findings.count; i++) {
		const struct finding *finding = &self->findings.all[i];

		if (finding->verdict == verdict && !finding->known)
			print_finding(self, finding);
	}
}
