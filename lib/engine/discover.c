/* SPDX-License-Identifier: BSD-2-Clause */
#include "engine/discover.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define MS INT64_C(1000000)

enum { MSS = 536 };

/* When SYNs go out, and when the last reply counts: ns since the beginning. */
static const int64_t rounds[] = { 0, 1000 * MS, 3000 * MS };
static const int64_t patience = 5000 * MS;

enum { ROUND_COUNT = sizeof(rounds) / sizeof(rounds[0]) };

struct probe_state {
	uint16_t local;
	uint32_t isn;
	int64_t sent; /* capture time of the last SYN */
};

struct scan {
	struct wire *wire;
	struct port_probe *probes;
	struct probe_state *states;
	size_t count;
	int64_t rtt;
};

static int send_flags(struct scan *scan, size_t i, uint16_t flags, uint32_t seq,
		      uint32_t ack, struct error *err)
{
	static const uint8_t mss[] = { MSS >> 8, MSS & 0xff };
	struct segment seg = {
		.src = scan->wire->tester, .dst = scan->wire->target,
		.src_port = scan->states[i].local,
		.dst_port = scan->probes[i].port,
		.flags = flags, .seq = seq, .ack = ack, .window = 65535,
		.df = true,
	};

	if (flags & SEG_SYN)
		segment_add_option(&seg, OPT_MSS, mss, sizeof(mss));
	return wire_send(scan->wire, &seg, err);
}

static int send_round(struct scan *scan, struct error *err)
{
	for (size_t i = 0; i < scan->count; i++) {
		if (scan->probes[i].state != PORT_SILENT)
			continue;
		if (send_flags(scan, i, SEG_SYN, scan->states[i].isn, 0, err) < 0)
			return -1;
	}
	return 0;
}

static size_t find(const struct scan *scan, uint16_t local, uint16_t port)
{
	size_t i = 0;

	while (i < scan->count && (scan->states[i].local != local ||
				   scan->probes[i].port != port))
		i++;
	return i;
}

static int hear_reply(struct scan *scan, size_t i, const struct sighting *sighting,
		      struct error *err)
{
	const struct segment *seg = &sighting->decoded.seg;
	int64_t took = sighting->time - scan->states[i].sent;

	if (scan->probes[i].state == PORT_SILENT && scan->states[i].sent &&
	    took > 0 && (scan->rtt == 0 || took < scan->rtt))
		scan->rtt = took;
	if (seg->flags & SEG_RST) {
		if (scan->probes[i].state == PORT_SILENT)
			scan->probes[i].state = PORT_CLOSED;
		return 0;
	}
	if (!(seg->flags & SEG_SYN))
		return 0;
	scan->probes[i].state = PORT_OPEN;
	return send_flags(scan, i, SEG_RST, scan->states[i].isn + 1, 0, err);
}

static int hear(struct scan *scan, struct error *err)
{
	struct sighting sighting;
	int got;

	while ((got = wire_next(scan->wire, &sighting, err)) > 0) {
		const struct segment *seg = &sighting.decoded.seg;
		size_t i;

		if (sighting.decoded.status != DECODE_OK)
			continue;
		i = sighting.outgoing ? find(scan, seg->src_port, seg->dst_port)
				      : find(scan, seg->dst_port, seg->src_port);
		if (i == scan->count)
			continue;
		if (!sighting.outgoing) {
			if (hear_reply(scan, i, &sighting, err) < 0)
				return -1;
		} else if (seg->flags & SEG_SYN) {
			scan->states[i].sent = sighting.time;
		}
	}
	return got;
}

static bool all_known(const struct scan *scan)
{
	for (size_t i = 0; i < scan->count; i++)
		if (scan->probes[i].state == PORT_SILENT)
			return false;
	return true;
}

static int run(struct scan *scan, const volatile sig_atomic_t *interrupted,
	       struct error *err)
{
	int64_t began = wire_now(scan->wire);
	size_t round = 0;

	while (!(interrupted && *interrupted) && !all_known(scan)) {
		int64_t now = wire_now(scan->wire) - began;
		int64_t next = round < ROUND_COUNT ? rounds[round] : patience;

		if (now >= next) {
			if (round == ROUND_COUNT)
				break;
			if (send_round(scan, err) < 0)
				return -1;
			round++;
		}
		if (hear(scan, err) < 0)
			return -1;
		if (all_known(scan))
			break;
		next = round < ROUND_COUNT ? rounds[round] : patience;
		if (wire_wait(scan->wire, began + next, err) < 0)
			return -1;
	}
	return 0;
}

int discover_ports(struct wire *wire, struct port_probe *probes, size_t count,
		   int64_t *rtt, const volatile sig_atomic_t *interrupted,
		   struct error *err)
{
	struct scan scan = { .wire = wire, .probes = probes, .count = count };
	int result = -1;

	scan.states = calloc(count + 1, sizeof(*scan.states));
	if (!scan.states)
		return error_set(err, "no memory to probe %zu ports", count);
	for (size_t i = 0; i < count; i++) {
		probes[i].state = PORT_SILENT;
		scan.states[i].isn = (uint32_t)(wire_now(wire) >> 12) + (uint32_t)i;
		if (wire_take_port(wire, &scan.states[i].local, err) < 0)
			goto out;
	}
	result = run(&scan, interrupted, err);
	*rtt = scan.rtt;
out:
	free(scan.states);
	return result;
}

int discover_app(const struct runner_config *config, const struct service *service,
		 struct error *err)
{
	static const enum builtin tests[APP_COUNT] = {
		[APP_ECHO] = BUILTIN_IS_ECHO,
		[APP_DISCARD] = BUILTIN_IS_DISCARD,
		[APP_DAYTIME] = BUILTIN_IS_DAYTIME,
		[APP_CHARGEN] = BUILTIN_IS_CHARGEN,
	};
	enum verdict verdict;

	if (service->app == APP_UNKNOWN || service->app == APP_HTTP)
		return 1;
	verdict = runner_try(config, service,
			     builtin_case(config->builtins, tests[service->app]),
			     err);
	if (verdict == VERDICT_ERROR)
		return -1;
	return verdict == VERDICT_PASS;
}
