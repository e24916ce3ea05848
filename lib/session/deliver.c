/* SPDX-License-Identifier: BSD-2-Clause */
/* deliver.c - what the wire saw of a session's connections: evidence, the round trip, and
 * the inbox. */
#include "session/session.h"

#include "session/interpreter.h"

static struct connection *conn_of_port(struct session *s, uint16_t port)
{
	for (unsigned i = 0; i < s->tc->connections; i++)
		if (s->conns[i].open && s->conns[i].port == port)
			return &s->conns[i];
	return NULL;
}

static const char *note_on(const struct decoded *decoded)
{
	if (decoded->status != DECODE_OK)
		return decode_status_text(decoded->status);
	if (decoded->merged)
		return "may be several, merged by an offload";
	return decoded->checksum == CHECKSUM_BAD ? "bad checksum" : NULL;
}

/* Of several merged segments no checksum need be right. */
static bool undamaged(const struct decoded *decoded)
{
	return decoded->status == DECODE_OK &&
	       (decoded->checksum != CHECKSUM_BAD || decoded->merged);
}

static uint64_t add_line(struct session *s, struct connection *conn,
			 const struct sighting *sighting, struct trace_line *line)
{
	const struct segment *seg = &sighting->decoded.seg;

	if (!sighting->outgoing && (seg->flags & SEG_SYN))
		conn->shown_iss = seg->seq;
	*line = (struct trace_line){
		.time = sighting->time - s->started,
		.outgoing = sighting->outgoing,
		.damaged = !undamaged(&sighting->decoded),
		.connection = (unsigned)(conn - s->conns),
		.seq_base = sighting->outgoing ? conn->isn : conn->shown_iss,
		.ack_base = sighting->outgoing ? conn->shown_iss : conn->isn,
		.note = note_on(&sighting->decoded),
		.seg = *seg,
	};
	line->seg.payload = NULL;
	return evidence_add(&s->evidence, line);
}

/* The target chooses the port of a connection that it opens, and its SYN tells which.
 * What else it sends to the tester's port is of another connection. */
static bool is_of(struct connection *conn, const struct sighting *sighting)
{
	const struct segment *seg = &sighting->decoded.seg;

	if (!conn->opened || sighting->outgoing)
		return true;
	if (!conn->peer && undamaged(&sighting->decoded) &&
	    (seg->flags & (SEG_SYN | SEG_ACK | SEG_RST)) == SEG_SYN)
		conn->peer = seg->src_port;
	return seg->src_port == conn->peer;
}

/* ---- the round trip ------------------------------------------------------------ */

static void note_syn(struct connection *conn, const struct sighting *sighting)
{
	if (!(sighting->decoded.seg.flags & SEG_SYN))
		return;
	conn->syn_sent = conn->syns_sent++ ? 0 : sighting->time;
	conn->syn_seq = sighting->decoded.seg.seq;
}

/* A SYN that was sent once and its answer: what no target delays (RFC 6298 section 3
 * forbids to measure what was sent twice). */
static void measure_rtt(const struct session *s, struct connection *conn,
			const struct sighting *sighting)
{
	const struct segment *seg = &sighting->decoded.seg;
	/* An older connection's are anywhere; what the SYN carried may be counted. */
	const bool answers = (seg->flags & SEG_ACK) && (seg->flags & (SEG_SYN | SEG_RST)) &&
			     seg->ack - conn->syn_seq - 1 <= UINT16_MAX;

	if (conn->syn_sent && s->env->measured && answers)
		rtt_add(s->env->measured, sighting->time - conn->syn_sent);
	conn->syn_sent = 0;
}

void session_deliver(struct session *s, const struct sighting *sighting)
{
	const struct decoded *decoded = &sighting->decoded;
	uint16_t port = sighting->outgoing ? decoded->seg.src_port
					   : decoded->seg.dst_port;
	struct connection *conn = conn_of_port(s, port);
	struct trace_line line;
	uint64_t number;

	if (!conn || !is_of(conn, sighting))
		return;
	number = add_line(s, conn, sighting, &line);
	if (sighting->outgoing) {
		/* The capture's clock stamps both directions. */
		if (s->last_event_sent && sighting->time > s->last_event)
			s->last_event = sighting->time;
		note_syn(conn, sighting);
		return;
	}
	measure_rtt(s, conn, sighting);
	if (undamaged(decoded)) {
		conn->heard_syn = conn->heard_syn || (decoded->seg.flags & SEG_SYN);
		conn->heard_rst = conn->heard_rst || (decoded->seg.flags & SEG_RST);
		connection_push(conn, sighting, number);
	} else if (s->env->rules) {
		rules_judge(s->env->rules, &conn->tcb, decoded, &line, s->tc->id);
	}
}
