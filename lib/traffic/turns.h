/* SPDX-License-Identifier: BSD-2-Clause */
/* turns.h - who waits for a turn, first come, first served. */
#ifndef TCPVET_TRAFFIC_TURNS_H
#define TCPVET_TRAFFIC_TURNS_H

#include <stdbool.h>

/* Embedded in what takes turns; zero-initialise. */
struct turn {
	struct turn *next;
	bool waiting;
};

struct turns {
	struct turn *first, **end;
};

void turns_init(struct turns *turns);

/* It waits behind the others, unless it does already. */
void turns_add(struct turns *turns, struct turn *turn);

/* Takes out the first; NULL: nobody waits. */
struct turn *turns_take(struct turns *turns);

#endif
