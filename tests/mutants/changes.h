/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * changes.h - the changes that make mutants of a C file.
 *
 * The kinds: comparison, boundary, constant, statement, condition, connective,
 * arithmetic.
 */
#ifndef TCPVET_MUTANTS_CHANGES_H
#define TCPVET_MUTANTS_CHANGES_H

#include "source.h"

enum { PIECES = 2, PUT_MAX = 64 };

/* Text put in the place of other text. */
struct piece {
	size_t at, len; /* what goes */
	char put[PUT_MAX];
};

struct change {
	const char *kind;
	unsigned line;
	struct piece pieces[PIECES]; /* in the order of the text */
	unsigned count;
};

typedef void each_fn(void *ctx, const struct source *source, const struct change *change);

/* Calls `each` for every change there is, always in the same order. */
void changes_each(const struct source *source, each_fn *each, void *ctx);

#endif
