/* SPDX-License-Identifier: BSD-2-Clause */
/* text.c - RFC 9293 section 3.10.7.4, sixth step (URG) and seventh (segment text). */
#include "endpoint/arrives/text.h"

#include "endpoint/arrives/reassembly.h"
#include "endpoint/conn.h"
#include "endpoint/send/sack.h"
#include "endpoint/send/tcp_options.h"

static bool takes_text(const struct tcp_conn *conn)
{
	return conn->state == STATE_ESTABLISHED || conn->state == STATE_FIN_WAIT_1 ||
	       conn->state == STATE_FIN_WAIT_2;
}

/* ---- sixth, check the URG bit ------------------------------------------------------ */

void check_urg(struct tcp_conn *conn, const struct arrival *in)
{
	bool urg = in->seg.flags & SEG_URG;
	uint32_t up = in->seg.seq + in->seg.urgent;

	if (faulty(conn, FAULT_URGPTR_WITHOUT_BIT) && in->seg.urgent > 0)
		urg = true;
	if (!urg || !takes_text(conn))
		return;
	if (in->seg.urgent > in->seg.payload_len && faulty(conn, FAULT_URG_BEYOND_HANGS))
		conn->host->hung = true;
	/* RCV.UP <- max(RCV.UP,SEG.UP), and signal the user "whenever the urgent pointer
	 * advances in the data stream" (MUST-32). RCV.UP is never behind what is read. */
	if (seq_gt(up, conn->rcv.up))
		conn_signal(conn, SIGNAL_URGENT);
	conn->rcv.up = seq_max(conn->rcv.up, up);
}

/* ---- seventh, process the segment text --------------------------------------------- */

/* Mistakes by which the text of a good segment is not taken as it stands. */
static bool text_mistaken(struct tcp_conn *conn, struct arrival *in)
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

static void note_largest(struct tcp_conn *conn, uint32_t len)
{
	uint32_t mss = advertised_mss(conn->host, conn->id.target.family);

	if (len > conn->rcv.largest)
		conn->rcv.largest = len < mss ? len : mss;
}

/* Text that was seen before: all of it, or its beginning. */
static void note_overlap(struct tcp_conn *conn, const struct segment *seg)
{
	uint32_t end = seg->seq + seg->payload_len;

	if (!seq_lt(seg->seq, conn->rcv.nxt))
		return;
	if (seq_gt(end, conn->rcv.nxt))
		end = conn->rcv.nxt;
	sack_note_duplicate(conn, seg->seq, end);
}

bool text_is_lost(const struct tcp_conn *conn, const struct arrival *in)
{
	return conn->rcv.shut && takes_text(conn) && in->seg.payload_len > 0 &&
	       seq_gt(in->seg.seq + in->seg.payload_len, conn->rcv.nxt);
}

/* "This should not occur ... Ignore the segment text." */
static void unexpected_text(struct tcp_conn *conn, const struct arrival *in)
{
	bool taken = (conn->state == STATE_CLOSE_WAIT &&
		      faulty(conn, FAULT_CLOSE_WAIT_TEXT_TAKEN)) ||
		     (conn->state == STATE_TIME_WAIT &&
		      faulty(conn, FAULT_TIMEWAIT_TEXT_TAKEN));

	if (!taken || in->seg.payload_len == 0)
		return;
	receive_advance(conn, in->seg.seq + in->seg.payload_len);
	conn->ack_now = true;
}

void process_text(struct tcp_conn *conn, struct arrival *in)
{
	if (in->seg.payload_len == 0 && !(in->seg.flags & SEG_FIN))
		return;
	if (!takes_text(conn)) {
		unexpected_text(conn, in);
		return;
	}
	if (in->seg.payload_len > 0 && text_mistaken(conn, in))
		return;
	note_largest(conn, in->seg.payload_len);
	note_overlap(conn, &in->seg);
	if (faulty(conn, FAULT_OVERLAP_UNTRIMMED) && seq_lt(in->seg.seq, conn->rcv.nxt)) {
		receive_advance(conn, conn->rcv.nxt + in->seg.payload_len);
		conn->ack_now = true;
		return;
	}
	reassemble(conn, in);
}
