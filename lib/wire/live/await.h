/* SPDX-License-Identifier: BSD-2-Clause */
/* await.h - waits for a descriptor to be readable, and not longer than was asked for. */
#ifndef TCPVET_WIRE_LIVE_AWAIT_H
#define TCPVET_WIRE_LIVE_AWAIT_H

#include <stdint.h>

#include "base/error.h"

struct await {
	int timer; /* descriptor; -1: not open */
};

/* 0, or -1 with err; end with await_close in either case. */
int await_open(struct await *await, struct error *err);
void await_close(struct await *await);

/* Waits until fd can be read, `ns` nanoseconds have passed (0 or less: looks only), or a
 * signal came. 0, or -1 with err. */
int await_readable(struct await *await, int fd, int64_t ns, struct error *err);

#endif
