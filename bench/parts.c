/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * parts.c - what the library costs by itself, without a network: decoding, encoding,
 * loading the scripts, the memory of a session. usage: parts TESTCASES PROBES
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "run/schedule.h"
#include "script/script.h"

#define LIVE_KIB_MOST 8

enum {
	CODE_COUNT = 200000, /* segments coded in one go */
	CODE_ROUNDS = 7,
	LOADS = 15,
	SESSIONS = 1000, /* alive at once */
	FULL_LEN = 1400,
	ETHERNET = 14,
	FRAME_MOST = 2048
};

/* ---- coding ----------------------------------------------------------------- */

static void make_segment(enum ip_family family, bool full, struct segment *seg)
{
	static const uint8_t payload[FULL_LEN] = { 1, 2, 3 };
	static const uint8_t mss[2] = { 5, 180 }, scale[1] = { 7 };
	static const uint8_t stamps[8] = { 0, 0, 0, 1 };

	*seg = (struct segment){
		.src = { .family = family, .bytes = { 192, 0, 2, 1 } },
		.dst = { .family = family, .bytes = { 192, 0, 2, 2 } },
		.src_port = 20000, .dst_port = 7, .seq = 1, .window = 65535,
		.flags = full ? SEG_ACK | SEG_PSH : SEG_SYN, .df = true,
	};
	if (full) {
		seg->payload = payload;
		seg->payload_len = FULL_LEN;
		return;
	}
	segment_add_option(seg, OPT_MSS, mss, sizeof(mss));
	segment_add_option(seg, OPT_SACK_PERMITTED, NULL, 0);
	segment_add_option(seg, OPT_TIMESTAMPS, stamps, sizeof(stamps));
	segment_add_option(seg, OPT_NOP, NULL, 0);
	segment_add_option(seg, OPT_WSCALE, scale, sizeof(scale));
}

static size_t make_frame(const struct segment *seg, uint8_t frame[FRAME_MOST])
{
	const bool inet = seg->src.family == FAMILY_INET;
	struct error err;
	int len = segment_encode_ip(seg, frame + ETHERNET, FRAME_MOST - ETHERNET, &err);

	if (len < 0)
		bench_die("%s", err.text);
	memset(frame, 0, ETHERNET);
	frame[12] = inet ? 0x08 : 0x86;
	frame[13] = inet ? 0x00 : 0xdd;
	return (size_t)len + ETHERNET;
}

static void measure_code(enum ip_family family, bool full)
{
	struct bench_run decode = bench_begin(CODE_ROUNDS);
	struct bench_run encode = bench_begin(CODE_ROUNDS);
	uint8_t frame[FRAME_MOST];
	struct decoded decoded;
	struct segment seg;
	size_t len;

	make_segment(family, full, &seg);
	len = make_frame(&seg, frame);
	for (int round = 0; round < CODE_ROUNDS; round++) {
		int64_t began = bench_now();

		for (int i = 0; i < CODE_COUNT; i++)
			segment_decode(frame, len, len, LINK_ETHERNET, &decoded);
		decode.times[round] = bench_now() - began;
		if (decoded.status != DECODE_OK || decoded.checksum != CHECKSUM_GOOD)
			bench_die("the frame of the bench is wrong");
		began = bench_now();
		for (int i = 0; i < CODE_COUNT; i++) {
			seg.seq = (uint32_t)i;
			make_frame(&seg, frame);
		}
		encode.times[round] = bench_now() - began;
	}
	printf("  %s, %-36s decode %6.1f ns, encode %6.1f ns\n",
	       family == FAMILY_INET ? "IPv4" : "IPv6",
	       full ? "1,400 octets of data" : "a SYN with options",
	       bench_median(&decode) / CODE_COUNT, bench_median(&encode) / CODE_COUNT);
}

/* ---- loading ------------------------------------------------------------------ */

static void measure_load(const char *testcases, const char *probes)
{
	struct bench_run run = bench_begin(LOADS);
	size_t cases = 0, bytes = 0;
	double ms;

	for (int i = 0; i < LOADS; i++) {
		struct diagnostics diag = { .out = stderr };
		const size_t before = bench_heap();
		const int64_t began = bench_now();
		struct suite *suite = suite_new(probes);

		if (suite_load_dir(suite, testcases, &diag) < 0)
			bench_die("%s cannot be loaded", testcases);
		run.times[i] = bench_now() - began;
		cases = suite->count;
		bytes = bench_heap() - before;
		suite_free(suite);
	}
	ms = bench_median(&run) / 1e6;
	printf("  %zu cases load in %.1f ms (%.0f us each), %zu KiB of heap\n", cases, ms,
	       cases ? 1e3 * ms / (double)cases : 0, bytes / 1024);
}

/* ---- a live session's memory ------------------------------------------------------ */

/*
 * A target that opens, sends until a session keeps no more of what it says (neither the
 * octets nor the segments, as evidence), and then waits for ever, as the sessions do.
 * What the heap holds when nothing is left to do but to wait is theirs: job, trial,
 * session, connection, evidence, timer, port.
 */
enum { SEEN_MOST = 256, TARGET_ISS = 1000, PIECE = 100, PIECES = 30 };

struct stalling {
	struct wire wire;
	struct sighting seen[SEEN_MOST]; /* in either direction, and not taken yet */
	unsigned first, count;
	size_t heap; /* when all wait */
	volatile sig_atomic_t over;
};

static struct stalling *stalling_of(struct wire *wire)
{
	return (struct stalling *)wire; /* its first member */
}

static void see(struct stalling *target, const struct segment *seg, bool outgoing)
{
	const unsigned at = (target->first + target->count++) % SEEN_MOST;

	if (target->count > SEEN_MOST)
		bench_die("the bench's target has more to say than was thought");
	target->seen[at] = (struct sighting){
		.time = 1, .outgoing = outgoing,
		.decoded = { .status = DECODE_OK, .checksum = CHECKSUM_GOOD,
			     .ip_checksum = CHECKSUM_GOOD, .seg = *seg },
	};
}

static void say(struct stalling *target, const struct segment *heard, uint16_t flags,
		uint32_t seq, uint32_t len)
{
	static const uint8_t payload[PIECE];
	const struct segment seg = {
		.src = heard->dst, .dst = heard->src,
		.src_port = heard->dst_port, .dst_port = heard->src_port,
		.seq = seq, .ack = heard->seq + !!(heard->flags & SEG_SYN),
		.flags = flags, .window = 65535, .data_offset = 5,
		.payload = payload, .payload_len = len,
	};

	see(target, &seg, false);
}

static int stalling_send(struct wire *wire, const struct segment *seg, struct error *err)
{
	struct stalling *target = stalling_of(wire);

	(void)err;
	if (seg->flags & SEG_RST)
		return 0;
	see(target, seg, true);
	if (seg->flags & SEG_SYN)
		say(target, seg, SEG_SYN | SEG_ACK, TARGET_ISS, 0);
	for (uint32_t i = 0; i < PIECES && !(seg->flags & SEG_SYN); i++)
		say(target, seg, SEG_ACK, seg->ack + i * PIECE, PIECE);
	return 0;
}

static int stalling_next(struct wire *wire, struct sighting *out, struct error *err)
{
	struct stalling *target = stalling_of(wire);

	(void)err;
	if (target->count == 0)
		return 0;
	*out = target->seen[target->first];
	target->first = (target->first + 1) % SEEN_MOST;
	target->count--;
	return 1;
}

static int64_t stalling_now(struct wire *wire)
{
	(void)wire;
	return 1;
}

static int stalling_wait(struct wire *wire, int64_t until, struct error *err)
{
	struct stalling *target = stalling_of(wire);

	(void)until;
	(void)err;
	target->heap = bench_heap();
	target->over = 1;
	return 0;
}

static void stalling_stats(struct wire *wire, struct wire_stats *out)
{
	(void)wire;
	*out = (struct wire_stats){ 0 };
}

static const struct wire_ops stalling_ops = {
	.send = stalling_send, .next = stalling_next, .now = stalling_now,
	.wait = stalling_wait, .stats = stalling_stats,
};

static const char stalling_case[] =
	"case live\n  title \"live\"\n  covers RFC9293/3.5-3WHS\n"
	"  cites \"RFC 9293 section 3.5\"\n{\n"
	"  < S <mss 1460>\n  > S. ack RCV.NXT\n  < . RCV.NXT ack SND.NXT\n"
	"  > data (4000) within 30s\n}\n";

/* A case that waits at once: what a session takes before anything was said. */
static const char waiting_case[] =
	"case new\n  title \"new\"\n  covers RFC9293/3.5-3WHS\n"
	"  cites \"RFC 9293 section 3.5\"\n{\n  wait 30s\n}\n";

static unsigned began;

static void on_start(void *ctx, const struct schedule_plan *plan, size_t number)
{
	(void)ctx;
	(void)plan;
	(void)number;
	began++;
}

/* Octets of heap a session, when all of them wait. */
static double heap_of(const char *text, size_t len)
{
	static const struct service chargen = { APP_CHARGEN, 19 };
	static const struct test_case *cases[SESSIONS];
	struct stalling stalling = {
		.wire = { .ops = &stalling_ops, .mtu = 1500, .path = PATH_PERFECT,
			  .port_first = 10000, .port_last = 10000 + 3 * SESSIONS },
	};
	const struct hosts hosts = {
		.tester = { .family = FAMILY_INET, .bytes = { 1 } },
		.target = { .family = FAMILY_INET, .bytes = { 2 } },
	};
	struct target target = { .hosts = hosts,
				 .services = &chargen, .service_count = 1 };
	const struct schedule_plan plan = { &target, cases, SESSIONS };
	struct builtins *builtins = bench_builtins();
	struct suite *suite = bench_suite(NULL, text, len);
	struct run_stop stop = { .interrupted = &stalling.over };
	const struct schedule_config config = {
		.wire = &stalling.wire, .builtins = builtins, .jobs = SESSIONS,
		.stop = &stop, .observer = { .start = on_start },
	};
	struct error err;
	size_t before;

	for (int i = 0; i < SESSIONS; i++)
		cases[i] = suite->cases;
	began = 0;
	before = bench_heap();
	if (schedule_run(&config, &plan, 1, &err) < 0)
		bench_die("%s", err.text);
	if (began != SESSIONS)
		bench_die("%u of %d sessions began", began, SESSIONS);
	suite_free(suite);
	builtins_free(builtins);
	return (double)(stalling.heap - before) / SESSIONS;
}

static void measure_sessions(void)
{
	const double born = heap_of(waiting_case, sizeof(waiting_case) - 1);
	const double live = heap_of(stalling_case, sizeof(stalling_case) - 1);

	printf("  a session: %.0f octets of heap when it is new, %.0f when it keeps no "
	       "more\n", born, live);
	bench_at_most("memory of a live session, KiB", live / 1024, LIVE_KIB_MOST);
}

int main(int argc, char **argv)
{
	if (argc != 3)
		bench_die("usage: %s TESTCASES PROBES", argv[0]);
	bench_bound();
	printf("\nThe library alone, medians\n");
	for (int full = 0; full < 2; full++) {
		measure_code(FAMILY_INET, full);
		measure_code(FAMILY_INET6, full);
	}
	measure_load(argv[1], argv[2]);
	measure_sessions();
	return 0;
}
