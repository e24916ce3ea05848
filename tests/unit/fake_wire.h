/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fake_wire.h - a wire in memory under a virtual clock. What is sent is recorded, seen
 * as an outgoing sighting and handed to a peer, which queues replies; waiting moves
 * the clock to the next of them.
 */
#ifndef TCPVET_TESTS_FAKE_WIRE_H
#define TCPVET_TESTS_FAKE_WIRE_H

#include "wire/wire.h"

#define FAKE_MS INT64_C(1000000)

/* At the epoch the ports' turn is at the first. */
enum { FAKE_LOG = 256, FAKE_PORT = 40000, FAKE_PORTS = 1000 };

/* What the clock shows at first. */
#define FAKE_EPOCH (1000000 * FAKE_MS)

struct fake_wire;

/* Looks at a segment of the tester, as the target would get it. */
typedef void fake_peer(struct fake_wire *fw, void *ctx, const struct decoded *decoded);

struct fake_sent {
	int64_t time;
	struct segment seg; /* payload points to a copy */
	enum checksum_status checksum;
};

struct fake_wire {
	struct wire wire;
	struct hosts hosts;
	int64_t now;
	fake_peer *peer;
	void *ctx;
	struct fake_sent sent[FAKE_LOG];
	unsigned sent_count;   /* also above FAKE_LOG */
	unsigned reply_count;
	unsigned waits;
	/* Bit n: segment number n of the tester does not reach the peer; number n of
	 * the peer does not come, or comes twice. */
	uint64_t lose_sent, lose_reply, twice_reply;
	bool merges;           /* replies with data are marked as merged */
	bool deaf;             /* no reply comes at all */
	unsigned fail_send_at; /* the send with this number, from 1, breaks */
	uint64_t dropped;      /* what the statistics tell */
	unsigned drop_each;    /* added to it at each send */
	int64_t lag; /* the capture stamps what is sent so much later */
	int64_t oversleeps; /* by how much it does so in a wait of half a second or more
			     * in which nothing comes */
	struct fake_frame *queue, *current;
};

/* Addresses 192.0.2.1 and 192.0.2.2, or 2001:db8::1 and ::2; MTU 1500, a perfect path. */
struct fake_wire *fake_wire_new(enum ip_family family);

/* Queues a segment of the target. Addresses are filled in; the checksum is right
 * unless seg->force says otherwise. */
void fake_wire_reply(struct fake_wire *fw, int64_t delay, const struct segment *seg);

#endif
