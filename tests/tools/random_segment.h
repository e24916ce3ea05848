/* SPDX-License-Identifier: BSD-2-Clause */
/* random_segment.h - segments from a fixed seed, for the tests of lib/segment. */
#ifndef TESTS_TOOLS_RANDOM_SEGMENT_H
#define TESTS_TOOLS_RANDOM_SEGMENT_H

#include <stdint.h>
#include <string.h>

#include "segment/segment.h"

/* splitmix64: every run draws the same numbers, so a failure can be repeated. */
struct rng {
	uint64_t state;
};

static inline uint64_t rng_next(struct rng *rng)
{
	uint64_t z = rng->state += 0x9e3779b97f4a7c15u;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

static inline uint32_t rng_u32(struct rng *rng)
{
	return (uint32_t)(rng_next(rng) >> 32);
}

/* 0 =< result < n */
static inline uint32_t rng_below(struct rng *rng, uint32_t n)
{
	return (uint32_t)(rng_next(rng) % n);
}

static inline void rng_fill(struct rng *rng, uint8_t *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		bytes[i] = (uint8_t)rng_next(rng);
}

static inline void random_address(struct rng *rng, enum ip_family family,
				  struct ipaddr *addr)
{
	*addr = (struct ipaddr){ .family = family };
	rng_fill(rng, addr->bytes, ipaddr_size(addr));
}

/* Options that make sense, as many as the draw wants and the header holds. */
static inline void random_options(struct rng *rng, struct segment *seg)
{
	static const struct {
		uint8_t kind, len;
	} choices[] = {
		{ OPT_NOP, 0 }, { OPT_MSS, 2 }, { OPT_WSCALE, 1 },
		{ OPT_SACK_PERMITTED, 0 }, { OPT_SACK, 8 }, { OPT_SACK, 16 },
		{ OPT_TIMESTAMPS, 8 }, { OPT_MD5, 16 }, { OPT_FASTOPEN, 8 },
		{ 77, 5 }, { OPT_EXPERIMENT, 6 },
	};
	uint8_t data[16];
	uint32_t n = rng_below(rng, 5);

	while (n--) {
		uint32_t i = rng_below(rng, sizeof(choices) / sizeof(choices[0]));

		rng_fill(rng, data, sizeof(data));
		if (choices[i].kind == OPT_WSCALE)
			data[0] %= 15;
		segment_add_option(seg, choices[i].kind, data, choices[i].len);
	}
}

/* A segment with every field drawn; its payload is the first octets of `store`. */
static inline void random_segment(struct rng *rng, enum ip_family family,
				  uint8_t *store, uint32_t size,
				  struct segment *seg)
{
	memset(seg, 0, sizeof(*seg));
	random_address(rng, family, &seg->src);
	random_address(rng, family, &seg->dst);
	seg->src_port = (uint16_t)rng_u32(rng);
	seg->dst_port = (uint16_t)rng_u32(rng);
	seg->seq = rng_u32(rng);
	seg->ack = rng_u32(rng);
	seg->flags = rng_u32(rng) & SEG_ALL_FLAGS;
	seg->window = (uint16_t)rng_u32(rng);
	seg->urgent = (uint16_t)rng_u32(rng);
	seg->ttl = (uint8_t)(1 + rng_below(rng, 255));
	seg->tos = (uint8_t)rng_u32(rng);
	if (family == FAMILY_INET) {
		seg->df = rng_u32(rng) & 1;
		seg->ip_id = (uint16_t)rng_u32(rng);
	} else {
		seg->flow_label = rng_u32(rng) & 0xfffff;
	}
	random_options(rng, seg);
	rng_fill(rng, store, size);
	seg->payload_len = rng_below(rng, size + 1);
	seg->payload = seg->payload_len ? store : NULL;
}

#endif
