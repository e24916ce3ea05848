/* SPDX-License-Identifier: BSD-2-Clause */
#include "verdict/result.h"

#include <stdlib.h>

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
