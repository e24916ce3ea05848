/* SPDX-License-Identifier: BSD-2-Clause */
/* setup.h - a command of the user's that prepares the target's namespace. */
#ifndef TCPVET_LAB_KERNEL_SETUP_H
#define TCPVET_LAB_KERNEL_SETUP_H

#include "base/error.h"

/*
 * Runs `sh -c command` in the calling process's network namespace and waits for it.
 * Its standard output is the standard error; what it leaves in the background dies with
 * it, and it dies with the caller. 0, or -1 with err, also when its exit status is not
 * 0.
 */
int setup_run(const char *command, struct error *err);

#endif
