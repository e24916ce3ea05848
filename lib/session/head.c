/* SPDX-License-Identifier: BSD-2-Clause */
#include "session/head.h"

#include <stdlib.h>

#include "base/duration.h"
#include "base/memory.h"
#include "base/seq.h"
#include "session/app_end.h"
#include "session/blur.h"
#include "session/inbox.h"
#include "session/outcome.h"
#include "session/time_window.h"
#include "target/needs.h"

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
	char *text;
	size_t len;
	FILE *out = text_stream(&text, &len);

	if (stmt->kind == STMT_ONE_OF) {
		for (const struct block *b = stmt->blocks; b; b = b->next) {
			if (b != stmt->blocks)
				fputs(" or ", out);
			describe_stmt(out, s, b->first);
		}
	} else {
		describe_stmt(out, s, stmt);
	}
	text_stream_close(out);
	return text;
}

/* ---- judging the head of the inbox -------------------------------------------------- */

enum match_result session_match_head(struct session *s, const struct segment_spec *spec,
				  struct error *why)
{
	struct scope scope = session_scope(s);

	return match_segment(&scope, spec, &session_conn(s)->inbox->decoded.seg, why,
			     &s->cause);
}

void session_accept_head(struct session *s)
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
	s->progress.last_no = text_copy(why);
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

static enum failure mismatch(struct session *s, const struct stmt *stmt)
{
	return session_blur_explains_head(s, stmt) ? FAILED_MERGED : FAILED_MISMATCH;
}

static enum failure absence(struct session *s, const struct stmt *stmt)
{
	return session_blur_explains_absence(s, stmt) ? FAILED_MERGED : FAILED_SILENCE;
}

enum step session_unmatched(struct session *s, const struct stmt *stmt, const char *why)
{
	struct connection *conn = session_conn(s);
	const struct segment *seg = &conn->inbox->decoded.seg;
	bool app = session_app_may_end(s, conn, seg);
	char *got;
	enum failure failure;

	if (session_permits(s, conn, conn->inbox) || repeats_from_before(conn)) {
		remember(s, why);
		session_blur_passes(s, stmt);
		session_consume(s, conn);
		return STEP_NEXT;
	}
	failure = mismatch(s, stmt);
	got = session_show(conn, seg);
	s->cause.sent = conn->last_kind;
	session_mark(s, conn, app ? "the application may have closed"
				   : "not expected");
	if (app)
		return session_undecided(s, EXCUSE_APPLICATION, stmt->loc,
					 session_expected(s, stmt), got,
					 "the application on the port may have ended the connection");
	return session_failed(s, failure, stmt->loc, session_expected(s, stmt), got, "%s",
			      why);
}

/* What the statement waits for: of alternatives the first that wants something. */
static enum segment_kind wanted_by(const struct stmt *stmt)
{
	const struct block *b = stmt->kind == STMT_ONE_OF ? stmt->blocks : NULL;

	while (b && b->first->kind != STMT_EXPECT && b->first->kind != STMT_DATA)
		b = b->next;
	if (b)
		stmt = b->first;
	if (stmt->kind == STMT_EXPECT)
		return match_wanted(stmt->segment);
	if (stmt->kind == STMT_FILL)
		return KIND_ACK;
	return stmt->kind == STMT_DATA ? KIND_DATA : KIND_NONE;
}

void session_blame_silence(struct session *s, const struct stmt *stmt)
{
	s->cause = (struct cause){ .kind = CAUSE_UNANSWERED, .wanted = wanted_by(stmt),
				   .sent = session_conn(s)->last_kind };
}

void session_blame_head(struct session *s, enum cause_kind kind)
{
	const struct connection *conn = session_conn(s);
	const struct segment *seg = &conn->inbox->decoded.seg;

	s->cause = (struct cause){ .kind = kind, .sent = conn->last_kind,
				   .reply = segment_kind(seg->flags, seg->payload_len) };
}

enum step session_no_reply(struct session *s, const struct stmt *stmt)
{
	const int64_t waited = session_now(s) - s->progress.since;
	char length[DURATION_TEXT];
	char *got = NULL;

	session_blame_silence(s, stmt);
	if (s->progress.last_no)
		got = text_print("only other segments (of the last one: %s)",
				 s->progress.last_no);
	return session_failed(s, absence(s, stmt), stmt->loc,
			      session_expected(s, stmt),
			      got ? got : text_copy("no segment"),
			      "no such segment within %s",
			      duration_text(waited, length));
}

/* ---- silence ---------------------------------------------------------------------- */

static bool quiet_app(const struct session *s, const struct connection *conn)
{
	return (app_provides(session_app(s, conn)) & NEED_QUIET) != 0;
}

/* What came before the tester's last segment left is no answer to it; nor is what a
 * timer repeats, or what an application says by its own mind. */
bool session_counts_as_something(const struct session *s,
				const struct connection *conn)
{
	const struct inbox_item *item = conn->inbox;
	const struct segment *seg = &item->decoded.seg;

	if (item->time < conn->last_sent)
		return false;
	if (!session_permits(s, conn, item))
		return true;
	if (segment_len(seg) > 0 && tcb_is_retransmission(&conn->tcb, seg))
		return false;
	return quiet_app(s, conn) ||
	       !(seg->payload_len > 0 || (seg->flags & SEG_FIN));
}

enum step session_forbidden(struct session *s, const struct stmt *stmt, const char *why)
{
	struct connection *conn = session_conn(s);
	const struct segment *seg = &conn->inbox->decoded.seg;
	enum step step;

	if (session_app_may_end(s, conn, seg))
		return session_unmatched(s, stmt, why);
	session_mark(s, conn, "must not come");
	session_blame_head(s, CAUSE_FORBIDDEN);
	step = session_failed(s, mismatch(s, stmt), stmt->loc, session_expected(s, stmt),
			      session_show(conn, seg), "%s", why);
	if (step != STEP_OVER)
		session_consume(s, conn);
	return step;
}

enum match_result session_breaks_silence(struct session *s, const struct stmt *stmt,
					 struct error *why)
{
	const struct connection *conn = session_conn(s);
	const struct window w = session_silence_window(s, stmt);
	const int64_t came = conn->inbox->time;

	if (came < conn->last_sent || came < w.from || came > w.to)
		return MATCH_NO;
	if (stmt->kind == STMT_NO)
		return session_match_head(s, stmt->segment, why);
	return session_counts_as_something(s, conn) ? MATCH_YES : MATCH_NO;
}
