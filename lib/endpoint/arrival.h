/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * arrival.h - a segment while SEGMENT ARRIVES works on it (RFC 9293 section 3.10.7), and
 * what a step says of it.
 */
#ifndef TCPVET_ENDPOINT_ARRIVAL_H
#define TCPVET_ENDPOINT_ARRIVAL_H

#include <stdbool.h>
#include <stdint.h>

#include "model/ranges.h"
#include "segment/segment.h"

/* What the options of an arriving segment say. */
struct offered {
	bool mss_given, wscale, ts, sack_permitted;
	uint16_t mss;
	uint8_t shift;
	uint32_t tsval, tsecr;
	struct seq_range sack[4];
	unsigned sacks;
	bool unknown, illegal; /* for faults only */
};

/* A segment while it is worked on; seg is a copy that may be trimmed. */
struct arrival {
	struct segment seg;
	uint32_t len; /* SEG.LEN */
	struct offered opt;
};

/* What follows from a step of section 3.10.7.4. */
enum step_result {
	GO_ON, /* with the next step */
	DROP,  /* the segment; an ACK may be owed */
	GONE   /* the connection was deleted */
};

#endif
