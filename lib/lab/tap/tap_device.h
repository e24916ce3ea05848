/* SPDX-License-Identifier: BSD-2-Clause */
/* tap_device.h - an Ethernet interface of the kernel whose cable ends in this process. */
#ifndef TCPVET_LAB_TAP_TAP_DEVICE_H
#define TCPVET_LAB_TAP_TAP_DEVICE_H

#include "base/error.h"

/*
 * Opens the tap device of that name in the present network namespace, creating it
 * when there is none; one that is created goes with the descriptor. index is what
 * number a new one gets, 0 for any. The descriptor gives and takes one frame at a
 * time, does not block and is close-on-exec. -1 with err, which says what is needed.
 */
int tap_open(const char *name, int index, struct error *err);

#endif
