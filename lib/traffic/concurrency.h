/* SPDX-License-Identifier: BSD-2-Clause */
/* concurrency.h - how many cases a target is given at once: few at first where its
 * capacity is not known, more as it bears them, half as many when it does not. */
#ifndef TCPVET_TRAFFIC_CONCURRENCY_H
#define TCPVET_TRAFFIC_CONCURRENCY_H

#include <stdbool.h>
#include <stdint.h>

struct concurrency {
	unsigned limit;  /* at most so many side by side */
	unsigned most;   /* it never grows above */
	unsigned credit; /* cases borne since it last grew */
	bool unknown;    /* the target's capacity; else it is known to bear them */
	bool growing;    /* by one with each case; else with each round of them */
	int64_t cut;     /* when it was last halved */
};

/* fixed: the user's own number, 0: to be found out. most: what the tester can do.
 * unknown: nothing is known of the target's capacity, so begin low. */
struct concurrency concurrency_of(unsigned fixed, unsigned most, bool unknown);

/* A case ran and its target answered as it must. */
void concurrency_borne(struct concurrency *concurrency);

/* The target did not answer what any answers, at that time; what began before an
 * earlier cut says nothing new. */
void concurrency_halve(struct concurrency *concurrency, int64_t began, int64_t now);

#endif
