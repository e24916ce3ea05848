/* SPDX-License-Identifier: BSD-2-Clause */
/* transmit.c - segments are put together and go out (RFC 9293 section 3.7). */
#include "endpoint/send/transmit.h"

#include <stdlib.h>

#include "base/memory.h"
#include "endpoint/conn.h"
#include "endpoint/conn_timers.h"
#include "endpoint/outgoing.h"
#include "endpoint/send/rtx.h"
#include "endpoint/send/sack.h"
#include "endpoint/send/send_space.h"
#include "endpoint/send/tcp_options.h"
#include "endpoint/send/window.h"

static struct segment header(struct tcp_conn *conn, uint16_t flags, uint32_t seq)
{
	struct segment seg = { .src = conn->id.target, .dst = conn->id.tester,
			       .src_port = conn->id.target_port,
			       .dst_port = conn->id.tester_port,
			       .flags = flags, .seq = seq };

	if (flags & SEG_ACK)
		seg.ack = conn->rcv.nxt;
	if (conn->rcv.fin_taken && faulty(conn, FAULT_FIN_UNCOUNTED))
		seg.ack--;
	return seg;
}

/* Out it goes, and with its ACK all that was owed. */
static void transmit(struct tcp_conn *conn, struct segment *seg)
{
	seg->window = window_announce(conn, seg->flags & SEG_SYN);
	if (seg->flags & SEG_ACK) {
		conn->ts.last_ack_sent = conn->rcv.nxt;
		conn->rcv.unacked = 0;
		conn->ack_now = false;
		conn->ack_later = false;
		timer_stop(conn, TIMER_DELACK);
	}
	emit(conn->host, seg);
}

void output_ack(struct tcp_conn *conn)
{
	struct segment seg = header(conn, SEG_ACK, conn->snd.nxt);

	options_add(conn, &seg, true);
	transmit(conn, &seg);
}

void output_syn(struct tcp_conn *conn)
{
	bool answer = conn->state != STATE_SYN_SENT;
	uint16_t flags = answer ? SEG_SYN | SEG_ACK : SEG_SYN;
	bool again = conn->snd.nxt != conn->snd.iss;
	struct segment seg;

	if (again && faulty(conn, FAULT_SYNACK_AGAIN_NEW_ISS)) {
		conn->snd.iss += 64000;
		conn->snd.una = conn->snd.iss;
		conn->snd.nxt = conn->snd.iss + 1;
		conn->snd.end = conn->snd.iss + 1;
	}
	seg = header(conn, flags, conn->snd.iss);
	if (answer && faulty(conn, FAULT_SYNACK_ACK_SHORT))
		seg.ack--;
	if (answer && conn->number % 3 == 0 && conn->passive &&
	    faulty(conn, FAULT_SYNACK_THIRD_WRONG))
		seg.ack--;
	if (answer && !conn->passive && faulty(conn, FAULT_SIMOPEN_SEQ))
		seg.seq++;
	if (answer && faulty(conn, FAULT_SYNACK_WITHOUT_ACK))
		seg.flags &= (uint16_t)~SEG_ACK;
	options_add_syn(conn, &seg, answer);
	if (!again)
		conn->snd.nxt = conn->snd.iss + 1;
	transmit(conn, &seg);
	rtx_sent(conn, conn->snd.iss + 1, again);
}

void output_reset(struct tcp_conn *conn)
{
	struct segment seg = header(conn, SEG_RST | SEG_ACK, conn->snd.nxt);

	options_add(conn, &seg, false);
	emit(conn->host, &seg);
}

/* Section 3.8.4, SHLD-12: without data, at SND.NXT-1. */
void output_keepalive(struct tcp_conn *conn)
{
	struct segment seg = header(conn, SEG_ACK, conn->snd.nxt - 1);

	options_add(conn, &seg, false);
	transmit(conn, &seg);
}

/* ---- octets and controls by their number ------------------------------------------- */

static void add_urgent(const struct tcp_conn *conn, struct segment *seg)
{
	uint32_t ahead = conn->snd.up - seg->seq;

	if (!conn->snd.urgent || !seq_gt(conn->snd.up, seg->seq))
		return;
	seg->flags |= SEG_URG;
	seg->urgent = (uint16_t)(ahead < 65535 ? ahead : 65535);
}

static uint16_t flags_for(const struct tcp_conn *conn, uint32_t octets, uint32_t end,
			  uint32_t payload)
{
	uint16_t flags = SEG_ACK;

	/* MUST-61: PSH when the buffer empties. */
	if (payload > 0 && end - (octets - payload) == conn->snd.end)
		flags |= SEG_PSH;
	if (octets > payload)
		flags |= SEG_FIN;
	return flags;
}

static void spoil_again(struct tcp_conn *conn, struct segment *seg, uint8_t *octets)
{
	if (faulty(conn, FAULT_RTX_OTHER_OCTETS) && seg->payload_len > 0)
		octets[0] ^= 0x20;
	if (faulty(conn, FAULT_RTX_WITHOUT_ACK))
		seg->ack = conn->rcv.irs + 1;
	if (faulty(conn, FAULT_FIN_AGAIN_NEW_NUMBER) && (seg->flags & SEG_FIN) &&
	    seg->payload_len == 0)
		seg->seq++;
	if (faulty(conn, FAULT_FIN_AGAIN_WITHOUT_FIN))
		seg->flags &= (uint16_t)~SEG_FIN;
}

/* How many of the numbers seq .. seq+len-1 are octets. */
static uint32_t octets_of(const struct tcp_conn *conn, uint32_t seq, uint32_t len)
{
	if (!seq_lt(seq, conn->snd.end))
		return 0;
	return conn->snd.end - seq < len ? conn->snd.end - seq : len;
}

void output_range(struct tcp_conn *conn, uint32_t seq, uint32_t len)
{
	bool again = seq_lt(seq, conn->snd.nxt);
	uint32_t end = seq + len;
	uint32_t payload = octets_of(conn, seq, len);
	uint8_t *octets;
	struct segment seg;

	if (seq == conn->snd.iss) {
		output_syn(conn);
		return;
	}
	octets = memory_zeroed(payload + 1u, 1);
	seg = header(conn, flags_for(conn, len, end, payload), seq);
	ring_read(&conn->snd.ring, seq, octets, payload);
	seg.payload = octets;
	seg.payload_len = payload;
	add_urgent(conn, &seg);
	options_add(conn, &seg, !payload || sack_count(conn, 4) > 0);
	if (again)
		spoil_again(conn, &seg, octets);
	if (seq_gt(end, conn->snd.nxt))
		conn->snd.nxt = end;
	/* Section 3.10.4, CLOSE-WAIT: the FIN that waited behind the SENDs is out. */
	if (len > payload && conn->state == STATE_CLOSE_WAIT)
		conn_set_state(conn, STATE_LAST_ACK);
	else if (len > payload && conn->state == STATE_LAST_ACK &&
		 faulty(conn, FAULT_FIN_AGAIN_FIN_WAIT_1))
		conn_set_state(conn, STATE_FIN_WAIT_1);
	conn->cc.last_sent = conn->host->now;
	transmit(conn, &seg);
	rtx_sent(conn, end, again);
	free(octets);
}

void output_probe(struct tcp_conn *conn)
{
	if (conn->snd.una != conn->snd.nxt)
		output_range(conn, conn->snd.una, 1);
	else if (conn->snd.nxt != send_limit(conn))
		output_range(conn, conn->snd.nxt, 1);
}
