/* SPDX-License-Identifier: BSD-2-Clause */
/* expect.c - the statements that look at what the target sends. */
#include "engine/match.h"
#include "engine/session_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "script/needs.h"

enum { MS = 1000000 };

/* Timers of a target have a granularity, and the capture's clock some jitter. */
static int64_t tolerance(int64_t interval)
{
	int64_t part = interval / 10;

	return part > 10 * MS ? part : 10 * MS;
}

/* ---- windows of time ----------------------------------------------------------- */

struct window {
	int64_t from, to; /* both included */
};

static int64_t written_window(const struct session *s, const struct stmt *stmt,
			      int64_t otherwise)
{
	if (!stmt->within)
		return otherwise;
	return stmt->within_rtt ? stmt->within * s->env->rtt : stmt->within;
}

static struct window time_window(const struct session *s, const struct stmt *stmt)
{
	const struct time_spec *time = &stmt->time;
	int64_t wait = written_window(s, stmt, s->env->reply_window);
	struct window w = { INT64_MIN, s->progress.since + wait };

	switch (time->kind) {
	case TIME_NONE:
	case TIME_ANY:
		break;
	case TIME_RELATIVE:
		if (time->from > 0)
			w.from = s->last_event + time->from - tolerance(time->from);
		w.to = s->last_event + time->from + wait;
		break;
	case TIME_ABSOLUTE:
		if (time->from > 0)
			w.from = s->started + time->from - tolerance(time->from);
		w.to = s->started + time->from + wait;
		break;
	case TIME_RELATIVE_RANGE:
		w.from = s->last_event + time->from - tolerance(time->from);
		w.to = s->last_event + time->to + tolerance(time->to);
		break;
	case TIME_ABSOLUTE_RANGE:
		w.from = s->started + time->from - tolerance(time->from);
		w.to = s->started + time->to + tolerance(time->to);
		break;
	}
	/* A window that has passed already still lets what has come be seen. */
	if (w.to < s->progress.since)
		w.to = s->progress.since;
	return w;
}

static enum step wait_until(struct session *s, int64_t when)
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
	default:
		fputs("nothing", out);
		break;
	}
}

static char *expected_text(struct session *s, const struct stmt *stmt)
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

static enum match_result look_at(struct session *s, const struct segment_spec *spec,
				 struct error *why)
{
	struct scope scope = session_scope(s);

	return match_segment(&scope, spec, &session_conn(s)->inbox->decoded.seg, why);
}

static enum step cannot_evaluate(struct session *s, const struct stmt *stmt,
				 const struct error *why)
{
	return session_failed(s, FAILED_TESTER, stmt->loc, NULL, NULL, "%s",
			      why->text);
}

static void accept_head(struct session *s)
{
	struct connection *conn = session_conn(s);

	s->last_event = conn->inbox->time;
	s->last_event_sent = false;
	session_consume(s, conn);
}

static void remember(struct session *s, const char *why)
{
	free(s->progress.last_no);
	s->progress.last_no = strdup(why);
}

/* The head matches nothing that the script allows here: background of a correct
 * target is passed over, everything else decides. */
static enum step refuse_head(struct session *s, const struct stmt *stmt,
			     const char *why)
{
	struct connection *conn = session_conn(s);
	const struct segment *seg = &conn->inbox->decoded.seg;
	bool app = session_app_may_end(s, conn, seg);
	char *got;

	if (session_excuses(s, conn, seg)) {
		remember(s, why);
		session_consume(s, conn);
		return STEP_NEXT;
	}
	got = session_show(conn, seg);
	session_blame(s, conn, app ? "the application may have closed"
				   : "not expected");
	if (app)
		return session_failed(s, FAILED_UNDECIDED, stmt->loc,
				      expected_text(s, stmt), got,
				      "the application on the port may have ended the connection");
	return session_failed(s, FAILED_MISMATCH, stmt->loc, expected_text(s, stmt),
			      got, "%s", why);
}

static enum step silence(struct session *s, const struct stmt *stmt)
{
	char *got = NULL;

	if (s->progress.last_no &&
	    asprintf(&got, "only other segments (of the last one: %s)",
		     s->progress.last_no) < 0)
		got = NULL;
	return session_failed(s, FAILED_SILENCE, stmt->loc, expected_text(s, stmt),
			      got ? got : strdup("no segment"),
			      "no such segment within %lld ms",
			      (long long)((session_now(s) - s->progress.since) / MS));
}

/* ---- > segment ------------------------------------------------------------------------ */

static enum step in_time(struct session *s, const struct stmt *stmt,
			 const struct window *w)
{
	struct connection *conn = session_conn(s);
	int64_t came = conn->inbox->time;
	const char *word = came < w->from ? "early" : "late";

	if (came >= w->from && came <= w->to) {
		accept_head(s);
		return STEP_NEXT;
	}
	session_blame(s, conn, came < w->from ? "too early" : "too late");
	return session_failed(s, FAILED_MISMATCH, stmt->loc, expected_text(s, stmt),
			      session_show(conn, &conn->inbox->decoded.seg),
			      "the segment came %.3f s too %s",
			      (double)(came < w->from ? w->from - came
						      : came - w->to) / 1e9,
			      word);
}

enum step exec_expect(struct session *s, const struct stmt *stmt)
{
	struct connection *conn = session_conn(s);
	struct window w = time_window(s, stmt);
	struct error why;

	while (conn->inbox) {
		enum step step;

		switch (look_at(s, stmt->segment, &why)) {
		case MATCH_ERROR:
			return cannot_evaluate(s, stmt, &why);
		case MATCH_YES:
			return in_time(s, stmt, &w);
		case MATCH_NO:
			break;
		}
		step = refuse_head(s, stmt, why.text);
		if (step != STEP_NEXT)
			return step;
	}
	if (session_now(s) >= w.to)
		return silence(s, stmt);
	return wait_until(s, w.to);
}

/* ---- > nothing, > no ---------------------------------------------------------------------- */

static int64_t silence_end(const struct session *s, const struct stmt *stmt)
{
	return s->progress.since +
	       written_window(s, stmt, s->env->silence_window);
}

static bool quiet_app(const struct session *s)
{
	return s->env->closed_port ||
	       (app_provides(s->env->app) & NEED_QUIET) != 0;
}

/* What came before the tester's last segment left is no answer to it; and what an
 * application says by its own mind is none either. */
static bool counts_as_something(const struct session *s,
				const struct connection *conn)
{
	const struct inbox_item *item = conn->inbox;
	const struct segment *seg = &item->decoded.seg;

	if (item->time < conn->last_sent)
		return false;
	if (quiet_app(s))
		return true;
	return !(session_excuses(s, conn, seg) &&
		 (seg->payload_len > 0 || (seg->flags & SEG_FIN)));
}

enum step exec_nothing(struct session *s, const struct stmt *stmt)
{
	struct connection *conn = session_conn(s);
	int64_t end = silence_end(s, stmt);

	while (conn->inbox) {
		if (counts_as_something(s, conn))
			return refuse_head(s, stmt, "a segment came") == STEP_NEXT
				       ? session_failed(s, FAILED_MISMATCH, stmt->loc,
							strdup("> nothing"),
							session_show(conn, &conn->last),
							"a segment came where none may")
				       : STEP_OVER;
		session_consume(s, conn);
	}
	if (session_now(s) >= end)
		return STEP_NEXT;
	return wait_until(s, end);
}

enum step exec_no(struct session *s, const struct stmt *stmt)
{
	struct connection *conn = session_conn(s);
	int64_t end = silence_end(s, stmt);
	struct error why;

	while (conn->inbox) {
		const struct segment *seg = &conn->inbox->decoded.seg;

		if (conn->inbox->time < conn->last_sent) {
			session_consume(s, conn);
			continue;
		}
		switch (look_at(s, stmt->segment, &why)) {
		case MATCH_ERROR:
			return cannot_evaluate(s, stmt, &why);
		case MATCH_YES:
			if (session_app_may_end(s, conn, seg))
				return refuse_head(s, stmt, "");
			session_blame(s, conn, "must not come");
			return session_failed(s, FAILED_MISMATCH, stmt->loc,
					      expected_text(s, stmt),
					      session_show(conn, seg),
					      "a segment came that must not");
		case MATCH_NO:
			session_consume(s, conn);
		}
	}
	if (session_now(s) >= end)
		return STEP_NEXT;
	return wait_until(s, end);
}

/* ---- > data -------------------------------------------------------------------------------- */

static int data_wanted(struct session *s, const struct stmt *stmt, uint32_t *len,
		       struct error *err)
{
	struct scope scope = session_scope(s);

	if (!stmt->data)
		return eval_number(&scope, stmt->a, len, err);
	*len = (uint32_t)stmt->data_len;
	return 0;
}

static char *data_expected(const struct stmt *stmt, uint32_t len)
{
	char *text = NULL;

	if (asprintf(&text, "> data: %u octets%s", len,
		     stmt->data ? " as written" : "") < 0)
		return NULL;
	return text;
}

/* Compares what is held; the content behind it was not kept. */
static enum step check_data(struct session *s, const struct stmt *stmt, uint32_t len)
{
	struct stream *stream = &session_conn(s)->stream;
	uint32_t held = len < STREAM_KEPT ? len : STREAM_KEPT;

	for (uint32_t i = 0; stmt->data && stream->bytes && i < held; i++) {
		if (stream->bytes[i] == stmt->data[i])
			continue;
		return session_failed(s, FAILED_MISMATCH, stmt->loc,
				      data_expected(stmt, len), NULL,
				      "octet %u of the data is 0x%02x, expected 0x%02x",
				      i, stream->bytes[i], stmt->data[i]);
	}
	stream_claim(stream, len);
	return STEP_NEXT;
}

/* A FIN that ends the data stays for the statement behind. */
static bool ends_with_fin(struct session *s)
{
	struct connection *conn = session_conn(s);
	const struct segment *seg = &conn->inbox->decoded.seg;

	if (!(seg->flags & SEG_FIN) || (seg->flags & SEG_RST))
		return false;
	connection_peek_data(conn);
	return true;
}

enum step exec_data(struct session *s, const struct stmt *stmt)
{
	struct connection *conn = session_conn(s);
	struct window w = time_window(s, stmt);
	struct error err;
	uint32_t len;

	if (data_wanted(s, stmt, &len, &err) < 0)
		return cannot_evaluate(s, stmt, &err);
	while (stream_available(&conn->stream) < len && conn->inbox) {
		enum step step;

		if (ends_with_fin(s) && stream_available(&conn->stream) >= len)
			break;
		step = refuse_head(s, stmt, "this is not the data expected");
		if (step != STEP_NEXT)
			return step;
	}
	if (stream_available(&conn->stream) >= len)
		return check_data(s, stmt, len);
	if (session_now(s) >= w.to)
		return session_failed(s, FAILED_SILENCE, stmt->loc,
				      data_expected(stmt, len), NULL,
				      "%u of %u octets of data came",
				      stream_available(&conn->stream), len);
	return wait_until(s, w.to);
}

/* ---- one of ---------------------------------------------------------------------------------- */

/* The alternative that stands for silence, or NULL. */
static const struct block *silent_branch(const struct stmt *stmt)
{
	for (const struct block *b = stmt->blocks; b; b = b->next)
		if (b->first->kind == STMT_NOTHING || b->first->kind == STMT_NO)
			return b;
	return NULL;
}

static enum step take_branch(struct session *s, const struct stmt *stmt,
			     const struct block *branch)
{
	s->frames[s->depth - 1].next = stmt->next;
	return session_enter(s, FRAME_BRANCH, NULL, branch->first->next);
}

static int64_t one_of_end(const struct session *s, const struct stmt *stmt,
			  const struct block *silent)
{
	int64_t end = INT64_MIN;

	if (silent)
		return silence_end(s, silent->first);
	for (const struct block *b = stmt->blocks; b; b = b->next) {
		struct window w = time_window(s, b->first);

		if (w.to > end)
			end = w.to;
	}
	return end;
}

/* The branch that the head of the inbox takes, or NULL with the difference to the
 * first alternative in *why. */
static const struct block *matching_branch(struct session *s,
					   const struct stmt *stmt,
					   enum match_result *result,
					   struct error *why)
{
	struct error other;
	bool have_why = false;

	*result = MATCH_NO;
	error_set(why, "no segment may come");
	for (const struct block *b = stmt->blocks; b; b = b->next) {
		const struct stmt *first = b->first;
		struct window w;

		if (first->kind != STMT_EXPECT)
			continue;
		*result = look_at(s, first->segment, have_why ? &other : why);
		have_why = true;
		if (*result == MATCH_ERROR)
			return NULL;
		w = time_window(s, first);
		if (*result == MATCH_YES && session_conn(s)->inbox->time >= w.from &&
		    session_conn(s)->inbox->time <= w.to)
			return b;
		*result = MATCH_NO;
	}
	return NULL;
}

enum step exec_one_of(struct session *s, const struct stmt *stmt)
{
	struct connection *conn = session_conn(s);
	const struct block *silent = silent_branch(stmt);
	int64_t end = one_of_end(s, stmt, silent);

	while (conn->inbox) {
		enum match_result result;
		struct error why;
		const struct block *branch =
			matching_branch(s, stmt, &result, &why);
		enum step step;

		if (result == MATCH_ERROR)
			return cannot_evaluate(s, stmt, &why);
		if (branch) {
			accept_head(s);
			return take_branch(s, stmt, branch);
		}
		step = refuse_head(s, stmt, why.text);
		if (step != STEP_NEXT)
			return step;
	}
	if (session_now(s) < end)
		return wait_until(s, end);
	return silent ? take_branch(s, stmt, silent) : silence(s, stmt);
}
