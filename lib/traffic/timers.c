/* SPDX-License-Identifier: BSD-2-Clause */
#include "traffic/timers.h"

#include <stdlib.h>

#include "base/memory.h"

static void put(struct timers *timers, size_t place, struct timer *timer)
{
	timers->heap[place] = timer;
	timer->place = place;
}

static void sift_up(struct timers *timers, size_t place, struct timer *timer)
{
	while (place > 1 && timer->when < timers->heap[place / 2]->when) {
		put(timers, place, timers->heap[place / 2]);
		place /= 2;
	}
	put(timers, place, timer);
}

static void sift_down(struct timers *timers, size_t place, struct timer *timer)
{
	size_t child;

	while ((child = 2 * place) <= timers->count) {
		if (child < timers->count &&
		    timers->heap[child + 1]->when < timers->heap[child]->when)
			child++;
		if (timer->when <= timers->heap[child]->when)
			break;
		put(timers, place, timers->heap[child]);
		place = child;
	}
	put(timers, place, timer);
}

static void make_room(struct timers *timers)
{
	if (timers->count + 1 < timers->room)
		return;
	timers->room = timers->room ? 2 * timers->room : 32;
	timers->heap = memory_resized(timers->heap, timers->room, sizeof(struct timer *));
}

void timers_set(struct timers *timers, struct timer *timer, int64_t when)
{
	int64_t before = timer->when;

	timer->when = when;
	if (!timer->place) {
		make_room(timers);
		sift_up(timers, ++timers->count, timer);
	} else if (when < before) {
		sift_up(timers, timer->place, timer);
	} else {
		sift_down(timers, timer->place, timer);
	}
}

void timers_cancel(struct timers *timers, struct timer *timer)
{
	const size_t place = timer->place;
	struct timer *last;

	if (!place)
		return;
	timer->place = 0;
	last = timers->heap[timers->count--];
	if (last == timer)
		return;
	if (place > 1 && last->when < timers->heap[place / 2]->when)
		sift_up(timers, place, last);
	else
		sift_down(timers, place, last);
}

struct timer *timers_first(const struct timers *timers)
{
	return timers->count ? timers->heap[1] : NULL;
}

void timers_clear(struct timers *timers)
{
	free(timers->heap);
	*timers = (struct timers){ NULL, 0, 0 };
}
