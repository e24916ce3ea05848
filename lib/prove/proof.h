/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * proof.h - what a suite detects: its cases on the reference endpoint with one fault,
 * beside the same cases without. A case that no fault breaks checks nothing, or the
 * fault that it would catch is missing.
 */
#ifndef TCPVET_PROVE_PROOF_H
#define TCPVET_PROVE_PROOF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "prove/simulate.h"

struct proof_config {
	struct simulation simulation; /* its faults and family are left alone */
	const struct builtins *builtins;
	const struct test_case *const *cases;
	size_t count;
	enum ip_family families[2];
	size_t family_count;
	bool full;
	const volatile sig_atomic_t *interrupted; /* set: stop now; or NULL */
};

/* How many verdicts a row has: for each family the cases, then the ambient rules. */
size_t proof_row_size(const struct proof_config *config);

/* Fills one row: enum verdict, of each case and each rule, under `fault`; under none
 * for FAULT_COUNT. 0, or -1 with err. */
int proof_run(const struct proof_config *config, enum fault fault, uint8_t *row,
	      struct error *err);

/* Whether the row's case, or its rule, tells a fault that the faultless row does not
 * know of: fail or warn where that has pass (a rule may have been untouched). */
bool proof_case_caught(const struct proof_config *config, const uint8_t *faultless,
		       const uint8_t *row, size_t number);
bool proof_rule_caught(const struct proof_config *config, const uint8_t *faultless,
		       const uint8_t *row, size_t number);

/* The faultless verdict of a case: the worst of the families that it speaks of, skip
 * when that is none. */
enum verdict proof_faultless(const struct proof_config *config,
			     const uint8_t *faultless, size_t number);

/* Whether what caught the fault names the requirement that it breaks: a case by what
 * it covers, a rule by its own id. */
bool proof_named(const struct proof_config *config, const uint8_t *faultless,
		 const uint8_t *row, enum fault fault);

#endif
