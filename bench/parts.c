/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * parts.c - what the library costs by itself, without a network: decoding, encoding,
 * loading the scripts, the memory of a session. usage: parts TESTCASES PROBES
 */
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "engine/session_internal.h"
#include "script/script.h"

enum {
	CODE_COUNT = 200000, /* segments coded in one go */
	CODE_ROUNDS = 7,
	LOADS = 15,
	SESSIONS = 1000,
	FULL_LEN = 1400,
	ETHERNET = 14,
	FRAME_MOST = 2048
};

static size_t heap(void)
{
	const struct mallinfo2 info = mallinfo2();

	return info.uordblks + info.hblkhd;
}

static double median_ns(struct bench_run *run, const char *name, double units)
{
	double median;

	bench_end(run);
	median = bench_median(run) / units;
	if (name)
		bench_figure(name, median);
	return median;
}

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
	const char *size = full ? "data" : "syn";
	uint8_t frame[FRAME_MOST];
	struct decoded decoded;
	struct segment seg;
	size_t len;
	char key[64];

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
	snprintf(key, sizeof(key), "%s.decode.%s_ns", family_name(family), size);
	median_ns(&decode, key, CODE_COUNT);
	snprintf(key, sizeof(key), "%s.encode.%s_ns", family_name(family), size);
	median_ns(&encode, key, CODE_COUNT);
}

/* ---- loading ------------------------------------------------------------------ */

static void measure_load(const char *testcases, const char *probes)
{
	struct bench_run run = bench_begin(LOADS);
	size_t cases = 0, bytes = 0;
	double ns;

	for (int i = 0; i < LOADS; i++) {
		struct diagnostics diag = { .out = stderr };
		const size_t before = heap();
		const int64_t began = bench_now();
		struct suite *suite = suite_new(probes);

		if (suite_load_dir(suite, testcases, &diag) < 0)
			bench_die("%s cannot be loaded", testcases);
		run.times[i] = bench_now() - began;
		cases = suite->count;
		bytes = heap() - before;
		suite_free(suite);
	}
	ns = median_ns(&run, NULL, 1);
	bench_figure("load.ms", ns / 1e6);
	bench_figure("load.cases", (double)cases);
	bench_figure("load.us_a_case", cases ? ns / 1e3 / (double)cases : 0);
	bench_figure("load.heap_kib", (double)bytes / 1024);
}

/* ---- a session's memory ---------------------------------------------------------- */

/* A wire that leads nowhere and keeps what was sent last: what is counted then is the
 * session's alone. */
struct nowhere {
	struct wire wire;
	struct segment last;
	uint16_t port;
};

static int nowhere_send(struct wire *wire, const struct segment *seg, struct error *err)
{
	(void)err;
	((struct nowhere *)wire)->last = *seg;
	return 0;
}

static int64_t nowhere_now(struct wire *wire)
{
	(void)wire;
	return 1;
}

static int nowhere_take_port(struct wire *wire, uint16_t *port, struct error *err)
{
	(void)err;
	*port = ++((struct nowhere *)wire)->port;
	return 0;
}

static const struct wire_ops nowhere_ops = {
	.send = nowhere_send, .now = nowhere_now, .take_port = nowhere_take_port,
};

static const char live_case[] =
	"case live\n  title \"live\"\n  covers RFC9293/3.5-3WHS\n"
	"  cites \"RFC 9293 section 3.5\"\n{\n"
	"  < S <mss 1460>\n  > S. ack RCV.NXT\n  < . RCV.NXT ack SND.NXT\n"
	"  > data (4000) within 30s\n}\n";

/* The target says: this many octets at this number. */
static void say(struct session *session, const struct segment *heard, uint16_t flags,
		uint32_t seq, uint32_t ack, uint32_t len)
{
	static const uint8_t payload[FULL_LEN];
	struct sighting sighting = { .time = 1 };
	struct decoded *decoded = &sighting.decoded;

	decoded->status = DECODE_OK;
	decoded->checksum = decoded->ip_checksum = CHECKSUM_GOOD;
	decoded->seg = (struct segment){
		.src = heard->dst, .dst = heard->src,
		.src_port = heard->dst_port, .dst_port = heard->src_port,
		.seq = seq, .ack = ack, .flags = flags, .window = 65535,
		.data_offset = 5, .payload = payload, .payload_len = len,
	};
	session_deliver(session, &sighting);
	if (session_step(session))
		bench_die("a session of the bench ended early");
}

static void measure_sessions(void)
{
	struct nowhere nowhere = { .wire = { .ops = &nowhere_ops, .mtu = 1500,
					     .tester.family = FAMILY_INET,
					     .target.family = FAMILY_INET } };
	const struct session_env env = { .wire = &nowhere.wire, .port = 19,
					 .app = APP_CHARGEN, .reply_window = 1000000000,
					 .silence_window = 1000000000, .seed = 1 };
	struct session *sessions[SESSIONS];
	struct diagnostics diag = { .out = stderr };
	struct suite *suite = suite_new(NULL);
	size_t before, born, live;
	struct error err;

	if (suite_load_text(suite, "bench/live.tc", live_case, sizeof(live_case) - 1,
			    &diag) < 0)
		bench_die("the script of the bench is wrong");
	before = heap();
	for (int i = 0; i < SESSIONS; i++) {
		sessions[i] = session_new(&env, suite->cases, &err);
		if (!sessions[i])
			bench_die("%s", err.text);
	}
	born = heap() - before;
	for (int i = 0; i < SESSIONS; i++) {
		uint32_t ack;

		session_step(sessions[i]);
		ack = nowhere.last.seq + 1;
		say(sessions[i], &nowhere.last, SEG_SYN | SEG_ACK, 1000, ack, 0);
		say(sessions[i], &nowhere.last, SEG_ACK, 1001, ack, FULL_LEN);
		say(sessions[i], &nowhere.last, SEG_ACK, 1001 + FULL_LEN, ack, FULL_LEN);
	}
	live = heap() - before;
	bench_figure("session.sizeof", sizeof(struct session));
	bench_figure("session.born_bytes", (double)born / SESSIONS);
	bench_figure("session.live_bytes", (double)live / SESSIONS);
	for (int i = 0; i < SESSIONS; i++)
		session_free(sessions[i]);
	suite_free(suite);
}

int main(int argc, char **argv)
{
	if (argc != 3)
		bench_die("usage: %s TESTCASES PROBES", argv[0]);
	bench_bound();
	for (int full = 0; full < 2; full++) {
		measure_code(FAMILY_INET, full);
		measure_code(FAMILY_INET6, full);
	}
	measure_load(argv[1], argv[2]);
	measure_sessions();
	return 0;
}
