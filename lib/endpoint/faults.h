/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * faults.h - mistakes that developers of real stacks make, each a switch at the place
 * in the reference endpoint where it would be made.
 */
#ifndef TCPVET_ENDPOINT_FAULTS_H
#define TCPVET_ENDPOINT_FAULTS_H

#include <stdbool.h>
#include <stdint.h>

/* One name a fault, in the order of the table in faults.c. The list is an X-macro so
 * that number, name and table cannot part: X(SYMBOL, "name", AREA, "requirement",
 * "what is wrong", "source or empty"). */
#include "endpoint/faults.def.h"

enum fault {
#define X(symbol, name, area, breaks, what, source) FAULT_##symbol,
	FAULT_LIST(X)
#undef X
	FAULT_COUNT
};

struct fault_row {
	const char *name;   /* "synack-ack-off-by-one" */
	const char *area;   /* "handshake" */
	const char *breaks; /* requirement id */
	const char *what;   /* one line */
	const char *source; /* where it really happened, "" when it is made up */
};

extern const struct fault_row fault_rows[FAULT_COUNT];

/* Why no tester may accuse an endpoint of the fault: nothing on the wire shows it, or
 * a standard allows what it does (then with the section). NULL for every other. */
const char *fault_unseen(enum fault fault);

/* A set of faults, as an endpoint is given it. */
struct fault_set {
	uint64_t bits[5];
};

static inline bool fault_on(const struct fault_set *set, enum fault fault)
{
	return set->bits[fault / 64] >> (fault % 64) & 1;
}

static inline void fault_add(struct fault_set *set, enum fault fault)
{
	set->bits[fault / 64] |= UINT64_C(1) << (fault % 64);
}

/* The fault of that name; FAULT_COUNT when there is none. */
enum fault fault_find(const char *name);

#endif
