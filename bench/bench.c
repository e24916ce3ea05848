/* SPDX-License-Identifier: BSD-2-Clause */
#include "bench.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "wire/live.h"

void bench_die(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	fputs("bench: ", stderr);
	vfprintf(stderr, fmt, ap);
	fputc('\n', stderr);
	va_end(ap);
	exit(1);
}

void bench_bound(void)
{
	alarm(BENCH_SECONDS);
}

size_t bench_count(int argc, char **argv, size_t standard)
{
	unsigned long count;
	char *end;

	if (argc < 2)
		return standard;
	count = strtoul(argv[1], &end, 10);
	if (argc > 2 || *end || count < 1 || count > 10000000)
		bench_die("usage: %s [COUNT], 1 to 10000000", argv[0]);
	return count;
}

/* ---- time ----------------------------------------------------------------- */

static int64_t read_clock(clockid_t clock)
{
	struct timespec ts;

	clock_gettime(clock, &ts);
	return (int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

int64_t bench_now(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

int64_t bench_cpu(void)
{
	return read_clock(CLOCK_PROCESS_CPUTIME_ID);
}

struct bench_run bench_begin(size_t count)
{
	struct bench_run run = { .count = count };

	run.times = calloc(count, sizeof(*run.times));
	if (!run.times)
		bench_die("no memory for %zu times", count);
	run.cpu_began = bench_cpu();
	run.began = bench_now();
	return run;
}

void bench_end(struct bench_run *run)
{
	run->wall = bench_now() - run->began;
	run->cpu = bench_cpu() - run->cpu_began;
}

/* ---- figures -------------------------------------------------------------- */

static int later(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

static void sort_times(struct bench_run *run)
{
	qsort(run->times, run->count, sizeof(*run->times), later);
}

double bench_median(struct bench_run *run)
{
	double median;

	sort_times(run);
	median = (double)run->times[run->count / 2];
	free(run->times);
	run->times = NULL;
	return median;
}

void bench_figure(const char *name, double value)
{
	printf("%s %.3f\n", name, value);
	fflush(stdout);
}

static void figure_of(const char *name, const char *what, double value)
{
	char full[128];

	snprintf(full, sizeof(full), "%s.%s", name, what);
	bench_figure(full, value);
}

void bench_print(struct bench_run *run, const char *name, unsigned units)
{
	const double all = (double)run->count * units;

	sort_times(run);
	figure_of(name, "median_ns", (double)run->times[run->count / 2] / units);
	figure_of(name, "p99_ns", (double)run->times[run->count * 99 / 100] / units);
	figure_of(name, "cpu_ns", (double)run->cpu / all);
	figure_of(name, "per_s", all * 1e9 / (double)run->wall);
	free(run->times);
	run->times = NULL;
}

/* ---- the link ------------------------------------------------------------- */

struct lab *bench_lab(void)
{
	struct lab_config config = { 0 };
	struct error err;
	struct lab *lab = lab_open(&config, &err);

	if (!lab)
		bench_die("%s", err.text);
	return lab;
}

struct wire *bench_wire(struct lab *lab, enum ip_family family)
{
	struct wire_live_config config = { .route_count = 1, .lossless = true };
	struct error err;
	struct wire *wire;

	if (route_lookup(lab_target(lab, family), lab_ifname(lab), NULL,
			 &config.routes[0],
			 &err) < 0)
		bench_die("%s", err.text);
	wire = wire_live_open(&config, &err);
	if (!wire)
		bench_die("%s", err.text);
	return wire;
}
