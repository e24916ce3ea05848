/* SPDX-License-Identifier: BSD-2-Clause */
#include "bench.h"

#include <malloc.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "wire/live/live.h"

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

size_t bench_rounds(int argc, char **argv, size_t standard)
{
	unsigned long count;
	char *end;

	if (argc < 2)
		return standard;
	count = strtoul(argv[1], &end, 10);
	if (argc > 2 || *end || count < 1 || count > BENCH_ROUNDS_MOST)
		bench_die("usage: %s [ROUNDS], 1 to %d", argv[0], BENCH_ROUNDS_MOST);
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

static int later(const void *a, const void *b)
{
	const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

double bench_median(struct bench_run *run)
{
	double median;

	qsort(run->times, run->count, sizeof(*run->times), later);
	median = (double)run->times[run->count / 2];
	free(run->times);
	run->times = NULL;
	return median;
}

/* ---- figures -------------------------------------------------------------- */

void series_add(struct series *series, double value)
{
	if (series->count == BENCH_ROUNDS_MOST)
		bench_die("more than %d rounds", BENCH_ROUNDS_MOST);
	series->at[series->count++] = value;
}

void series_add_ratio(struct series *series, const struct series *a,
		      const struct series *b)
{
	series_add(series, a->at[a->count - 1] / b->at[b->count - 1]);
}

static int greater(const void *a, const void *b)
{
	const double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

double series_quantile(const struct series *series, double share)
{
	struct series sorted = *series;

	if (sorted.count == 0)
		bench_die("nothing was measured");
	qsort(sorted.at, sorted.count, sizeof(sorted.at[0]), greater);
	return sorted.at[(size_t)(share * (double)(sorted.count - 1) + 0.5)];
}

static void print_bound(const char *what, double value, const char *relation,
			double bound, bool holds)
{
	printf("  %-52s %8.2f  %s %g: %s", what, value, relation, bound,
	       holds ? "holds" : "DOES NOT HOLD");
}

void bench_at_most(const char *what, double value, double bound)
{
	print_bound(what, value, "at most", bound, value <= bound);
	putchar('\n');
}

void bench_at_least(const char *what, double value, double bound)
{
	print_bound(what, value, "at least", bound, value >= bound);
	putchar('\n');
}

static void print_middle(const struct series *series)
{
	printf(" (middle half %.2f to %.2f)\n", series_quantile(series, 0.25),
	       series_quantile(series, 0.75));
}

void series_at_most(const char *what, const struct series *series, double bound)
{
	const double value = series_median(series);

	print_bound(what, value, "at most", bound, value <= bound);
	print_middle(series);
}

void series_at_least(const char *what, const struct series *series, double bound)
{
	const double value = series_median(series);

	print_bound(what, value, "at least", bound, value >= bound);
	print_middle(series);
}

/* ---- memory --------------------------------------------------------------- */

size_t bench_heap(void)
{
	const struct mallinfo2 info = mallinfo2();

	return info.uordblks + info.hblkhd;
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

struct wire *bench_wire(struct lab *lab, enum ip_family family, struct target *target)
{
	static const struct service services[] = { { APP_ECHO, 7 },
						   { APP_DISCARD, 9 } };
	struct wire_live_config config = { .route_count = 1,
					   .private_link = true };
	struct error err;
	struct wire *wire;

	if (route_lookup(lab_target(lab, family), lab_ifname(lab), NULL,
			 &config.routes[0], &err) < 0)
		bench_die("%s", err.text);
	wire = wire_live_open(&config, &err);
	if (!wire)
		bench_die("%s", err.text);
	*target = (struct target){
		.hosts = { config.routes[0].source, *lab_target(lab, family),
			   wire_live_offers(wire, &config.routes[0]) },
		.services = services,
		.service_count = sizeof(services) / sizeof(services[0]),
		.closed_port = OWN_CLOSED_PORT,
		.seed = 1,
	};
	return wire;
}

/* ---- scripts -------------------------------------------------------------- */

struct suite *bench_suite(const char *probes, const char *text, size_t len)
{
	struct suite *suite = suite_new(probes);
	struct diagnostics diag = { .out = stderr };

	if (suite_load_text(suite, "bench/bench.tc", text, len, &diag) < 0)
		bench_die("the script of the bench is wrong");
	return suite;
}

struct builtins *bench_builtins(void)
{
	struct error err;
	struct builtins *builtins = builtins_new(&err);

	if (!builtins)
		bench_die("%s", err.text);
	return builtins;
}
