/* SPDX-License-Identifier: BSD-2-Clause */
/* check_stmt.h - the statements that hold no others. Private to lib/script. */
#ifndef TCPVET_SCRIPT_CHECK_CHECK_STMT_H
#define TCPVET_SCRIPT_CHECK_CHECK_STMT_H

#include "script/check/checker.h"

/* How a statement is checked: `check` fills the stmt, whose kind and place are set. */
struct stmt_check {
	enum node_kind node;
	enum stmt_kind stmt;
	void (*check)(struct checker *c, const struct node *node, struct stmt *stmt);
};

/* NULL for a kind of statement that holds others (check_block.h). */
const struct stmt_check *check_stmt(enum node_kind kind);

#endif
