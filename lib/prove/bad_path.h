/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * bad_path.h - what a bad path does to the segments of a simulation, drawn from a seed:
 * the same seed and the same segments give the same fates.
 */
#ifndef TCPVET_PROVE_BAD_PATH_H
#define TCPVET_PROVE_BAD_PATH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

enum { PATH_WHOLE = 1000000 }; /* a rate of one */

/*
 * What the path does to each segment, in each direction. Rates are parts of a
 * million; times ns. The `_at` sets are a script beside the rates: bit n stands for
 * segment number n + 1 of the wire, both directions counted together.
 */
struct sim_path {
	int64_t delay;      /* one way; 0: 10 us */
	int64_t jitter;     /* 0 .. jitter is added, uniformly: reorders */
	uint32_t loss, duplication, corruption;
	uint64_t loss_at, duplication_at, corruption_at;
	int64_t tester_late; /* up to so much passes between arrival and sight */
	uint32_t late_rate;  /* how often */
	uint64_t seed;
};

/* One way without jitter, the default filled in. */
int64_t path_delay(const struct sim_path *path);

/* Nothing is lost, doubled, damaged or reordered. */
bool path_clean(const struct sim_path *path);

/*
 * Reads "loss=20%,dup=5%,corrupt=0.1%,jitter=200ms,delay=10ms,late=50ms" into *out,
 * whose seed is left alone. Each word may be left out. In place of a percentage,
 * "#3" or "#3+7" names segments by number (1 to 64). `late` happens at one wait in
 * twenty, or as often as "late-rate=N%" says. 0, or -1 with err.
 */
int path_parse(const char *text, struct sim_path *out, struct error *err);

/* A path at work. */
struct path {
	struct sim_path config;
	uint64_t random;
	uint64_t count; /* segments so far */
};

/* What becomes of one segment: none to two copies arrive. */
struct path_fate {
	unsigned copies;
	struct path_copy {
		int64_t delay;
		bool damaged;
		uint64_t bit; /* which to flip, modulo the bits there are */
	} copy[2];
};

void path_init(struct path *path, const struct sim_path *config);

/* The fate of the next segment. */
void path_next(struct path *path, struct path_fate *out);

/* How much later than it could the tester looks this time. */
int64_t path_lateness(struct path *path);

#endif
