/* SPDX-License-Identifier: BSD-2-Clause */
/* check_option.h - the TCP options in < >. Private to lib/script. */
#ifndef TCPVET_SCRIPT_CHECK_CHECK_OPTION_H
#define TCPVET_SCRIPT_CHECK_CHECK_OPTION_H

#include "script/check/check_expr.h"

/* Fills spec->options with the list's, and reports when no header can carry them. */
void check_options(struct checker *c, const struct node *list,
		   enum direction direction, struct segment_spec *spec);

#endif
