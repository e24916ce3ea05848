/* SPDX-License-Identifier: BSD-2-Clause */
#include "source.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The longest first. */
static const char *const signs[] = {
	"<<=", ">>=", "...", "<=", ">=", "==", "!=", "&&", "||", "+=", "-=", "*=", "/=",
	"%=", "&=", "|=", "^=", "++", "--", "->", "<<", ">>",
};

static void *room_for(void *old, size_t size)
{
	void *new = realloc(old, size);

	if (new)
		return new;
	fputs("mutate: no memory\n", stderr);
	exit(3);
}

static void read_text(struct source *source, const char *path)
{
	FILE *file = fopen(path, "re");
	size_t size = 0, got;

	if (!file) {
		perror(path);
		exit(2);
	}
	do {
		source->text = room_for(source->text, size + 65536 + 1);
		got = fread(source->text + size, 1, 65536, file);
		size += got;
	} while (got > 0);
	fclose(file);
	source->text[size] = '\0';
	source->len = size;
}

static void add(struct source *source, enum token_kind kind, size_t at, size_t len,
		unsigned line, unsigned depth)
{
	if (source->count % 1024 == 0)
		source->tokens = room_for(source->tokens, (source->count + 1024) *
								  sizeof(struct token));
	source->tokens[source->count++] = (struct token){ .kind = kind, .at = at, .len = len,
							  .line = line, .depth = depth };
}

/* ---- what is no token ------------------------------------------------------------- */

static size_t comment_len(const char *at)
{
	const char *end;

	if (strncmp(at, "//", 2) == 0)
		return strcspn(at, "\n");
	if (strncmp(at, "/*", 2) != 0)
		return 0;
	end = strstr(at + 2, "*/");
	return end ? (size_t)(end + 2 - at) : strlen(at);
}

/* A line of the preprocessor: all of it, but of a #define the words up to its value. */
static size_t directive_len(const char *at)
{
	size_t len = strcspn(at, "\n");

	if (strncmp(at, "#define", 7) != 0)
		return len;
	len = 7 + strspn(at + 7, " \t");
	return len + strcspn(at + len, " \t\n");
}

static size_t quoted_len(const char *at)
{
	size_t len = 1;

	while (at[len] && at[len] != *at)
		len += at[len] == '\\' && at[len + 1] ? 2 : 1;
	return len + (at[len] != '\0');
}

/* ---- tokens ------------------------------------------------------------------------ */

static size_t number_len(const char *at)
{
	size_t len = 0;

	while (isalnum((unsigned char)at[len]) || at[len] == '.' ||
	       ((at[len] == '-' || at[len] == '+') && len && strchr("eE", at[len - 1]) &&
		strncmp(at, "0x", 2) != 0))
		len++;
	return len;
}

static size_t word_len(const char *at)
{
	size_t len = 0;

	while (isalnum((unsigned char)at[len]) || at[len] == '_')
		len++;
	return len;
}

static size_t sign_len(const char *at)
{
	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
		if (strncmp(at, signs[i], strlen(signs[i])) == 0)
			return strlen(signs[i]);
	return 1;
}

static size_t token_len(const char *at, enum token_kind *kind)
{
	if (*at == '"' || *at == '\'') {
		*kind = TOKEN_TEXT;
		return quoted_len(at);
	}
	if (isdigit((unsigned char)*at)) {
		*kind = TOKEN_NUMBER;
		return number_len(at);
	}
	if (isalpha((unsigned char)*at) || *at == '_') {
		*kind = TOKEN_WORD;
		return word_len(at);
	}
	*kind = TOKEN_SIGN;
	return sign_len(at);
}

static unsigned lines_in(const char *at, size_t len)
{
	unsigned lines = 0;

	for (size_t i = 0; i < len; i++)
		lines += at[i] == '\n';
	return lines;
}

/* What stands here and is no token; 0 when a token does. */
static size_t skipped_len(const struct source *source, size_t at)
{
	const char *text = source->text + at;
	const bool begins = at == 0 || text[-1] == '\n';

	if (isspace((unsigned char)*text))
		return 1;
	return begins && *text == '#' ? directive_len(text) : comment_len(text);
}

static void cut(struct source *source)
{
	unsigned line = 1, depth = 0;

	for (size_t at = 0, len; at < source->len; at += len) {
		const char *text = source->text + at;
		enum token_kind kind;

		len = skipped_len(source, at);
		if (len == 0) {
			len = token_len(text, &kind);
			depth -= *text == '}' && depth > 0;
			add(source, kind, at, len, line, depth);
			depth += *text == '{';
		}
		line += lines_in(text, len);
	}
}

/* The body of `bool name(...) {`, and of `static bool` alike. */
static void mark_bool(struct source *source)
{
	for (size_t i = 0; i + 2 < source->count; i++) {
		size_t end;

		if (source->tokens[i].depth > 0 || !source_is(source, i, "bool") ||
		    !source_is(source, i + 2, "("))
			continue;
		i = source_close(source, i + 2) + 1;
		if (!source_is(source, i, "{"))
			continue;
		end = source_close(source, i);
		for (; i < end; i++)
			source->tokens[i].of_bool = true;
	}
}

/* ---- public ------------------------------------------------------------------------- */

void source_read(struct source *source, const char *path)
{
	*source = (struct source){ .text = NULL };
	read_text(source, path);
	cut(source);
	mark_bool(source);
}

void source_clear(struct source *source)
{
	free(source->text);
	free(source->tokens);
	*source = (struct source){ .text = NULL };
}

bool source_is(const struct source *source, size_t i, const char *text)
{
	const struct token *token = &source->tokens[i];

	return i < source->count && token->len == strlen(text) &&
	       memcmp(source->text + token->at, text, token->len) == 0;
}

static bool is_any(const struct source *source, size_t i, const char *set)
{
	return source->tokens[i].kind == TOKEN_SIGN && source->tokens[i].len == 1 &&
	       strchr(set, source->text[source->tokens[i].at]);
}

size_t source_close(const struct source *source, size_t i)
{
	unsigned open = 0;

	for (; i < source->count; i++) {
		if (is_any(source, i, "([{"))
			open++;
		else if (is_any(source, i, ")]}") && --open == 0)
			return i;
	}
	return source->count;
}

size_t source_end(const struct source *source, size_t i)
{
	for (; i < source->count; i++) {
		if (is_any(source, i, "([{"))
			i = source_close(source, i);
		else if (is_any(source, i, ")]}"))
			break;
		else if (source_is(source, i, ";"))
			return i + 1;
	}
	return source->count;
}
