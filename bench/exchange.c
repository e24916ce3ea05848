/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * exchange.c - one exchange, a SYN to a closed port over the lab's veth and the RST
 * back: libnet and libpcap alone; tcpvet's wire (injection, capture, decoding); and the
 * all of tcpvet (a script, its interpreter, the scheduler, matching, the ambient rules,
 * evidence, a verdict). In each round they take turns for a few milliseconds.
 * usage: exchange [ROUNDS]
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bare.h"
#include "bench.h"
#include "run/schedule.h"

enum {
	ROUNDS = 40,
	COUNT = 500,   /* of each kind in a round */
	PER_CASE = 50, /* exchanges in the long case */
	BURST = 125,
	REPLY_MS = 1000
};

#define MS INT64_C(1000000)
#define ENGINE_MOST 1.5

enum kind {
	BARE_ONE, WIRE_ONE, ENGINE_ONE, CASE_ONE, /* one after the other */
	BARE_BURST, WIRE_BURST, CASE_BURST,       /* BURST at once */
	KINDS
};

/* What the rounds showed of one kind. */
struct shown {
	struct series wall, cpu; /* ns an exchange */
	struct series ratio;     /* of wall, at once of CPU, to the bare loop's */
};

struct bench {
	struct wire *wire;
	struct target target;
	struct builtins *builtins;
	const struct test_case *one, *fifty;
	struct shown shown[2][KINDS]; /* by family */
};

/* Ends a run of which each time stands for `units` exchanges. */
static void show(struct bench *bench, enum ip_family family, enum kind kind,
		 struct bench_run *run, unsigned units)
{
	struct shown *of_family = bench->shown[family == FAMILY_INET6];
	struct shown *shown = &of_family[kind];
	const enum kind bare = kind < BARE_BURST ? BARE_ONE : BARE_BURST;
	const double exchanges = (double)run->count * units;

	bench_end(run);
	series_add(&shown->cpu, (double)run->cpu / exchanges);
	series_add(&shown->wall, bench_median(run) / units);
	if (bare == BARE_ONE)
		series_add_ratio(&shown->ratio, &shown->wall, &of_family[bare].wall);
	else
		series_add_ratio(&shown->ratio, &shown->cpu, &of_family[bare].cpu);
}

/* ---- libnet and libpcap alone ------------------------------------------------ */

static void measure_bare(struct bench *bench, struct lab *lab, enum ip_family family)
{
	struct bare *bare = bare_open(lab, family, true);
	struct bench_run run = bench_begin(COUNT / 10);

	bare_round_trips(bare, &run, 1); /* to warm up */
	bench_median(&run);
	run = bench_begin(COUNT);
	bare_round_trips(bare, &run, 1);
	show(bench, family, BARE_ONE, &run, 1);
	run = bench_begin(COUNT / BURST);
	bare_round_trips(bare, &run, BURST);
	show(bench, family, BARE_BURST, &run, BURST);
	bare_close(bare);
}

/* ---- the wire alone --------------------------------------------------------- */

static void wire_inject(const struct bench *bench, uint16_t port)
{
	struct segment seg = {
		.src = bench->target.hosts.tester, .dst = bench->target.hosts.target,
		.src_port = port, .dst_port = OWN_CLOSED_PORT,
		.flags = SEG_SYN, .window = 65535, .df = true,
	};
	struct error err;

	if (wire_send(bench->wire, &seg, &err) < 0)
		bench_die("%s", err.text);
}

static void wire_await(struct wire *wire, uint16_t port)
{
	const int64_t until = wire_now(wire) + REPLY_MS * MS;
	struct sighting sighting;
	struct error err;
	int got;

	for (;;) {
		while ((got = wire_next(wire, &sighting, &err)) > 0) {
			if (!sighting.outgoing &&
			    sighting.decoded.seg.dst_port == port &&
			    (sighting.decoded.seg.flags & SEG_RST))
				return;
		}
		if (got < 0 || wire_wait(wire, until, &err) < 0)
			bench_die("%s", err.text);
		if (wire_now(wire) >= until)
			bench_die("no reply within %d ms", REPLY_MS);
	}
}

static void wire_round_trips(const struct bench *bench, struct bench_run *run,
			     unsigned burst)
{
	const uint16_t first = bench->wire->port_first;
	const unsigned ports = (unsigned)(bench->wire->port_last - first) + 1;
	unsigned sent = 0, seen = 0;

	for (size_t i = 0; i < run->count; i++) {
		const int64_t began = bench_now();

		for (unsigned k = 0; k < burst; k++)
			wire_inject(bench, (uint16_t)(first + sent++ % ports));
		for (unsigned k = 0; k < burst; k++)
			wire_await(bench->wire, (uint16_t)(first + seen++ % ports));
		run->times[i] = bench_now() - began;
	}
}

static void measure_wire(struct bench *bench)
{
	const enum ip_family family = bench->target.hosts.target.family;
	struct bench_run run = bench_begin(COUNT / 10);

	wire_round_trips(bench, &run, 1); /* to warm up */
	bench_median(&run);
	run = bench_begin(COUNT);
	wire_round_trips(bench, &run, 1);
	show(bench, family, WIRE_ONE, &run, 1);
	run = bench_begin(COUNT / BURST);
	wire_round_trips(bench, &run, BURST);
	show(bench, family, WIRE_BURST, &run, BURST);
}

/* ---- a wire with a clock --------------------------------------------------------- */

/* Passes all on, and notes the time from one sending to the next: of exchanges in one
 * case just what the bare loop takes the time of. */
struct clocked {
	struct wire wire;
	struct wire *inner;
	struct bench_run run;
	size_t sent;
	int64_t last;
};

static struct clocked *clocked_of(struct wire *wire)
{
	return (struct clocked *)wire; /* its first member */
}

static int clocked_send(struct wire *wire, const struct segment *seg, struct error *err)
{
	struct clocked *clocked = clocked_of(wire);
	const int64_t now = bench_now();

	if (clocked->sent < clocked->run.count)
		clocked->run.times[clocked->sent++] = now - clocked->last;
	clocked->last = now;
	return wire_send(clocked->inner, seg, err);
}

static int clocked_next(struct wire *wire, struct sighting *out, struct error *err)
{
	return wire_next(clocked_of(wire)->inner, out, err);
}

static int64_t clocked_now(struct wire *wire)
{
	return wire_now(clocked_of(wire)->inner);
}

static int clocked_wait(struct wire *wire, int64_t until, struct error *err)
{
	return wire_wait(clocked_of(wire)->inner, until, err);
}

static void clocked_stats(struct wire *wire, struct wire_stats *out)
{
	wire_stats(clocked_of(wire)->inner, out);
}

static const struct wire_ops clocked_ops = {
	.send = clocked_send, .next = clocked_next, .now = clocked_now,
	.wait = clocked_wait, .stats = clocked_stats,
};

static struct clocked clocked_over(struct wire *inner)
{
	struct clocked clocked = { .wire = *inner, .inner = inner,
				   .run = bench_begin(COUNT), .last = bench_now() };

	clocked.wire.ops = &clocked_ops;
	return clocked;
}

/* ---- the whole, as tcpvet drives it ------------------------------------------ */

static void on_result(void *ctx, const struct schedule_plan *plan, size_t number,
		      struct case_result *result)
{
	size_t *passed = ctx;

	(void)plan;
	(void)number;
	if (result->verdict != VERDICT_PASS)
		bench_die("%s: %s: %s", result->tc->id,
			  verdict_name(result->verdict), result->reason);
	++*passed;
}

/* COUNT exchanges in one run: of a case that has `units` of them. */
static void measure_case(struct bench *bench, enum kind kind,
			 const struct test_case *tc, unsigned jobs, unsigned units)
{
	const struct test_case *cases[COUNT];
	struct clocked clocked = clocked_over(bench->wire);
	const struct schedule_plan plan = { &bench->target, cases, COUNT / units };
	size_t passed = 0;
	const struct schedule_config config = {
		.wire = &clocked.wire, .builtins = bench->builtins, .jobs = jobs,
		.observer = { .ctx = &passed, .result = on_result },
	};
	struct error err;

	for (size_t i = 0; i < plan.count; i++)
		cases[i] = tc;
	if (schedule_run(&config, &plan, 1, &err) < 0)
		bench_die("%s", err.text);
	if (passed != plan.count || clocked.sent != COUNT)
		bench_die("%zu of %zu cases passed, %zu of %d segments were sent",
			  passed, plan.count, clocked.sent, COUNT);
	show(bench, bench->target.hosts.target.family, kind, &clocked.run, 1);
}

/* ---- all --------------------------------------------------------------------------- */

/* One exchange; and a case of many, so that what a case costs besides is spread. */
static struct suite *load(struct bench *bench)
{
	static const char head[] =
		"case %s\n  title \"%s\"\n  covers RFC9293/3.10.7.1-CLOSED-SYN\n"
		"  cites \"RFC 9293 section 3.10.7.1\"\n  needs closed-port\n{\n";
	static const char body[] = "  < S 1000\n  > R. 0 ack 1001\n";
	struct suite *suite;
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	if (!out)
		bench_die("no memory for a script");
	fprintf(out, head, "one", "one");
	fprintf(out, "%s}\n", body);
	fprintf(out, head, "fifty", "fifty");
	for (int i = 0; i < PER_CASE; i++)
		fputs(body, out);
	fputs("}\n", out);
	fclose(out);
	suite = bench_suite(NULL, text, len);
	free(text);
	bench->one = suite->cases;
	bench->fifty = suite->cases->next;
	return suite;
}

static void measure_tcpvet(struct bench *bench, struct lab *lab, enum ip_family family)
{
	struct wire_stats stats;

	bench->wire = bench_wire(lab, family, &bench->target);
	bench->target.rules = rules_new(family, true);
	measure_wire(bench);
	measure_case(bench, ENGINE_ONE, bench->fifty, 1, PER_CASE);
	measure_case(bench, CASE_ONE, bench->one, 1, 1);
	measure_case(bench, CASE_BURST, bench->one, BURST, 1);
	wire_stats(bench->wire, &stats);
	if (stats.dropped)
		fprintf(stderr, "bench: the capture lost %llu frames (%s)\n",
			(unsigned long long)stats.dropped, family_name(family));
	rules_free(bench->target.rules);
	wire_close(bench->wire);
}

/* ---- tables ------------------------------------------------------------------------ */

static void print_kind(const char *title, const struct shown *shown)
{
	printf("  %-44s %8.1f %8.1f   %.2f (%.2f to %.2f)\n", title,
	       series_median(&shown->wall) / 1e3, series_median(&shown->cpu) / 1e3,
	       series_median(&shown->ratio), series_quantile(&shown->ratio, 0.25),
	       series_quantile(&shown->ratio, 0.75));
}

static void print_head(const char *family, const char *what, const char *of)
{
	printf("%s, %-*s real us   CPU us   %s, times bare (middle half)\n", family,
	       (int)(43 - strlen(family)), what, of);
}

static void print_family(const struct shown *shown, const char *family)
{
	print_head(family, "one after the other", "real");
	print_kind("bare libnet and libpcap", &shown[BARE_ONE]);
	print_kind("the wire", &shown[WIRE_ONE]);
	print_kind("all of tcpvet, 50 exchanges in a case", &shown[ENGINE_ONE]);
	print_kind("all of tcpvet, a case for each", &shown[CASE_ONE]);
	print_head(family, "125 at once", "CPU");
	print_kind("bare libnet and libpcap", &shown[BARE_BURST]);
	print_kind("the wire", &shown[WIRE_BURST]);
	print_kind("all of tcpvet, a case for each", &shown[CASE_BURST]);
}

static void print_all(const struct bench *bench, size_t rounds)
{
	printf("\nOne exchange: a SYN to a closed port over the lab's veth, the RST back; "
	       "medians of\n%zu rounds, ratios within a round\n", rounds);
	print_family(bench->shown[0], "IPv4");
	print_family(bench->shown[1], "IPv6");
	series_at_most("an exchange, times the bare loop's, IPv4",
		       &bench->shown[0][ENGINE_ONE].ratio, ENGINE_MOST);
	series_at_most("an exchange, times the bare loop's, IPv6",
		       &bench->shown[1][ENGINE_ONE].ratio, ENGINE_MOST);
}

int main(int argc, char **argv)
{
	static struct bench bench;
	const size_t rounds = bench_rounds(argc, argv, ROUNDS);
	struct suite *suite = load(&bench);
	struct lab *lab;

	bench.builtins = bench_builtins();
	bench_bound();
	lab = bench_lab();
	for (size_t round = 0; round < rounds; round++) {
		for (int inet6 = 0; inet6 < 2; inet6++) {
			const enum ip_family family = inet6 ? FAMILY_INET6 : FAMILY_INET;

			measure_bare(&bench, lab, family);
			measure_tcpvet(&bench, lab, family);
		}
	}
	lab_close(lab);
	print_all(&bench, rounds);
	builtins_free(bench.builtins);
	suite_free(suite);
	return 0;
}
