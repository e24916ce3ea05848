/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pace.h - how many segments a second leave at most. What begins gets the next free
 * moment; what must leave at once (all segments of an exchange that has begun) takes a
 * moment too, so that over time the rate holds. Internal to the room.
 */
#ifndef TCPVET_TRAFFIC_PACE_H
#define TCPVET_TRAFFIC_PACE_H

#include <stdint.h>

struct pace {
	int64_t interval; /* ns between segments; 0: no limit */
	int64_t burst;    /* ns by which they may run ahead of it */
	int64_t next;     /* when the next is due */
};

/* segments: a second; 0: no limit. */
struct pace pace_of(unsigned segments);

/* When a segment that is not in a hurry may leave: now, or later. Takes no moment. */
int64_t pace_free(const struct pace *pace, int64_t now);

/* A moment for one segment: now, or later, on the clock of `now`. */
int64_t pace_reserve(struct pace *pace, int64_t now);

#endif
