/* SPDX-License-Identifier: BSD-2-Clause */
/* check_segment.h - a segment of `<`, `>` and `> no`. Private to lib/script. */
#ifndef TCPVET_SCRIPT_CHECK_CHECK_SEGMENT_H
#define TCPVET_SCRIPT_CHECK_CHECK_SEGMENT_H

#include "script/check/check_expr.h"

struct segment_spec *check_segment(struct checker *c, const struct node *node,
				   enum direction direction);

#endif
