/* SPDX-License-Identifier: BSD-2-Clause */
/* The inbox, the byte stream, the ring of evidence. */
#include "session/connection.h"

#include <assert.h>
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "session/evidence.h"

enum { A = SEG_ACK, SA = SEG_SYN | SEG_ACK };

/* Data crosses the wrap. */
#define ISS (UINT32_MAX - 2)

static void push(struct connection *conn, uint16_t flags, uint32_t seq, const char *data)
{
	char copy[64] = "";
	struct sighting sighting = { .time = 5 };
	struct segment *seg = &sighting.decoded.seg;

	*seg = (struct segment){ .flags = flags, .seq = ISS + seq, .ack = 101,
				 .window = 9 };
	if (data)
		strcpy(copy, data);
	seg->payload = (const uint8_t *)copy;
	seg->payload_len = (uint32_t)strlen(copy);
	connection_push(conn, &sighting, 77);
	/* What is kept is copied. */
	memset(copy, '!', sizeof(copy));
}

static void take(struct connection *conn)
{
	free(connection_take(conn));
}

static void come(struct connection *conn, uint16_t flags, uint32_t seq, const char *data)
{
	push(conn, flags, seq, data);
	take(conn);
}

static void begin(struct connection *conn)
{
	struct segment syn = { .flags = SEG_SYN, .seq = 100, .window = 5000 };

	connection_init(conn, true, 100);
	tcb_tester_sent(&conn->tcb, &syn);
	come(conn, SA, 0, NULL);
	syn = (struct segment){ .flags = A, .seq = 101, .ack = ISS + 1, .window = 5000 };
	tcb_tester_sent(&conn->tcb, &syn);
}

static void holds(const struct connection *conn, const char *text)
{
	size_t len = strlen(text);

	cr_assert_eq(stream_available(&conn->stream), len, "%u octets",
		     stream_available(&conn->stream));
	cr_assert_eq(conn->stream.held, len);
	if (len)
		cr_assert_eq(memcmp(conn->stream.bytes, text, len), 0);
}

Test(connection, inbox_keeps_the_order)
{
	struct connection conn;

	begin(&conn);
	push(&conn, A, 1, "ab");
	push(&conn, A, 3, "cd");
	push(&conn, A | SEG_FIN, 5, NULL);
	cr_assert_eq(conn.inbox_len, 3);
	cr_assert_eq(conn.inbox->line, 77);
	cr_assert_eq(conn.inbox->time, 5);
	take(&conn);
	cr_assert_eq(conn.last.seq, ISS + 1);
	cr_assert_null(conn.last.payload);
	take(&conn);
	take(&conn);
	cr_assert_null(conn.inbox);
	cr_assert_eq(conn.inbox_len, 0);
	holds(&conn, "abcd");
	push(&conn, A, 6, NULL);
	cr_assert_eq(conn.inbox_len, 1);
	take(&conn);
	connection_clear(&conn);
}

Test(connection, any_item_can_be_dropped)
{
	for (int which = 0; which < 3; which++) {
		struct connection conn;
		struct inbox_item *item;

		begin(&conn);
		push(&conn, A, 1, "a");
		push(&conn, A, 2, "b");
		push(&conn, A, 3, "c");
		item = conn.inbox;
		for (int i = 0; i < which; i++)
			item = item->next;
		connection_drop(&conn, item);
		cr_assert_eq(conn.inbox_len, 2);
		/* The end is where it belongs. */
		push(&conn, A, 4, "d");
		for (uint32_t left = 3; left > 0; left--) {
			cr_assert_eq(conn.inbox_len, left);
			take(&conn);
		}
		cr_assert_null(conn.inbox);
		cr_assert_eq(conn.last.seq, ISS + 4);
		connection_clear(&conn);
	}
}

Test(connection, flood_is_told_not_kept)
{
	struct connection conn;

	begin(&conn);
	for (int i = 0; i < INBOX_MAX; i++)
		push(&conn, A, 1, "x");
	cr_assert_not(conn.overflow);
	push(&conn, A, 1, "x");
	cr_assert(conn.overflow);
	cr_assert_eq(conn.inbox_len, INBOX_MAX);
	connection_clear(&conn);
	cr_assert_null(conn.inbox);
}

Test(connection, stream_takes_each_octet_once_and_in_order)
{
	struct connection conn;

	begin(&conn);
	holds(&conn, "");
	come(&conn, A, 1, "abc");
	come(&conn, A, 1, "abc");
	come(&conn, A, 1, "a");
	holds(&conn, "abc");
	come(&conn, A, 6, "fg");
	holds(&conn, "abc");
	come(&conn, A, 3, "cde");
	holds(&conn, "abcde");
	come(&conn, A, 6, "fg");
	holds(&conn, "abcdefg");
	come(&conn, SEG_RST, 8, "no");
	holds(&conn, "abcdefg");
	connection_clear(&conn);
}

Test(connection, stream_is_claimed_from_its_front)
{
	struct connection conn;

	begin(&conn);
	come(&conn, A, 1, "abcdef");
	stream_claim(&conn.stream, 2);
	holds(&conn, "cdef");
	come(&conn, A, 7, "gh");
	stream_claim(&conn.stream, 5);
	holds(&conn, "h");
	stream_claim(&conn.stream, 1);
	holds(&conn, "");
	connection_clear(&conn);
}

Test(connection, stream_keeps_only_the_first_octets)
{
	struct connection conn;
	uint32_t len = 0;

	begin(&conn);
	for (; len < STREAM_KEPT + 500; len += 30)
		come(&conn, A, 1 + len, "abcdefghijklmnopqrstuvwxyz0123");
	cr_assert_eq(stream_available(&conn.stream), len);
	cr_assert_eq(conn.stream.held, STREAM_KEPT);
	stream_claim(&conn.stream, STREAM_KEPT / 30 * 30);
	cr_assert_eq(conn.stream.held, STREAM_KEPT % 30);
	cr_assert_eq(memcmp(conn.stream.bytes, "abcdefgh", STREAM_KEPT % 30), 0);
	/* There is a hole behind them now. */
	come(&conn, A, 1 + len, "moin");
	cr_assert_eq(conn.stream.held, STREAM_KEPT % 30);
	stream_claim(&conn.stream, stream_available(&conn.stream));
	cr_assert_eq(conn.stream.held, 0);
	come(&conn, A, 5 + len, "tach");
	holds(&conn, "tach");
	connection_clear(&conn);
}

static_assert(STREAM_KEPT % 30 < 9, "what is compared above is long enough");

Test(connection, data_can_be_had_before_its_segment_is_taken)
{
	struct connection conn;

	begin(&conn);
	push(&conn, A | SEG_FIN, 1, "abc");
	connection_peek_data(&conn);
	connection_peek_data(&conn);
	holds(&conn, "abc");
	cr_assert_eq(conn.tcb.snd_nxt, ISS + 1, "nothing else is learnt");
	stream_claim(&conn.stream, 3);
	take(&conn);
	holds(&conn, "");
	cr_assert_eq(conn.tcb.snd_nxt, ISS + 5);
	connection_clear(&conn);
}

Test(connection, rst_mutes_until_the_next_segment)
{
	struct connection conn;

	begin(&conn);
	cr_assert_not(conn.mute);
	come(&conn, SEG_RST, 1, NULL);
	cr_assert(conn.mute);
	come(&conn, A, 1, NULL);
	cr_assert_not(conn.mute);
	connection_clear(&conn);
}

/* ---- evidence --------------------------------------------------------------------------- */

Test(evidence, numbers_are_good_as_long_as_the_line_is_held)
{
	struct evidence evidence = { .added = 0 };
	struct trace_line line = { .seg = { .payload = (const uint8_t *)"x" } };
	size_t len = 7;

	cr_assert_null(evidence_copy(&evidence, &len));
	cr_assert_eq(len, 0);
	cr_assert_null(evidence_line(&evidence, 0));
	for (int i = 0; i < EVIDENCE_LINES + 5; i++) {
		line.time = i;
		cr_assert_eq(evidence_add(&evidence, &line), (uint64_t)i);
		cr_assert_eq(evidence_line(&evidence, (uint64_t)i)->time, i);
		cr_assert_null(evidence_line(&evidence, (uint64_t)i)->seg.payload);
	}
	cr_assert_null(evidence_line(&evidence, 4));
	cr_assert_eq(evidence_line(&evidence, 5)->time, 5);
	cr_assert_null(evidence_line(&evidence, EVIDENCE_LINES + 5));
	evidence_clear(&evidence);
}

Test(evidence, copy_is_oldest_first)
{
	static const int counts[] = { 1, EVIDENCE_LINES, EVIDENCE_LINES + 7 };

	for (size_t k = 0; k < 3; k++) {
		struct evidence evidence = { .added = 0 };
		struct trace_line line = { .time = 0 }, *copy;
		int most = counts[k] < EVIDENCE_LINES ? counts[k] : EVIDENCE_LINES;
		size_t len;

		for (int i = 0; i < counts[k]; i++) {
			line.time = i;
			evidence_add(&evidence, &line);
		}
		copy = evidence_copy(&evidence, &len);
		cr_assert_eq(len, (size_t)most);
		for (int i = 0; i < most; i++)
			cr_assert_eq(copy[i].time, counts[k] - most + i);
		free(copy);
		evidence_clear(&evidence);
	}
}
