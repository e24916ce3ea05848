/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/text_util.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "report/ip_part.h"

/* The value range that each length of UTF-8 must encode (no overlong forms). */
static const struct {
	unsigned char mask, lead;
	uint32_t min;
} forms[] = {
	{ 0, 0, 0 },
	{ 0x80, 0x00, 0 },
	{ 0xe0, 0xc0, 0x80 },
	{ 0xf0, 0xe0, 0x800 },
	{ 0xf8, 0xf0, 0x10000 },
};

static size_t decode(const char *text, uint32_t *out)
{
	const unsigned char *s = (const unsigned char *)text;
	uint32_t value;
	size_t len = 1;

	while (len <= 4 && (s[0] & forms[len].mask) != forms[len].lead)
		len++;
	if (len > 4)
		return 0;
	value = s[0] & (unsigned char)~forms[len].mask;
	for (size_t i = 1; i < len; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		value = value << 6 | (s[i] & 0x3f);
	}
	if (value < forms[len].min || value > 0x10ffff ||
	    (value >= 0xd800 && value <= 0xdfff))
		return 0;
	*out = value;
	return len;
}

size_t utf8_length(const char *text)
{
	uint32_t value;

	return decode(text, &value);
}

size_t utf8_printable(const char *text)
{
	uint32_t value = 0;
	size_t len = decode(text, &value);

	if (value < 0x20 || (value >= 0x7f && value < 0xa0))
		return 0;
	return len;
}

/* One character, or \xNN for an octet that is none. Returns octets consumed. */
static size_t put_char(FILE *out, const char *text)
{
	size_t len = utf8_printable(text);

	if (len) {
		fwrite(text, 1, len, out);
		return len;
	}
	fprintf(out, "\\x%02x", (unsigned char)*text);
	return 1;
}

/* Columns of the character at text; *len gets its octets. */
static size_t char_columns(const char *text, size_t *len)
{
	*len = utf8_printable(text);
	if (*len)
		return 1;
	*len = 1;
	return 4;
}

static int is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Octets of the word at text; *columns gets its width. */
static size_t word_length(const char *text, size_t *columns)
{
	size_t at = 0, len;

	*columns = 0;
	while (text[at] && !is_blank(text[at])) {
		*columns += char_columns(text + at, &len);
		at += len;
	}
	return at;
}

size_t text_columns(const char *text)
{
	size_t columns = 0, len;

	while (*text) {
		columns += char_columns(text, &len);
		text += len;
	}
	return columns;
}

static void next_line(FILE *out, size_t *at, size_t hang)
{
	fprintf(out, "\n%*s", (int)hang, "");
	*at = hang;
}

/* A word longer than a whole line: filled up to the margin again and again. */
static void put_long_word(FILE *out, size_t width, size_t *at, size_t hang,
			  const char *word, size_t len)
{
	size_t n;

	for (size_t i = 0; i < len; i += n) {
		size_t columns = char_columns(word + i, &n);

		if (*at + columns > width && *at > hang)
			next_line(out, at, hang);
		put_char(out, word + i);
		*at += columns;
	}
}

void text_wrap(FILE *out, size_t width, size_t at, size_t hang, const char *text)
{
	bool first = true;

	if (hang + 8 > width)
		hang = 0;
	for (;;) {
		size_t columns, len;

		while (is_blank(*text))
			text++;
		if (!*text)
			break;
		len = word_length(text, &columns);
		if (!first && at + 1 + columns <= width) {
			fputc(' ', out);
			at++;
		} else if (!first || (at > hang && at + columns > width)) {
			next_line(out, &at, hang);
		}
		put_long_word(out, width, &at, hang, text, len);
		text += len;
		first = false;
	}
	fputc('\n', out);
}

void text_plain(FILE *out, const char *text, size_t max)
{
	size_t columns = 0, len;

	while (*text) {
		columns += char_columns(text, &len);
		if (max && columns > max)
			return;
		text += put_char(out, text);
	}
}

/* The name of a case's connection, or NULL when the case has only one. */
static const char *connection_name(const struct test_case *tc, unsigned connection)
{
	if (!tc || tc->connections < 2 || connection >= tc->connections)
		return NULL;
	if (!tc->connection_names || !tc->connection_names[connection])
		return "main";
	return tc->connection_names[connection];
}

char *trace_text(const struct test_case *tc, const struct trace_line *line,
		 int64_t before, unsigned ip_parts)
{
	const char *name = connection_name(tc, line->connection);
	int64_t us = (line->time - before) / 1000;
	char *text;
	size_t size;
	FILE *out = text_stream(&text, &size);

	fprintf(out, "%c%" PRId64 ".%06" PRId64 " %c ", us < 0 ? '-' : '+',
		(us < 0 ? -us : us) / 1000000, (us < 0 ? -us : us) % 1000000,
		line->outgoing ? '<' : '>');
	segment_print(out, &line->seg, line->seq_base, line->ack_base);
	ip_part_print(out, &line->seg, ip_parts);
	if (name)
		fprintf(out, "  # connection %s", name);
	if (line->note && *line->note)
		fprintf(out, "%s%s", name ? ": " : "  # ", line->note);
	text_stream_close(out);
	return text;
}

char *result_place(const struct case_result *result)
{
	const struct loc *at = result->at.line ? &result->at : &result->tc->loc;

	return text_print("%s:%u", at->file ? at->file : "", at->line);
}
