/* SPDX-License-Identifier: BSD-2-Clause */
/* stmt_expect.c - > segment, > nothing, > no, > data. */
#include "session/statements.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/duration.h"
#include "base/memory.h"
#include "session/blur.h"
#include "session/head.h"
#include "session/inbox.h"
#include "session/outcome.h"
#include "session/time_window.h"

/* ---- > segment ------------------------------------------------------------------------ */

static enum step in_time(struct session *s, const struct stmt *stmt,
			 const struct window *w)
{
	struct connection *conn = session_conn(s);
	int64_t came = conn->inbox->time;
	const char *word = came < w->from ? "early" : "late";
	char length[DURATION_TEXT];

	if (came >= w->from && came <= w->to) {
		session_accept_head(s);
		session_blur_settle(conn, stmt->segment);
		return STEP_NEXT;
	}
	session_mark(s, conn, came < w->from ? "too early" : "too late");
	session_blame_head(s, CAUSE_TIME);
	return session_failed(s, FAILED_MISMATCH, stmt->loc, session_expected(s, stmt),
			      session_show(conn, &conn->inbox->decoded.seg),
			      "the segment came %s too %s",
			      duration_text(came < w->from ? w->from - came
							   : came - w->to, length),
			      word);
}

enum step exec_expect(struct session *s, const struct stmt *stmt)
{
	struct connection *conn = session_conn(s);
	struct window w = session_window(s, stmt);
	struct error why;

	while (conn->inbox) {
		enum step step;

		switch (session_match_head(s, stmt->segment, &why)) {
		case MATCH_ERROR:
			return session_cannot(s, stmt, &why);
		case MATCH_YES:
			return in_time(s, stmt, &w);
		case MATCH_NO:
			break;
		}
		step = session_unmatched(s, stmt, why.text);
		if (step != STEP_NEXT)
			return step;
	}
	if (session_past(s, w.wait))
		return session_no_reply(s, stmt);
	return session_wait_until(s, w.wait);
}

/* ---- > nothing, > no ---------------------------------------------------------------------- */

enum step exec_nothing(struct session *s, const struct stmt *stmt)
{
	struct connection *conn = session_conn(s);
	struct window w = session_silence_window(s, stmt);

	while (conn->inbox && conn->inbox->time <= w.to) {
		if (conn->inbox->time >= w.from && session_counts_as_something(s, conn))
			return session_forbidden(s, stmt, "a segment came where none may");
		session_consume(s, conn);
	}
	if (session_past(s, w.to))
		return session_silence_held(s);
	return session_wait_until(s, w.to);
}

enum step exec_no(struct session *s, const struct stmt *stmt)
{
	struct connection *conn = session_conn(s);
	struct window w = session_silence_window(s, stmt);
	struct error why;

	while (conn->inbox && conn->inbox->time <= w.to) {
		if (conn->inbox->time < conn->last_sent ||
		    conn->inbox->time < w.from) {
			session_consume(s, conn);
			continue;
		}
		switch (session_match_head(s, stmt->segment, &why)) {
		case MATCH_ERROR:
			return session_cannot(s, stmt, &why);
		case MATCH_YES:
			return session_forbidden(s, stmt, "a segment came that must not");
		case MATCH_NO:
			session_consume(s, conn);
		}
	}
	if (session_past(s, w.to))
		return session_silence_held(s);
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
	return text_print("> data: %u octets%s", len, stmt->data ? " as written" : "");
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
	s->cause = (struct cause){ .kind = CAUSE_FIELD, .part = PART_PAYLOAD,
				   .reply = KIND_DATA, .sent = conn->last_kind };
	if (stmt->data && i < held)
		step = session_failed(s, FAILED_MISMATCH, stmt->loc,
				      data_expected(stmt, len), NULL,
				      "octet %u of the data is 0x%02x, expected 0x%02x",
				      i, stream->bytes[i], stmt->data[i]);
	else
		conn->unconfirmed = 0;
	stream_claim(stream, len);
	session_blur_claim(conn);
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
		return session_cannot(s, stmt, &err);
	while (stream_available(&conn->stream) < len && conn->inbox) {
		enum step step;

		if (ends_with_fin(s) && stream_available(&conn->stream) >= len)
			break;
		session_blame_head(s, CAUSE_INSTEAD);
		s->cause.wanted = KIND_DATA;
		step = session_unmatched(s, stmt, "this is not the data expected");
		if (step != STEP_NEXT)
			return step;
	}
	if (stream_available(&conn->stream) >= len)
		return check_data(s, stmt, len);
	session_blame_silence(s, stmt);
	if (session_past(s, w.wait))
		return session_failed(s, FAILED_SILENCE, stmt->loc,
				      data_expected(stmt, len), NULL,
				      "%u of %u octets of data came",
				      stream_available(&conn->stream), len);
	return session_wait_until(s, w.wait);
}
