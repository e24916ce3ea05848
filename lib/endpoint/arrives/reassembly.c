/* SPDX-License-Identifier: BSD-2-Clause */
/* reassembly.c - segment text is kept by its numbers (RFC 9293 section 3.10.7.4, seventh
 * step; SHLD-31), and when its ACK may be delayed (section 3.8.6.3). */
#include "endpoint/arrives/reassembly.h"

#include "endpoint/conn_timers.h"
#include "endpoint/send/sack.h"
#include "endpoint/send/transmit.h"
#include "endpoint/send/window.h"

#define DELAYED_ACK (200 * MS) /* MUST-40: less than half a second */

/* "trimming off any portions that lie outside the window" */
static void trim(const struct tcp_conn *conn, struct arrival *in)
{
	struct segment *seg = &in->seg;
	uint32_t right = conn->rcv.nxt + conn->rcv.wnd;

	if (seq_lt(seg->seq, conn->rcv.nxt)) {
		uint32_t old = conn->rcv.nxt - seg->seq;

		if (old > seg->payload_len)
			old = seg->payload_len;
		if (old > 0)
			seg->payload += old;
		seg->payload_len -= old;
		seg->seq += old;
	}
	if (seq_gt(seg->seq + seg->payload_len, right) &&
	    !faulty(conn, FAULT_RIGHT_EDGE_UNTRIMMED)) {
		seg->payload_len = seq_lt(seg->seq, right) ? right - seg->seq : 0;
		seg->flags &= (uint16_t)~SEG_FIN;
	}
	/* The FIN has a number too, behind the text. */
	if ((seg->flags & SEG_FIN) && !seq_lt(seg->seq + seg->payload_len, right) &&
	    conn->rcv.wnd > 0)
		seg->flags &= (uint16_t)~SEG_FIN;
}

static uint32_t ring_octets(const struct tcp_conn *conn)
{
	return ring_size(conn->host->config.buffer, conn->rcv.shift);
}

/* Octets that stand inside the ring's bounds, whatever was let in. */
static uint32_t storable(const struct tcp_conn *conn, const struct segment *seg)
{
	uint32_t size = ring_octets(conn);
	uint32_t used = seg->seq - conn->rcv.read;

	if (used >= size)
		return 0;
	return seg->payload_len < size - used ? seg->payload_len : size - used;
}

static void store(struct tcp_conn *conn, const struct segment *seg, uint32_t len)
{
	ring_write(&conn->rcv.ring, ring_octets(conn), seg->seq, seg->payload, len);
}

/* SHLD-18, SHLD-19: an ACK for every second full-sized segment, others later. */
static void owe_ack(struct tcp_conn *conn, uint32_t taken)
{
	int64_t delay = faulty(conn, FAULT_DELACK_600_MS) ? 600 * MS : DELAYED_ACK;

	if (faulty(conn, FAULT_ACK_OF_DATA_NEVER))
		return;
	conn->rcv.unacked += taken;
	if (conn->rcv.unacked >= 2 * conn->rcv.largest &&
	    !faulty(conn, FAULT_DELACK_ALL))
		conn->ack_now = true;
	conn->ack_later = true;
	if (!timer_runs(conn, TIMER_DELACK))
		timer_set(conn, TIMER_DELACK, delay);
	if (faulty(conn, FAULT_ACK_TWICE)) {
		output_ack(conn);
		conn->ack_now = true;
	}
}

void receive_advance(struct tcp_conn *conn, uint32_t to)
{
	uint32_t taken = to - conn->rcv.nxt;

	conn->rcv.wnd -= taken < conn->rcv.wnd ? taken : conn->rcv.wnd;
	conn->rcv.nxt = to;
}

static void in_order(struct tcp_conn *conn, uint32_t right)
{
	bool had_gap = conn->rcv.above.count > 0;
	uint32_t next = conn->rcv.nxt, was = conn->rcv.nxt;

	ranges_add(&conn->rcv.above, next, right);
	ranges_advance(&conn->rcv.above, &next);
	receive_advance(conn, next);
	owe_ack(conn, next - was);
	/* RFC 5681 section 4.2: at once when all or part of a gap was filled. */
	if (had_gap && !faulty(conn, FAULT_GAP_FILL_ACK_LATE))
		conn->ack_now = true;
}

static void above_gap(struct tcp_conn *conn, uint32_t left, uint32_t right)
{
	struct seq_ranges *above = &conn->rcv.above;

	if (faulty(conn, FAULT_ABOVE_GAP_DROPPED))
		return;
	for (unsigned i = 0; i < above->count; i++)
		if (seq_covers(above->at[i].left, above->at[i].right, left, right))
			sack_note_duplicate(conn, left, right);
	ranges_add(above, left, right);
	sack_note_arrival(conn, left);
	/* An immediate duplicate ACK (MAY-13, RFC 5681 section 4.2). */
	if (!faulty(conn, FAULT_ABOVE_GAP_SILENT))
		conn->ack_now = true;
	if (faulty(conn, FAULT_ABOVE_GAP_ACKED)) {
		above->count = 0;
		receive_advance(conn, right);
	}
}

void reassemble(struct tcp_conn *conn, struct arrival *in)
{
	uint32_t len, left;

	trim(conn, in);
	len = storable(conn, &in->seg);
	if (len == 0)
		return;
	left = in->seg.seq;
	store(conn, &in->seg, len);
	if (left == conn->rcv.nxt)
		in_order(conn, left + len);
	else
		above_gap(conn, left, left + len);
}

/* "any other control or text should be queued for processing later" */
void queue_syn_text(struct tcp_conn *conn, const struct arrival *in)
{
	struct segment text = in->seg;
	uint32_t len;

	if (faulty(conn, FAULT_SYN_TEXT_FORGOTTEN) && in->seg.payload_len > 0) {
		conn->rcv.nxt += in->seg.payload_len;
		conn->rcv.read = conn->rcv.nxt;
		return;
	}
	if (text.flags & SEG_URG)
		conn->rcv.up = seq_max(conn->rcv.up, text.seq + text.urgent);
	text.seq = conn->rcv.irs + 1;
	if (text.payload_len > receive_buffer(conn)) {
		text.payload_len = receive_buffer(conn);
		text.flags &= (uint16_t)~SEG_FIN;
	}
	len = storable(conn, &text);
	store(conn, &text, len);
	ranges_add(&conn->rcv.above, text.seq, text.seq + len);
	if (text.flags & SEG_FIN) {
		conn->rcv.fin_known = true;
		conn->rcv.fin_at = text.seq + len;
	}
}
