/* SPDX-License-Identifier: BSD-2-Clause */
/* sysctl.h - settings of a network namespace. */
#ifndef TCPVET_LAB_KERNEL_SYSCTL_H
#define TCPVET_LAB_KERNEL_SYSCTL_H

#include "base/error.h"

/*
 * Writes "KEY=VALUE" to the present network namespace. KEY is spelled as for
 * sysctl(8): the first dot or slash in it is the separator, and the other sign then
 * stands for itself turned round. It must name something below net.
 */
int sysctl_set(const char *assignment, struct error *err);

#endif
