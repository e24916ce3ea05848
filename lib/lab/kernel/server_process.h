/* SPDX-License-Identifier: BSD-2-Clause */
/* server_process.h - the process of the target in which its services run. */
#ifndef TCPVET_LAB_KERNEL_SERVER_PROCESS_H
#define TCPVET_LAB_KERNEL_SERVER_PROCESS_H

#include <sys/types.h>

#include "base/error.h"
#include "lab/kernel/servers.h"

/*
 * Forks a process that runs the services in the present network namespace, with no
 * other descriptor of the caller's, and ends when the caller ends or closes *lifeline
 * (close-on-exec), over which its application can be asked to connect. At its end the
 * namespace's connections are given up soon, which would keep the namespace. Signals
 * from the terminal do not touch it. -1 with err.
 */
pid_t child_serve(struct services *services, int *lifeline, struct error *err);

#endif
