/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * clock.h - the clock of a live wire. It runs on when somebody sets the machine's time:
 * the capture stamps segments with that time, and what is stamped is brought back to a
 * clock that only runs forward. Times in ns.
 */
#ifndef TCPVET_BASE_CLOCK_H
#define TCPVET_BASE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

struct clock {
	int64_t offset; /* of the wire's time to CLOCK_MONOTONIC; fixed when it opens */
	int64_t step;   /* by how much CLOCK_REALTIME was set ahead since */
};

void clock_open(struct clock *clock);

/* The wire's time. */
int64_t clock_now(const struct clock *clock);

/* What the capture stamped, in the wire's time. */
int64_t clock_of_stamp(const struct clock *clock, int64_t stamp);

/* Looks whether the machine's time was set. True when it was: what was stamped shortly
 * before may be brought back wrong. */
bool clock_look(struct clock *clock);

/* The same of readings: CLOCK_REALTIME, and CLOCK_MONOTONIC before and after it. */
bool clock_learn(struct clock *clock, int64_t before, int64_t real, int64_t after);

/* Plain readings of the system's clocks, ns: CLOCK_MONOTONIC, CLOCK_REALTIME, and what
 * this process has used of a processor. */
int64_t clock_monotonic(void);
int64_t clock_real(void);
int64_t clock_cpu(void);

#endif
