/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * checker.h - what the files of check/ pass on while one case or probe is checked.
 * Private to lib/script. Nothing in check/ returns NULL for want of sense: what is
 * wrong is reported and stands in the result as something harmless, and checking goes
 * on.
 */
#ifndef TCPVET_SCRIPT_CHECK_CHECKER_H
#define TCPVET_SCRIPT_CHECK_CHECKER_H

#include "script/syntax/diag.h"
#include "script/syntax/library.h"
#include "script/syntax/tree.h"

enum type {
	TYPE_NUMBER,
	TYPE_SEQ,
	TYPE_ANY /* the parameter of a probe checked alone, or after an error */
};

/* A checked expression, and what it was found to be. */
struct typed_expr {
	struct expr *expr;
	enum type type;
	bool constant;
	int64_t number; /* when constant */
};

struct variable {
	const struct variable *up;
	const char *name;
	struct loc loc;
	unsigned slot;
	enum type type;
	bool constant;
	int64_t number; /* when constant */
};

/* Probes being written out, innermost first. */
struct use {
	const struct use *up;
	const struct node *probe;
};

/* The requirements that cases may cover. */
struct requirement_ids {
	bool (*known)(const void *ctx, const char *id); /* NULL: any id is */
	const void *ctx;
};

struct checker {
	struct library *library;
	const struct requirement_ids *requirements;
	struct script_report *report;
	struct arena *arena; /* of the result */
	struct test_case *tc;
	const struct script_file *file; /* of the statements now looked at */

	/* Visible variables, innermost first; behind `frame` they are another
	 * probe's. */
	const struct variable *variables, *frame;
	unsigned slots; /* in use by them */
	unsigned depth; /* of blocks, probes written out */
	unsigned statements, *suite_statements; /* of the case, and of all */
	const struct use *uses;
	unsigned connection; /* the statements now speak of this one */
	uint32_t connected;  /* bits 1 << connection: `app connect` came before */
	bool full;  /* too many statements: said once, the rest is dropped */
	/* Statements are missing that did not parse: what they may have held is not
	 * missed. */
	bool broken;
};

#endif
