/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * exchange.c - the exchange of bare.c through tcpvet: the wire alone (injection,
 * capture, decoding), the whole engine (a script, its interpreter, matching, the
 * ambient rules, evidence, a verdict), and many sessions side by side.
 * usage: exchange [COUNT]
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "engine/runner.h"
#include "engine/session.h"
#include "script/script.h"

enum {
	COUNT = 20000,
	PER_CASE = 50, /* exchanges in the long case */
	BURST = 128,
	REPLY_MS = 1000
};

#define MS INT64_C(1000000)

struct bench {
	struct wire *wire;
	struct runner_config config;
	const struct test_case *one, *fifty;
	const char *family;
};

static void print(const struct bench *bench, const char *what,
		  struct bench_run *run, unsigned units)
{
	char key[64];

	snprintf(key, sizeof(key), "%s.%s", bench->family, what);
	bench_print(run, key, units);
}

/* ---- the wire alone --------------------------------------------------------- */

static void wire_inject(struct wire *wire, uint16_t port)
{
	struct segment seg = {
		.src = wire->tester, .dst = wire->target,
		.src_port = port, .dst_port = LAB_CLOSED_PORT,
		.flags = SEG_SYN, .window = 65535, .df = true,
	};
	struct error err;

	if (wire_send(wire, &seg, &err) < 0)
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

static void wire_round_trips(struct wire *wire, struct bench_run *run,
			     unsigned burst)
{
	uint16_t ports[BURST];
	struct error err;

	for (size_t i = 0; i < run->count; i++) {
		const int64_t began = bench_now();

		for (unsigned k = 0; k < burst; k++) {
			if (wire_take_port(wire, &ports[k], &err) < 0)
				bench_die("%s", err.text);
			wire_inject(wire, ports[k]);
		}
		for (unsigned k = 0; k < burst; k++)
			wire_await(wire, ports[k]);
		run->times[i] = bench_now() - began;
	}
}

static void measure_wire(const struct bench *bench, size_t count)
{
	struct bench_run run = bench_begin(count / 10 + 1);

	wire_round_trips(bench->wire, &run, 1); /* to warm up */
	free(run.times);
	run = bench_begin(count);
	wire_round_trips(bench->wire, &run, 1);
	bench_end(&run);
	print(bench, "wire.one", &run, 1);
	run = bench_begin(count / BURST + 1);
	wire_round_trips(bench->wire, &run, BURST);
	bench_end(&run);
	print(bench, "wire.burst", &run, BURST);
}

/* ---- the engine, as tcpvet drives it ------------------------------------------ */

static void on_result(void *ctx, struct case_result *result)
{
	(void)ctx;
	if (result->verdict != VERDICT_PASS)
		bench_die("%s: %s: %s", result->tc->id,
			  verdict_name(result->verdict), result->reason);
}

static void run_case(const struct bench *bench, const struct test_case *tc,
		     struct bench_run *run)
{
	struct error err;

	for (size_t i = 0; i < run->count; i++) {
		const int64_t began = bench_now();

		if (runner_run(&bench->config, &tc, 1, &err) < 0)
			bench_die("%s", err.text);
		run->times[i] = bench_now() - began;
	}
}

static void measure_engine(const struct bench *bench, size_t count)
{
	struct bench_run run = bench_begin(count / PER_CASE + 1);

	run_case(bench, bench->fifty, &run);
	bench_end(&run);
	print(bench, "engine.one", &run, PER_CASE);
	run = bench_begin(count);
	run_case(bench, bench->one, &run);
	bench_end(&run);
	print(bench, "case.one", &run, 1);
}

/* ---- many sessions -------------------------------------------------------------- */

/* What any scheduler must do and no more: the port finds the session at once. */
struct many {
	struct wire *wire;
	struct session *by_port[65536];
	uint16_t ports[BURST];
};

/* The wire's own functions but one, which remembers what port it gave. */
static const struct wire_ops *own_ops;
static uint16_t taken;

static int take_port(struct wire *wire, uint16_t *port, struct error *err)
{
	const int result = own_ops->take_port(wire, port, err);

	taken = *port;
	return result;
}

static void many_open(struct many *many, const struct session_env *env,
		      const struct test_case *tc)
{
	struct error err;

	for (unsigned i = 0; i < BURST; i++) {
		struct session *session = session_new(env, tc, &err);

		if (!session)
			bench_die("%s", err.text);
		many->ports[i] = taken;
		many->by_port[taken] = session;
		if (session_step(session))
			bench_die("a session ended before its reply came");
	}
}

/* Delivers all that has come; returns how many sessions are over by it. */
static unsigned many_drain(struct many *many)
{
	struct sighting sighting;
	struct error err;
	unsigned over = 0;
	int got;

	while ((got = wire_next(many->wire, &sighting, &err)) > 0) {
		const struct segment *seg = &sighting.decoded.seg;
		struct session *session =
			many->by_port[sighting.outgoing ? seg->src_port
							: seg->dst_port];

		if (!session)
			continue;
		session_deliver(session, &sighting);
		if (!sighting.outgoing && session_step(session))
			over++;
	}
	if (got < 0)
		bench_die("%s", err.text);
	return over;
}

static void many_close(struct many *many)
{
	for (unsigned i = 0; i < BURST; i++) {
		struct session *session = many->by_port[many->ports[i]];
		struct case_result result = { 0 };

		session_take_result(session, &result);
		on_result(NULL, &result);
		case_result_clear(&result);
		session_reset_connections(session);
		session_free(session);
		many->by_port[many->ports[i]] = NULL;
	}
}

static void many_run(struct many *many, const struct session_env *env,
		     const struct test_case *tc)
{
	const int64_t until = wire_now(many->wire) + REPLY_MS * MS;
	struct error err;
	unsigned over;

	many_open(many, env, tc);
	for (over = many_drain(many); over < BURST; over += many_drain(many)) {
		if (wire_wait(many->wire, until, &err) < 0)
			bench_die("%s", err.text);
		if (wire_now(many->wire) >= until)
			bench_die("no reply within %d ms", REPLY_MS);
	}
	many_close(many);
}

static void measure_many(const struct bench *bench, size_t count)
{
	const struct session_env env = {
		.wire = bench->wire, .port = LAB_CLOSED_PORT, .closed_port = true,
		.rules = bench->config.rules, .reply_window = REPLY_MS * MS,
		.silence_window = 100 * MS, .seed = 1,
	};
	struct bench_run run = bench_begin(count / BURST + 1);
	struct many *many = calloc(1, sizeof(*many));
	struct wire_ops ops = *bench->wire->ops;

	if (!many)
		bench_die("no memory for the sessions");
	many->wire = bench->wire;
	own_ops = bench->wire->ops;
	ops.take_port = take_port;
	bench->wire->ops = &ops;
	for (size_t i = 0; i < run.count; i++) {
		const int64_t began = bench_now();

		many_run(many, &env, bench->one);
		run.times[i] = bench_now() - began;
	}
	bench_end(&run);
	print(bench, "many.burst", &run, BURST);
	bench->wire->ops = own_ops;
	free(many);
}

/* ---- all --------------------------------------------------------------------------- */

/* One exchange; and a case of many, so that what a case costs besides is spread. */
static struct suite *load(struct bench *bench)
{
	static const char head[] =
		"case %s\n  title \"%s\"\n  covers RFC9293/3.10.7.1-CLOSED-SYN\n"
		"  cites \"RFC 9293 section 3.10.7.1\"\n  needs closed-port\n{\n";
	static const char body[] = "  < S 1000\n  > R. 0 ack 1001\n";
	struct suite *suite = suite_new(NULL);
	struct diagnostics diag = { .out = stderr };
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
	if (suite_load_text(suite, "bench/bench.tc", text, len, &diag) < 0)
		bench_die("the script of the bench is wrong");
	free(text);
	bench->one = suite->cases;
	bench->fifty = suite->cases->next;
	return suite;
}

static void measure(struct lab *lab, enum ip_family family, size_t count)
{
	struct bench bench = { .family = family_name(family) };
	struct suite *suite = load(&bench);
	struct error err;
	struct builtins *builtins = builtins_new(&err);
	struct wire_stats stats;

	if (!builtins)
		bench_die("%s", err.text);
	bench.wire = bench_wire(lab, family);
	bench.config = (struct runner_config){
		.wire = bench.wire,
		.builtins = builtins,
		.closed_port = LAB_CLOSED_PORT,
		.rules = rules_new(family, true),
		.seed = 1,
		.listener = { .result = on_result },
	};
	measure_wire(&bench, count);
	measure_engine(&bench, count);
	measure_many(&bench, count);
	wire_stats(bench.wire, &stats);
	if (stats.dropped)
		fprintf(stderr, "bench: the capture lost %llu frames (%s)\n",
			(unsigned long long)stats.dropped, bench.family);
	rules_free(bench.config.rules);
	wire_close(bench.wire);
	builtins_free(builtins);
	suite_free(suite);
}

int main(int argc, char **argv)
{
	const size_t count = bench_count(argc, argv, COUNT);
	struct lab *lab;

	bench_bound();
	lab = bench_lab();
	measure(lab, FAMILY_INET, count);
	measure(lab, FAMILY_INET6, count);
	lab_close(lab);
	return 0;
}
