/* SPDX-License-Identifier: BSD-2-Clause */
/* parse.h - from text to tree (parser.y). Private to lib/script. */
#ifndef TCPVET_SCRIPT_SYNTAX_PARSE_H
#define TCPVET_SCRIPT_SYNTAX_PARSE_H

#include "script/syntax/diag.h"
#include "script/syntax/tree.h"

/* Parses a view: the list (N_LIST) of its items N_CASE, N_PROBE, N_FOR, as far as they
 * could be read; errors are in report. The tree lives in the arena and points into the
 * view's text. */
struct node *script_parse(struct script_report *report, struct arena *arena,
			  const struct view *view);

#endif
