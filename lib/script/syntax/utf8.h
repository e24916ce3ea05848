/* SPDX-License-Identifier: BSD-2-Clause */
/* utf8.h - what may reach a terminal. Private to lib/script. */
#ifndef TCPVET_SCRIPT_SYNTAX_UTF8_H
#define TCPVET_SCRIPT_SYNTAX_UTF8_H

#include <stddef.h>

/* Octets of the UTF-8 character at s, of which `len` (at least 1) octets are there;
 * 0 when it is none, a control character, or one that hides or turns text. */
size_t script_char_len(const char *s, size_t len);

#endif
