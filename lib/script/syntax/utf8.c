/* SPDX-License-Identifier: BSD-2-Clause */
#include "script/syntax/utf8.h"

#include <stdbool.h>

/* C1 controls, surrogates, and marks that change the order or hide. */
static bool unwanted(unsigned long code)
{
	return code < 0xa0 || code > 0x10ffff ||
	       (code >= 0xd800 && code <= 0xdfff) ||
	       (code >= 0x200b && code <= 0x200f) ||
	       (code >= 0x2028 && code <= 0x202e) ||
	       (code >= 0x2060 && code <= 0x206f) || code == 0xfeff;
}

size_t script_char_len(const char *s, size_t len)
{
	static const unsigned long least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	unsigned char lead = (unsigned char)s[0];
	size_t n = lead < 0x80 ? 1 : lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
	unsigned long code = lead & (0x7fu >> n);

	if (n == 1)
		return lead >= ' ' && lead != 0x7f;
	if (lead < 0xc2 || lead > 0xf4 || n > len)
		return 0;
	for (size_t i = 1; i < n; i++) {
		unsigned char c = (unsigned char)s[i];

		if ((c & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (c & 0x3f);
	}
	return code < least[n] || unwanted(code) ? 0 : n;
}
