/* SPDX-License-Identifier: BSD-2-Clause */
#include "run/order.h"

#include <stdlib.h>

#include "base/memory.h"
#include "script/limits.h"
#include "session/cost.h"

struct ordered {
	size_t number;
	bool alone;
	int64_t cost;
};

bool order_alone(const struct test_case *tc)
{
	return (tc->apart & LIMIT_ALL) != 0;
}

static int compare(const void *a, const void *b)
{
	const struct ordered *x = a, *y = b;

	if (x->alone != y->alone)
		return x->alone ? -1 : 1;
	if (x->cost != y->cost)
		return x->cost > y->cost ? -1 : 1;
	return x->number < y->number ? -1 : 1;
}

size_t *order_of(const struct test_case *const *cases, size_t count,
		 const struct timing *timing)
{
	struct ordered *rows = memory_zeroed(count, sizeof(*rows));
	size_t *order = memory_zeroed(count, sizeof(*order));

	for (size_t i = 0; i < count; i++)
		rows[i] = (struct ordered){ i, order_alone(cases[i]),
					    cost_of(cases[i], timing) };
	qsort(rows, count, sizeof(*rows), compare);
	for (size_t i = 0; i < count; i++)
		order[i] = rows[i].number;
	free(rows);
	return order;
}
