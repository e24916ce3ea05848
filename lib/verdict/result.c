/* SPDX-License-Identifier: BSD-2-Clause */
#include "verdict/result.h"

#include <assert.h>
#include <stdlib.h>

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

void case_result_clear(struct case_result *result)
{
	free(result->reason);
	free(result->expected);
	free(result->got);
	free(result->trace);
	result->reason = NULL;
	result->expected = NULL;
	result->got = NULL;
	result->trace = NULL;
	result->trace_len = 0;
}
