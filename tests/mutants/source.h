/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * source.h - a C file as the tokens that its mutants are made of.
 *
 * No parser: the house's style is regular enough to tell from a few tokens what a
 * statement is. What is misjudged does not compile and is left out.
 */
#ifndef TCPVET_MUTANTS_SOURCE_H
#define TCPVET_MUTANTS_SOURCE_H

#include <stdbool.h>
#include <stddef.h>

enum token_kind { TOKEN_WORD, TOKEN_NUMBER, TOKEN_TEXT, TOKEN_SIGN };

struct token {
	enum token_kind kind;
	size_t at, len;  /* in the text */
	unsigned line;   /* 1 is the first */
	unsigned depth;  /* braces open around it */
	bool of_bool;    /* in a function that returns bool */
};

struct source {
	char *text;
	size_t len;
	struct token *tokens;
	size_t count;
};

/* Reads a file; ends the program with a message when it cannot. Free with
 * source_clear. Comments and lines of the preprocessor are no tokens, but for the values
 * of #define. */
void source_read(struct source *source, const char *path);
void source_clear(struct source *source);

/* Whether token i is there and spelled so. */
bool source_is(const struct source *source, size_t i, const char *text);

/* The token that closes the bracket which token i opens; count when none does. */
size_t source_close(const struct source *source, size_t i);

/* One behind the statement that begins at token i: behind its `;`; count where a
 * bracket ends first. */
size_t source_end(const struct source *source, size_t i);

#endif
