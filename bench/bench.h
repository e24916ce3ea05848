/* SPDX-License-Identifier: BSD-2-Clause */
/* bench.h - what the bench programs share: clocks, order statistics, the lab's link. */
#ifndef TCPVET_BENCH_BENCH_H
#define TCPVET_BENCH_BENCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "run/builtin.h"
#include "run/target.h"
#include "lab/kernel/kernel_lab.h"
#include "script/script.h"
#include "wire/wire.h"

enum { BENCH_SECONDS = 120 }; /* the longest that one program may take */

/* Ends the program, with the message, when it cannot go on; a figure never does. */
void bench_die(const char *fmt, ...)
	__attribute__((format(printf, 1, 2), noreturn));

/* A program that hangs is killed after BENCH_SECONDS. */
void bench_bound(void);

/* The one argument of a program, a number of rounds, or `standard` without. */
size_t bench_rounds(int argc, char **argv, size_t standard);

int64_t bench_now(void); /* ns, monotonic */
int64_t bench_cpu(void); /* ns of this process, what the kernel did for it included */

/* What was measured `count` times, each in its time, all in one loop. */
struct bench_run {
	int64_t *times; /* ns */
	size_t count;
	int64_t began, cpu_began;
	int64_t wall, cpu; /* of the whole loop */
};

struct bench_run bench_begin(size_t count);
void bench_end(struct bench_run *run);

/* The median of the times, in ns; frees them. */
double bench_median(struct bench_run *run);

/* ---- figures ---- */

enum { BENCH_ROUNDS_MOST = 200 };

/* One figure from each round. What else the machine does disturbs some rounds and not
 * others: so ratios are taken within a round, and the median of the rounds is told. */
struct series {
	double at[BENCH_ROUNDS_MOST];
	size_t count;
};

void series_add(struct series *series, double value);

/* Adds a / b of the latest round. */
void series_add_ratio(struct series *series, const struct series *a,
		      const struct series *b);

/* share: 0.5 for the median. */
double series_quantile(const struct series *series, double share);

static inline double series_median(const struct series *series)
{
	return series_quantile(series, 0.5);
}

/* Prints a line that tells the figure, the bound, and whether it holds. run.sh counts
 * these lines. */
void bench_at_most(const char *what, double value, double bound);
void bench_at_least(const char *what, double value, double bound);

/* The same of the median, with the middle half of the rounds. */
void series_at_most(const char *what, const struct series *series, double bound);
void series_at_least(const char *what, const struct series *series, double bound);

/* ---- memory ---- */

size_t bench_heap(void); /* octets in use */

/* ---- the link ---- */

/* A private pair of namespaces; ends the program when there can be none. */
struct lab *bench_lab(void);

/* The live wire to the lab's target, for `family`; fills in what a run needs to know of
 * the target, but its rules. */
struct wire *bench_wire(struct lab *lab, enum ip_family family, struct target *target);

/* ---- scripts ---- */

/* The cases in `text`; probes: the directory of probes, or NULL. */
struct suite *bench_suite(const char *probes, const char *text, size_t len);

struct builtins *bench_builtins(void);

#endif
