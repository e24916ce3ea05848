/* SPDX-License-Identifier: BSD-2-Clause */
/* concurrency.h - how many cases a target is given at once: few at first, more as it bears
 * them, half as many when it does not. Internal to the engine. */
#ifndef TCPVET_TRAFFIC_CONCURRENCY_H
#define TCPVET_TRAFFIC_CONCURRENCY_H

#include <stdbool.h>
#include <stdint.h>

struct crowd {
	unsigned limit;  /* at most so many side by side */
	unsigned most;   /* it never grows above */
	unsigned credit; /* cases borne since it last grew */
	bool wary;       /* else the target is known to bear it */
	bool growing;    /* by one with each case; else with each round of them */
	int64_t cut;     /* when it was last halved */
};

/* fixed: the user's own number, 0: to be found out. most: what the tester can do. wary:
 * nothing is known of the target, so begin low. */
struct crowd crowd_of(unsigned fixed, unsigned most, bool wary);

/* A case ran and its target answered as it must. */
void crowd_bore(struct crowd *crowd);

/* The target did not answer what any answers, at that time; what began before an
 * earlier cut says nothing new. */
void crowd_shed(struct crowd *crowd, int64_t began, int64_t now);

#endif
