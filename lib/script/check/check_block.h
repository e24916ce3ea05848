/* SPDX-License-Identifier: BSD-2-Clause */
/* check_block.h - blocks, and probes written out into them. Private to lib/script. */
#ifndef TCPVET_SCRIPT_CHECK_CHECK_BLOCK_H
#define TCPVET_SCRIPT_CHECK_CHECK_BLOCK_H

#include "script/check/checker.h"

/* The statements of a list, in a scope of their own. */
void check_block(struct checker *c, const struct node *list,
		 struct block *block);

/* The statements of a probe that was found in the file, its parameters let before them,
 * as seen from the probe. use->a is NULL for a probe that is checked alone. */
void check_probe_body(struct checker *c, const struct node *use,
		      const struct node *probe, const struct script_file *file,
		      struct block *block);

#endif
