/* SPDX-License-Identifier: BSD-2-Clause */
/* order.h - in which order the cases of a target begin. Internal to the room. */
#ifndef TCPVET_RUN_ORDER_H
#define TCPVET_RUN_ORDER_H

#include <stdbool.h>
#include <stddef.h>

#include "script/ast.h"
#include "session/timing.h"

/* Nothing may run beside it on its target. */
bool order_alone(const struct test_case *tc);

/*
 * Places in `cases`, `count` of them, in a new array that the caller frees: those that
 * run alone first, then the longest, so that a run takes hardly longer than its longest
 * case; equal ones as the user named them.
 */
size_t *order_of(const struct test_case *const *cases, size_t count,
		 const struct timing *timing);

#endif
