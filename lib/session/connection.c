/* SPDX-License-Identifier: BSD-2-Clause */
#include "session/connection.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/seq.h"
#include "model/ambient.h"

void connection_init(struct connection *conn, bool listener, uint32_t isn)
{
	memset(conn, 0, sizeof(*conn));
	tcb_init(&conn->tcb, listener);
	conn->isn = isn;
	conn->inbox_end = &conn->inbox;
}

void connection_clear(struct connection *conn)
{
	while (conn->inbox) {
		struct inbox_item *item = conn->inbox;

		conn->inbox = item->next;
		free(item);
	}
	conn->inbox_end = &conn->inbox;
	conn->inbox_len = 0;
	free(conn->stream.bytes);
	conn->stream.bytes = NULL;
}

void connection_expect_open(struct connection *conn)
{
	connection_clear(conn);
	tcb_init(&conn->tcb, false);
	conn->opened = true;
	conn->mute = false;
	conn->peer = 0;
	conn->stream = (struct stream){ 0 };
	conn->app_ended = conn->sent_data = false;
}

void connection_push(struct connection *conn, const struct sighting *sighting,
		     uint64_t line)
{
	const struct segment *seg = &sighting->decoded.seg;
	struct inbox_item *item;

	if (conn->inbox_len >= INBOX_MAX) {
		conn->overflow = true;
		return;
	}
	item = memory_zeroed(1, sizeof(*item) + seg->payload_len);
	item->time = sighting->time;
	item->line = line;
	item->decoded = sighting->decoded;
	if (seg->payload_len)
		memcpy(item->payload, seg->payload, seg->payload_len);
	item->decoded.seg.payload = item->payload;
	*conn->inbox_end = item;
	conn->inbox_end = &item->next;
	conn->inbox_len++;
}

uint32_t stream_available(const struct stream *stream)
{
	return stream->len;
}

void stream_claim(struct stream *stream, uint32_t len)
{
	uint32_t gone = len < stream->held ? len : stream->held;

	if (gone)
		memmove(stream->bytes, stream->bytes + gone, stream->held - gone);
	stream->held -= gone;
	stream->start += len;
	stream->len -= len;
}

void connection_drop(struct connection *conn, struct inbox_item *item)
{
	struct inbox_item **link = &conn->inbox;

	while (*link != item)
		link = &(*link)->next;
	*link = item->next;
	if (conn->inbox_end == &item->next)
		conn->inbox_end = link;
	conn->inbox_len--;
	free(item);
}

static void stream_add(struct stream *stream, const struct segment *seg)
{
	uint32_t next = stream->start + stream->len;
	uint32_t end = seg->seq + seg->payload_len;
	uint32_t fresh, room = STREAM_KEPT - stream->held;

	if (!stream->begun || seq_gt(seg->seq, next) || !seq_gt(end, next))
		return;
	fresh = end - next;
	if (!stream->bytes)
		stream->bytes = memory_zeroed(STREAM_KEPT, 1);
	/* Behind a piece that was not kept nothing is. */
	if (stream->held == stream->len) {
		room = fresh < room ? fresh : room;
		memcpy(stream->bytes + stream->held, seg->payload + (next - seg->seq),
		       room);
		stream->held += room;
	}
	stream->len += fresh;
}

static void learn_data(struct connection *conn, const struct segment *seg)
{
	if (seg->payload_len && !(seg->flags & (SEG_RST | SEG_SYN)))
		stream_add(&conn->stream, seg);
}

void connection_peek_data(struct connection *conn)
{
	/* When the segment is taken later, its octets are there already. */
	learn_data(conn, &conn->inbox->decoded.seg);
}

static void learn_merged(struct connection *conn, const struct segment *seg)
{
	struct loose *loose = &conn->loose;
	const uint32_t was = loose->seg.seq, was_end = was + loose->seg.payload_len;
	uint32_t end = seg->seq + seg->payload_len;

	if (loose->any && seq_gt(was_end, end))
		end = was_end;
	loose->seg = *seg;
	loose->seg.payload = NULL;
	if (loose->any && seq_lt(was, seg->seq))
		loose->seg.seq = was;
	loose->seg.payload_len = end - loose->seg.seq;
	loose->any = true;
}

struct inbox_item *connection_take(struct connection *conn)
{
	struct inbox_item *item = conn->inbox;
	const struct segment *seg = &item->decoded.seg;
	uint32_t iss = conn->tcb.iss;
	bool known = conn->tcb.iss_known, was_open = conn->tcb.irs_known;

	conn->inbox = item->next;
	if (!conn->inbox)
		conn->inbox_end = &conn->inbox;
	conn->inbox_len--;

	conn->last_merged = ambient_may_be_several(&conn->tcb, &item->decoded);
	tcb_target_sent(&conn->tcb, seg);
	if (was_open && !conn->tcb.irs_known)
		conn->supplanted = true;
	if (conn->tcb.iss_known && (!known || conn->tcb.iss != iss)) {
		conn->app_ended = false;
		conn->stream.begun = true;
		conn->stream.start = conn->tcb.iss + 1;
		conn->stream.len = conn->stream.held = 0;
		conn->loose.any = false;
	}
	learn_data(conn, seg);
	if (conn->last_merged)
		learn_merged(conn, seg);
	conn->last = *seg;
	conn->last.payload = NULL;
	conn->has_last = true;
	conn->mute = (seg->flags & SEG_RST) != 0;
	return item;
}
