/* SPDX-License-Identifier: BSD-2-Clause */
/* check_header.h - what stands before the statements. Private to lib/script. */
#ifndef TCPVET_SCRIPT_CHECK_CHECK_HEADER_H
#define TCPVET_SCRIPT_CHECK_CHECK_HEADER_H

#include "script/check/checker.h"

/* The header of a case (N_CASE), into c->tc, which has its name already. */
void check_case_header(struct checker *c, const struct node *item);

/* The header of a probe, which has a title at most. */
void check_probe_header(struct checker *c, const struct node *list);

#endif
