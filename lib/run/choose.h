/* SPDX-License-Identifier: BSD-2-Clause */
/* choose.h - which port of a target a case is run on. */
#ifndef TCPVET_RUN_CHOOSE_H
#define TCPVET_RUN_CHOOSE_H

#include <stdbool.h>
#include <stddef.h>

#include "target/service.h"
#include "script/ast.h"
#include "wire/wire.h"

/*
 * The service that meets the case's needs; the closed port for a case that wants
 * one. NULL when there is none: then *lacks says in words (malloced) what the target,
 * the way there (the hosts' family and offers count) or the run lacks. closed->port 0:
 * no closed port is known. agent: somebody acts for an application of the target
 * (target/agent.h).
 */
const struct service *choose_service(const struct service *services, size_t count,
				     const struct service *closed,
				     const struct hosts *hosts, bool full, bool agent,
				     const struct test_case *tc, char **lacks);

#endif
