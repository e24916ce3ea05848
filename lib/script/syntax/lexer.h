/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * lexer.h - text to tokens (lexer.l). Private to lib/script. The tokens' numbers are
 * the grammar's: bison writes them into parser.h.
 */
#ifndef TCPVET_SCRIPT_SYNTAX_LEXER_H
#define TCPVET_SCRIPT_SYNTAX_LEXER_H

#include "script/syntax/diag.h"
#include "script/syntax/source.h"

/* Words are keywords only where they mean something, so that a parameter may be called
 * `win`: the lexer follows the statement. */
struct lexer {
	struct script_report *report;
	const struct view *view;
	void *flex;            /* what flex keeps */
	size_t offset;         /* of the octet to read next */
	struct text_span span; /* of the token just read */
	int last;              /* that token */
	bool at_start;         /* of the statement only a time has been read */
	bool in_segment;       /* behind the `<` or `>` that begins a statement */
	bool in_icmp;
	bool operand;          /* the last token wants an operand */
	bool wants_in;         /* `for` was read */
	bool complained;       /* about a character of this statement */
	unsigned nesting;      /* of ( and [ */
	unsigned braces;       /* in a family's body */
	size_t opened;         /* where the body or the comment begins */
	int resume;            /* start condition behind the comment */
};

/* Begins at the start of the view, which must outlive the lexer, as must the report.
 * End with lexer_end. */
void lexer_begin(struct lexer *lexer, struct script_report *report,
		 const struct view *view);
void lexer_end(struct lexer *lexer);

/* The next token of the text, 0 at its end; lexer->span is its place. What cannot be
 * read is reported, once a statement. */
int lexer_next(struct lexer *lexer);

/* After a syntax error: what the statement left open is not waited for. */
void lexer_drop_statement(struct lexer *lexer);

#endif
