/* SPDX-License-Identifier: BSD-2-Clause */
#include "wire/live.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <time.h>

#include "wire/capture.h"
#include "wire/hold.h"
#include "wire/inject.h"
#include "wire/offload.h"

enum {
	PORTS_DEFAULT = 256,
	NS_PER_S = 1000000000,
	FOREIGN_MOST = 256 /* frames of others passed over in one call */
};

struct live {
	struct wire wire;
	struct inject *inject;
	struct capture *capture;
	struct hold *hold;
	uint64_t sent, captured;
	unsigned link_mtu;
	unsigned merging; /* offloads that are on: a set of enum offload */
};

/* wire is the first member. */
static struct live *live_of(struct wire *wire)
{
	return (struct live *)wire;
}

static int live_send(struct wire *wire, const struct segment *seg,
		     struct error *err)
{
	struct live *live = live_of(wire);

	if (inject_send(live->inject, seg, err) < 0)
		return -1;
	live->sent++;
	return 0;
}

/* ---- what comes -------------------------------------------------------- */

static bool held(const struct live *live, uint16_t port)
{
	return port >= hold_first(live->hold) && port <= hold_last(live->hold);
}

/* Both ends may have one address (a local target); then the port decides. Where
 * no port was reached (a fragment) both are 0, and the addresses must do. */
static bool belongs(const struct live *live, const struct ipaddr *tester,
		    const struct ipaddr *target, uint16_t tester_port,
		    const struct segment *seg)
{
	return ipaddr_equal(tester, &live->wire.tester) &&
	       ipaddr_equal(target, &live->wire.target) &&
	       (held(live, tester_port) ||
		(seg->src_port == 0 && seg->dst_port == 0));
}

/* The kernel's filter lets through what it cannot tell, such as all IPv6 packets
 * with extension headers; here each is looked at whole. */
static bool ours(const struct live *live, struct sighting *sighting)
{
	const struct segment *seg = &sighting->decoded.seg;

	if (sighting->decoded.status == DECODE_NOT_IP ||
	    sighting->decoded.status == DECODE_NOT_TCP)
		return false;
	sighting->outgoing = belongs(live, &seg->src, &seg->dst, seg->src_port, seg);
	return sighting->outgoing ||
	       belongs(live, &seg->dst, &seg->src, seg->dst_port, seg);
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
		struct frame frame;
		int status = capture_next(live->capture, &frame, err);

		if (status <= 0)
			return status;
		segment_decode(frame.bytes, frame.len, frame.wire_len, frame.link,
			       &out->decoded);
		if (!ours(live, out))
			continue;
		out->time = frame.time;
		out->decoded.merged = !out->outgoing &&
				      may_be_merged(live, &out->decoded);
		live->captured++;
		return 1;
	}
	return 0;
}

/* ---- time -------------------------------------------------------------- */

static int64_t live_now(struct wire *wire)
{
	struct timespec now;

	(void)wire;
	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * NS_PER_S + now.tv_nsec;
}

static int live_wait(struct wire *wire, int64_t until, struct error *err)
{
	struct pollfd capture = { .fd = capture_fd(live_of(wire)->capture),
				  .events = POLLIN };
	struct timespec timeout = { .tv_sec = 0 };
	const int64_t now = live_now(wire);

	if (until > now) {
		timeout.tv_sec = (time_t)((until - now) / NS_PER_S);
		timeout.tv_nsec = (long)((until - now) % NS_PER_S);
	}
	if (ppoll(&capture, 1, &timeout, NULL) < 0 && errno != EINTR)
		return error_sys(err, errno, "cannot wait for segments");
	return 0;
}

/* ---- the rest ---------------------------------------------------------- */

static int live_take_port(struct wire *wire, uint16_t *port, struct error *err)
{
	(void)err;
	*port = hold_take(live_of(wire)->hold);
	return 0;
}

static void live_stats(struct wire *wire, struct wire_stats *out)
{
	struct live *live = live_of(wire);

	out->sent = live->sent;
	out->captured = live->captured;
	out->dropped = capture_dropped(live->capture);
}

static void live_close(struct wire *wire)
{
	struct live *live = live_of(wire);

	inject_close(live->inject);
	capture_close(live->capture);
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
	.take_port = live_take_port,
	.stats = live_stats,
	.close = live_close,
};

struct wire *wire_live_open(const struct wire_live_config *config,
			    struct error *err)
{
	const struct route *route = &config->route;
	struct capture_scope scope = { .tester = route->source,
				       .target = config->target };
	struct live *live = calloc(1, sizeof(*live));

	if (!live) {
		error_set(err, "out of memory");
		return NULL;
	}
	live->wire = (struct wire){ .ops = &live_ops, .tester = route->source,
				    .target = config->target, .mtu = route->mtu,
				    .lossless = config->lossless };
	live->link_mtu = route->link_mtu ? route->link_mtu : route->mtu;
	live->merging = merging_offloads(route);
	/* Injection first: it has the best words for a lack of privilege. */
	live->inject = inject_open(route, err);
	if (!live->inject)
		goto fail;
	live->hold = hold_open(&route->source, route->ifindex,
			       config->ports ? config->ports : PORTS_DEFAULT, err);
	if (!live->hold)
		goto fail;
	scope.port_first = hold_first(live->hold);
	scope.port_last = hold_last(live->hold);
	live->capture = capture_open(route->ifname, &scope, err);
	if (!live->capture)
		goto fail;
	return &live->wire;
fail:
	live_close(&live->wire);
	return NULL;
}
