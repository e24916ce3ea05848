/* SPDX-License-Identifier: BSD-2-Clause */
/* inbox.c - what the interpreter makes of a segment of the target. */
#include "session/inbox.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/seq.h"
#include "session/app_end.h"
#include "session/send.h"
#include "target/needs.h"

void session_mark(struct session *s, const struct connection *conn,
		   const char *note)
{
	struct trace_line *line;

	if (!conn->inbox)
		return;
	line = evidence_line(&s->evidence, conn->inbox->line);
	if (!line)
		return;
	line->blamed = true;
	if (note)
		line->note = note;
}

/* A server that is to be read to its end needs its data acknowledged on the way. */
static void acknowledge(struct session *s, struct connection *conn)
{
	struct segment seg = { .flags = SEG_ACK, .window = 65535, .df = true };
	struct error ignored;

	seg.seq = conn->tcb.rcv_nxt;
	seg.ack = conn->tcb.snd_nxt;
	(void)session_send(s, conn, &seg, &ignored);
}

static void judge(struct session *s, const struct tcb *tcb,
		  const struct inbox_item *item)
{
	struct trace_line *line = evidence_line(&s->evidence, item->line);
	struct trace_line none = { .seg = item->decoded.seg };

	if (s->env->rules)
		rules_judge(s->env->rules, tcb, &item->decoded,
			    line ? line : &none, s->tc->id);
}

void session_drop(struct session *s, struct connection *conn,
		  struct inbox_item *item)
{
	/* The segments before it are not learnt yet; the rules speak of a target
	 * that has sent them. */
	struct tcb then = conn->tcb;

	for (const struct inbox_item *i = conn->inbox; i != item; i = i->next)
		tcb_target_sent(&then, &i->decoded.seg);
	judge(s, &then, item);
	connection_drop(conn, item);
}

void session_consume(struct session *s, struct connection *conn)
{
	struct inbox_item *item;
	bool data;

	judge(s, &conn->tcb, conn->inbox);
	if (session_app_may_end(s, conn, &conn->inbox->decoded.seg))
		conn->app_ended = true;
	item = connection_take(conn);
	data = item->decoded.seg.payload_len > 0 &&
	       !(item->decoded.seg.flags & (SEG_FIN | SEG_RST));
	free(item);
	if (conn->auto_ack && data)
		acknowledge(s, conn);
}

static bool fin_fits(const struct tcb *tcb, const struct segment *seg)
{
	return (seg->flags & (SEG_FIN | SEG_ACK | SEG_SYN | SEG_RST)) ==
		       (SEG_FIN | SEG_ACK) &&
	       tcb->iss_known &&
	       seq_leq(seg->seq, tcb->snd_nxt) &&
	       seq_geq(seg->seq + seg->payload_len, tcb->snd_nxt) &&
	       seq_acceptable_ack(seg->ack, tcb->irs, tcb->rcv_max);
}

/* What an application had said, or its end, was on its way when the tester's RST met
 * it. */
static bool under_way(const struct session *s, const struct connection *conn,
		      const struct inbox_item *item)
{
	const struct segment *seg = &item->decoded.seg;
	const struct tcb *tcb = &conn->tcb;

	if (!conn->gone_at || !tcb_gone(tcb) || !tcb->iss_known || !tcb->irs_known ||
	    item->time > conn->gone_at + s->env->timing.path_time)
		return false;
	return (seg->flags & (SEG_ACK | SEG_SYN | SEG_RST)) == SEG_ACK &&
	       segment_len(seg) > 0 && seq_gt(seg->seq, tcb->iss) &&
	       seq_acceptable_ack(seg->ack, tcb->irs, tcb->rcv_max);
}

/* Where the application says nothing unasked the tester knows SND.NXT, and with it which
 * text was to be dropped. Text on a SYN may be taken at any time, and text right of the
 * window if there is room. */
bool session_acks_too_much(const struct session *s, const struct connection *conn,
			   const struct segment *seg)
{
	const struct tcb *tcb = &conn->tcb;

	if (!(seg->flags & SEG_ACK) || !tcb->irs_known || !tcb->iss_known ||
	    !seq_covers(tcb->snd_una, tcb->snd_nxt, seg->seq, seg->seq))
		return false;
	if (seq_gt(seg->ack, tcb->rcv_max))
		return true;
	return (app_provides(session_app(s, conn)) & NEED_QUIET) &&
	       state_synchronized(tcb->state) && !tcb->offer.payload_len &&
	       seq_gt(seg->ack, tcb->rcv_nxt) && seq_leq(seg->ack, tcb->rcv_edge);
}

bool session_permits(const struct session *s, const struct connection *conn,
		     const struct inbox_item *item)
{
	const struct segment *seg = &item->decoded.seg;
	const struct tcb *tcb = &conn->tcb;

	if (tcb_may_send(tcb, seg))
		return !session_acks_too_much(s, conn, seg);
	if (under_way(s, conn, item))
		return true;
	if (!fin_fits(tcb, seg))
		return false;
	/* The application closes when it has read the end of file, or by its own
	 * mind where that is its way. */
	return tcb->state == STATE_CLOSE_WAIT ||
	       (tcb->state == STATE_ESTABLISHED && !session_app_stays(session_app(s, conn)));
}

char *session_show(const struct connection *conn, const struct segment *seg)
{
	char *text;
	size_t len;
	FILE *out = text_stream(&text, &len);

	segment_print(out, seg, conn->shown_iss, conn->isn);
	text_stream_close(out);
	return text;
}
