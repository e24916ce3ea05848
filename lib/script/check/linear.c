/* SPDX-License-Identifier: BSD-2-Clause */
#include "script/check/linear.h"

/* number + sum of times * (name or variable); all modulo 2^32. */
struct linear {
	bool known; /* false: not of that form */
	uint32_t number;
	uint32_t names[NAME_COUNT];
	uint32_t variables[CASE_VARIABLES_MAX];
};

static void add(struct linear *sum, const struct linear *term, uint32_t times)
{
	sum->known = sum->known && term->known;
	sum->number += term->number * times;
	for (unsigned i = 0; i < NAME_COUNT; i++)
		sum->names[i] += term->names[i] * times;
	for (unsigned i = 0; i < CASE_VARIABLES_MAX; i++)
		sum->variables[i] += term->variables[i] * times;
}

static bool is_number(const struct linear *l)
{
	uint32_t others = 0;

	for (unsigned i = 0; i < NAME_COUNT; i++)
		others |= l->names[i];
	for (unsigned i = 0; i < CASE_VARIABLES_MAX; i++)
		others |= l->variables[i];
	return l->known && others == 0;
}

static struct linear linear_of(const struct expr *expr)
{
	struct linear out = { .known = true }, a, b;

	switch (expr->kind) {
	case EXPR_NUMBER:
		out.number = expr->number;
		return out;
	case EXPR_STD:
		out.names[expr->name] = 1;
		return out;
	case EXPR_VAR:
		if (expr->slot < CASE_VARIABLES_MAX)
			out.variables[expr->slot] = 1;
		else
			out.known = false;
		return out;
	default:
		break;
	}
	a = linear_of(expr->a);
	b = linear_of(expr->b);
	if (expr->kind != EXPR_MUL) {
		add(&out, &a, 1);
		add(&out, &b, expr->kind == EXPR_ADD ? 1 : UINT32_MAX);
	} else if (is_number(&a)) {
		add(&out, &b, a.number);
	} else {
		add(&out, &a, b.number);
		out.known = out.known && is_number(&b);
	}
	return out;
}

enum sum expr_sum(const struct expr *start, const struct expr *len,
		  const struct expr *end)
{
	struct linear sum = { .known = true }, term = linear_of(start);

	add(&sum, &term, 1);
	if (len) {
		term = linear_of(len);
		add(&sum, &term, 1);
	}
	term = linear_of(end);
	add(&sum, &term, UINT32_MAX);
	if (!is_number(&sum))
		return SUM_UNKNOWN;
	return sum.number == 0 ? SUM_ZERO : SUM_OTHER;
}
