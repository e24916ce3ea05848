/* SPDX-License-Identifier: BSD-2-Clause */
/* ip_part.h - the IP header of a segment as evidence: told where a case is about it. */
#ifndef TCPVET_REPORT_IP_PART_H
#define TCPVET_REPORT_IP_PART_H

#include <stdio.h>

#include "script/ast.h"

/* Fields of the IP header, bits. IP_ALL: all that the family has. */
enum ip_part { IP_TTL = 1, IP_TOS = 2, IP_DF = 4, IP_ID = 8, IP_FLOW = 16, IP_ALL = 31 };

/* Which of them the case's lines speak of; 0: none. tc may be NULL. */
unsigned ip_parts_of(const struct test_case *tc);

/* Prints " with ttl=64 df=1", as a script would have it; nothing for parts 0. */
void ip_part_print(FILE *out, const struct segment *seg, unsigned parts);

#endif
