/* SPDX-License-Identifier: BSD-2-Clause */
/* stmt_one_of.c - alternatives: the first segment that comes tells which is taken. */
#include "session/statements.h"

#include "session/blur.h"
#include "session/frames.h"
#include "session/head.h"
#include "session/inbox.h"
#include "session/outcome.h"
#include "session/time_window.h"

/* The alternative that stands for silence, or NULL. */
static const struct block *silence_branch(const struct stmt *stmt)
{
	for (const struct block *b = stmt->blocks; b; b = b->next)
		if (b->first->kind == STMT_NOTHING || b->first->kind == STMT_NO)
			return b;
	return NULL;
}

/* Goes on in the branch, at `from`. */
static enum step take_branch(struct session *s, const struct stmt *stmt,
			     const struct stmt *from)
{
	return session_enter_block(s, FRAME_BRANCH, stmt, from);
}

/* The head is the first segment of this one. */
static enum step accept_branch(struct session *s, const struct stmt *stmt,
			       const struct block *branch)
{
	const bool blurred = session_blur_divides(s, stmt);
	enum step step;

	session_accept_head(s);
	session_blur_settle(session_conn(s), branch->first->segment);
	step = take_branch(s, stmt, branch->first->next);
	if (step == STEP_ENTER)
		s->frames[s->depth - 1].blurred = blurred;
	return step;
}

static int64_t one_of_end(const struct session *s, const struct stmt *stmt,
			  const struct block *silence)
{
	int64_t end = INT64_MIN;

	if (silence)
		return session_silence_window(s, silence->first).to;
	for (const struct block *b = stmt->blocks; b; b = b->next) {
		struct window w = session_window(s, b->first);

		if (w.wait > end)
			end = w.wait;
	}
	return end;
}

static bool brings_data(const struct connection *conn)
{
	const struct segment *seg = &conn->inbox->decoded.seg;

	return seg->payload_len > 0 && !(seg->flags & (SEG_SYN | SEG_RST)) &&
	       !tcb_is_retransmission(&conn->tcb, seg);
}

static enum match_result match_first(struct session *s, const struct stmt *first,
			      struct error *why)
{
	int64_t came = session_conn(s)->inbox->time;
	struct window w = session_window(s, first);
	enum match_result result = MATCH_YES;

	if (first->kind == STMT_EXPECT)
		result = session_match_head(s, first->segment, why);
	else if (first->kind != STMT_DATA || !brings_data(session_conn(s)))
		result = MATCH_NO;
	if (result == MATCH_YES && (came < w.from || came > w.to)) {
		error_set(why, "the segment came too %s",
			  came < w.from ? "early" : "late");
		result = MATCH_NO;
	}
	return result;
}

/* Adds how the head differs from one more alternative. */
static void add_difference(struct error *all, const struct error *one)
{
	const struct error before = *all;

	if (*before.text)
		error_set(all, "%s; or %s", before.text, one->text);
	else
		*all = *one;
}

/* The branch that the head of the inbox takes, or NULL with *result: MATCH_NO with
 * the differences to all alternatives in *why, or MATCH_ERROR. */
static const struct block *matching_branch(struct session *s,
					   const struct stmt *stmt,
					   enum match_result *result,
					   struct error *why)
{
	struct cause first = { .kind = CAUSE_UNKNOWN };

	why->text[0] = '\0';
	s->cause = first;
	for (const struct block *b = stmt->blocks; b; b = b->next) {
		struct error other = { "" };

		*result = match_first(s, b->first, &other);
		if (*result == MATCH_YES)
			return b;
		if (!*why->text)
			first = s->cause;
		if (*result == MATCH_NO && *other.text)
			add_difference(why, &other);
		if (*result == MATCH_ERROR) {
			*why = other;
			return NULL;
		}
	}
	*result = MATCH_NO;
	s->cause = first;
	if (!*why->text)
		error_set(why, "no such segment may come");
	return NULL;
}

/* `> no X` lets all come but X. */
static bool let_pass(struct session *s, const struct block *silence)
{
	struct error why;

	return silence && silence->first->kind == STMT_NO &&
	       session_match_head(s, silence->first->segment, &why) == MATCH_NO;
}

enum step exec_one_of(struct session *s, const struct stmt *stmt)
{
	struct connection *conn = session_conn(s);
	const struct block *silence = silence_branch(stmt);
	int64_t end = one_of_end(s, stmt, silence);

	while (conn->inbox) {
		enum match_result result;
		struct error why, other;
		const struct block *branch =
			matching_branch(s, stmt, &result, &why);
		enum step step;

		if (result == MATCH_ERROR)
			return session_cannot(s, stmt, &why);
		/* Data may come in several segments: its statement takes them. */
		if (branch && branch->first->kind == STMT_DATA)
			return take_branch(s, stmt, branch->first);
		if (branch)
			return accept_branch(s, stmt, branch);
		result = silence ? session_breaks_silence(s, silence->first, &other)
				: MATCH_NO;
		if (result == MATCH_ERROR)
			return session_cannot(s, stmt, &other);
		/* Background of a correct target, but what must not come just here. */
		if (result == MATCH_YES &&
		    session_permits(s, conn, conn->inbox))
			return session_forbidden(s, stmt, why.text);
		if (let_pass(s, silence)) {
			session_consume(s, conn);
			continue;
		}
		step = session_unmatched(s, stmt, why.text);
		if (step != STEP_NEXT)
			return step;
	}
	if (!session_past(s, end))
		return session_wait_until(s, end);
	if (!silence)
		return session_no_reply(s, stmt);
	(void)session_silence_held(s);
	return take_branch(s, stmt, silence->first->next);
}
