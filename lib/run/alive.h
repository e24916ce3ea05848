/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * alive.h - does the target answer at all? Asked when a control exchange was not answered,
 * and behind cases that are known to kill stacks. Internal to the room.
 *
 * Some SYNs go to the ports that are known, open or closed, in turn, again each second,
 * from ports of the tester that were not used before. The first answer, whatever it is,
 * ends it; so do four seconds of silence. So many that no path that still lets a case
 * through loses them all: at 20% each way one in 10^10.
 */
#ifndef TCPVET_RUN_ALIVE_H
#define TCPVET_RUN_ALIVE_H

#include "run/target.h"
#include "traffic/context.h"

struct alive;

/* Told at the end; the question is no more. answers: it does, or the tester could not
 * ask. */
typedef void alive_done(void *ctx, bool answers);

/* Begins; `done` is called while tasks run. Never NULL. target must outlive it. */
struct alive *alive_start(struct context *context, struct target *target, alive_done *done,
			  void *ctx);

/* Ends it before it is done, without a word; NULL is allowed. */
void alive_stop(struct alive *alive);

#endif
