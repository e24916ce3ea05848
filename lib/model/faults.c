/* SPDX-License-Identifier: BSD-2-Clause */
#include "model/faults.h"

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

enum fault fault_find(const char *name)
{
	for (int i = 0; i < FAULT_COUNT; i++)
		if (strcmp(fault_rows[i].name, name) == 0)
			return (enum fault)i;
	return FAULT_COUNT;
}
