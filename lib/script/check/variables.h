/* SPDX-License-Identifier: BSD-2-Clause */
/* variables.h - what `let` and the parameters of probes name. Private to lib/script. */
#ifndef TCPVET_SCRIPT_CHECK_VARIABLES_H
#define TCPVET_SCRIPT_CHECK_VARIABLES_H

#include "script/check/checker.h"

/* The variable of that name that can be seen from here; NULL: none. */
const struct variable *find_variable(const struct checker *c, const char *name);

/* Makes a variable; its slot. A name that cannot be one, or is taken, is reported. */
unsigned check_declare(struct checker *c, const struct node *name,
		       const struct typed_expr *value);

#endif
