/* SPDX-License-Identifier: BSD-2-Clause */
#include "run/near.h"

#include <stdio.h>
#include <string.h>

enum { NAME_MAX_LEN = 127 };

static size_t least(size_t a, size_t b, size_t c)
{
	size_t ab = a < b ? a : b;

	return ab < c ? ab : c;
}

/* Levenshtein's distance; long names are far from everything. */
static size_t distance(const char *a, const char *b)
{
	size_t row[NAME_MAX_LEN + 1];
	size_t len_a = strlen(a), len_b = strlen(b);

	if (len_a > NAME_MAX_LEN || len_b > NAME_MAX_LEN)
		return NAME_MAX_LEN;
	for (size_t j = 0; j <= len_b; j++)
		row[j] = j;
	for (size_t i = 1; i <= len_a; i++) {
		size_t diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= len_b; j++) {
			size_t above = row[j];

			row[j] = least(above + 1, row[j - 1] + 1,
				       diagonal + (a[i - 1] != b[j - 1]));
			diagonal = above;
		}
	}
	return row[len_b];
}

void near_begin(struct near *near, const char *word)
{
	memset(near, 0, sizeof(*near));
	near->word = word;
	near->limit = strlen(word) / 3;
	if (near->limit < 2)
		near->limit = 2;
}

void near_offer(struct near *near, const char *name, const char *text)
{
	size_t d = distance(near->word, name);
	size_t at = near->count;

	if (d > near->limit)
		return;
	for (size_t i = 0; i < near->count; i++)
		if (strcmp(near->matches[i].text, text) == 0)
			return;
	if (at == NEAR_MAX) {
		if (near->matches[at - 1].distance <= d)
			return;
		at--;
	} else {
		near->count++;
	}
	while (at > 0 && near->matches[at - 1].distance > d) {
		near->matches[at] = near->matches[at - 1];
		at--;
	}
	near->matches[at].text = text;
	near->matches[at].distance = d;
}

const char *near_text(struct near *near, const char *otherwise)
{
	size_t used = 0;

	if (!near->count)
		return otherwise;
	for (size_t i = 0; i < near->count && used < sizeof(near->text); i++) {
		const char *lead = i == 0 ? "; did you mean " :
				   i + 1 < near->count ? ", " : " or ";
		int n = snprintf(near->text + used, sizeof(near->text) - used,
				 "%s'%s'%s", lead, near->matches[i].text,
				 i + 1 < near->count ? "" : "?");

		if (n < 0)
			return otherwise;
		used += (size_t)n;
	}
	return near->text;
}
