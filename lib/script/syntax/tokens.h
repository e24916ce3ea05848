/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tokens.h - what the grammar reads: the lexer's tokens without the ends of line that
 * mean nothing. Private to lib/script.
 */
#ifndef TCPVET_SCRIPT_SYNTAX_TOKENS_H
#define TCPVET_SCRIPT_SYNTAX_TOKENS_H

#include "script/syntax/lexer.h"

struct tokens {
	struct lexer lexer;
	/* A token read ahead. */
	bool has_ahead;
	int ahead;
	struct text_span ahead_span;
	/* The last two given out, for messages. */
	int token, previous;
	struct text_span token_span, previous_span;
};

/* Begins at the start of the view; what lexer_begin asks for holds here. End with
 * tokens_end. */
void tokens_begin(struct tokens *tokens, struct script_report *report,
		  const struct view *view);
void tokens_end(struct tokens *tokens);

/* The next token and its place; 0 at the end of the view. */
int tokens_next(struct tokens *tokens, struct text_span *span);

/* After a syntax error: what the statement left open is not waited for. */
void tokens_drop_statement(struct tokens *tokens);

#endif
