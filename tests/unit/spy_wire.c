/* SPDX-License-Identifier: BSD-2-Clause */
#include "spy_wire.h"

#include <criterion/criterion.h>
#include <stdlib.h>

static struct spy_wire *spy_of(struct wire *wire)
{
	return (struct spy_wire *)(void *)wire;
}

static bool within(const struct spy_wire *spy, struct spy_range range)
{
	return spy->count >= range.from && spy->count <= range.to;
}

static void note(struct spy_wire *spy, const struct segment *seg)
{
	if (spy->count == spy->room) {
		spy->room = spy->room ? 2 * spy->room : 1024;
		spy->log = realloc(spy->log, spy->room * sizeof(*spy->log));
		cr_assert_not_null(spy->log);
	}
	spy->log[spy->count++] = (struct spy_sent){ wire_now(spy->inner), seg->src_port,
						    seg->dst_port, seg->flags };
}

static int spy_send(struct wire *wire, const struct segment *seg, struct error *err)
{
	struct spy_wire *spy = spy_of(wire);

	note(spy, seg);
	spy->dropped += within(spy, spy->drops);
	if (within(spy, spy->broken))
		return error_set(err, "the spied wire broke");
	if (within(spy, spy->busy)) {
		error_set(err, "no room");
		return WIRE_UNSENT;
	}
	return wire_send(spy->inner, seg, err);
}

static int spy_next(struct wire *wire, struct sighting *out, struct error *err)
{
	struct spy_wire *spy = spy_of(wire);
	int got;

	do {
		got = wire_next(spy->inner, out, err);
	} while (got > 0 && !out->outgoing && within(spy, spy->deaf));
	return got;
}

static int64_t spy_now(struct wire *wire)
{
	return wire_now(spy_of(wire)->inner);
}

static int spy_wait(struct wire *wire, int64_t until, struct error *err)
{
	return wire_wait(spy_of(wire)->inner, until, err);
}

static void spy_stats(struct wire *wire, struct wire_stats *out)
{
	wire_stats(spy_of(wire)->inner, out);
	out->dropped += spy_of(wire)->dropped;
}

static void spy_close(struct wire *wire)
{
	wire_close(spy_of(wire)->inner);
}

static const struct wire_ops spy_ops = {
	.send = spy_send, .next = spy_next, .now = spy_now, .wait = spy_wait,
	.stats = spy_stats, .close = spy_close,
};

struct wire *spy_open(struct spy_wire *spy, struct wire *inner)
{
	spy->wire = *inner;
	spy->wire.ops = &spy_ops;
	spy->inner = inner;
	return &spy->wire;
}

void spy_clear(struct spy_wire *spy)
{
	free(spy->log);
	*spy = (struct spy_wire){ .count = 0 };
}

void wire_rest(struct wire *wire, int64_t ns)
{
	const int64_t until = wire_now(wire) + ns;
	struct sighting sighting;
	struct error err;

	while (wire_now(wire) < until) {
		while (wire_next(wire, &sighting, &err) > 0)
			;
		cr_assert_eq(wire_wait(wire, until, &err), 0, "%s", err.text);
	}
}

size_t spy_most_within(const struct spy_wire *spy, int64_t ns)
{
	size_t most = 0;

	for (size_t first = 0, i = 0; i < spy->count; i++) {
		while (spy->log[i].time - spy->log[first].time >= ns)
			first++;
		if (i - first + 1 > most)
			most = i - first + 1;
	}
	return most;
}

size_t spy_count(const struct spy_wire *spy, uint16_t flags)
{
	size_t count = 0;

	for (size_t i = 0; i < spy->count; i++)
		count += spy->log[i].flags == flags;
	return count;
}
