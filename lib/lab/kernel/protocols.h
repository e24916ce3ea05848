/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * protocols.h - what each service does with one connection: echo (RFC 862), discard (863),
 * daytime (867), chargen (864) and one that has stalled. Nothing here blocks, and nothing
 * grows with what a peer sends, because nothing is read while something is still to be
 * sent.
 */
#ifndef TCPVET_LAB_KERNEL_PROTOCOLS_H
#define TCPVET_LAB_KERNEL_PROTOCOLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "target/app.h"

/* What all connections share. */
enum { PROTOCOL_SCRATCH = 65536, PROTOCOL_PATTERN = 2 * 95 * 74 };

struct protocol_memory {
	char scratch[PROTOCOL_SCRATCH]; /* for what is thrown away */
	char pattern[PROTOCOL_PATTERN]; /* chargen's, twice, so that a run never wraps */
};

/* One connection, as its protocol sees it. */
struct peer {
	int fd;
	uint32_t events;   /* what it waits for, EPOLL... */
	size_t start, len; /* echo: unsent octets in buf; chargen: place in the pattern */
	char *buf;         /* of the protocol's `buffer` octets */
};

/* Either served when accepted and closed, or greeted with so many octets of the pattern
 * and called when it is ready, until it returns false. */
struct protocol {
	void (*once)(struct protocol_memory *memory, int fd);
	bool (*ready)(struct protocol_memory *memory, struct peer *peer);
	size_t buffer, greeting;
	uint32_t events;    /* at first */
	int receive_buffer; /* octets; 0: what the kernel gives */
};

/* Fills in the pattern. */
void protocols_prepare(struct protocol_memory *memory);

/* NULL for what has none here: APP_UNKNOWN, APP_HTTP. */
const struct protocol *protocol_of(enum app app);

#endif
