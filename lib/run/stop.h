/* SPDX-License-Identifier: BSD-2-Clause */
/* stop.h - why a run ends before all its cases have: by whom, or by which bound. */
#ifndef TCPVET_RUN_STOP_H
#define TCPVET_RUN_STOP_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct run_stop {
	const volatile sig_atomic_t *interrupted; /* set: by the user */
	int64_t at;      /* wire clock, ns: then the time is up; 0: never */
	const char *why; /* finishes "not run: ..."; NULL: it goes on */
};

/* Whether it is to stop at that time (wire clock); from then on it is. */
static inline bool run_stopped(struct run_stop *stop, int64_t now)
{
	if (!stop->why && stop->interrupted && *stop->interrupted)
		stop->why = "the run was interrupted";
	if (!stop->why && stop->at && now >= stop->at)
		stop->why = "the time was up (--max-time)";
	return stop->why != NULL;
}

#endif
