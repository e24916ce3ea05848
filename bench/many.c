/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * many.c - the same five cases on many addresses, all in one run of the scheduler, and
 * libnet alone, in turn; and what memory sessions take that wait together.
 * usage: many TESTCASES PROBES [ROUNDS]
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bare.h"
#include "bench.h"
#include "run/schedule.h"
#include "wide.h"

enum {
	ROUNDS = 9,
	CASES = 5,
	IN_FLIGHT = 500,   /* cases side by side, of all targets */
	INJECT_BURST = 128,
	INJECT_COUNT = 100, /* bursts in a round */
	SAMPLE = 32         /* the heap is looked at when so many began or ended */
};

#define SPEED_LEAST 0.7
/* By these the requirement's words are measured: ten times the sessions, each in its
 * time; and as many in flight, in much the same memory. */
#define LINEAR_MOST 1.2
#define MEMORY_MOST 2

static const unsigned sizes[] = { 1000, 3000, 10000 };

enum { SIZES = sizeof(sizes) / sizeof(sizes[0]) };

/* Real cases that wait for nothing but the reply: to a closed port, in LISTEN, on the
 * way to ESTABLISHED and there. */
static const char *const ids[CASES] = {
	"closed/syn", "closed/data-with-ack", "opening/syn-draws-synack",
	"opening/data-on-third-segment", "header/odd-length",
};

/* One that is alive for a while: what counts is that many are. */
static const char waiting_text[] =
	"case waiting\n  title \"waiting\"\n  covers RFC9293/3.5-3WHS\n"
	"  cites \"RFC 9293 section 3.5\"\n{\n"
	"  < S <mss MSS>\n  > S. ack RCV.NXT\n  < . RCV.NXT ack SND.NXT\n"
	"  < P. RCV.NXT (10) ack SND.NXT\n  > . ack RCV.NXT\n  > nothing within 300ms\n}\n";

struct many {
	struct lab *lab;
	struct wire *wire;
	struct builtins *builtins;
	struct target first; /* what the others are but for their address */
	struct target *targets;
	struct schedule_plan *plans;
	const struct test_case *five[CASES], *waiting[CASES];
	/* ns a segment of libnet alone; and of a session, by how many there are. Of
	 * the speed: segments a second, of libnet's, sent, and sent or received, the
	 * latter in CPU time too. */
	struct series inject, wall[SIZES], cpu[SIZES];
	struct series sent, handled, by_cpu, linear;
};

/* What the observer sees of a run. */
struct seen {
	unsigned in_flight, most, ended, other; /* than passed */
	bool sample;
	size_t heap; /* at most */
};

/* ---- a run ------------------------------------------------------------------------ */

static void look_at_heap(struct seen *seen)
{
	size_t now;

	if (!seen->sample || (seen->in_flight + seen->ended) % SAMPLE)
		return;
	now = bench_heap();
	if (now > seen->heap)
		seen->heap = now;
}

static void on_start(void *ctx, const struct schedule_plan *plan, size_t number)
{
	struct seen *seen = ctx;

	(void)plan;
	(void)number;
	if (++seen->in_flight > seen->most)
		seen->most = seen->in_flight;
	look_at_heap(seen);
}

static void on_result(void *ctx, const struct schedule_plan *plan, size_t number,
		      struct case_result *result)
{
	struct seen *seen = ctx;

	(void)plan;
	(void)number;
	seen->in_flight--;
	seen->ended++;
	if (result->verdict == VERDICT_PASS)
		return;
	seen->other++;
	/* A busy machine may leave one undecided; a wrong verdict is a fault. */
	if (result->verdict != VERDICT_INCONCLUSIVE)
		bench_die("%s: %s: %s", result->tc->id, verdict_name(result->verdict),
			  result->reason);
}

/* `sessions` of them, on so many addresses as it takes. */
static struct seen run(struct many *many, const struct test_case *const cases[CASES],
		       unsigned sessions, unsigned most, bool sample)
{
	const unsigned targets = sessions / CASES;
	struct seen seen = { .sample = sample };
	const struct schedule_config config = {
		.wire = many->wire, .builtins = many->builtins, .most = most,
		.observer = { &seen, on_start, on_result },
	};
	struct error err;

	for (unsigned i = 0; i < targets; i++) {
		many->targets[i] = many->first;
		many->targets[i].hosts.target = wide_address(i);
		many->plans[i] = (struct schedule_plan){ &many->targets[i], cases,
							 CASES };
	}
	if (schedule_run(&config, many->plans, targets, &err) < 0)
		bench_die("%s", err.text);
	if (seen.ended != sessions)
		bench_die("%u of %u sessions ended", seen.ended, sessions);
	return seen;
}

/* ---- speed --------------------------------------------------------------------------- */

static void open_wire(struct many *many)
{
	many->wire = bench_wire(many->lab, FAMILY_INET, &many->first);
	many->first.rules = rules_new(FAMILY_INET, PATH_PERFECT);
}

static void close_wire(struct many *many)
{
	rules_free(many->first.rules);
	wire_close(many->wire);
}

struct cost {
	double wall, cpu; /* ns a segment */
};

static struct cost measure_injection(const struct many *many)
{
	struct bare *bare = bare_open(many->lab, FAMILY_INET, false);
	struct bench_run run = bench_begin(INJECT_COUNT);
	const double segments = INJECT_COUNT * INJECT_BURST;

	bare_injections(bare, &run, INJECT_BURST);
	bench_end(&run);
	bench_median(&run);
	bare_close(bare);
	return (struct cost){ (double)run.wall / segments, (double)run.cpu / segments };
}

/* The five cases on sizes[size] / 5 addresses; what the wire saw. */
static struct wire_stats measure_sessions(struct many *many, unsigned size)
{
	struct bench_run all;
	struct wire_stats stats;
	struct seen seen;

	open_wire(many);
	all = bench_begin(1);
	seen = run(many, many->five, sizes[size], IN_FLIGHT, false);
	bench_end(&all);
	bench_median(&all);
	wire_stats(many->wire, &stats);
	close_wire(many);
	series_add(&many->wall[size], (double)all.wall / sizes[size]);
	series_add(&many->cpu[size], (double)all.cpu / sizes[size]);
	if (seen.other)
		fprintf(stderr, "bench: %u of %u sessions were undecided\n", seen.other,
			sizes[size]);
	return stats;
}

static double latest_of(const struct series *series, unsigned sessions)
{
	return series->at[series->count - 1] * sessions;
}

static void measure_round(struct many *many)
{
	const unsigned last = SIZES - 1;
	struct cost before, behind;
	struct wire_stats stats;
	double wall, cpu, sent, captured;

	for (unsigned i = 0; i < last; i++)
		measure_sessions(many, i);
	/* Before and behind: the machine may get slower in between. */
	before = measure_injection(many);
	stats = measure_sessions(many, last);
	behind = measure_injection(many);
	wall = latest_of(&many->wall[last], sizes[last]);
	cpu = latest_of(&many->cpu[last], sizes[last]);
	sent = (double)stats.sent * (before.wall + behind.wall) / 2;
	/* The capture sees both what was sent and what came. */
	captured = (double)stats.captured * (before.wall + behind.wall) / 2;
	series_add(&many->inject, (before.wall + behind.wall) / 2);
	series_add(&many->sent, sent / wall);
	series_add(&many->handled, captured / wall);
	series_add(&many->by_cpu,
		   (double)stats.captured * (before.cpu + behind.cpu) / 2 / cpu);
	series_add_ratio(&many->linear, &many->wall[last], &many->wall[0]);
}

/* ---- memory -------------------------------------------------------------------------- */

struct memory {
	unsigned in_flight; /* at most */
	size_t heap;        /* at most, octets more than before */
};

static struct memory memory_of(struct many *many, unsigned sessions, unsigned most)
{
	struct memory memory;
	struct seen seen;
	size_t before;

	open_wire(many);
	before = bench_heap();
	seen = run(many, many->waiting, sessions, most, true);
	close_wire(many);
	memory.in_flight = seen.most;
	memory.heap = seen.heap - before;
	return memory;
}

static void print_memory(struct many *many)
{
	struct memory of[SIZES];

	printf("Memory of sessions that wait together, heap\n");
	for (unsigned i = 0; i < SIZES; i++) {
		of[i] = memory_of(many, sizes[i], IN_FLIGHT);
		printf("  %6u sessions, %5u of them in flight: %6zu KiB\n", sizes[i],
		       of[i].in_flight, of[i].heap / 1024);
	}
	bench_at_most("memory, 10 times the sessions, as many in flight",
		      (double)of[SIZES - 1].heap / (double)of[0].heap, MEMORY_MOST);
}

/* ---- all ------------------------------------------------------------------------------ */

static const struct test_case *find(const struct suite *suite, const char *id)
{
	const struct test_case *tc = suite->cases;

	while (tc && strcmp(tc->id, id) != 0)
		tc = tc->next;
	if (!tc)
		bench_die("there is no case %s", id);
	return tc;
}

static void print_speed(const struct many *many, size_t rounds)
{
	printf("\nThe same %d cases on many addresses, one run of the scheduler; medians of "
	       "%zu rounds\n", CASES, rounds);
	for (unsigned i = 0; i < SIZES; i++)
		printf("  %6u sessions: %8.1f ms, %5.1f us each, CPU %5.1f us each\n",
		       sizes[i], series_median(&many->wall[i]) * sizes[i] / 1e6,
		       series_median(&many->wall[i]) / 1e3,
		       series_median(&many->cpu[i]) / 1e3);
	printf("  libnet alone, no capture: %.1f us a segment\n",
	       series_median(&many->inject) / 1e3);
	series_at_least("segments a second, of the bare injection loop's",
			&many->handled, SPEED_LEAST);
	printf("  %-52s %8.2f\n", "the same by CPU time, which other work disturbs less",
	       series_median(&many->by_cpu));
	series_at_least("the same, of those sent alone", &many->sent, SPEED_LEAST);
	series_at_most("time a session, times that of a tenth as many", &many->linear,
		       LINEAR_MOST);
}

static void *room_for(unsigned count, size_t size)
{
	void *room = malloc(count * size);

	if (!room)
		bench_die("no memory for the targets");
	return memset(room, 1, count * size);
}

int main(int argc, char **argv)
{
	static struct many many;
	struct diagnostics diag = { .out = stderr };
	struct suite *waiting = bench_suite(NULL, waiting_text, sizeof(waiting_text) - 1);
	struct suite *suite;
	size_t rounds;

	if (argc < 3)
		bench_die("usage: %s TESTCASES PROBES [ROUNDS]", argv[0]);
	rounds = bench_rounds(argc - 2, argv + 2, ROUNDS);
	suite = suite_new(argv[2]);
	if (suite_load_dir(suite, argv[1], &diag) < 0)
		bench_die("%s cannot be loaded", argv[1]);
	for (int i = 0; i < CASES; i++) {
		many.five[i] = find(suite, ids[i]);
		many.waiting[i] = waiting->cases;
	}
	many.targets = room_for(sizes[SIZES - 1] / CASES, sizeof(*many.targets));
	many.plans = room_for(sizes[SIZES - 1] / CASES, sizeof(*many.plans));
	many.builtins = bench_builtins();
	bench_bound();
	many.lab = bench_lab();
	wide_open(many.lab);
	for (size_t round = 0; round < rounds; round++)
		measure_round(&many);
	print_speed(&many, rounds);
	print_memory(&many);
	lab_close(many.lab);
	free(many.targets);
	free(many.plans);
	suite_free(suite);
	suite_free(waiting);
	builtins_free(many.builtins);
	return 0;
}
