/* SPDX-License-Identifier: BSD-2-Clause */
#include "session/blur.h"

#include "base/seq.h"
#include "model/ambient.h"
#include "session/match.h"

bool session_head_merged(const struct session *s)
{
	const struct connection *conn = &s->conns[s->current];

	return conn->inbox && ambient_may_be_several(&conn->tcb, &conn->inbox->decoded);
}

static bool may_hold(struct session *s, const struct stmt *stmt)
{
	const struct scope scope = session_scope(s);
	const struct segment *seg = &session_conn(s)->inbox->decoded.seg;

	return stmt->kind == STMT_EXPECT && match_may_hold(&scope, stmt->segment, seg);
}

/* Of the alternatives, where there are some. */
static unsigned count_held(struct session *s, const struct stmt *stmt)
{
	unsigned count = 0;

	if (stmt->kind != STMT_ONE_OF)
		return may_hold(s, stmt);
	for (const struct block *b = stmt->blocks; b; b = b->next)
		count += may_hold(s, b->first);
	return count;
}

/* Each of several is no longer than the whole, and what they repeat is no news. */
static bool only_together(struct session *s, const struct stmt *stmt)
{
	const struct scope scope = session_scope(s);
	const struct connection *conn = session_conn(s);

	if (stmt->kind == STMT_NO)
		return match_by_length(&scope, stmt->segment);
	return stmt->kind == STMT_NOTHING &&
	       seq_lt(conn->inbox->decoded.seg.seq, conn->tcb.snd_nxt);
}

bool session_blur_explains_head(struct session *s, const struct stmt *stmt)
{
	if (!session_head_merged(s))
		return false;
	if (count_held(s, stmt) > 0 || only_together(s, stmt))
		return true;
	for (const struct block *b = stmt->blocks; stmt->kind == STMT_ONE_OF && b; b = b->next)
		if (only_together(s, b->first))
			return true;
	return false;
}

bool session_blur_divides(struct session *s, const struct stmt *stmt)
{
	return session_head_merged(s) && count_held(s, stmt) > 1;
}

void session_blur_passes(struct session *s, const struct stmt *stmt)
{
	if (session_head_merged(s) && count_held(s, stmt) > 0)
		s->progress.may_have_come = true;
}

static bool among_loose(struct session *s, const struct stmt *stmt)
{
	const struct loose *loose = &session_conn(s)->loose;
	const struct scope scope = session_scope(s);

	return stmt->kind == STMT_EXPECT && loose->any &&
	       match_may_hold(&scope, stmt->segment, &loose->seg);
}

bool session_blur_explains_absence(struct session *s, const struct stmt *stmt)
{
	if (s->progress.may_have_come || among_loose(s, stmt))
		return true;
	for (const struct block *b = stmt->blocks; stmt->kind == STMT_ONE_OF && b; b = b->next)
		if (among_loose(s, b->first))
			return true;
	return false;
}

void session_blur_settle(struct connection *conn, const struct segment_spec *spec)
{
	const bool counted = spec->data || spec->len.kind == FIELD_VALUE;

	if (counted && conn->last.payload_len > 0)
		conn->loose.any = false;
}

void session_blur_claim(struct connection *conn)
{
	struct segment *seg = &conn->loose.seg;
	const uint32_t end = seg->seq + seg->payload_len;

	if (seq_gt(conn->stream.start, seg->seq)) {
		seg->seq = conn->stream.start;
		seg->payload_len = end - seg->seq;
	}
	if (seq_geq(seg->seq, end))
		conn->loose.any = false;
}
