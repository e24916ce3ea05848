/* SPDX-License-Identifier: BSD-2-Clause */
#include "wire/live/live.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "wire/live/await.h"
#include "wire/live/capture.h"
#include "wire/live/echo.h"
#include "wire/live/hold.h"
#include "wire/live/inject.h"
#include "wire/live/offload.h"

/* An interface that takes nothing for so long has not gone for a moment. */
static const int64_t outage_most = INT64_C(30) * 1000000000;

enum { FOREIGN_MOST = 256 }; /* frames of others passed over in one call */

struct live {
	struct wire wire;
	struct inject *inject[WIRE_LIVE_ROUTES];
	struct ipaddr testers[WIRE_LIVE_ROUTES];
	size_t count; /* of these */
	struct capture *capture;
	struct hold *hold;
	struct await await;
	struct clock clock;
	uint64_t sent, captured;
	uint64_t steps; /* of the machine's time; each may have spoilt some stamps */
	int64_t outage; /* since when nothing was sent that was to be; 0: it was */
	unsigned link_mtu;
	bool private_link;
	unsigned merging; /* offloads that are on: a set of enum offload */
};

/* wire is the first member. */
static struct live *live_of(struct wire *wire)
{
	return (struct live *)wire;
}

/* ---- time -------------------------------------------------------------- */

static int64_t live_now(struct wire *wire)
{
	return clock_now(&live_of(wire)->clock);
}

/* ---- what leaves ------------------------------------------------------- */

/* What never worked, or does not work again in good time, breaks the wire. */
static int unsent(struct live *live)
{
	const int64_t now = live_now(&live->wire);

	if (live->sent == 0)
		return -1;
	if (!live->outage)
		live->outage = now;
	return now - live->outage > outage_most ? -1 : WIRE_UNSENT;
}

static int live_send(struct wire *wire, const struct segment *seg,
		     struct error *err)
{
	struct live *live = live_of(wire);
	size_t i = 0;
	int status;

	while (i + 1 < live->count && live->testers[i].family != seg->src.family)
		i++;
	status = inject_send(live->inject[i], seg, err);
	if (status == WIRE_UNSENT)
		return unsent(live);
	if (status == 0) {
		live->sent++;
		live->outage = 0;
	}
	return status;
}

/* ---- what comes -------------------------------------------------------- */

static bool is_tester(const struct live *live, const struct ipaddr *address)
{
	for (size_t i = 0; i < live->count; i++)
		if (ipaddr_equal(address, &live->testers[i]))
			return true;
	return false;
}

/* Both ends may have one address (a local target); then the port decides. Where
 * no port was reached (a fragment) both are 0, and the address must do. */
static bool belongs(const struct live *live, const struct ipaddr *tester,
		    uint16_t port, const struct segment *seg)
{
	const bool held = port >= live->wire.port_first &&
			  port <= live->wire.port_last;

	return (is_tester(live, tester) ||
		(live->private_link && ipaddr_is_no_host(tester))) &&
	       (held || (seg->src_port == 0 && seg->dst_port == 0));
}

/* The kernel's filter lets through what it cannot tell, such as all IPv6 packets
 * with extension headers; here each is looked at whole. */
static bool ours(const struct live *live, struct sighting *sighting)
{
	const struct segment *seg = &sighting->decoded.seg;

	if (sighting->decoded.status == DECODE_NOT_IP ||
	    sighting->decoded.status == DECODE_NOT_TCP)
		return false;
	sighting->outgoing = belongs(live, &seg->src, seg->src_port, seg);
	return sighting->outgoing || belongs(live, &seg->dst, seg->dst_port, seg);
}

/*
 * No interface takes in more than its MTU. GRO leaves a mark: the checksum field of
 * what it has merged is the pseudo-header's sum. Others may, so that they leave no
 * segment with data beyond doubt.
 */
static bool may_be_merged(const struct live *live, const struct decoded *decoded)
{
	if (decoded->status != DECODE_OK || !decoded->seg.payload_len)
		return false;
	return decoded->ip_len > live->link_mtu ||
	       (live->merging && decoded->checksum == CHECKSUM_PARTIAL) ||
	       (live->merging & OFFLOAD_MERGING_UNMARKED);
}

static int live_next(struct wire *wire, struct sighting *out, struct error *err)
{
	struct live *live = live_of(wire);

	for (int i = 0; i < FOREIGN_MOST; i++) {
		struct captured_frame frame;
		int status = capture_next(live->capture, &frame, err);

		if (status <= 0)
			return status;
		segment_decode(frame.bytes, frame.len, frame.wire_len, frame.link,
			       &out->decoded);
		if (!ours(live, out))
			continue;
		out->time = clock_of_stamp(&live->clock, frame.time);
		out->decoded.merged = !out->outgoing &&
				      may_be_merged(live, &out->decoded);
		live->captured++;
		return 1;
	}
	return 0;
}

/* ---- waiting ----------------------------------------------------------- */

static int live_wait(struct wire *wire, int64_t until, struct error *err)
{
	struct live *live = live_of(wire);

	if (await_readable(&live->await, capture_fd(live->capture),
			   until - live_now(wire), err) < 0)
		return -1;
	live->steps += clock_look(&live->clock);
	return 0;
}

/* ---- the rest ---------------------------------------------------------- */

static void live_stats(struct wire *wire, struct wire_stats *out)
{
	struct live *live = live_of(wire);

	out->sent = live->sent;
	out->captured = live->captured;
	out->dropped = capture_dropped(live->capture) + live->steps;
}

static bool live_echo(struct wire *wire, const struct hosts *hosts)
{
	(void)wire;
	return echo_answered(&hosts->tester, &hosts->target);
}

static void live_close(struct wire *wire)
{
	struct live *live = live_of(wire);

	for (size_t i = 0; i < live->count; i++)
		inject_close(live->inject[i]);
	capture_close(live->capture);
	await_close(&live->await);
	/* Last: as long as anything may still come, the kernel stays silent. */
	hold_close(live->hold);
	free(live);
}

/* On a local path nothing is received that could be merged. What cannot be read is
 * taken to be as usual: GRO is on. */
static unsigned merging_offloads(const struct route *route)
{
	struct offload_state state;
	struct error ignored;

	if (route->local)
		return 0;
	if (offload_read(route->ifname, &state, &ignored) < 0)
		return OFFLOAD_GRO;
	return offload_on(&state) & OFFLOAD_MERGING;
}

static const struct wire_ops live_ops = {
	.send = live_send,
	.next = live_next,
	.now = live_now,
	.wait = live_wait,
	.stats = live_stats,
	.echo = live_echo,
	.close = live_close,
};

/* Injection first: it has the best words for a lack of privilege. */
static int open_routes(struct live *live, const struct wire_live_config *config,
		       struct error *err)
{
	for (size_t i = 0; i < config->route_count; i++) {
		const struct route *route = &config->routes[i];

		if (strcmp(route->ifname, config->routes[0].ifname) != 0)
			return error_set(err, "the target's addresses lie behind two "
					 "interfaces, %s and %s: test one at a time",
					 config->routes[0].ifname, route->ifname);
		if (route->mtu < live->wire.mtu)
			live->wire.mtu = route->mtu;
		live->testers[i] = route->source;
		live->inject[i] = inject_open(route, err);
		if (!live->inject[i])
			return -1;
		live->count++;
	}
	return 0;
}

static int open_ports(struct live *live, const struct wire_live_config *config,
		      struct error *err)
{
	live->hold = hold_open(live->testers, live->count, config->routes[0].ifindex,
			       config->ports ? config->ports : WIRE_LIVE_PORTS, err);
	if (!live->hold)
		return -1;
	live->wire.port_first = hold_first(live->hold);
	live->wire.port_last = hold_last(live->hold);
	return 0;
}

static int open_capture(struct live *live, const struct wire_live_config *config,
			struct error *err)
{
	struct capture_scope scope = { .count = live->count,
				       .port_first = live->wire.port_first,
				       .port_last = live->wire.port_last,
				       .private_link = config->private_link };

	for (size_t i = 0; i < live->count; i++)
		scope.testers[i] = live->testers[i];
	live->capture = capture_open(config->routes[0].ifname, &scope, err);
	return live->capture ? 0 : -1;
}

struct wire *wire_live_open(const struct wire_live_config *config,
			    struct error *err)
{
	struct live *live = memory_zeroed(1, sizeof(*live));

	live->wire = (struct wire){ .ops = &live_ops, .mtu = config->routes[0].mtu,
				    .path = PATH_UNKNOWN };
	if (config->private_link)
		live->wire.path = PATH_PRIVATE;
	clock_open(&live->clock);
	live->private_link = config->private_link;
	live->link_mtu = config->routes[0].link_mtu ? config->routes[0].link_mtu
						    : config->routes[0].mtu;
	live->merging = merging_offloads(&config->routes[0]);
	if (await_open(&live->await, err) < 0 || open_routes(live, config, err) < 0 ||
	    open_ports(live, config, err) < 0 || open_capture(live, config, err) < 0) {
		live_close(&live->wire);
		return NULL;
	}
	return &live->wire;
}

unsigned wire_live_offers(const struct wire *wire, const struct route *route)
{
	/* wire is the first member. */
	const struct live *live = (const struct live *)wire;
	unsigned offers = live->private_link ? WIRE_PRIVATE_LINK : 0;

	if (route->gateway.family != FAMILY_NONE)
		return offers;
	offers |= WIRE_SAME_LINK;
	if (!route->local && capture_link(live->capture) == LINK_ETHERNET)
		offers |= WIRE_FRAMES;
	return offers;
}
