/* SPDX-License-Identifier: BSD-2-Clause */
#include "endpoint/faults.h"

#include <assert.h>
#include <string.h>

const struct fault_row fault_rows[FAULT_COUNT] = {
#define X(symbol, name, area, breaks, what, source) \
	[FAULT_##symbol] = { name, area, breaks, what, source },
	FAULT_LIST(X)
#undef X
};

static_assert(FAULT_COUNT <= 8 * sizeof(struct fault_set),
	      "a fault_set has a bit for each");

/* Strictly those: a fault that no case catches yet is not among them. */
static const struct {
	enum fault fault;
	const char *why;
} unseen[] = {
	{ FAULT_RST_IGNORED_TIME_WAIT,
	  "allowed by RFC 1337 section 3, fix (F1): ignore RST segments in TIME-WAIT" },
};

const char *fault_unseen(enum fault fault)
{
	for (size_t i = 0; i < sizeof(unseen) / sizeof(unseen[0]); i++)
		if (unseen[i].fault == fault)
			return unseen[i].why;
	return NULL;
}

enum fault fault_find(const char *name)
{
	for (int i = 0; i < FAULT_COUNT; i++)
		if (strcmp(fault_rows[i].name, name) == 0)
			return (enum fault)i;
	return FAULT_COUNT;
}
