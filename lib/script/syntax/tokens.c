/* SPDX-License-Identifier: BSD-2-Clause */
#include "script/syntax/tokens.h"

#include "script/syntax/parser.h"

static int next_raw(struct tokens *tokens)
{
	if (tokens->has_ahead) {
		tokens->has_ahead = false;
		tokens->lexer.span = tokens->ahead_span;
		return tokens->ahead;
	}
	return lexer_next(&tokens->lexer);
}

/*
 * Ends of line come one at a time, and not at all before `{` and `or` and behind
 * `or`: a block may stand on the next line.
 */
static int next_filtered(struct tokens *tokens)
{
	struct lexer *lexer = &tokens->lexer;
	int token = next_raw(tokens);
	struct text_span end;

	if (token != EOL)
		return token;
	end = lexer->span;
	do
		token = lexer_next(lexer);
	while (token == EOL);
	if (token == '{' || token == OR || tokens->previous == OR)
		return token;
	tokens->has_ahead = true;
	tokens->ahead = token;
	tokens->ahead_span = lexer->span;
	lexer->span = end;
	return EOL;
}

int tokens_next(struct tokens *tokens, struct text_span *span)
{
	tokens->previous = tokens->token;
	tokens->previous_span = tokens->token_span;
	tokens->token = next_filtered(tokens);
	tokens->token_span = tokens->lexer.span;
	*span = tokens->token_span;
	return tokens->token;
}

void tokens_drop_statement(struct tokens *tokens)
{
	/* What was read ahead stands behind an end of line: the statement is over. */
	if (!tokens->has_ahead)
		lexer_drop_statement(&tokens->lexer);
}

void tokens_begin(struct tokens *tokens, struct script_report *report,
		  const struct view *view)
{
	*tokens = (struct tokens){ .has_ahead = false };
	lexer_begin(&tokens->lexer, report, view);
}

void tokens_end(struct tokens *tokens)
{
	lexer_end(&tokens->lexer);
}
