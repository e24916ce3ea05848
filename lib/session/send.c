/* SPDX-License-Identifier: BSD-2-Clause */
#include "session/send.h"

#include <stdlib.h>

#include "base/memory.h"

int session_open(struct session *s, struct connection *conn, struct error *err)
{
	if (conn->open)
		return 0;
	if (ports_take(s->env->ports, &s->env->hosts.target, s->env->owner, &conn->port,
		       err) < 0)
		return -1;
	conn->open = true;
	conn->peer = s->env->port;
	return 0;
}

int session_answers_from(struct session *s, struct connection *conn,
			 const struct ipaddr *alias, struct error *err)
{
	if (ipaddr_equal(&conn->alias, alias))
		return 0;
	if (conn->alias.family != FAMILY_NONE)
		ports_give_back(s->env->ports, &conn->alias, conn->port);
	conn->alias = (struct ipaddr){ .family = FAMILY_NONE };
	if (ports_lend(s->env->ports, alias, s->env->owner, conn->port, err) < 0)
		return -1;
	conn->alias = *alias;
	return 0;
}

/* What the target will make of a segment made wrong on purpose: only what arrives whole
 * changes its TCB. The decoder decides, as it does for what the target sends. */
static int arrives_whole(const struct segment *seg, bool *whole, struct error *err)
{
	size_t size = 60u + 60u + 40u + seg->payload_len;
	uint8_t *bytes = memory_zeroed(size, 1);
	struct decoded decoded;
	int len = segment_encode_ip(seg, bytes, size, err);


	if (len > 0)
		segment_decode(bytes, (size_t)len, (size_t)len, LINK_RAW, &decoded);
	free(bytes);
	if (len < 0)
		return -1;
	*whole = decoded.status == DECODE_OK && decoded.checksum == CHECKSUM_GOOD &&
		 decoded.ip_checksum == CHECKSUM_GOOD;
	return 0;
}

static bool between(const struct hosts *hosts, const struct segment *seg)
{
	return ipaddr_equal(&seg->src, &hosts->tester) &&
	       ipaddr_equal(&seg->dst, &hosts->target);
}

static void keep_said(struct connection *conn, const struct segment *seg)
{
	conn->said[conn->said_count++ % SAID_KEPT] =
		(struct said){ .acks = (seg->flags & SEG_ACK) != 0, .ack = seg->ack,
			       .end = seg->seq + segment_len(seg) };
}

static int teach(const struct session *s, struct connection *conn,
		 const struct segment *seg, struct error *err)
{
	bool whole = between(&s->env->hosts, seg);
	const bool gone = tcb_gone(&conn->tcb);

	if (seg->src_port != conn->port || seg->dst_port != conn->peer)
		return 0;
	keep_said(conn, seg);
	if (seg->force && arrives_whole(seg, &whole, err) < 0)
		return -1;
	if (whole)
		tcb_tester_sent(&conn->tcb, seg);
	if (!gone && tcb_gone(&conn->tcb))
		conn->gone_at = session_now(s);
	return 0;
}

int64_t session_slot(struct session *s)
{
	const int64_t now = session_now(s);

	return s->env->pace ? pace_reserve(s->env->pace, now) : now;
}

int session_send(struct session *s, struct connection *conn, struct segment *seg,
		 struct error *err)
{
	int status;

	if (seg->src.family == FAMILY_NONE)
		seg->src = s->env->hosts.tester;
	if (seg->dst.family == FAMILY_NONE)
		seg->dst = s->env->hosts.target;
	if (!seg->src_port)
		seg->src_port = conn->port;
	if (!seg->dst_port)
		seg->dst_port = conn->peer;
	if (!seg->dst_port)
		return error_set(err, "the target's port is not known: of a connection "
				 "that it opens its SYN comes first");
	conn->last_sent = s->last_event = session_now(s);
	conn->last_kind = segment_kind(seg->flags, seg->payload_len);
	conn->unconfirmed++;
	s->last_event_sent = true;
	s->begun = true;
	s->acts++;
	/* One that waited for its moment has paid for it. */
	if (!s->progress.slot)
		(void)session_slot(s);
	status = wire_send(s->env->wire, seg, err);
	if (status == WIRE_UNSENT)
		s->unsent = true;
	if (status < 0)
		return -1;
	return teach(s, conn, seg, err);
}
