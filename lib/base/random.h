/* SPDX-License-Identifier: BSD-2-Clause */
/* random.h - numbers that must differ and come again with the same seed; no secrets. */
#ifndef TCPVET_BASE_RANDOM_H
#define TCPVET_BASE_RANDOM_H

#include <stddef.h>
#include <stdint.h>

/* The step of splitmix64's counter: 2^64 divided by the golden ratio. */
#define RANDOM_STEP UINT64_C(0x9e3779b97f4a7c15)

/* A permutation of the 64-bit numbers in which near ones end far apart. */
static inline uint64_t random_mix(uint64_t x)
{
	x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
	return x ^ (x >> 31);
}

/* splitmix64: the next number of the sequence that *state stands for. */
static inline uint64_t random_next(uint64_t *state)
{
	return random_mix(*state += RANDOM_STEP);
}

/* FNV-1a of `len` octets; seed: another hash for each. */
static inline uint64_t hash_octets(const void *octets, size_t len, uint64_t seed)
{
	const uint8_t *at = octets;
	uint64_t hash = UINT64_C(0xcbf29ce484222325) ^ seed;

	for (size_t i = 0; i < len; i++)
		hash = (hash ^ at[i]) * UINT64_C(0x100000001b3);
	return hash;
}

#endif
