/* SPDX-License-Identifier: BSD-2-Clause */
/* matrix.h - the detection matrix: which fault each case catches, and which none. */
#ifndef TCPVET_PROVE_MATRIX_H
#define TCPVET_PROVE_MATRIX_H

#include "prove/proof.h"

struct matrix {
	const struct proof_config *config;
	size_t row_size;
	uint8_t *rows; /* FAULT_COUNT + 1 of them; the last is the faultless one */
	int64_t elapsed_ns, cpu_ns;
};

/* Runs every fault, several at once in processes of their own. 0, or -1 with err.
 * In either case end with matrix_free. */
int matrix_run(struct matrix *out, const struct proof_config *config,
	       struct error *err);
void matrix_free(struct matrix *matrix);

/* The row of a fault; FAULT_COUNT: the faultless one. */
const uint8_t *matrix_row(const struct matrix *matrix, int fault);

/* What it comes to. */
struct matrix_sum {
	unsigned faults, visible; /* fault_unseen has the others */
	unsigned caught, named;   /* of the visible ones */
	unsigned cases, proven, unproven;
	unsigned skipped; /* cases that this run has no target for */
	unsigned wrong;   /* cases that do not pass without a fault */
};

struct matrix_sum matrix_sum(const struct matrix *matrix);

/* Whether a case or a rule caught the fault, and how many faults break the case. */
bool matrix_caught(const struct matrix *matrix, int fault);
unsigned matrix_breakers(const struct matrix *matrix, size_t number);

#endif
