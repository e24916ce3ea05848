/* SPDX-License-Identifier: BSD-2-Clause */
/* check_flags.h - the flags of a segment. Private to lib/script. */
#ifndef TCPVET_SCRIPT_CHECK_CHECK_FLAGS_H
#define TCPVET_SCRIPT_CHECK_CHECK_FLAGS_H

#include "script/check/check_expr.h"

struct flags_spec check_flags(struct checker *c, const struct node *node,
			      enum direction direction);

#endif
