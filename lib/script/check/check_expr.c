/* SPDX-License-Identifier: BSD-2-Clause */
#include "script/check/check_expr.h"

#include <string.h>

#include "script/check/variables.h"

enum { EXPR_DEPTH_MAX = 100 };

struct expr *expr_number(struct arena *arena, struct loc loc, uint32_t number)
{
	struct expr *expr = arena_alloc(arena, sizeof(*expr));

	expr->kind = EXPR_NUMBER;
	expr->loc = loc;
	expr->number = number;
	return expr;
}

struct expr *expr_sub(struct arena *arena, struct expr *a, struct expr *b)
{
	struct expr *expr = expr_number(arena, a->loc, 0);

	expr->kind = EXPR_SUB;
	expr->a = a;
	expr->b = b;
	expr->is_seq = a->is_seq && !b->is_seq;
	return expr;
}

static struct typed_expr constant(struct checker *c, const struct node *node,
				  int64_t number)
{
	return (struct typed_expr){
		.expr = expr_number(c->arena, place_loc(node->place),
				    (uint32_t)number),
		.constant = true, .number = number
	};
}

/* What stands for an expression that makes no sense. */
static struct typed_expr nonsense(struct checker *c, const struct node *node)
{
	struct typed_expr value = constant(c, node, 0);

	value.type = TYPE_ANY;
	value.constant = false;
	return value;
}

/* ---- leaves ----------------------------------------------------------- */

static struct typed_expr check_integer(struct checker *c, const struct node *node)
{
	bool hex = node->len > 2 && (node->text[1] | 0x20) == 'x';
	uint64_t number = 0;

	for (size_t i = hex ? 2 : 0; i < node->len; i++) {
		char ch = node->text[i];
		unsigned digit = ch <= '9' ? (unsigned)(ch - '0') :
				 (unsigned)((ch | 0x20) - 'a' + 10);

		number = number * (hex ? 16 : 10) + digit;
		if (number > UINT32_MAX) {
			report_error(c->report, node->place, "%s is larger than "
				     "4294967295, the largest number of 32 bits",
				     node_show(c->report->arena, node));
			return nonsense(c, node);
		}
	}
	return constant(c, node, (int64_t)number);
}

static struct typed_expr check_std(struct checker *c, const struct node *node,
				   enum std_name name)
{
	struct typed_expr value = constant(c, node, 0);

	value.constant = false;
	value.expr->kind = EXPR_STD;
	value.expr->name = name;
	value.expr->is_seq = std_name_is_seq(name);
	value.type = value.expr->is_seq ? TYPE_SEQ : TYPE_NUMBER;
	return value;
}

static struct typed_expr unknown_word(struct checker *c, const struct node *node)
{
	const char *shown = node_show(c->report->arena, node);

	if (memchr(node->text, '-', node->len))
		report_error(c->report, node->place, "'%s' is one word; write "
			     "'a - b' with blanks to subtract", shown);
	else if (memchr(node->text, '.', node->len))
		report_error(c->report, node->place, "the standard knows no '%s'; "
			     "see tcpvet-script(5) for the names", shown);
	else if (!c->broken)
		report_error(c->report, node->place, "nothing here is called "
			     "'%s'; 'let %s = ...' before would give it a value",
			     shown, shown);
	return nonsense(c, node);
}

static struct typed_expr check_word(struct checker *c, const struct node *node)
{
	const char *text = node_text(c->arena, node);
	const struct variable *variable;
	struct typed_expr value;
	enum std_name name;

	if (std_name_parse(text, &name))
		return check_std(c, node, name);
	variable = find_variable(c, text);
	if (!variable)
		return unknown_word(c, node);
	value = constant(c, node, variable->number);
	value.constant = variable->constant;
	value.type = variable->type;
	value.expr->kind = EXPR_VAR;
	value.expr->number = 0;
	value.expr->slot = variable->slot;
	value.expr->var = variable->name;
	value.expr->is_seq = variable->type == TYPE_SEQ;
	return value;
}

/* ---- operators -------------------------------------------------------- */

static const char *type_error(enum node_kind op, enum type a, enum type b)
{
	if (op == N_ADD && a == TYPE_SEQ && b == TYPE_SEQ)
		return "two sequence numbers cannot be added; subtract them for "
		       "a distance, or add a number";
	if (op == N_SUB && a == TYPE_NUMBER && b == TYPE_SEQ)
		return "a sequence number cannot be subtracted from a plain "
		       "number";
	if (op == N_MUL && (a == TYPE_SEQ || b == TYPE_SEQ))
		return "a sequence number cannot be multiplied";
	return NULL;
}

static enum type type_of(enum node_kind op, enum type a, enum type b)
{
	if (op == N_SUB && a == TYPE_SEQ && b == TYPE_SEQ)
		return TYPE_NUMBER;
	if (a == TYPE_ANY || b == TYPE_ANY)
		return op == N_MUL ? TYPE_NUMBER : TYPE_ANY;
	return a == TYPE_SEQ || b == TYPE_SEQ ? TYPE_SEQ : TYPE_NUMBER;
}

static bool fold(enum node_kind op, int64_t a, int64_t b, int64_t *out)
{
	switch (op) {
	case N_ADD:
		return !__builtin_add_overflow(a, b, out);
	case N_SUB:
		return !__builtin_sub_overflow(a, b, out);
	default:
		return !__builtin_mul_overflow(a, b, out);
	}
}

static struct typed_expr check_binary(struct checker *c, const struct node *node)
{
	static const enum expr_kind kinds[] = {
		[N_ADD] = EXPR_ADD, [N_SUB] = EXPR_SUB, [N_MUL] = EXPR_MUL
	};
	struct typed_expr a = check_expr(c, node->a), b = check_expr(c, node->b);
	const char *wrong = type_error(node->kind, a.type, b.type);
	struct typed_expr value = constant(c, node, 0);

	if (wrong) {
		report_error(c->report, node->place, "%s", wrong);
		return nonsense(c, node);
	}
	value.expr->kind = kinds[node->kind];
	value.expr->a = a.expr;
	value.expr->b = b.expr;
	value.type = type_of(node->kind, a.type, b.type);
	value.expr->is_seq = value.type == TYPE_SEQ;
	value.constant = a.constant && b.constant;
	if (value.constant && !fold(node->kind, a.number, b.number,
				    &value.number)) {
		report_error(c->report, node->place, "this number is too large");
		return nonsense(c, node);
	}
	return value;
}

/* -a is 0 - a. */
static struct typed_expr check_negate(struct checker *c, const struct node *node)
{
	struct typed_expr a = check_expr(c, node->a);
	struct typed_expr value = constant(c, node, -a.number);

	if (a.type == TYPE_SEQ) {
		report_error(c->report, node->place, "a sequence number has no "
			     "sign");
		return nonsense(c, node);
	}
	value.constant = a.constant;
	value.expr->kind = EXPR_SUB;
	value.expr->number = 0;
	value.expr->a = expr_number(c->arena, value.expr->loc, 0);
	value.expr->b = a.expr;
	return value;
}

struct typed_expr check_expr(struct checker *c, const struct node *node)
{
	if (node->depth > EXPR_DEPTH_MAX) {
		report_error(c->report, node->place, "this expression has more "
			     "than %d operators; keep parts of it with 'let'",
			     EXPR_DEPTH_MAX);
		return nonsense(c, node);
	}
	switch (node->kind) {
	case N_INTEGER:
		return check_integer(c, node);
	case N_WORD:
		return check_word(c, node);
	case N_NEGATE:
		return check_negate(c, node);
	case N_ADD:
	case N_SUB:
	case N_MUL:
		return check_binary(c, node);
	default:
		return nonsense(c, node);
	}
}

/* ---- what is wanted --------------------------------------------------- */

void check_bounds(struct checker *c, const struct node *node,
		  const struct typed_expr *value, const struct value_bounds *bounds)
{
	if (value->type == TYPE_SEQ)
		report_error(c->report, node->place, "%s is a plain number, and "
			     "this is a sequence number; the difference of two "
			     "is a number", bounds->what);
	else if (value->constant &&
		 (value->number < 0 || value->number > bounds->max))
		report_error(c->report, node->place, "%s is a number from 0 to "
			     "%lld, not %lld", bounds->what,
			     (long long)bounds->max, (long long)value->number);
}

struct expr *check_number(struct checker *c, const struct node *node,
			  const struct value_bounds *bounds)
{
	struct typed_expr value = check_expr(c, node);

	check_bounds(c, node, &value, bounds);
	return value.expr;
}

uint32_t check_integer_value(struct checker *c, const struct node *node,
			     const struct value_bounds *bounds)
{
	struct typed_expr value = check_expr(c, node);
	unsigned raised = c->report->raised;

	check_bounds(c, node, &value, bounds);
	return c->report->raised == raised ? (uint32_t)value.number : 0;
}

static void check_range(struct checker *c, const struct node *node,
			const struct typed_expr *lo, const struct typed_expr *hi)
{
	if ((lo->type == TYPE_SEQ && hi->type == TYPE_NUMBER) ||
	    (lo->type == TYPE_NUMBER && hi->type == TYPE_SEQ))
		report_error(c->report, node->place, "both ends of a range must "
			     "be sequence numbers, or both plain numbers");
	else if (lo->constant && hi->constant && lo->number > hi->number)
		report_error(c->report, node->place, "this range is empty: %lld "
			     "is more than %lld", (long long)lo->number,
			     (long long)hi->number);
}

struct field check_field(struct checker *c, const struct node *node,
			 enum direction direction, const struct value_bounds *bounds)
{
	struct field field = { .kind = FIELD_ABSENT };
	struct typed_expr lo, hi;

	if (!node)
		return field;
	field.loc = place_loc(node->place);
	field.kind = node->kind == N_ANY ? FIELD_ANY :
		     node->kind == N_RANGE ? FIELD_RANGE : FIELD_VALUE;
	if (direction == SENT && field.kind != FIELD_VALUE)
		report_error(c->report, node->place, "%s can stand only in an "
			     "expected segment; what is sent needs one value",
			     field.kind == FIELD_ANY ? "'*'" : "a range");
	if (field.kind == FIELD_ANY)
		return field;
	lo = check_expr(c, field.kind == FIELD_RANGE ? node->a : node);
	field.lo = lo.expr;
	if (bounds)
		check_bounds(c, node, &lo, bounds);
	if (field.kind == FIELD_VALUE)
		return field;
	hi = check_expr(c, node->b);
	field.hi = hi.expr;
	if (bounds)
		check_bounds(c, node->b, &hi, bounds);
	check_range(c, node, &lo, &hi);
	return field;
}
