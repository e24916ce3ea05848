/* SPDX-License-Identifier: BSD-2-Clause */
/* text.c - RFC 9293 section 3.10.7.4, sixth step (URG), seventh (segment text) and
 * eighth (FIN); reassembly, and when an ACK may be delayed (section 3.8.6.3). */
#include "endpoint/host.h"

#define DELAYED_ACK (200 * MS) /* MUST-40: less than half a second */

static bool takes_text(const struct conn *conn)
{
	return conn->state == STATE_ESTABLISHED || conn->state == STATE_FIN_WAIT_1 ||
	       conn->state == STATE_FIN_WAIT_2;
}

/* ---- sixth, check the URG bit ------------------------------------------------------------- */

void check_urg(struct conn *conn, const struct arrival *in)
{
	bool urg = in->seg.flags & SEG_URG;
	uint32_t up = in->seg.seq + in->seg.urgent;

	if (faulty(conn, FAULT_URGPTR_WITHOUT_BIT) && in->seg.urgent > 0)
		urg = true;
	if (!urg || !takes_text(conn))
		return;
	/* RCV.UP <- max(RCV.UP,SEG.UP), and signal the user "whenever the urgent pointer
	 * advances in the data stream" (MUST-32). RCV.UP is never behind what is read. */
	if (seq_gt(up, conn->rcv.up))
		conn_signal(conn, SIGNAL_URGENT);
	conn->rcv.up = seq_max(conn->rcv.up, up);
}

/* ---- seventh, process the segment text --------------------------------------------------------- */

/* "trimming off any portions that lie outside the window" */
static void trim(const struct conn *conn, struct arrival *in)
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

/* Octets that stand inside the ring's bounds, whatever was let in. */
static uint32_t storable(const struct conn *conn, const struct segment *seg)
{
	uint32_t size = ring_size(conn->host, conn->rcv.shift);
	uint32_t used = seg->seq - conn->rcv.read;

	if (used >= size)
		return 0;
	return seg->payload_len < size - used ? seg->payload_len : size - used;
}

static void store(struct conn *conn, const struct segment *seg, uint32_t len)
{
	ring_write(&conn->rcv.ring, ring_size(conn->host, conn->rcv.shift), seg->seq,
		   seg->payload, len);
}

/* SHLD-18, SHLD-19: an ACK for every second full-sized segment, others later. */
static void owe_ack(struct conn *conn, uint32_t taken)
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

/* RCV.NXT goes over the octets; RCV.NXT+RCV.WND stays where it is. */
static void advance(struct conn *conn, uint32_t to)
{
	uint32_t taken = to - conn->rcv.nxt;

	conn->rcv.wnd -= taken < conn->rcv.wnd ? taken : conn->rcv.wnd;
	conn->rcv.nxt = to;
}

static void in_order(struct conn *conn, uint32_t right)
{
	bool had_gap = conn->rcv.above.count > 0;
	uint32_t next = conn->rcv.nxt, was = conn->rcv.nxt;

	ranges_add(&conn->rcv.above, next, right);
	ranges_advance(&conn->rcv.above, &next);
	advance(conn, next);
	owe_ack(conn, next - was);
	/* RFC 5681 section 4.2: at once when all or part of a gap was filled. */
	if (had_gap && !faulty(conn, FAULT_GAP_FILL_ACK_LATE))
		conn->ack_now = true;
}

static void above_gap(struct conn *conn, uint32_t left, uint32_t right)
{
	struct seq_ranges *above = &conn->rcv.above;

	if (faulty(conn, FAULT_ABOVE_GAP_DROPPED))
		return;
	for (unsigned i = 0; i < above->count; i++)
		if (seq_geq(left, above->at[i].left) && seq_leq(right, above->at[i].right))
			sack_note_duplicate(conn, left, right);
	ranges_add(above, left, right);
	sack_note_arrival(conn, left);
	/* An immediate duplicate ACK (MAY-13, RFC 5681 section 4.2). */
	if (!faulty(conn, FAULT_ABOVE_GAP_SILENT))
		conn->ack_now = true;
	if (faulty(conn, FAULT_ABOVE_GAP_ACKED)) {
		above->count = 0;
		advance(conn, right);
	}
}

/* Mistakes by which the text of a good segment is not taken as it stands. */
static bool text_mistaken(struct conn *conn, struct arrival *in)
{
	struct segment *seg = &in->seg;
	bool urgent = (seg->flags & SEG_URG) ||
		      (seg->urgent && faulty(conn, FAULT_URGPTR_WITHOUT_BIT));

	if (faulty(conn, FAULT_PSH_NEEDED) && !(seg->flags & (SEG_PSH | SEG_FIN)))
		return true;
	if (faulty(conn, FAULT_FIN_TEXT_LOST) && (seg->flags & SEG_FIN)) {
		seg->payload_len = 0;
		return true;
	}
	if (!urgent)
		return false;
	if (faulty(conn, FAULT_URG_REFUSED))
		return true;
	if (faulty(conn, FAULT_URG_POINTER_AHEAD_WAITS) &&
	    seg->urgent > seg->payload_len)
		return true;
	/* The urgent octet is taken out of the stream and not counted. */
	if (faulty(conn, FAULT_URG_OCTET_UNCOUNTED) ||
	    faulty(conn, FAULT_URGPTR_WITHOUT_BIT))
		seg->payload_len--;
	return false;
}

static void note_largest(struct conn *conn, uint32_t len)
{
	uint32_t mss = advertised_mss(conn->host, conn->id.target.family);

	if (len > conn->rcv.largest)
		conn->rcv.largest = len < mss ? len : mss;
}

/* Text that was seen before: all of it, or its beginning. */
static void note_overlap(struct conn *conn, const struct segment *seg)
{
	uint32_t end = seg->seq + seg->payload_len;

	if (!seq_lt(seg->seq, conn->rcv.nxt))
		return;
	if (seq_gt(end, conn->rcv.nxt))
		end = conn->rcv.nxt;
	sack_note_duplicate(conn, seg->seq, end);
}

bool text_is_lost(const struct conn *conn, const struct arrival *in)
{
	return conn->rcv.shut && takes_text(conn) && in->seg.payload_len > 0 &&
	       seq_gt(in->seg.seq + in->seg.payload_len, conn->rcv.nxt);
}

void process_text(struct conn *conn, struct arrival *in)
{
	uint32_t len, left;

	if (in->seg.payload_len == 0 && !(in->seg.flags & SEG_FIN))
		return;
	if (!takes_text(conn)) {
		/* "This should not occur ... Ignore the segment text." */
		if (faulty(conn, FAULT_CLOSE_WAIT_TEXT_TAKEN) && in->seg.payload_len &&
		    conn->state == STATE_CLOSE_WAIT) {
			advance(conn, in->seg.seq + in->seg.payload_len);
			conn->ack_now = true;
		}
		if (faulty(conn, FAULT_TIMEWAIT_TEXT_TAKEN) && in->seg.payload_len &&
		    conn->state == STATE_TIME_WAIT) {
			advance(conn, in->seg.seq + in->seg.payload_len);
			conn->ack_now = true;
		}
		return;
	}
	if (in->seg.payload_len > 0 && text_mistaken(conn, in))
		return;
	note_largest(conn, in->seg.payload_len);
	note_overlap(conn, &in->seg);
	if (faulty(conn, FAULT_OVERLAP_UNTRIMMED) && seq_lt(in->seg.seq, conn->rcv.nxt)) {
		advance(conn, conn->rcv.nxt + in->seg.payload_len);
		conn->ack_now = true;
		return;
	}
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

/* ---- eighth, check the FIN bit --------------------------------------------------------------------- */

static void fin_in_fin_wait_1(struct conn *conn)
{
	/* "If our FIN has been ACKed (perhaps in this segment)" the state is
	 * FIN-WAIT-2 by now. */
	if (faulty(conn, FAULT_FIN_WAIT_1_FIN_TO_TIME_WAIT))
		enter_time_wait(conn);
	else if (faulty(conn, FAULT_FIN_WAIT_1_FIN_TO_LAST_ACK))
		conn_set_state(conn, STATE_LAST_ACK);
	else
		conn_set_state(conn, STATE_CLOSING);
}

static enum verdict fin_in_fin_wait_2(struct conn *conn)
{
	if (faulty(conn, FAULT_FIN_WAIT_2_FIN_CLOSES)) {
		output_ack(conn);
		conn_delete(conn);
		return GONE;
	}
	if (faulty(conn, FAULT_FIN_WAIT_2_FIN_TO_CLOSE_WAIT)) {
		conn_set_state(conn, STATE_CLOSE_WAIT);
		return GO_ON;
	}
	enter_time_wait(conn);
	if (faulty(conn, FAULT_FIN_WAIT_2_FIN_SILENT))
		conn->ack_now = false;
	return GO_ON;
}

/* Advance RCV.NXT over the FIN, and send an acknowledgment for it. */
static enum verdict take_fin(struct conn *conn)
{
	conn->rcv.fin_taken = true;
	advance(conn, conn->rcv.nxt + 1);
	conn->rcv.above.count = 0;
	conn->ack_now = !faulty(conn, FAULT_FIN_ACK_NEVER);
	conn_signal(conn, SIGNAL_CLOSING);
	switch (conn->state) {
	case STATE_ESTABLISHED:
		if (faulty(conn, FAULT_FIN_STAYS_ESTABLISHED))
			return GO_ON;
		conn_set_state(conn, STATE_CLOSE_WAIT);
		if (faulty(conn, FAULT_FIN_UNASKED) && !call_close(conn))
			return GONE;
		if (faulty(conn, FAULT_FIN_DROPS_UNSENT))
			conn->app = APP_DISCARD;
		return GO_ON;
	case STATE_FIN_WAIT_1:
		fin_in_fin_wait_1(conn);
		return GO_ON;
	case STATE_FIN_WAIT_2:
		return fin_in_fin_wait_2(conn);
	default:
		return GO_ON;
	}
}

static enum verdict take_fin_if_next(struct conn *conn)
{
	if (!conn->rcv.fin_known || conn->rcv.fin_taken)
		return GO_ON;
	if (conn->rcv.nxt == conn->rcv.fin_at)
		return take_fin(conn);
	if (faulty(conn, FAULT_FIN_ABOVE_GAP_TAKEN)) {
		advance(conn, conn->rcv.fin_at);
		return take_fin(conn);
	}
	return GO_ON;
}

enum verdict check_fin(struct conn *conn, const struct arrival *in)
{
	const struct segment *seg = &in->seg;

	if ((seg->flags & SEG_FIN) && conn->state == STATE_TIME_WAIT) {
		/* "Remain in the TIME-WAIT state. Restart the 2 MSL timeout." */
		timer_set(conn, TIMER_WAIT, 2 * conn->host->config.msl);
		conn->ack_now = true;
		return GO_ON;
	}
	/* Of a peer that contradicts itself the FIN that comes in its order counts. */
	if ((seg->flags & SEG_FIN) && !conn->rcv.fin_taken &&
	    (!conn->rcv.fin_known || seg->seq + seg->payload_len == conn->rcv.nxt)) {
		conn->rcv.fin_known = true;
		conn->rcv.fin_at = seg->seq + seg->payload_len;
	}
	/* With a FIN above a gap; but a bare ACK is never acknowledged. */
	if (conn->rcv.fin_known && !conn->rcv.fin_taken && in->len > 0)
		conn->ack_now = true;
	return take_fin_if_next(conn);
}

/* ---- what came with a SYN ------------------------------------------------------------------------------ */

/* "any other control or text should be queued for processing later" */
void queue_syn_text(struct conn *conn, const struct arrival *in)
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

enum verdict deliver_queued(struct conn *conn)
{
	uint32_t next = conn->rcv.nxt;

	if (seq_gt(conn->rcv.up, conn->rcv.read))
		conn_signal(conn, SIGNAL_URGENT);
	if (conn->rcv.above.count == 0 && !conn->rcv.fin_known)
		return GO_ON;
	ranges_advance(&conn->rcv.above, &next);
	if (next != conn->rcv.nxt) {
		advance(conn, next);
		conn->ack_now = true;
	}
	return take_fin_if_next(conn);
}
