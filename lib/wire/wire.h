/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * wire.h - the room of what moves segments, as a session sees it: send, next, now, wait.
 *
 * A wire carries segments between the tester and its targets and shows what passes, both
 * directions, with the time of each. It judges nothing. live/ is the wire of a real
 * interface; read it from wire/live/live.h. Another one lives where it is simulated
 * (prove/sim_wire.h). May use base and segment alone.
 *
 * Times are int64_t nanoseconds on the wire's own clock, the one that stamps what
 * is captured (CLOCK_REALTIME on a live wire, virtual in a simulation).
 */
#ifndef TCPVET_WIRE_WIRE_H
#define TCPVET_WIRE_WIRE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "segment/segment.h"
#include "target/path_kind.h"

/* A segment seen on the wire, in either direction. */
struct sighting {
	int64_t time;  /* ns, from the capture */
	bool outgoing; /* the tester's own */
	struct decoded decoded; /* payload lives until the next wire_next */
};

/* What a wire can do beyond moving segments between two hosts. */
enum wire_offer {
	WIRE_SAME_LINK = 0x1,    /* no router stands between tester and target */
	WIRE_PRIVATE_LINK = 0x2, /* nobody else is on it: addresses that are not those
				  * of the two may be sent from and to, and are seen */
	WIRE_FRAMES = 0x4        /* BAD_IP_CHECKSUM and a source of 0.0.0.0 are heeded */
};

struct wire_stats {
	uint64_t sent, captured;
	uint64_t dropped; /* by the capture, for lack of room; or stamped wrong */
};

struct wire;
struct hosts;

struct wire_ops {
	int (*send)(struct wire *wire, const struct segment *seg, struct error *err);
	int (*next)(struct wire *wire, struct sighting *out, struct error *err);
	int64_t (*now)(struct wire *wire);
	int (*wait)(struct wire *wire, int64_t until, struct error *err);
	void (*stats)(struct wire *wire, struct wire_stats *out);
	bool (*echo)(struct wire *wire, const struct hosts *hosts); /* or NULL */
	void (*close)(struct wire *wire);
};

/* First member of every kind of wire. */
struct wire {
	const struct wire_ops *ops;
	unsigned mtu;   /* of the interface, octets */
	enum path_kind path;
	/* The tester's ports, both ends included, on which its own kernel stays
	 * silent. One may serve a connection to each of many targets. */
	uint16_t port_first, port_last;
};

/* The two ends of a session, of one family. */
struct hosts {
	struct ipaddr tester, target;
	unsigned offers; /* enum wire_offer: what the way between them allows */
};

/* What wire_send returns when the segment did not leave the tester: its queue is full, its
 * interface down, its firewall rejects it. That says nothing of the target and may not
 * last. */
enum { WIRE_UNSENT = -2 };

/* Injects seg as it stands (addresses and ports are the caller's to fill in).
 * 0, or WIRE_UNSENT or -1 with err. Does not block. */
static inline int wire_send(struct wire *wire, const struct segment *seg,
			    struct error *err)
{
	return wire->ops->send(wire, seg, err);
}

/* The next sighting: 1 with *out set, 0 when there is none now, -1 with err. Does
 * not block. Both directions come, in the order of the capture. */
static inline int wire_next(struct wire *wire, struct sighting *out,
			    struct error *err)
{
	return wire->ops->next(wire, out, err);
}

static inline int64_t wire_now(struct wire *wire)
{
	return wire->ops->now(wire);
}

/* Waits until something can be read or the time `until` has come, or a signal
 * arrived (the caller looks at its own flag). 0, or -1 with err. */
static inline int wire_wait(struct wire *wire, int64_t until, struct error *err)
{
	return wire->ops->wait(wire, until, err);
}

static inline void wire_stats(struct wire *wire, struct wire_stats *out)
{
	wire->ops->stats(wire, out);
}

/* Whether the target's host answers an ICMP echo request, which tells a dead TCP from a
 * dead host or path; false also where nobody can ask. Waits up to a second. */
static inline bool wire_echo(struct wire *wire, const struct hosts *hosts)
{
	return wire->ops->echo && wire->ops->echo(wire, hosts);
}

/* Frees the wire and all it holds; NULL is allowed. */
static inline void wire_close(struct wire *wire)
{
	if (wire)
		wire->ops->close(wire);
}

#endif
