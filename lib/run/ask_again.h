/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ask_again.h - each port of a target is asked for connections once more, at the end of a
 * run in which one that accepted refused. Internal to the room.
 *
 * Two SYNs to each port at once, so that it is seen whether the host takes two; again
 * each second, three times in all. What was opened is reset at the end of each round.
 */
#ifndef TCPVET_RUN_ASK_AGAIN_H
#define TCPVET_RUN_ASK_AGAIN_H

#include "run/ceased.h"

struct ask_again;

/* Told at the end; what they said lasts for the call, and is NULL where some did not leave
 * the tester. The asking is no more. */
typedef void ask_again_done(void *ctx, const struct asked_again *said);

/* Begins; `done` is called while tasks run. Never NULL. target must outlive it. */
struct ask_again *ask_again_start(struct context *context, const struct target *target,
				  ask_again_done *done, void *ctx);

/* Ends it before it is done, without a word; NULL is allowed. */
void ask_again_stop(struct ask_again *asking);

#endif
