/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * linear.h - are two expressions equal whatever the names in them stand for? Private to
 * lib/script.
 */
#ifndef TCPVET_SCRIPT_CHECK_LINEAR_H
#define TCPVET_SCRIPT_CHECK_LINEAR_H

#include "script/ast.h"

enum sum { SUM_ZERO, SUM_OTHER, SUM_UNKNOWN };

/* Is start + len - end zero? `len` may be NULL for 0. */
enum sum expr_sum(const struct expr *start, const struct expr *len,
		  const struct expr *end);

#endif
