/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * explain.c - the differences that are known between the reference endpoint and this
 * kernel (Linux), and which sentence decides. The first entry that fits counts. Each
 * names the state, the segment and both answers, so that a mistake of the reference
 * which happens to fall on the same segment stays unexplained.
 */
#include "explain.h"

static const struct explanation_table *const parts[] = {
	&explain_opening, &explain_number, &explain_later
};

const struct explanation *explanation_at(unsigned index)
{
	for (unsigned i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		if (index < parts[i]->count)
			return &parts[i]->at[index];
		index -= parts[i]->count;
	}
	return NULL;
}

const struct explanation *explain(const struct difference *d, unsigned *index)
{
	const struct explanation *e;

	for (*index = 0; (e = explanation_at(*index)); ++*index)
		if (e->fits && e->fits(d))
			return e;
	return NULL;
}

const struct explanation *explain_hidden(const struct difference *d, unsigned *index)
{
	const struct explanation *e;

	for (*index = 0; (e = explanation_at(*index)); ++*index)
		if (e->hides && e->hides(d))
			return e;
	return NULL;
}
