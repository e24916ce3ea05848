/* SPDX-License-Identifier: BSD-2-Clause */
/* step.c - one statement after the other, until one must wait or the case is over. */
#include "session/session.h"

#include "session/outcome.h"
#include "session/state_witness.h"
#include "session/statements.h"

static enum step exec(struct session *s, const struct stmt *stmt)
{
	static enum step (*const table[])(struct session *, const struct stmt *) = {
		[STMT_SEND] = exec_send,       [STMT_EXPECT] = exec_expect,
		[STMT_NOTHING] = exec_nothing, [STMT_NO] = exec_no,
		[STMT_DATA] = exec_data,       [STMT_WAIT] = exec_wait,
		[STMT_LET] = exec_let,	       [STMT_CHECK] = exec_check,
		[STMT_ISN] = exec_isn,	       [STMT_CONNECTION] = exec_connection,
		[STMT_USE] = exec_use,	       [STMT_ONE_OF] = exec_one_of,
		[STMT_SHOULD] = exec_should,   [STMT_STATE] = exec_state,
		[STMT_APP] = exec_app,	       [STMT_WARN] = exec_warn,
		[STMT_FILL] = exec_fill,
	};

	const bool fresh = !s->progress.entered;
	enum step step;

	if (fresh) {
		s->progress.entered = true;
		s->progress.since = session_now(s);
		s->progress.wake = INT64_MAX;
	}
	step = table[stmt->kind](s, stmt);
	s->acts += fresh && step == STEP_WAIT;
	return step;
}

/* It has held: a case may pass by it. */
static bool could_have_failed(const struct stmt *stmt)
{
	switch (stmt->kind) {
	case STMT_EXPECT:
	case STMT_NOTHING:
	case STMT_NO:
	case STMT_DATA:
	case STMT_CHECK:
	case STMT_ONE_OF:
	case STMT_FILL:
		return true;
	default:
		return false;
	}
}

static bool overflowed(struct session *s)
{
	for (unsigned i = 0; i < s->tc->connections; i++)
		if (s->conns[i].overflow)
			return true;
	return false;
}

bool session_step(struct session *s, int64_t seen)
{
	s->seen = seen;
	while (!s->over) {
		struct frame *top = &s->frames[s->depth - 1];
		const struct stmt *stmt = top->next;
		enum step step;

		if (!stmt) {
			s->over = --s->depth == 0;
			if (s->over)
				session_settle_unchecked(s);
			continue;
		}
		if (overflowed(s)) {
			session_undecided(s, EXCUSE_OVERFLOW, stmt->loc, NULL, NULL,
				       "more segments came than the tester keeps");
			s->over = true;
			break;
		}
		step = exec(s, stmt);
		if (step == STEP_WAIT)
			return false;
		if (step == STEP_OVER)
			s->over = true;
		if (step != STEP_OVER && could_have_failed(stmt))
			s->unchecked = NULL;
		if (step == STEP_NEXT)
			top->next = stmt->next;
		session_clear_progress(s);
	}
	return true;
}

int64_t session_deadline(const struct session *s)
{
	return s->progress.wake;
}

uint64_t session_acts(const struct session *s)
{
	return s->acts;
}
