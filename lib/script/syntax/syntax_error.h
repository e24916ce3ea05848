/* SPDX-License-Identifier: BSD-2-Clause */
/* syntax_error.h - syntax errors in words. Private to lib/script. */
#ifndef TCPVET_SCRIPT_SYNTAX_SYNTAX_ERROR_H
#define TCPVET_SCRIPT_SYNTAX_SYNTAX_ERROR_H

#include "script/syntax/tokens.h"

/* Reports, in the report of the tokens' lexer, that the last token given out cannot
 * stand where it does. `expected` names the `count` symbols of the grammar that can;
 * the arena holds pieces of the message. */
void script_syntax_error(const struct tokens *tokens, struct arena *arena,
			 const char *const *expected, int count);

#endif
