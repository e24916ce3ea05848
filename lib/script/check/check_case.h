/* SPDX-License-Identifier: BSD-2-Clause */
/* check_case.h - a case, or a probe that nobody need use. Private to lib/script. */
#ifndef TCPVET_SCRIPT_CHECK_CHECK_CASE_H
#define TCPVET_SCRIPT_CHECK_CHECK_CASE_H

#include "script/check/checker.h"
#include "script/syntax/expand.h"

/* A whole case: what it needs, its header, its body. NULL when it cannot be run. */
struct test_case *check_case(struct checker *c, const struct unit *unit,
			     const char *topic);

/* Checks a probe by itself; c->tc stands for the case that would use it. */
void check_probe_alone(struct checker *c, const struct node *probe);

#endif
