/* SPDX-License-Identifier: BSD-2-Clause */
#include "session/app_end.h"

#include "base/seq.h"

bool session_app_stays(enum app app)
{
	return app == APP_ECHO || app == APP_DISCARD || app == APP_STALLED;
}

/* ---- the number ------------------------------------------------------------------------ */

/* Where a RST acknowledges all the same, it acknowledges what was sent. */
static bool acks_rightly(const struct tcb *tcb, const struct segment *rst)
{
	return !(rst->flags & SEG_ACK) ||
	       seq_acceptable_ack(rst->ack, tcb->irs, tcb->rcv_max);
}

/* <SEQ=SEG.ACK>, or without ACK <SEQ=0><ACK=SEG.SEQ+SEG.LEN> (RFC 9293 section 3.5.2,
 * group 1). */
static bool answers(const struct tcb *tcb, const struct said *said,
		    const struct segment *rst)
{
	const bool to_it = (rst->flags & SEG_ACK) && rst->ack == said->end;

	if (said->acks)
		return rst->seq == said->ack && (to_it || acks_rightly(tcb, rst));
	return rst->seq == 0 && to_it;
}

static bool answers_any(const struct connection *conn, const struct segment *rst)
{
	const unsigned count = conn->said_count < SAID_KEPT ? conn->said_count : SAID_KEPT;

	for (unsigned i = 0; i < count; i++)
		if (answers(&conn->tcb, &conn->said[i], rst))
			return true;
	return false;
}

/* Who shrinks the window has the other end stay within it, with a RST too. */
static bool at_its_next(const struct tcb *tcb, const struct segment *rst)
{
	if (rst->seq != tcb->snd_nxt && rst->seq != tcb->snd_una &&
	    (rst->seq != tcb->snd_una + tcb->snd_wnd || seq_gt(rst->seq, tcb->snd_nxt)))
		return false;
	return acks_rightly(tcb, rst);
}

/* ---- the reason ------------------------------------------------------------------------ */

/* Octets in order, at once or when the gap was filled. */
static bool read_something(const struct tcb *tcb)
{
	return tcb->irs_known && seq_gt(tcb->rcv_nxt - (tcb->fin_taken ? 1 : 0), tcb->irs + 1);
}

/* Here it has no part in the connection any more; unless it closed before the tester's data
 * came, and the two crossed. */
static bool has_no_part(const struct tcb *tcb)
{
	return (tcb->state == STATE_CLOSING || tcb->state == STATE_LAST_ACK ||
		tcb->state == STATE_TIME_WAIT) &&
	       tcb->acked && seq_geq(tcb->last_ack, tcb->rcv_nxt);
}

bool session_app_may_end(const struct session *s, const struct connection *conn,
			 const struct segment *seg)
{
	const struct tcb *tcb = &conn->tcb;

	if (session_app_stays(session_app(s, conn)) || s->env->closed_port ||
	    has_no_part(tcb))
		return false;
	if (!(seg->flags & SEG_RST) || !conn->sent_data)
		return false;
	if (conn->app_ended)
		return at_its_next(tcb, seg) || answers_any(conn, seg);
	if (!state_synchronized(tcb->state) || !(tcb->fin_sent || read_something(tcb)))
		return false;
	return at_its_next(tcb, seg) || (tcb->fin_sent && answers_any(conn, seg));
}
