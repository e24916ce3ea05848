/* SPDX-License-Identifier: BSD-2-Clause */
/* builtin.h - the few scripts that a run itself needs: controls, and telling
 * what application listens. */
#ifndef TCPVET_RUN_BUILTIN_H
#define TCPVET_RUN_BUILTIN_H

#include "base/error.h"
#include "script/ast.h"

enum builtin {
	BUILTIN_CONTROL_OPEN,   /* a SYN draws SYN,ACK */
	BUILTIN_CONTROL_CLOSED, /* a SYN draws RST */
	BUILTIN_IS_ECHO,
	BUILTIN_IS_DISCARD,
	BUILTIN_IS_DAYTIME,
	BUILTIN_IS_CHARGEN,
	BUILTIN_IS_HTTP,
	BUILTIN_IS_STALLED,
	BUILTIN_STAYS_OPEN, /* talks unasked, and closes only when the tester has */
	BUILTIN_COUNT
};

struct builtins;

/* Loads them all. NULL with err. Free with builtins_free (NULL allowed). */
struct builtins *builtins_new(struct error *err);
void builtins_free(struct builtins *builtins);

/* Never NULL; lives as long as builtins. */
const struct test_case *builtin_case(const struct builtins *builtins,
				     enum builtin which);

#endif
