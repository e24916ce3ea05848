/* SPDX-License-Identifier: BSD-2-Clause */
/* expand.h - from items as written to cases: families. Private to lib/script. */
#ifndef TCPVET_SCRIPT_SYNTAX_EXPAND_H
#define TCPVET_SCRIPT_SYNTAX_EXPAND_H

#include "script/syntax/diag.h"
#include "script/syntax/source.h"
#include "script/syntax/tree.h"

enum {
	FILE_CASES_MAX = 10000,
	FAMILY_DEPTH_MAX = 8,
	FAMILY_BYTES_MAX = 8 << 20 /* of text, all members written out */
};

/* A case or a probe of one file, families written out. */
struct unit {
	const struct node *item; /* N_CASE, N_PROBE */
	const struct view *view;
	const struct trail *trail; /* the families it is a member of */
	struct unit *next;
};

/* Parses the file and everything that its families stand for. Trees live in the
 * arena; what names text lives as long as the file. */
struct unit *script_expand(struct script_report *report, struct arena *trees,
			   struct arena *texts, const struct script_file *file);

#endif
