/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * target_tell.h - what is told of a target's cases: those that are decided, those that are
 * left out, and those that the end of the run found undecided. Internal to the room.
 */
#ifndef TCPVET_RUN_TARGET_TELL_H
#define TCPVET_RUN_TARGET_TELL_H

#include "run/target_run.h"

/* The result of the plan's case, which stays the caller's. */
void target_tell_result(struct target_run *tr, size_t number, struct case_result *result);

/* It is left out; why: malloced, freed here. */
void target_tell_skip(struct target_run *tr, size_t number, char *why);

/* True when the user says that the target lacks what the case is about, which is told. */
bool target_tell_not_implemented(struct target_run *tr, size_t number);

/* Takes a place out of the order of those still to begin. */
void target_take_out(struct target_run *tr, size_t place);

/* Tells the job's result and frees it; it is in no list any more. */
void target_end_job(struct target_run *tr, struct job *job);

/* All that has not begun; and those that wait to be shown alone, as they stand. */
void target_tell_not_run(struct target_run *tr, const char *why);
void target_end_doubtful(struct target_run *tr, const char *why);

#endif
