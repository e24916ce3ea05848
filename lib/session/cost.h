/* SPDX-License-Identifier: BSD-2-Clause */
/* cost.h - how long a case will take, as far as its script tells. */
#ifndef TCPVET_SESSION_COST_H
#define TCPVET_SESSION_COST_H

#include <stdint.h>

#include "script/ast.h"
#include "session/timing.h"

/* ns of waiting that the script asks of one trial on a target that answers at once. A
 * guess, good for an order. */
int64_t cost_of(const struct test_case *tc, const struct timing *timing);

#endif
