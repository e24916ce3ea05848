/* SPDX-License-Identifier: BSD-2-Clause */
/* judge.c - what the statements that look at the target's segments share: windows of
 * time, and what becomes of the head of the inbox. */
#include "session/session_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/seq.h"

enum { MS = 1000000 };

/* Round trips can be shorter than any computer is punctual. */
enum { RTT_WINDOW_LEAST = 50 * MS };

/* A timer may have a granularity as coarse as that: RFC 6298 section 4 finds 100 ms
 * and less to do well and demands nothing. Shorter intervals are taken for what shorter
 * ticks measure. */
enum { GRANULARITY = 100 * MS, TICKS = 10 };

static int64_t granularity(int64_t interval)
{
	const int64_t tick = interval / TICKS;

	return tick < GRANULARITY ? tick : GRANULARITY;
}

static int64_t earliest(const struct session *s, int64_t since, int64_t interval)
{
	if (interval <= 0)
		return INT64_MIN;
	return since + interval - granularity(interval) - s->env->path_jitter;
}

static int64_t latest(const struct session *s, int64_t since, int64_t interval)
{
	return since + interval + granularity(interval) + s->env->path_time;
}

/* ---- windows of time ----------------------------------------------------------- */

static int64_t written_window(const struct session *s, const struct stmt *stmt,
			      int64_t otherwise)
{
	int64_t scaled;

	if (!stmt->within)
		return otherwise;
	if (!stmt->within_rtt)
		return stmt->within + s->env->path_time;
	scaled = stmt->within * s->env->rtt;
	return scaled > RTT_WINDOW_LEAST ? scaled : RTT_WINDOW_LEAST;
}

struct window session_window(const struct session *s, const struct stmt *stmt)
{
	const struct time_spec *time = &stmt->time;
	int64_t wait = written_window(s, stmt, s->env->reply_window);
	struct window w = { INT64_MIN, INT64_MAX, s->progress.since + wait };

	switch (time->kind) {
	case TIME_NONE:
	case TIME_ANY:
		break;
	case TIME_RELATIVE:
		w.from = earliest(s, s->last_event, time->from);
		w.wait = s->last_event + time->from + wait;
		break;
	case TIME_ABSOLUTE:
		w.from = earliest(s, s->started, time->from);
		w.wait = s->started + time->from + wait;
		break;
	case TIME_RELATIVE_RANGE:
		w.from = earliest(s, s->last_event, time->from);
		w.to = w.wait = latest(s, s->last_event, time->to);
		break;
	case TIME_ABSOLUTE_RANGE:
		w.from = earliest(s, s->started, time->from);
		w.to = w.wait = latest(s, s->started, time->to);
		break;
	}
	if (stmt->within)
		w.to = w.wait;
	return w;
}

/* What is not to come so soon must not be taken for sooner than it is. */
static int64_t surely_before(const struct session *s, int64_t since, int64_t interval)
{
	return since + interval - granularity(interval) - s->env->path_jitter;
}

struct window session_silence(const struct session *s, const struct stmt *stmt)
{
	const struct time_spec *time = &stmt->time;
	struct window w = { INT64_MIN, 0, 0 };

	switch (time->kind) {
	case TIME_RELATIVE_RANGE:
		w.from = latest(s, s->last_event, time->from);
		w.to = surely_before(s, s->last_event, time->to);
		/* Nothing comes back any sooner. */
		if (s->last_event_sent)
			w.to += s->env->rtt;
		break;
	case TIME_ABSOLUTE_RANGE:
		w.from = latest(s, s->started, time->from);
		w.to = surely_before(s, s->started, time->to);
		break;
	default:
		w.to = s->progress.since +
		       written_window(s, stmt, s->env->silence_window);
	}
	if (time->from == 0)
		w.from = INT64_MIN;
	w.wait = w.to;
	return w;
}

enum step session_quiet(struct session *s)
{
	s->quiet = true;
	return STEP_NEXT;
}

enum step session_wait_until(struct session *s, int64_t when)
{
	s->progress.wake = when;
	return STEP_WAIT;
}

/* ---- words ----------------------------------------------------------------------- */

static void describe_stmt(FILE *out, struct session *s, const struct stmt *stmt)
{
	struct scope scope = session_scope(s);

	fputs("> ", out);
	switch (stmt->kind) {
	case STMT_EXPECT:
		match_describe(out, &scope, stmt->segment);
		break;
	case STMT_NO:
		fputs("no ", out);
		match_describe(out, &scope, stmt->segment);
		break;
	case STMT_DATA:
		fputs("data", out);
		break;
	case STMT_FILL:
		fputs("an ACK of what fills the window", out);
		break;
	default:
		fputs("nothing", out);
		break;
	}
}

char *session_expected(struct session *s, const struct stmt *stmt)
{
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	if (!out)
		return NULL;
	if (stmt->kind == STMT_ONE_OF) {
		for (const struct block *b = stmt->blocks; b; b = b->next) {
			if (b != stmt->blocks)
				fputs(" or ", out);
			describe_stmt(out, s, b->first);
		}
	} else {
		describe_stmt(out, s, stmt);
	}
	fclose(out);
	return text;
}

/* ---- judging the head of the inbox -------------------------------------------------- */

enum match_result session_look_at(struct session *s, const struct segment_spec *spec,
				  struct error *why)
{
	struct scope scope = session_scope(s);

	return match_segment(&scope, spec, &session_conn(s)->inbox->decoded.seg, why);
}

enum step session_cannot_evaluate(struct session *s, const struct stmt *stmt,
				  const struct error *why)
{
	return session_failed(s, FAILED_TESTER, stmt->loc, NULL, NULL, "%s",
			      why->text);
}

void session_accept(struct session *s)
{
	struct connection *conn = session_conn(s);

	s->last_event = conn->inbox->time;
	s->last_event_sent = false;
	conn->unconfirmed = 0;
	session_consume(s, conn);
}

static void remember(struct session *s, const char *why)
{
	free(s->progress.last_no);
	s->progress.last_no = strdup(why);
}

/* The head was on its way when the tester's last segment left, and repeats what was
 * said before: a tester that is slow to answer meets the target's timers. */
static bool repeats_from_before(const struct connection *conn)
{
	const struct inbox_item *item = conn->inbox;
	const struct segment *seg = &item->decoded.seg;
	const struct tcb *tcb = &conn->tcb;

	if (item->time >= conn->last_sent || (seg->flags & SEG_RST) ||
	    !tcb->iss_known || !tcb->irs_known)
		return false;
	if (!(seg->flags & SEG_ACK) ||
	    !seq_acceptable_ack(seg->ack, tcb->irs, tcb->rcv_max))
		return false;
	if (segment_len(seg) > 0)
		return tcb_is_retransmission(tcb, seg);
	return seq_gt(seg->seq, tcb->iss) && seq_leq(seg->seq, tcb->snd_nxt);
}

enum step session_refuse(struct session *s, const struct stmt *stmt, const char *why)
{
	struct connection *conn = session_conn(s);
	const struct segment *seg = &conn->inbox->decoded.seg;
	bool app = session_app_may_end(s, conn, seg);
	char *got;

	if (session_excuses(s, conn, conn->inbox) || repeats_from_before(conn)) {
		remember(s, why);
		session_consume(s, conn);
		return STEP_NEXT;
	}
	got = session_show(conn, seg);
	session_blame(s, conn, app ? "the application may have closed"
				   : "not expected");
	if (app)
		return session_failed(s, FAILED_UNDECIDED, stmt->loc,
				      session_expected(s, stmt), got,
				      "the application on the port may have ended the connection");
	return session_failed(s, FAILED_MISMATCH, stmt->loc,
			      session_expected(s, stmt), got, "%s", why);
}

enum step session_silent(struct session *s, const struct stmt *stmt)
{
	char *got = NULL;

	if (s->progress.last_no &&
	    asprintf(&got, "only other segments (of the last one: %s)",
		     s->progress.last_no) < 0)
		got = NULL;
	return session_failed(s, FAILED_SILENCE, stmt->loc,
			      session_expected(s, stmt),
			      got ? got : strdup("no segment"),
			      "no such segment within %lld ms",
			      (long long)((session_now(s) - s->progress.since) / MS));
}
