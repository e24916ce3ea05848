/* SPDX-License-Identifier: BSD-2-Clause */
/* check_expr.h - expressions and the fields made of them. Private to lib/script. */
#ifndef TCPVET_SCRIPT_CHECK_CHECK_EXPR_H
#define TCPVET_SCRIPT_CHECK_CHECK_EXPR_H

#include "script/check/checker.h"

/* An expression: its names looked up, its type found, constants folded. */
struct typed_expr check_expr(struct checker *c, const struct node *node);

/* What a number may be. */
struct value_bounds {
	const char *what; /* "a window" */
	int64_t max;
};

/* Reports a value that is no plain number, or is known and does not fit. */
void check_bounds(struct checker *c, const struct node *node,
		  const struct typed_expr *value, const struct value_bounds *bounds);

/* check_expr and check_bounds in one. */
struct expr *check_number(struct checker *c, const struct node *node,
			  const struct value_bounds *bounds);

/* The value of N_INTEGER; 0 after an error. */
uint32_t check_integer_value(struct checker *c, const struct node *node,
			     const struct value_bounds *bounds);

enum direction { SENT, EXPECTED };

/* A field with bounds, or with NULL of the sequence space; ABSENT without node. */
struct field check_field(struct checker *c, const struct node *node,
			 enum direction direction, const struct value_bounds *bounds);

/* Checked expressions that nobody wrote: a number, and a - b. */
struct expr *expr_number(struct arena *arena, struct loc loc, uint32_t number);
struct expr *expr_sub(struct arena *arena, struct expr *a, struct expr *b);

#endif
