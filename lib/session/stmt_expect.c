/* SPDX-License-Identifier: BSD-2-Clause */
/* stmt_expect.c - > segment, > nothing, > no, > data. */
#include "session/session_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "target/needs.h"

/* ---- > segment ------------------------------------------------------------------------ */

static enum step in_time(struct session *s, const struct stmt *stmt,
			 const struct window *w)
{
	struct connection *conn = session_conn(s);
	int64_t came = conn->inbox->time;
	const char *word = came < w->from ? "early" : "late";

	if (came >= w->from && came <= w->to) {
		session_accept(s);
		return STEP_NEXT;
	}
	session_blame(s, conn, came < w->from ? "too early" : "too late");
	return session_failed(s, FAILED_MISMATCH, stmt->loc, session_expected(s, stmt),
			      session_show(conn, &conn->inbox->decoded.seg),
			      "the segment came %.3f s too %s",
			      (double)(came < w->from ? w->from - came
						      : came - w->to) / 1e9,
			      word);
}

enum step exec_expect(struct session *s, const struct stmt *stmt)
{
	struct connection *conn = session_conn(s);
	struct window w = session_window(s, stmt);
	struct error why;

	while (conn->inbox) {
		enum step step;

		switch (session_look_at(s, stmt->segment, &why)) {
		case MATCH_ERROR:
			return session_cannot_evaluate(s, stmt, &why);
		case MATCH_YES:
			return in_time(s, stmt, &w);
		case MATCH_NO:
			break;
		}
		step = session_refuse(s, stmt, why.text);
		if (step != STEP_NEXT)
			return step;
	}
	if (session_past(s, w.wait))
		return session_silent(s, stmt);
	return session_wait_until(s, w.wait);
}

/* ---- > nothing, > no ---------------------------------------------------------------------- */

static bool quiet_app(const struct session *s, const struct connection *conn)
{
	return (app_provides(session_app(s, conn)) & NEED_QUIET) != 0;
}

/* What came before the tester's last segment left is no answer to it; nor is what a
 * timer repeats, or what an application says by its own mind. */
static bool counts_as_something(const struct session *s,
				const struct connection *conn)
{
	const struct inbox_item *item = conn->inbox;
	const struct segment *seg = &item->decoded.seg;

	if (item->time < conn->last_sent)
		return false;
	if (!session_excuses(s, conn, item))
		return true;
	if (segment_len(seg) > 0 && tcb_is_retransmission(&conn->tcb, seg))
		return false;
	return quiet_app(s, conn) ||
	       !(seg->payload_len > 0 || (seg->flags & SEG_FIN));
}

enum step session_unwelcome(struct session *s, const struct stmt *stmt, const char *why)
{
	struct connection *conn = session_conn(s);
	const struct segment *seg = &conn->inbox->decoded.seg;
	enum step step;

	if (session_app_may_end(s, conn, seg))
		return session_refuse(s, stmt, why);
	session_blame(s, conn, "must not come");
	step = session_failed(s, FAILED_MISMATCH, stmt->loc, session_expected(s, stmt),
			      session_show(conn, seg), "%s", why);
	if (step != STEP_OVER)
		session_consume(s, conn);
	return step;
}

enum match_result session_breaks_silence(struct session *s, const struct stmt *stmt,
					 struct error *why)
{
	const struct connection *conn = session_conn(s);
	const struct window w = session_silence(s, stmt);
	const int64_t came = conn->inbox->time;

	if (came < conn->last_sent || came < w.from || came > w.to)
		return MATCH_NO;
	if (stmt->kind == STMT_NO)
		return session_look_at(s, stmt->segment, why);
	return counts_as_something(s, conn) ? MATCH_YES : MATCH_NO;
}

enum step exec_nothing(struct session *s, const struct stmt *stmt)
{
	struct connection *conn = session_conn(s);
	struct window w = session_silence(s, stmt);

	while (conn->inbox && conn->inbox->time <= w.to) {
		if (conn->inbox->time >= w.from && counts_as_something(s, conn))
			return session_unwelcome(s, stmt, "a segment came where none may");
		session_consume(s, conn);
	}
	if (session_past(s, w.to))
		return session_quiet(s);
	return session_wait_until(s, w.to);
}

enum step exec_no(struct session *s, const struct stmt *stmt)
{
	struct connection *conn = session_conn(s);
	struct window w = session_silence(s, stmt);
	struct error why;

	while (conn->inbox && conn->inbox->time <= w.to) {
		if (conn->inbox->time < conn->last_sent ||
		    conn->inbox->time < w.from) {
			session_consume(s, conn);
			continue;
		}
		switch (session_look_at(s, stmt->segment, &why)) {
		case MATCH_ERROR:
			return session_cannot_evaluate(s, stmt, &why);
		case MATCH_YES:
			return session_unwelcome(s, stmt, "a segment came that must not");
		case MATCH_NO:
			session_consume(s, conn);
		}
	}
	if (session_past(s, w.to))
		return session_quiet(s);
	return session_wait_until(s, w.to);
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
	struct connection *conn = session_conn(s);
	struct stream *stream = &conn->stream;
	uint32_t held = len < stream->held ? len : stream->held, i = 0;
	enum step step = STEP_NEXT;

	while (stmt->data && i < held && stream->bytes[i] == stmt->data[i])
		i++;
	if (stmt->data && i < held)
		step = session_failed(s, FAILED_MISMATCH, stmt->loc,
				      data_expected(stmt, len), NULL,
				      "octet %u of the data is 0x%02x, expected 0x%02x",
				      i, stream->bytes[i], stmt->data[i]);
	else
		conn->unconfirmed = 0;
	stream_claim(stream, len);
	return step;
}

/* A FIN that ends the data stays for the statement behind. */
static bool ends_with_fin(struct session *s)
{
	struct connection *conn = session_conn(s);
	const struct segment *seg = &conn->inbox->decoded.seg;

	if (!(seg->flags & SEG_FIN))
		return false;
	connection_peek_data(conn);
	return true;
}

enum step exec_data(struct session *s, const struct stmt *stmt)
{
	struct connection *conn = session_conn(s);
	struct window w = session_window(s, stmt);
	struct error err;
	uint32_t len;

	if (data_wanted(s, stmt, &len, &err) < 0)
		return session_cannot_evaluate(s, stmt, &err);
	while (stream_available(&conn->stream) < len && conn->inbox) {
		enum step step;

		if (ends_with_fin(s) && stream_available(&conn->stream) >= len)
			break;
		step = session_refuse(s, stmt, "this is not the data expected");
		if (step != STEP_NEXT)
			return step;
	}
	if (stream_available(&conn->stream) >= len)
		return check_data(s, stmt, len);
	if (session_past(s, w.wait))
		return session_failed(s, FAILED_SILENCE, stmt->loc,
				      data_expected(stmt, len), NULL,
				      "%u of %u octets of data came",
				      stream_available(&conn->stream), len);
	return session_wait_until(s, w.wait);
}
