/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * target_death.h - a target that answered and answers nothing any more: who is suspected,
 * and the end of all that went on there. Internal to the room.
 */
#ifndef TCPVET_RUN_TARGET_DEATH_H
#define TCPVET_RUN_TARGET_DEATH_H

#include "run/target_run.h"

/* A job's control was not answered: asks whether the target answers at all, and wakes the
 * job when it does. As job_owner_ops has it; owner is a target_run's. */
void target_unanswered(struct job_owner *owner, struct job *job);

#endif
