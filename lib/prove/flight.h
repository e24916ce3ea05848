/* SPDX-License-Identifier: BSD-2-Clause */
/* flight.h - packets on a simulated path, in the order in which they arrive. */
#ifndef TCPVET_PROVE_FLIGHT_H
#define TCPVET_PROVE_FLIGHT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct packet {
	int64_t time;
	uint64_t serial; /* of what arrives at one time, first sent is first */
	bool to_target;  /* flying: where to; seen: the tester's own */
	struct packet *next;
	size_t len;
	uint8_t bytes[];
};

/* A heap; zero-initialise. */
struct flight {
	struct packet **packets;
	size_t count, room;
};

/* Takes over a packet. */
void flight_add(struct flight *flight, struct packet *packet);

/* When the next one arrives; INT64_MAX: none is on the way. */
int64_t flight_next(const struct flight *flight);

/* The next to arrive, the caller's to free; there must be one. */
struct packet *flight_take(struct flight *flight);

/* Frees all. */
void flight_clear(struct flight *flight);

#endif
