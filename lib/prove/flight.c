/* SPDX-License-Identifier: BSD-2-Clause */
#include "prove/flight.h"

#include <stdlib.h>

#include "base/memory.h"

static bool sooner(const struct packet *a, const struct packet *b)
{
	return a->time != b->time ? a->time < b->time : a->serial < b->serial;
}

void flight_add(struct flight *flight, struct packet *packet)
{
	size_t i = flight->count++;

	if (i == flight->room) {
		flight->room = flight->room ? 2 * flight->room : 64;
		flight->packets = memory_resized(flight->packets, flight->room,
						 sizeof(struct packet *));
	}
	while (i > 0 && sooner(packet, flight->packets[(i - 1) / 2])) {
		flight->packets[i] = flight->packets[(i - 1) / 2];
		i = (i - 1) / 2;
	}
	flight->packets[i] = packet;
}

int64_t flight_next(const struct flight *flight)
{
	return flight->count ? flight->packets[0]->time : INT64_MAX;
}

struct packet *flight_take(struct flight *flight)
{
	struct packet **packets = flight->packets;
	struct packet *first = packets[0];
	struct packet *last = packets[--flight->count];
	size_t i = 0, child;

	while ((child = 2 * i + 1) < flight->count) {
		if (child + 1 < flight->count &&
		    sooner(packets[child + 1], packets[child]))
			child++;
		if (!sooner(packets[child], last))
			break;
		packets[i] = packets[child];
		i = child;
	}
	packets[i] = last;
	return first;
}

void flight_clear(struct flight *flight)
{
	while (flight->count)
		free(flight_take(flight));
	free(flight->packets);
	*flight = (struct flight){ .count = 0 };
}
