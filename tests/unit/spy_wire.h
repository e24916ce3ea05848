/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * spy_wire.h - another wire, watched: notes what the tester sends and lets the tester
 * fail as a busy machine does.
 */
#ifndef TCPVET_TESTS_SPY_WIRE_H
#define TCPVET_TESTS_SPY_WIRE_H

#include "wire/wire.h"

struct spy_sent {
	int64_t time;
	uint16_t src_port, dst_port, flags;
};

/* Zero-initialise, set what is to go wrong, then open. Numbers of segments count from
 * 1; {0, 0} is never. */
struct spy_wire {
	struct wire wire;
	struct wire *inner;
	struct spy_range {
		unsigned from, to;
	} busy, /* no room to send these */
	  broken, /* the wire breaks down at these */
	  drops,  /* the capture drops one segment while each of these leaves */
	  deaf;   /* nothing that comes is seen after each of these */
	struct spy_sent *log;
	size_t count, room;
	uint64_t dropped;
};

/* The spy's wire, in front of the inner one, which closes with it. What was noted stays
 * until spy_clear. */
struct wire *spy_open(struct spy_wire *spy, struct wire *inner);
void spy_clear(struct spy_wire *spy);

/* Lets time pass on any wire; what comes is read by nobody. */
void wire_rest(struct wire *wire, int64_t ns);

/* The most segments that left within any `ns`. */
size_t spy_most_within(const struct spy_wire *spy, int64_t ns);

/* How many segments with just these flags left. */
size_t spy_count(const struct spy_wire *spy, uint16_t flags);

#endif
