/* SPDX-License-Identifier: BSD-2-Clause */
#include "fake_wire.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

enum { WAITS_MOST = 200000 };

struct fake_frame {
	struct fake_frame *next;
	int64_t time;
	bool outgoing;
	size_t len;
	uint8_t bytes[];
};

static void enqueue(struct fake_wire *fw, int64_t time, bool outgoing,
		    const uint8_t *bytes, size_t len)
{
	struct fake_frame *frame = malloc(sizeof(*frame) + len), **link = &fw->queue;

	cr_assert_not_null(frame);
	frame->time = time;
	frame->outgoing = outgoing;
	frame->len = len;
	memcpy(frame->bytes, bytes, len);
	while (*link && (*link)->time <= time)
		link = &(*link)->next;
	frame->next = *link;
	*link = frame;
}

static size_t encode(const struct segment *seg, uint8_t **bytes)
{
	size_t size = 200 + seg->payload_len;
	struct error err = { "" };
	int len;

	*bytes = malloc(size);
	cr_assert_not_null(*bytes);
	len = segment_encode_ip(seg, *bytes, size, &err);
	cr_assert_geq(len, 0, "%s", err.text);
	return (size_t)len;
}

static void record(struct fake_wire *fw, const struct decoded *decoded)
{
	struct fake_sent *sent = &fw->sent[fw->sent_count % FAKE_LOG];
	uint8_t *copy = malloc(decoded->seg.payload_len + 1);

	cr_assert_not_null(copy);
	free((void *)(uintptr_t)sent->seg.payload);
	sent->time = fw->now;
	sent->seg = decoded->seg;
	sent->checksum = decoded->checksum;
	if (decoded->seg.payload_len)
		memcpy(copy, decoded->seg.payload, decoded->seg.payload_len);
	sent->seg.payload = copy;
}

static int fake_send(struct wire *wire, const struct segment *seg, struct error *err)
{
	struct fake_wire *fw = (struct fake_wire *)wire;
	struct decoded decoded;
	uint8_t *bytes;
	unsigned number;
	size_t len;

	fw->dropped += fw->drop_each;
	if (fw->fail_send_at && fw->sent_count + 1 == fw->fail_send_at)
		return error_set(err, "the fake wire broke");
	len = encode(seg, &bytes);
	segment_decode(bytes, len, len, LINK_RAW, &decoded);
	record(fw, &decoded);
	number = fw->sent_count++;
	enqueue(fw, fw->now + fw->lag, true, bytes, len);
	if (fw->peer && (number >= 64 || !(fw->lose_sent >> number & 1)))
		fw->peer(fw, fw->ctx, &decoded);
	free(bytes);
	return 0;
}

void fake_wire_reply(struct fake_wire *fw, int64_t delay, const struct segment *seg)
{
	unsigned number = fw->reply_count++;
	struct segment out = *seg;
	uint8_t *bytes;
	size_t len;

	if (fw->deaf || (number < 64 && fw->lose_reply >> number & 1))
		return;
	out.src = fw->hosts.target;
	out.dst = fw->hosts.tester;
	len = encode(&out, &bytes);
	enqueue(fw, fw->now + delay, false, bytes, len);
	if (number < 64 && fw->twice_reply >> number & 1)
		enqueue(fw, fw->now + delay, false, bytes, len);
	free(bytes);
}

static int fake_next(struct wire *wire, struct sighting *out, struct error *err)
{
	struct fake_wire *fw = (struct fake_wire *)wire;
	struct fake_frame *frame = fw->queue;

	(void)err;
	/* What was handed out dies with the next call: late readers are found. */
	free(fw->current);
	fw->current = NULL;
	if (!frame || frame->time > fw->now)
		return 0;
	fw->queue = frame->next;
	fw->current = frame;
	out->time = frame->time;
	out->outgoing = frame->outgoing;
	segment_decode(frame->bytes, frame->len, frame->len, LINK_RAW, &out->decoded);
	out->decoded.merged = fw->merges && !out->outgoing &&
			      out->decoded.seg.payload_len;
	return 1;
}

static int64_t fake_now(struct wire *wire)
{
	return ((struct fake_wire *)wire)->now;
}

static int fake_wait(struct wire *wire, int64_t until, struct error *err)
{
	struct fake_wire *fw = (struct fake_wire *)wire;

	(void)err;
	cr_assert_lt(fw->waits++, WAITS_MOST, "it waits again and again");
	if (fw->queue && fw->queue->time < until)
		until = fw->queue->time;
	else if (until - fw->now >= 500 * FAKE_MS && until != INT64_MAX)
		until += fw->oversleeps;
	cr_assert_neq(until, INT64_MAX, "it waits for nothing, for ever");
	if (until > fw->now)
		fw->now = until;
	return 0;
}

static void fake_stats(struct wire *wire, struct wire_stats *out)
{
	const struct fake_wire *fw = (const struct fake_wire *)wire;

	*out = (struct wire_stats){ .sent = fw->sent_count,
				    .captured = fw->reply_count,
				    .dropped = fw->dropped };
}

static void fake_close(struct wire *wire)
{
	struct fake_wire *fw = (struct fake_wire *)wire;

	while (fw->queue) {
		struct fake_frame *frame = fw->queue;

		fw->queue = frame->next;
		free(frame);
	}
	for (size_t i = 0; i < FAKE_LOG; i++)
		free((void *)(uintptr_t)fw->sent[i].seg.payload);
	free(fw->current);
	free(fw);
}

static const struct wire_ops fake_ops = {
	.send = fake_send, .next = fake_next, .now = fake_now, .wait = fake_wait,
	.stats = fake_stats, .close = fake_close,
};

struct fake_wire *fake_wire_new(enum ip_family family)
{
	struct fake_wire *fw = calloc(1, sizeof(*fw));
	bool four = family == FAMILY_INET;

	cr_assert_not_null(fw);
	fw->wire.ops = &fake_ops;
	fw->wire.mtu = 1500;
	fw->wire.path = PATH_PERFECT;
	cr_assert(ipaddr_parse(four ? "192.0.2.1" : "2001:db8::1", &fw->hosts.tester));
	cr_assert(ipaddr_parse(four ? "192.0.2.2" : "2001:db8::2", &fw->hosts.target));
	fw->now = FAKE_EPOCH;
	fw->wire.port_first = FAKE_PORT;
	fw->wire.port_last = FAKE_PORT + FAKE_PORTS - 1;
	return fw;
}
