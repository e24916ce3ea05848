/* SPDX-License-Identifier: BSD-2-Clause */
#include "script/syntax/syntax_error.h"

#include <string.h>

#include "script/syntax/parser.h"
#include "script/syntax/tree.h"

/* What must stand behind a token, where there is just one thing. */
static const struct {
	int token;
	const char *wanted;
} wanted[] = {
	{ CASE, "a name" },
	{ PROBE, "a name" },
	{ FOR, "the name of the family's variable" },
	{ TITLE, "a text in double quotes" },
	{ CITES, "a text in double quotes" },
	{ WARN, "a text in double quotes" },
	{ COVERS, "a requirement's id (such as RFC9293/MUST-2)" },
	{ NEEDS, "what the target must offer (such as open-port)" },
	{ APART, "what cases share (such as backlog), or all" },
	{ PROFILE, "'full'" },
	{ ACK, "an acknowledgment number" },
	{ WIN, "a window" },
	{ URG, "an urgent pointer" },
	{ WITHIN, "a time (such as 500ms or 4rtt)" },
	{ WAIT, "a time (such as 500ms)" },
	{ LET, "the name of a variable" },
	{ CHECK, "an expression" },
	{ ISN, "a number" },
	{ CONNECTION, "the name of a connection" },
	{ USE, "the name of a probe" },
	{ STATE, "a state (such as ESTABLISHED)" },
	{ APP, "an action (such as close)" },
	{ WARN, "a text in double quotes" },
	{ FILL, "'leaving' or the end of the line" },
	{ ONE_OF, "'{'" },
	{ SHOULD, "'{'" },
	{ MSS, "a segment size" },
	{ WSCALE, "a shift count" },
	{ SACK, "a block (such as 1:1001)" },
	{ TS, "'val'" },
	{ VAL, "a timestamp" },
	{ ECR, "a timestamp" },
	{ MD5, "octets in hex" },
	{ KIND, "the number of an option" },
	{ WITH, "a setting (such as checksum=bad)" },
	{ DOTDOT, "the end of the range" },
	{ '+', "an operand" },
	{ '-', "an operand" },
};

static const char *wanted_behind(int token)
{
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		if (wanted[i].token == token)
			return wanted[i].wanted;
	}
	return NULL;
}

static const char *quote(const struct tokens *tokens, struct arena *arena, int token,
			 struct text_span span)
{
	const struct view *view = tokens->lexer.view;
	struct node *node;

	if (token == 0)
		return "the end of the file";
	if (token == EOL && view->text[span.begin] != ';')
		return "the end of the line";
	node = node_new(arena, view, N_WORD, span);
	if (token == BODY)
		node->len = 1;
	return arena_printf(arena, "'%s'", node_show(arena, node));
}

/* Symbols that begin an expression count as one. */
static bool begins_expression(const char *name)
{
	static const char *const names[] = { "a name", "a number", "'('", "'-'" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(names[i], name) == 0)
			return true;
	}
	return false;
}

/* Operators can follow any expression; to list them helps nobody. */
static bool is_operator(const char *name)
{
	static const char *const names[] = { "'+'", "'-'", "'*'", "'..'" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(names[i], name) == 0)
			return true;
	}
	return false;
}

enum { LISTED_MAX = 6 };

/* The expected symbols as "a, b or c"; NULL when there are too many to help. */
static const char *list_expected(struct arena *arena, const char *const *expected,
				 int count)
{
	const char *items[LISTED_MAX], *text = NULL;
	int n = 0, operands = 0;

	for (int i = 0; i < count; i++)
		operands += begins_expression(expected[i]);
	if (operands == 4)
		items[n++] = "an expression";
	for (int i = 0; i < count; i++) {
		if (operands == 4 ? begins_expression(expected[i]) :
		    is_operator(expected[i]))
			continue;
		if (n == LISTED_MAX)
			return NULL;
		items[n++] = expected[i];
	}
	for (int i = 0; i < n; i++) {
		if (!text)
			text = items[i];
		else
			text = arena_printf(arena, "%s%s%s", text,
					    i == n - 1 ? " or " : ", ",
					    items[i]);
	}
	return text;
}

static bool is_expected(const char *const *expected, int count,
			const char *name)
{
	for (int i = 0; i < count; i++) {
		if (strcmp(expected[i], name) == 0)
			return true;
	}
	return false;
}

static bool begins_line(const struct tokens *tokens)
{
	return tokens->previous == 0 || tokens->previous == EOL ||
	       tokens->previous == '{' || tokens->previous == '}' ||
	       tokens->previous == BODY;
}

/* Errors that are better told from the place than from the grammar; NULL: none. */
static const char *special(const struct tokens *tokens,
			   const char *const *expected, int count)
{
	if (tokens->token == WORD && is_expected(expected, count, "'mss'"))
		return "is no option that is known here; write 'kind N 0xHEX'";
	if (is_expected(expected, count, "flags"))
		return "is not flags; write letters of SFRPUEWA and '.' for ACK, "
		       "or '-' for none";
	if (tokens->previous == INTEGER && count == 1 &&
	    strcmp(expected[0], "'>'") == 0)
		return "cannot stand here; flags must stand before the sequence "
		       "number, or '> PORT' behind a port";
	if (tokens->token == 0 && is_expected(expected, count, "'}'"))
		return "is reached, and a block is not closed; write '}'";
	if (!begins_line(tokens) || tokens->token == EOL || tokens->token == 0)
		return NULL;
	if (is_expected(expected, count, "'wait'"))
		return "begins no statement";
	if (is_expected(expected, count, "'case'"))
		return "cannot stand here; expected 'case', 'probe' or 'for'";
	if (is_expected(expected, count, "'title'"))
		return "cannot stand here; expected 'title', 'covers', 'cites', "
		       "'needs', 'apart', 'profile' or '{'";
	return NULL;
}

void script_syntax_error(const struct tokens *tokens, struct arena *arena,
			 const char *const *expected, int count)
{
	struct script_report *report = tokens->lexer.report;
	struct source_place place = view_place(tokens->lexer.view, tokens->token_span);
	const char *found = quote(tokens, arena, tokens->token, tokens->token_span);
	const char *want = wanted_behind(tokens->previous);
	const char *text = special(tokens, expected, count);

	if (text)
		report_error(report, place, "%s %s", found, text);
	else if (want)
		report_error(report, place, "expected %s after %s, found %s", want,
			     quote(tokens, arena, tokens->previous,
				   tokens->previous_span), found);
	else if ((text = list_expected(arena, expected, count)))
		report_error(report, place, "expected %s, found %s", text,
			     found);
	else
		report_error(report, place, "%s cannot stand here", found);
}
