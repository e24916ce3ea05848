/* SPDX-License-Identifier: BSD-2-Clause */
/* timers.h - what is to be done when: a heap. */
#ifndef TCPVET_TRAFFIC_TIMERS_H
#define TCPVET_TRAFFIC_TIMERS_H

#include <stddef.h>
#include <stdint.h>

/* Embedded in what waits; zero-initialise. */
struct timer {
	int64_t when;
	size_t place; /* in the heap, from 1; 0: it is not set */
};

struct timers {
	struct timer **heap; /* from 1 */
	size_t count, room;
};

/* Sets the timer, or moves it. */
void timers_set(struct timers *timers, struct timer *timer, int64_t when);
void timers_cancel(struct timers *timers, struct timer *timer);

/* The timer that is due first; NULL when none is set. */
struct timer *timers_first(const struct timers *timers);

void timers_clear(struct timers *timers);

#endif
