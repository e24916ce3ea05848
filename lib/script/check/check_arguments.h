/* SPDX-License-Identifier: BSD-2-Clause */
/* check_arguments.h - the parameters of a probe where it is used. Private to lib/script. */
#ifndef TCPVET_SCRIPT_CHECK_CHECK_ARGUMENTS_H
#define TCPVET_SCRIPT_CHECK_CHECK_ARGUMENTS_H

#include "script/check/checker.h"

enum { PARAMETERS_MAX = 16 };

/* A parameter and what it stands for in this use. */
struct bound {
	const struct node *name;
	struct typed_expr value;
	struct source_place place;
};

/* Reports arguments of the use (N_USE) that the probe has no parameter for, or that are
 * given twice. */
void check_arity(struct checker *c, const struct node *use,
		 const struct node *probe);

/* Fills bounds, of room for PARAMETERS_MAX, with what each parameter stands for; how
 * many there are. A use without a name (use->a is NULL: the probe is checked alone)
 * lacks no argument. */
unsigned check_arguments(struct checker *c, const struct node *use,
			 const struct node *probe, struct bound *bounds);

#endif
