/* SPDX-License-Identifier: BSD-2-Clause */
/* parse.h - from text to tree: what lexer and grammar share. Private to lib/script. */
#ifndef TCPVET_SCRIPT_SYNTAX_PARSE_H
#define TCPVET_SCRIPT_SYNTAX_PARSE_H

#include "script/syntax/diag.h"
#include "script/syntax/source.h"
#include "script/syntax/tree.h"

struct parse_ctx {
	struct script_report *report;
	struct arena *arena;
	const struct view *view;
	struct node *items; /* N_LIST of N_CASE, N_PROBE, N_FOR */
	unsigned raised;    /* report->raised when the last item ended */

	/* The lexer. Words are keywords only where they mean something, so that a
	 * parameter may be called `win`. */
	void *scanner;
	size_t offset;      /* of the octet to read next */
	struct text_span span;   /* of the token just read */
	int last;           /* that token */
	bool at_start;      /* of the statement only a time has been read */
	bool in_segment;    /* behind the `<` or `>` that begins a statement */
	bool in_icmp;
	bool operand;       /* the last token wants an operand */
	bool wants_in;      /* `for` was read */
	bool complained;    /* about a character of this statement */
	unsigned nesting;   /* of ( and [ */
	unsigned braces;    /* in a family's body */
	size_t opened;      /* where the body or the comment begins */
	int resume;         /* start condition behind the comment */

	/* The filter behind it: a token read ahead, and the last two given out. */
	bool has_ahead;
	int ahead;
	struct text_span ahead_span;
	int token, previous;
	struct text_span token_span, previous_span;
};

/* Parses a view. The list of its items, as far as they could be read; errors are
 * in report. */
struct node *script_parse(struct script_report *report, struct arena *arena,
			  const struct view *view);

/* The next token for the grammar: without ends of line that mean nothing. */
int script_next_token(struct parse_ctx *ctx, struct text_span *span);

/* The next token of the text; ctx->span is its place. */
int script_scan(struct parse_ctx *ctx);
void script_scan_begin(struct parse_ctx *ctx);
void script_scan_end(struct parse_ctx *ctx);

/* After a syntax error: what was open is not waited for. */
void script_scan_reset(struct parse_ctx *ctx);

/* Words a syntax error at ctx->token. `expected` names `count` symbols. */
void script_syntax_error(struct parse_ctx *ctx, const char *const *expected,
			 int count);

#endif
