/* SPDX-License-Identifier: BSD-2-Clause */
/* bench.h - what the bench programs share: clocks, order statistics, the lab's link. */
#ifndef TCPVET_BENCH_BENCH_H
#define TCPVET_BENCH_BENCH_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "lab/lab.h"
#include "wire/wire.h"

enum { BENCH_SECONDS = 120 }; /* the longest that one program may take */

/* Ends the program, with the message, when it cannot go on; a figure never does. */
void bench_die(const char *fmt, ...)
	__attribute__((format(printf, 1, 2), noreturn));

/* A program that hangs is killed after BENCH_SECONDS. */
void bench_bound(void);

/* The one argument of a program, 1 or more, or `standard` without. */
size_t bench_count(int argc, char **argv, size_t standard);

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

/* Prints "NAME.median_ns", ".p99_ns", ".cpu_ns" and ".per_s", one a line, and frees
 * the times. Each of the `count` stands for `units` of what is counted. */
void bench_print(struct bench_run *run, const char *name, unsigned units);

/* The median of the times, which are freed. */
double bench_median(struct bench_run *run);

/* One figure: "NAME VALUE". */
void bench_figure(const char *name, double value);

/* A private pair of namespaces; ends the program when there can be none. */
struct lab *bench_lab(void);

/* The live wire to the lab's target, for `family`. */
struct wire *bench_wire(struct lab *lab, enum ip_family family);

#endif
