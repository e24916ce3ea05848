/* SPDX-License-Identifier: BSD-2-Clause */
/* near.h - what the user may have meant by a word that is not known. */
#ifndef TCPVET_RUN_NEAR_H
#define TCPVET_RUN_NEAR_H

#include <stddef.h>

enum { NEAR_MAX = 3 };

struct near {
	const char *word;
	size_t limit; /* the largest distance worth telling */
	struct near_match {
		const char *text;
		size_t distance;
	} matches[NEAR_MAX]; /* the nearest first */
	size_t count;
	char text[512];
};

void near_begin(struct near *near, const char *word);

/* Compares the word with `name`; when near, `text` is what will be proposed. Both
 * must outlive near. */
void near_offer(struct near *near, const char *name, const char *text);

/* "; did you mean A, B or C?", or `otherwise` when nothing is near. */
const char *near_text(struct near *near, const char *otherwise);

#endif
