/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/json_write.h"

#include <string.h>

#include "report/text_util.h"

/* The characters with a short escape, and the letter behind the backslash. */
static const char escaped[] = "\"\\\b\f\n\r\t";
static const char letters[] = "\"\\bfnrt";

/* Returns the octets consumed. */
static size_t put_char(FILE *out, const char *text, size_t left)
{
	const unsigned char c = (unsigned char)*text;
	const char *found = c ? strchr(escaped, c) : NULL;
	char copy[5] = "";
	size_t len;

	if (found) {
		fprintf(out, "\\%c", letters[found - escaped]);
		return 1;
	}
	if (c < 0x20 || c == 0x7f) {
		fprintf(out, "\\u%04x", c);
		return 1;
	}
	memcpy(copy, text, left < 4 ? left : 4);
	len = utf8_length(copy);
	if (!len) {
		fputs("\xef\xbf\xbd", out);
		return 1;
	}
	fwrite(text, 1, len, out);
	return len;
}

void json_string_n(FILE *out, const char *text, size_t len)
{
	fputc('"', out);
	for (size_t at = 0; at < len;)
		at += put_char(out, text + at, len - at);
	fputc('"', out);
}

void json_string(FILE *out, const char *text)
{
	json_string_n(out, text, strlen(text));
}

void json_key(FILE *out, const char *key, const char *value)
{
	fprintf(out, ",\"%s\":", key);
	json_string(out, value);
}
