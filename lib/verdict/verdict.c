/* SPDX-License-Identifier: BSD-2-Clause */
#include "verdict/verdict.h"

#include <assert.h>

static const char *const names[] = {
	[VERDICT_PASS] = "pass",
	[VERDICT_SKIP] = "skip",
	[VERDICT_WARN] = "warn",
	[VERDICT_INCONCLUSIVE] = "inconclusive",
	[VERDICT_FAIL] = "fail",
	[VERDICT_ERROR] = "error",
};

static_assert(sizeof(names) / sizeof(names[0]) == VERDICT_COUNT,
	      "each verdict has a name");

const char *verdict_name(enum verdict verdict)
{
	return names[verdict];
}
