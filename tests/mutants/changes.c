/* SPDX-License-Identifier: BSD-2-Clause */
#include "changes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct maker {
	const struct source *source;
	each_fn *each;
	void *ctx;
};

/* ---- changes --------------------------------------------------------------------------- */

static void tell(struct maker *m, const struct change *change)
{
	m->each(m->ctx, m->source, change);
}

static const struct token *token_at(const struct maker *m, size_t i)
{
	return &m->source->tokens[i];
}

static struct piece over(const struct token *token, const char *put)
{
	struct piece piece = { .at = token->at, .len = token->len };

	snprintf(piece.put, sizeof(piece.put), "%s", put);
	return piece;
}

static struct piece before(const struct token *token, const char *put)
{
	struct piece piece = over(token, put);

	piece.len = 0;
	return piece;
}

static void replace(struct maker *m, size_t i, const char *kind, const char *put)
{
	const struct token *token = token_at(m, i);
	const struct change change = { kind, token->line, { over(token, put) }, 1 };

	tell(m, &change);
}

/* Puts `!(` before token first and `)` before token behind. */
static void turn(struct maker *m, size_t first, size_t behind)
{
	const struct change change = {
		"condition", token_at(m, first)->line,
		{ before(token_at(m, first), "!("), before(token_at(m, behind), ")") }, 2
	};

	tell(m, &change);
}

/* ---- signs ------------------------------------------------------------------------------- */

static const struct sign_rule {
	const char *sign, *kind, *put;
	bool two_sided; /* means this only between two values */
} sign_rules[] = {
	{ "<", "boundary", "<=", true },    { "<", "comparison", ">=", true },
	{ "<=", "boundary", "<", true },    { "<=", "comparison", ">", true },
	{ ">", "boundary", ">=", true },    { ">", "comparison", "<=", true },
	{ ">=", "boundary", ">", true },    { ">=", "comparison", "<", true },
	{ "==", "comparison", "!=", true }, { "!=", "comparison", "==", true },
	{ "&&", "connective", "||", true }, { "||", "connective", "&&", true },
	{ "+", "arithmetic", "-", true },   { "-", "arithmetic", "+", true },
	{ "*", "arithmetic", "/", true },   { "/", "arithmetic", "*", true },
	{ "%", "arithmetic", "*", true },   { "|", "arithmetic", "&", true },
	{ "&", "arithmetic", "|", true },   { "<<", "arithmetic", ">>", true },
	{ ">>", "arithmetic", "<<", true }, { "+=", "arithmetic", "-=", true },
	{ "-=", "arithmetic", "+=", true }, { "*=", "arithmetic", "/=", true },
	{ "/=", "arithmetic", "*=", true }, { "|=", "arithmetic", "&=", true },
	{ "&=", "arithmetic", "|=", true }, { "++", "arithmetic", "--", false },
	{ "--", "arithmetic", "++", false }, { "!", "condition", "", false },
};

static bool is_keyword(const struct source *source, size_t i)
{
	static const char *const words[] = { "return", "case", "else", "const", "char",
					     "void", "int", "unsigned" };

	for (size_t k = 0; k < sizeof(words) / sizeof(words[0]); k++)
		if (source_is(source, i, words[k]))
			return true;
	return false;
}

/* Token i ends a value: what follows stands between two. A star behind the name
 * of another type is taken for a product: that does not compile. */
static bool ends_value(const struct source *source, size_t i)
{
	const struct token *token = &source->tokens[i];

	if (i > 0 && (source_is(source, i - 1, "struct") || source_is(source, i - 1, "enum")))
		return false;
	if (token->kind == TOKEN_SIGN)
		return source_is(source, i, ")") || source_is(source, i, "]");
	return !is_keyword(source, i);
}

static void change_sign(struct maker *m, size_t i)
{
	const bool two_sided = i > 0 && ends_value(m->source, i - 1);

	for (size_t k = 0; k < sizeof(sign_rules) / sizeof(sign_rules[0]); k++)
		if (source_is(m->source, i, sign_rules[k].sign) &&
		    (two_sided || !sign_rules[k].two_sided))
			replace(m, i, sign_rules[k].kind, sign_rules[k].put);
}

/* ---- numbers and truths -------------------------------------------------------------------- */

static void change_number(struct maker *m, size_t i)
{
	const struct token *token = token_at(m, i);
	const char *text = m->source->text + token->at;
	char put[PUT_MAX];

	if (token->len > PUT_MAX / 2)
		return;
	snprintf(put, sizeof(put), "(%.*s + 1)", (int)token->len, text);
	replace(m, i, "constant", put);
	if (strtod(text, NULL) <= 0)
		return;
	snprintf(put, sizeof(put), "(%.*s - 1)", (int)token->len, text);
	replace(m, i, "constant", put);
}

static void change_truth(struct maker *m, size_t i)
{
	if (source_is(m->source, i, "true"))
		replace(m, i, "constant", "false");
	else if (source_is(m->source, i, "false"))
		replace(m, i, "constant", "true");
}

/* ---- conditions ------------------------------------------------------------------------------ */

static void change_condition(struct maker *m, size_t i)
{
	const struct source *source = m->source;

	if ((source_is(source, i, "if") || source_is(source, i, "while")) &&
	    source_is(source, i + 1, "("))
		turn(m, i + 2, source_close(source, i + 1));
	if (source_is(source, i, "return") && token_at(m, i)->of_bool &&
	    !source_is(source, i + 1, "true") && !source_is(source, i + 1, "false"))
		turn(m, i + 1, source_end(source, i) - 1);
}

/* The two sides of a conditional change places, if the whole of it is short. */
static size_t side_end(const struct source *source, size_t i)
{
	for (; i < source->count; i++) {
		if (source_is(source, i, "(") || source_is(source, i, "["))
			i = source_close(source, i);
		else if (source_is(source, i, ";") || source_is(source, i, ":") ||
			 source_is(source, i, ",") || source_is(source, i, ")") ||
			 source_is(source, i, "?") || source_is(source, i, "}"))
			break;
	}
	return i;
}

static void change_choice(struct maker *m, size_t i)
{
	const struct source *source = m->source;
	const size_t colon = side_end(source, i + 1);
	size_t end, first, second;

	if (!source_is(source, i, "?") || !source_is(source, colon, ":"))
		return;
	end = side_end(source, colon + 1);
	if (end >= source->count)
		return;
	/* `a ? b : c` becomes `a ? c : b`, which turns the condition wherever it begins. */
	first = token_at(m, colon)->at - token_at(m, i + 1)->at;
	second = token_at(m, end)->at - token_at(m, colon + 1)->at;
	if (first < PUT_MAX && second < PUT_MAX) {
		struct change change = { "condition", token_at(m, i)->line, { { 0 } }, 2 };

		change.pieces[0] = (struct piece){ .at = token_at(m, i + 1)->at, .len = first };
		change.pieces[1] =
			(struct piece){ .at = token_at(m, colon + 1)->at, .len = second };
		memcpy(change.pieces[0].put, source->text + change.pieces[1].at, second);
		memcpy(change.pieces[1].put, source->text + change.pieces[0].at, first);
		tell(m, &change);
	}
}

/* ---- statements -------------------------------------------------------------------------------- */

static bool begins_statement(const struct source *source, size_t i)
{
	if (i == 0 || source->tokens[i].depth == 0)
		return false;
	return source_is(source, i - 1, ";") || source_is(source, i - 1, "{") ||
	       source_is(source, i - 1, "}") || source_is(source, i - 1, "else") ||
	       source_is(source, i - 1, ")") || source_is(source, i - 1, ":");
}

static bool steps(const struct source *source, size_t i)
{
	static const char *const words[] = { "++", "--", "+=", "-=", "*=", "/=", "%=", "&=", "|=" };

	for (size_t k = 0; k < sizeof(words) / sizeof(words[0]); k++)
		if (source_is(source, i, words[k]))
			return true;
	return false;
}

/* Something is done: a call, an assignment, a step. Where a declaration gives a first
 * value there are two words before the `=`. */
static bool does_something(const struct source *source, size_t i, size_t end)
{
	bool stepped = false;

	if (source_is(source, i, "break") || source_is(source, i, "continue") ||
	    (source_is(source, i, "return") && end == i + 2))
		return true;
	if (source->tokens[i].kind != TOKEN_WORD && !source_is(source, i, "*") &&
	    !source_is(source, i, "(") && !source_is(source, i, "++") &&
	    !source_is(source, i, "--"))
		return false;
	if (is_keyword(source, i) || source_is(source, i, "goto"))
		return false;
	for (size_t k = i + 1; k + 1 < end; k++) {
		if (source->tokens[k].kind == TOKEN_WORD &&
		    source->tokens[k - 1].kind == TOKEN_WORD)
			return false; /* a type and a name, or `if`, `for` ... */
		if (source_is(source, k, "(") || source_is(source, k, "["))
			k = source_close(source, k);
		else if (source_is(source, k, "{"))
			return false;
		else if (source_is(source, k, "="))
			return true;
	}
	for (size_t k = i; k + 1 < end; k++)
		stepped = stepped || source_is(source, k, "(") || steps(source, k);
	return stepped;
}

static bool steers(const struct source *source, size_t i)
{
	static const char *const words[] = { "if", "for", "while", "switch", "do", "else",
					     "case", "default", "sizeof" };

	for (size_t k = 0; k < sizeof(words) / sizeof(words[0]); k++)
		if (source_is(source, i, words[k]))
			return true;
	return false;
}

static void leave_out(struct maker *m, size_t i)
{
	const struct source *source = m->source;
	const size_t end = source_end(source, i);
	struct change change = { "statement", token_at(m, i)->line, { { 0 } }, 1 };

	if (!begins_statement(source, i) || end >= source->count || steers(source, i) ||
	    !does_something(source, i, end))
		return;
	change.pieces[0] = over(token_at(m, i), ";");
	change.pieces[0].len = source->tokens[end - 1].at + 1 - source->tokens[i].at;
	tell(m, &change);
}

/* ---- all ------------------------------------------------------------------------------------------ */

void changes_each(const struct source *source, each_fn *each, void *ctx)
{
	struct maker m = { source, each, ctx };

	for (size_t i = 0; i < source->count; i++) {
		const struct token *token = &source->tokens[i];

		if (source_is(source, i, "static_assert")) {
			i = source_end(source, i) - 1;
			continue;
		}
		leave_out(&m, i);
		if (token->kind == TOKEN_NUMBER)
			change_number(&m, i);
		if (token->kind == TOKEN_WORD) {
			change_truth(&m, i);
			change_condition(&m, i);
		}
		if (token->kind == TOKEN_SIGN) {
			change_sign(&m, i);
			change_choice(&m, i);
		}
	}
}

