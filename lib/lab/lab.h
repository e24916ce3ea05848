/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * lab.h - the room of the targets that tcpvet brings along, each on a link where nobody
 * else is.
 *
 * kernel/ is this machine's kernel: two network namespaces joined by a veth pair, the
 * services of target/service.h in the far one (kernel/kernel_lab.h). tap/ is the reference
 * endpoint: one namespace with a tap device in it, and a process that is the host at the
 * far end of its cable (tap/taplab.h). They do not know each other. What both need stands
 * here: private namespaces (userns.h), the link and its addresses (link.h), whether the
 * target has come within reach (reach.h), the process that is the target (child.h) and
 * how it is asked (control.h). Nothing outlives the caller, however it dies: namespaces,
 * link and addresses have no name and go with their processes.
 *
 * May use base, segment, target and wire, and tap/ the endpoint. Read this header, then
 * kernel/kernel_lab.c or tap/taplab.c, which put the others together in order. It brings
 * the two labs.
 */
#ifndef TCPVET_LAB_LAB_H
#define TCPVET_LAB_LAB_H

#include "lab/kernel/kernel_lab.h"
#include "lab/tap/taplab.h"

#endif
