/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * wire_smoke TARGET PORT [IFNAME [ROUNDS]]: tries the live wire on an open port.
 * SYN out with every IP field set; the copy of it that the capture shows must be
 * the segment as it was meant; SYN,ACK must come; nothing else may leave (the
 * tester's kernel keeps silent); RST out. Then ROUNDS times SYN, SYN,ACK, RST, for
 * the median round trip. Exit 0 when all is as it should be.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wire/live/live.h"

enum { MS = 1000000, REPLY_MS = 1000, QUIET_MS = 100, ROUNDS_MOST = 100000 };

struct smoke {
	struct hosts hosts;
	uint16_t next_port;
	struct wire *wire;
	uint16_t port;
	struct error err;
};

static int complain(const char *what, const char *why)
{
	fprintf(stderr, "wire_smoke: %s%s%s\n", what, *why ? ": " : "", why);
	return -1;
}

static struct segment make(const struct smoke *smoke, uint16_t from, uint16_t flags,
			   uint32_t seq)
{
	return (struct segment){
		.src = smoke->hosts.tester, .dst = smoke->hosts.target,
		.src_port = from, .dst_port = smoke->port, .seq = seq,
		.flags = flags, .window = 4321, .ttl = 61, .tos = 0x58, .df = true,
		.ip_id = 0x1234, .flow_label = 0xabcde };
}

/* The next sighting within ms milliseconds: 1, 0 when none came, -1. */
static int next(struct smoke *smoke, int ms, struct sighting *out)
{
	int64_t until = wire_now(smoke->wire) + (int64_t)ms * MS;
	int got;

	for (;;) {
		got = wire_next(smoke->wire, out, &smoke->err);
		if (got < 0)
			return complain("next", smoke->err.text);
		if (got > 0 || wire_now(smoke->wire) >= until)
			return got;
		if (wire_wait(smoke->wire, until, &smoke->err) < 0)
			return complain("wait", smoke->err.text);
	}
}

static int same(const struct segment *sent, const struct sighting *seen)
{
	const struct segment *seg = &seen->decoded.seg;
	const bool inet = sent->src.family == FAMILY_INET;

	if (seen->decoded.status != DECODE_OK)
		return complain("own segment", decode_status_text(seen->decoded.status));
	if (seen->decoded.checksum != CHECKSUM_GOOD ||
	    seen->decoded.ip_checksum != CHECKSUM_GOOD)
		return complain("own segment", "a checksum is wrong");
	if (seg->src_port != sent->src_port || seg->seq != sent->seq ||
	    seg->flags != sent->flags || seg->window != sent->window)
		return complain("own segment", "TCP header is not as sent");
	if (seg->ttl != sent->ttl || seg->tos != sent->tos)
		return complain("own segment", "TTL or TOS is not as sent");
	if (inet && (seg->df != sent->df || seg->ip_id != sent->ip_id ||
		     seg->ip_options_len != sent->ip_options_len ||
		     memcmp(seg->ip_options, sent->ip_options,
			    sent->ip_options_len)))
		return complain("own segment", "IPv4 header is not as sent");
	if (!inet && seg->flow_label != sent->flow_label)
		return complain("own segment", "flow label is not as sent");
	return 0;
}

/* Sends seg; its own sighting must be the next, and it goes to *seen. */
static int send_seen(struct smoke *smoke, const struct segment *seg,
		     struct sighting *seen)
{
	int got;

	if (wire_send(smoke->wire, seg, &smoke->err) < 0)
		return complain("send", smoke->err.text);
	got = next(smoke, REPLY_MS, seen);
	if (got < 0)
		return -1;
	if (got == 0)
		return complain("own segment", "not seen");
	if (!seen->outgoing)
		return complain("own segment", "a reply was seen first");
	return same(seg, seen);
}

static int expect_syn_ack(struct smoke *smoke, const struct segment *syn,
			  struct sighting *reply)
{
	const struct segment *seg = &reply->decoded.seg;

	if (next(smoke, REPLY_MS, reply) <= 0)
		return complain("no reply to SYN", "");
	if (reply->outgoing || reply->decoded.status != DECODE_OK)
		return complain("reply", "not an incoming TCP segment");
	if (reply->decoded.checksum != CHECKSUM_GOOD &&
	    reply->decoded.checksum != CHECKSUM_PARTIAL)
		return complain("reply", "checksum");
	if (seg->flags != (SEG_SYN | SEG_ACK) || seg->ack != syn->seq + 1 ||
	    seg->dst_port != syn->src_port) {
		segment_print(stderr, seg, 0, 0);
		return complain(" is not the SYN,ACK", "");
	}
	return 0;
}

/* Only a SYN,ACK sent again may come, and nothing may leave. */
static int expect_quiet(struct smoke *smoke)
{
	int64_t until = wire_now(smoke->wire) + QUIET_MS * (int64_t)MS;
	struct sighting seen;
	int got;

	while (wire_now(smoke->wire) < until) {
		got = next(smoke, QUIET_MS, &seen);
		if (got < 0)
			return -1;
		if (got > 0 && seen.outgoing) {
			segment_print(stderr, &seen.decoded.seg, 0, 0);
			return complain(" left unasked", "");
		}
	}
	return 0;
}

static int exchange(struct smoke *smoke, const struct segment *shape, bool quiet,
		    int64_t *wire_ns, int64_t *program_ns)
{
	struct sighting out, in, last;
	struct segment syn, rst;
	uint16_t from;
	int64_t begin;

	from = smoke->next_port;
	smoke->next_port = from == smoke->wire->port_last ? smoke->wire->port_first
							  : (uint16_t)(from + 1);
	syn = make(smoke, from, SEG_SYN, 0xfffffff0);
	memcpy(syn.ip_options, shape->ip_options, sizeof(syn.ip_options));
	syn.ip_options_len = shape->ip_options_len;
	begin = wire_now(smoke->wire);
	if (send_seen(smoke, &syn, &out) < 0 || expect_syn_ack(smoke, &syn, &in) < 0)
		return -1;
	*program_ns = wire_now(smoke->wire) - begin;
	*wire_ns = in.time - out.time;
	if (*wire_ns < 0 || out.time < begin - MS || in.time > begin + *program_ns)
		return complain("times", "capture and program disagree");
	if (quiet && expect_quiet(smoke) < 0)
		return -1;
	rst = make(smoke, from, SEG_RST, syn.seq + 1);
	return send_seen(smoke, &rst, &last);
}

static int too_big(struct smoke *smoke)
{
	struct segment seg = make(smoke, 1, SEG_ACK, 0);
	const uint32_t len = smoke->wire->mtu;
	uint8_t *payload = calloc(1, len);
	int status;

	if (!payload)
		return complain("memory", "");
	seg.payload = payload;
	seg.payload_len = len;
	status = wire_send(smoke->wire, &seg, &smoke->err);
	free(payload);
	if (status == 0)
		return complain("a segment larger than the MTU was taken", "");
	printf("  refused: %s\n", smoke->err.text);
	return 0;
}

static int by_value(const void *a, const void *b)
{
	const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static int rounds(struct smoke *smoke, unsigned count)
{
	const struct segment plain = { .seq = 0 };
	int64_t *wire_ns = calloc(count, sizeof(*wire_ns));
	int64_t *program_ns = calloc(count, sizeof(*program_ns));
	int ret = -1;

	if (!wire_ns || !program_ns)
		goto cleanup;
	for (unsigned i = 0; i < count; i++)
		if (exchange(smoke, &plain, false, wire_ns + i, program_ns + i) < 0)
			goto cleanup;
	qsort(wire_ns, count, sizeof(*wire_ns), by_value);
	qsort(program_ns, count, sizeof(*program_ns), by_value);
	printf("  %u rounds: median %.1f us on the wire, %.1f us for the program; "
	       "slowest %.1f us\n", count, (double)wire_ns[count / 2] / 1e3,
	       (double)program_ns[count / 2] / 1e3,
	       (double)program_ns[count - 1] / 1e3);
	ret = 0;
cleanup:
	free(wire_ns);
	free(program_ns);
	return ret;
}

static int run(struct smoke *smoke, unsigned count)
{
	struct segment plain = { .seq = 0 }, optioned = { .ip_options_len = 4 };
	struct wire_stats stats;
	int64_t wire_ns, program_ns;

	memcpy(optioned.ip_options, "\1\1\1", 4);
	if (exchange(smoke, &plain, true, &wire_ns, &program_ns) < 0)
		return -1;
	if (smoke->hosts.tester.family == FAMILY_INET &&
	    exchange(smoke, &optioned, false, &wire_ns, &program_ns) < 0)
		return -1;
	if (too_big(smoke) < 0 || (count && rounds(smoke, count) < 0))
		return -1;
	wire_stats(smoke->wire, &stats);
	printf("  sent %" PRIu64 ", captured %" PRIu64 ", dropped %" PRIu64 "\n",
	       stats.sent, stats.captured, stats.dropped);
	return stats.dropped ? complain("the capture dropped", "") : 0;
}

int main(int argc, char **argv)
{
	struct wire_live_config config = { .route_count = 1 };
	struct route *route = &config.routes[0];
	struct smoke smoke = { .wire = NULL };
	char text[2][ADDRESS_TEXT];
	unsigned count = argc > 4 ? (unsigned)atoi(argv[4]) : 0;
	int ret;

	if (argc < 3 || !ipaddr_parse(argv[1], &smoke.hosts.target) ||
	    count > ROUNDS_MOST)
		return fprintf(stderr, "usage: wire_smoke ADDRESS PORT "
			       "[IFNAME [ROUNDS]]\n"), 2;
	smoke.port = (uint16_t)atoi(argv[2]);
	if (route_lookup(&smoke.hosts.target, argc > 3 && *argv[3] ? argv[3] : NULL, NULL,
			 route, &smoke.err) < 0)
		return complain("route", smoke.err.text), 3;
	printf("%s from %s over %s, mtu %u%s\n", ipaddr_text(&smoke.hosts.target, text[0]),
	       ipaddr_text(&route->source, text[1]), route->ifname,
	       route->mtu, route->local ? ", local" : "");
	smoke.wire = wire_live_open(&config, &smoke.err);
	if (!smoke.wire)
		return complain("open", smoke.err.text), 3;
	smoke.hosts.tester = route->source;
	smoke.next_port = smoke.wire->port_first;
	ret = run(&smoke, count) < 0;
	wire_close(smoke.wire);
	return ret;
}
