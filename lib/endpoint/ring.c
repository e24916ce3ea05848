/* SPDX-License-Identifier: BSD-2-Clause */
/* ring.c - a ring of octets; octet n stands at n modulo the size. */
#include "endpoint/ring.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

uint32_t ring_size(uint32_t buffer, unsigned shift)
{
	/* A scaled window is rounded up by less than 1 << shift octets. */
	uint32_t need = buffer + (1u << shift);
	uint32_t size = 1;

	while (size < need)
		size *= 2;
	return size;
}

static uint32_t to_wrap(const struct ring *ring, uint32_t seq)
{
	return ring->size - (seq & (ring->size - 1));
}

void ring_write(struct ring *ring, uint32_t size, uint32_t seq, const uint8_t *bytes,
		uint32_t len)
{
	uint32_t first;

	if (len == 0)
		return;
	if (!ring->bytes) {
		ring->bytes = memory_zeroed(size, 1);
		ring->size = size;
	}
	if (len > ring->size)
		len = ring->size;
	first = to_wrap(ring, seq);
	if (first > len)
		first = len;
	memcpy(ring->bytes + (seq & (ring->size - 1)), bytes, first);
	memcpy(ring->bytes, bytes + first, len - first);
}

void ring_read(const struct ring *ring, uint32_t seq, uint8_t *bytes, uint32_t len)
{
	uint32_t first;

	/* Octets that were never written read as zero. */
	memset(bytes, 0, len);
	if (len > ring->size)
		len = ring->size;
	if (len == 0)
		return;
	first = to_wrap(ring, seq);
	if (first > len)
		first = len;
	memcpy(bytes, ring->bytes + (seq & (ring->size - 1)), first);
	memcpy(bytes + first, ring->bytes, len - first);
}

void ring_free(struct ring *ring)
{
	free(ring->bytes);
	ring->bytes = NULL;
	ring->size = 0;
}
