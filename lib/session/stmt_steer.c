/* SPDX-License-Identifier: BSD-2-Clause */
/* stmt_steer.c - the statements that wait, count and steer. */
#include "session/statements.h"

#include "base/memory.h"
#include "base/seq.h"
#include "session/frames.h"
#include "session/outcome.h"
#include "session/send.h"

enum step exec_wait(struct session *s, const struct stmt *stmt)
{
	s->progress.wake = s->progress.since + timing_wait(&s->env->timing, stmt);
	if (!session_past(s, s->progress.wake))
		return STEP_WAIT;
	s->last_event = s->progress.wake;
	s->last_event_sent = false;
	return STEP_NEXT;
}

enum step exec_let(struct session *s, const struct stmt *stmt)
{
	struct scope scope = session_scope(s);
	struct value value;
	struct error err;

	if (eval(&scope, stmt->a, &value, &err) < 0)
		return session_cannot(s, stmt, &err);
	value.blurred = s->progress.blurred;
	s->variables[stmt->slot] = value;
	return STEP_NEXT;
}

static int order(const struct value *a, const struct value *b)
{
	if (a->number == b->number)
		return 0;
	if (a->is_seq && b->is_seq)
		return seq_lt(a->number, b->number) ? -1 : 1;
	return a->number < b->number ? -1 : 1;
}

static bool holds(enum compare_op op, int order)
{
	switch (op) {
	case CMP_EQ:
		return order == 0;
	case CMP_NE:
		return order != 0;
	case CMP_LT:
		return order < 0;
	case CMP_LE:
		return order <= 0;
	case CMP_GT:
		return order > 0;
	case CMP_GE:
		break;
	}
	return order >= 0;
}

enum step exec_check(struct session *s, const struct stmt *stmt)
{
	static const char *const words[] = {
		[CMP_EQ] = "==", [CMP_NE] = "!=", [CMP_LT] = "<",
		[CMP_LE] = "<=", [CMP_GT] = ">",  [CMP_GE] = ">=",
	};
	struct scope scope = session_scope(s);
	struct value a, b;
	struct error err;

	if (eval(&scope, stmt->a, &a, &err) < 0 ||
	    eval(&scope, stmt->b, &b, &err) < 0)
		return session_cannot(s, stmt, &err);
	if (holds(stmt->op, order(&a, &b)))
		return STEP_NEXT;
	return session_failed(s, FAILED_MISMATCH, stmt->loc,
			      text_print("%s %u", words[stmt->op], b.number),
			      text_print("the value %u", a.number),
			      "check does not hold: %u %s %u", a.number,
			      words[stmt->op], b.number);
}

enum step exec_isn(struct session *s, const struct stmt *stmt)
{
	struct connection *conn = session_conn(s);
	struct scope scope = session_scope(s);
	struct error err;

	if (eval_number(&scope, stmt->a, &conn->isn, &err) < 0)
		return session_cannot(s, stmt, &err);
	return STEP_NEXT;
}

enum step exec_connection(struct session *s, const struct stmt *stmt)
{
	struct error err;

	s->current = stmt->connection;
	if (session_open(s, session_conn(s), &err) < 0)
		return session_cannot(s, stmt, &err);
	return STEP_NEXT;
}

enum step exec_use(struct session *s, const struct stmt *stmt)
{
	return session_enter_block(s, FRAME_USE, stmt, stmt->blocks->first);
}

enum step exec_should(struct session *s, const struct stmt *stmt)
{
	return session_enter_block(s, FRAME_SHOULD, stmt, stmt->blocks->first);
}

enum step exec_warn(struct session *s, const struct stmt *stmt)
{
	return session_failed(s, FAILED_SHOULD, stmt->loc, NULL, NULL, "%s",
			      stmt->name);
}
