/* SPDX-License-Identifier: BSD-2-Clause */
/* child.h - processes that do not outlive their parent. */
#ifndef TCPVET_LAB_CHILD_H
#define TCPVET_LAB_CHILD_H

#include <stddef.h>
#include <sys/types.h>

#include "base/error.h"

enum { CHILD_FDS_MOST = 64 };

/* What a process is to do: run, until the other end of lifeline is closed. */
struct child_job {
	void (*run)(void *ctx, int lifeline);
	void *ctx;
	const int *fds; /* descriptors of the caller's that it needs; when there are
			 * CHILD_FDS_MOST or more, none of the others is closed */
	size_t count;
};

/*
 * Forks a process for the job, with no other descriptor of the caller's, that dies with
 * the caller, two seconds behind it at the latest. *lifeline (close-on-exec) is one end
 * of a socket that keeps messages apart; the job has the other. Signals from the terminal
 * do not touch it. -1 with err.
 */
pid_t child_start(const struct child_job *job, int *lifeline, struct error *err);

/* Waits for the end of a child whose lifeline has been closed; kills it if that does not
 * come within a second. */
void child_end(pid_t child);

#endif
