/* SPDX-License-Identifier: BSD-2-Clause */
/* stmt_fill.c - the statement that fills the target's receive window. */
#include "session/statements.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/seq.h"
#include "session/build.h"
#include "session/head.h"
#include "session/outcome.h"
#include "session/send.h"

enum {
	/* Octets; whoever takes more has an application that reads. */
	FILL_MOST = 4 << 20,
	/* Segments in flight: twice as many each time that all are acknowledged, since a
	 * target whose window shuts may delay each ACK. */
	BURST_FIRST = 2, BURST_MOST = 32,
	FILL_TRIES = 4, /* how often the same segment is sent */
	FILL_REPEATS = 8, /* ... and all of them again */
	LATE_MOST = 2 * BURST_MOST /* the last burst and the ACKs of it */
};

static void expect_ack(struct session *s)
{
	s->progress.overdue = session_now(s) + s->env->timing.reply_window;
}

/* All else stays as the tester's last segment left it. */
static int send_octets(struct session *s, uint32_t seq, uint32_t len,
		       struct error *err)
{
	struct connection *conn = session_conn(s);
	const struct tcb *tcb = &conn->tcb;
	unsigned shift = tcb->wscale ? tcb->offer.shift : 0;
	uint8_t *octets = memory_zeroed(len, 1);
	struct segment seg = {
		.flags = SEG_ACK | SEG_PSH, .seq = seq, .ack = tcb->snd_una,
		.window = (uint16_t)(tcb->snd_wnd >> shift), .df = true,
		.payload = octets, .payload_len = len,
	};
	int failed;

	for (uint32_t i = 0; i < len; i++)
		octets[i] = build_pattern(conn, seq + i);
	failed = session_send(s, conn, &seg, err);
	free(octets);
	conn->sent_data = true;
	expect_ack(s);
	return failed;
}

/* The next segment's worth of what the window that the target spoke of last lets in,
 * but for `leaving` octets. */
static uint32_t next_length(const struct tcb *tcb, uint32_t leaving, uint32_t most)
{
	uint32_t edge = tcb->last_ack + tcb->rcv_wnd;
	uint32_t room = seq_gt(edge, tcb->rcv_nxt) ? edge - tcb->rcv_nxt : 0;
	uint32_t len = room > leaving ? room - leaving : 0;

	return len < most ? len : most;
}

static int send_new(struct session *s, uint32_t leaving, uint32_t most,
		    struct error *err)
{
	const struct tcb *tcb = &session_conn(s)->tcb;

	while (tcb->rcv_nxt - tcb->last_ack < s->progress.burst * most) {
		uint32_t len = next_length(tcb, leaving, most), was = tcb->rcv_nxt;

		if (len == 0)
			return 0;
		if (send_octets(s, was, len, err) < 0)
			return -1;
		if (tcb->rcv_nxt == was)
			return error_set(err, "in state %s the target takes no text",
					 state_name(tcb->state));
		s->progress.octets += len;
		s->progress.wake = s->progress.overdue;
	}
	return 0;
}

static enum step send_again(struct session *s, const struct stmt *stmt, uint32_t most)
{
	const struct tcb *tcb = &session_conn(s)->tcb;
	uint32_t len = tcb->rcv_nxt - tcb->last_ack;
	struct error err;

	if (s->progress.tries + 1 == FILL_TRIES)
		return session_no_reply(s, stmt);
	if (s->progress.repeats == FILL_REPEATS)
		return session_undecided(s, EXCUSE_WINDOW_OPEN, stmt->loc, NULL, NULL,
				      "the window could not be filled: %d segments were "
				      "not acknowledged at once", FILL_REPEATS);
	s->progress.repeats++;
	s->progress.tries++;
	s->progress.burst = BURST_FIRST;
	if (send_octets(s, tcb->last_ack, len < most ? len : most, &err) < 0)
		return session_cannot(s, stmt, &err);
	s->progress.wake = s->progress.overdue;
	return STEP_WAIT;
}

/* What came moved the window: the next burst, or the same octets once more. */
static enum step go_on(struct session *s, const struct stmt *stmt, uint32_t leaving)
{
	const struct tcb *tcb = &session_conn(s)->tcb;
	struct scope scope = session_scope(s);
	uint32_t most = eval_rcv_mss(&scope);
	bool all_acked = tcb->last_ack == tcb->rcv_nxt;
	struct error err;

	if (s->progress.burst == 0) {
		s->progress.burst = BURST_FIRST;
		expect_ack(s);
	} else if (all_acked && s->progress.burst < BURST_MOST) {
		s->progress.burst *= 2;
	}
	s->progress.wake = s->progress.overdue;
	if (!all_acked && session_past(s, s->progress.overdue))
		return send_again(s, stmt, most);
	if (send_new(s, leaving, most, &err) < 0)
		return session_cannot(s, stmt, &err);
	return STEP_WAIT;
}

/* All has come, and what was lost on the way was sent again: what the path did until now
 * has no part in what follows, but for the last segments, which may come twice or late,
 * and for those of other connections. */
static enum step filled(struct session *s)
{
	session_conn(s)->unconfirmed = 0;
	if (s->tc->connections == 1 && s->evidence.added > LATE_MOST)
		s->mended = s->evidence.added - LATE_MOST;
	return STEP_NEXT;
}

enum step exec_fill(struct session *s, const struct stmt *stmt)
{
	struct connection *conn = session_conn(s);
	const struct tcb *tcb = &conn->tcb;
	struct scope scope = session_scope(s);
	uint32_t leaving = 0, acked = tcb->last_ack;
	struct error err;

	while (conn->inbox) {
		enum step step = session_unmatched(s, stmt, "it acknowledges nothing new");

		if (step != STEP_NEXT)
			return step;
	}
	if (!tcb->acked) {
		error_set(&err, "the target has advertised no window to be filled");
		return session_cannot(s, stmt, &err);
	}
	if (stmt->a && eval_number(&scope, stmt->a, &leaving, &err) < 0)
		return session_cannot(s, stmt, &err);
	if (tcb->last_ack == tcb->rcv_nxt && tcb->rcv_wnd <= leaving)
		return filled(s);
	if (s->progress.octets > FILL_MOST)
		return session_undecided(s, EXCUSE_WINDOW_OPEN, stmt->loc, NULL, NULL,
				      "the window does not close: the target took %u "
				      "octets", s->progress.octets);
	if (tcb->last_ack != acked)
		s->progress.tries = 0;
	return go_on(s, stmt, leaving);
}
