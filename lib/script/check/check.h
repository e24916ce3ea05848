/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * check.h - from the grammar's tree to the checked tree of ast.h. Private to
 * lib/script. Nothing here returns NULL for want of sense: what is wrong is
 * reported and stands in the result as something harmless, and checking goes on.
 */
#ifndef TCPVET_SCRIPT_CHECK_CHECK_H
#define TCPVET_SCRIPT_CHECK_CHECK_H

#include "script/syntax/diag.h"
#include "script/syntax/expand.h"
#include "script/syntax/library.h"
#include "script/syntax/tree.h"

enum {
	CASE_STATEMENTS_MAX = 4096, /* of one case, probes written out */
	SUITE_STATEMENTS_MAX = 1 << 18,
	EXPR_DEPTH_MAX = 100
};

enum type {
	TYPE_NUMBER,
	TYPE_SEQ,
	TYPE_ANY /* the parameter of a probe checked alone, or after an error */
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

struct checker {
	struct library *library;
	struct script_report *report;
	struct arena *arena; /* of the result */
	struct test_case *tc;
	const struct script_file *file; /* of the statements now looked at */

	/* Visible variables, innermost first; behind `frame` they are another
	 * probe's. */
	const struct variable *variables, *frame;
	unsigned slots, depth;
	unsigned statements, *suite_statements;
	const struct use *uses;
	struct loc connection_locs[CASE_CONNECTIONS_MAX];
	unsigned connection; /* the statements now speak of this one */
	uint32_t connected;  /* bits 1 << connection: `app connect` came before */
	bool full;  /* too many statements: said once, the rest is dropped */
	/* Statements are missing that did not parse: what they may have held is not
	 * missed. */
	bool broken;
};

/* ---- check_expr.c ----------------------------------------------------- */

struct typed_expr {
	struct expr *expr;
	enum type type;
	bool constant;
	int64_t number; /* when constant */
};

struct typed_expr check_expr(struct checker *c, const struct node *node);

/* What a number may be. */
struct value_bounds {
	const char *what; /* "a window" */
	int64_t max;
};

/* Checks value against the bounds: a plain number that, if known, fits. */
void check_bounds(struct checker *c, const struct node *node,
		  const struct typed_expr *value, const struct value_bounds *bounds);

struct expr *check_number(struct checker *c, const struct node *node,
			  const struct value_bounds *bounds);

/* The value of N_INTEGER; 0 after an error. */
uint32_t check_integer_value(struct checker *c, const struct node *node,
			     const struct value_bounds *bounds);

enum direction { SENT, EXPECTED };

/* A field with bounds, or with NULL of the sequence space; ABSENT without node. */
struct field check_field(struct checker *c, const struct node *node,
			 enum direction direction, const struct value_bounds *bounds);

/* Is a + b - c zero? `len` may be NULL for 0. */
enum sum { SUM_ZERO, SUM_OTHER, SUM_UNKNOWN };
enum sum expr_sum(const struct expr *start, const struct expr *len,
		  const struct expr *end);

struct expr *expr_number(struct arena *arena, struct loc loc, uint32_t number);
struct expr *expr_sub(struct arena *arena, struct expr *a, struct expr *b);

/* ---- check_text.c ----------------------------------------------------- */

/* A quoted text's octets, escapes resolved; always terminated behind `len`. */
const char *check_string(struct checker *c, const struct node *node,
			 size_t *len);
/* One that people read: printable UTF-8, not empty. */
const char *check_prose(struct checker *c, const struct node *node);
/* Hex digits, with or without 0x, at most `max` octets. */
const uint8_t *check_hex(struct checker *c, const struct node *node,
			 const char *what, size_t max, size_t *len);
/* N_DURATION, N_INTEGER, N_DECIMAL: nanoseconds. */
int64_t check_seconds(struct checker *c, const struct node *node);
int64_t check_duration(struct checker *c, const struct node *node, bool *rtt);

/* ---- check_segment.c, check_option.c, check_with.c -------------------- */

struct segment_spec *check_segment(struct checker *c, const struct node *node,
				   enum direction direction);
struct flags_spec check_flags(struct checker *c, const struct node *node,
			      enum direction direction);
void check_options(struct checker *c, const struct node *list,
		   enum direction direction, struct segment_spec *spec);
void check_settings(struct checker *c, const struct node *list,
		    enum direction direction, struct segment_spec *spec);
void check_ip_words(struct checker *c, const struct node *list,
		    enum direction direction, struct segment_spec *spec);

/* ---- check_stmt.c, use.c ---------------------------------------------- */

/* The statements of a block, in a scope of their own. */
void check_block(struct checker *c, const struct node *list,
		 struct block *block);

/* Appends a checked statement to *tail; NULL where the case is full. */
struct stmt *check_add(struct checker *c, struct stmt ***tail,
		       enum stmt_kind kind, struct source_place place);
void check_statements(struct checker *c, const struct node *list,
		      struct stmt ***tail);

/* Makes a variable; its slot. */
unsigned check_declare(struct checker *c, const struct node *name,
		       const struct typed_expr *value);

/* Fills a STMT_USE: the probe's statements, its parameters before them. */
void check_use(struct checker *c, const struct node *node, struct stmt *stmt);

/* Checks a probe that nobody need use. */
void check_probe_alone(struct checker *c, const struct node *probe);

/* ---- check.c ---------------------------------------------------------- */

/* A whole case. NULL when it cannot be run. */
struct test_case *check_case(struct checker *c, const struct unit *unit,
			     const char *topic);

/* The header of a probe. */
void check_probe_header(struct checker *c, const struct node *list);

#endif
