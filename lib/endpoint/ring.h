/* SPDX-License-Identifier: BSD-2-Clause */
/* ring.h - octets of a sequence space, kept by their number. */
#ifndef TCPVET_ENDPOINT_RING_H
#define TCPVET_ENDPOINT_RING_H

#include <stdint.h>

/* Octets by their sequence number: octet n stands at n modulo the size. */
struct ring {
	uint8_t *bytes; /* NULL until the first octet */
	uint32_t size;  /* a power of two */
};

/* The size of a ring for a buffer of `buffer` octets whose window is announced with that
 * shift: a power of two. */
uint32_t ring_size(uint32_t buffer, unsigned shift);

/* Octets seq .. seq+len-1 <- bytes; the first one makes the ring, of `size` octets. More
 * than it holds are cut off. */
void ring_write(struct ring *ring, uint32_t size, uint32_t seq, const uint8_t *bytes,
		uint32_t len);

/* Octets seq .. seq+len-1; those that were never written are zero. */
void ring_read(const struct ring *ring, uint32_t seq, uint8_t *bytes, uint32_t len);

/* Frees what the ring holds, not the ring: it is empty then. */
void ring_free(struct ring *ring);

#endif
