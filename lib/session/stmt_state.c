/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * stmt_state.c - `state X`: the target's own table where it can be read, else a witness
 * (state_witness.c), and always what the segments exchanged say.
 */
#include "session/statements.h"

#include <string.h>

#include "base/memory.h"
#include "session/app_end.h"
#include "session/inbox.h"
#include "session/outcome.h"
#include "session/state_witness.h"

enum { POLL_NS = 2000000 };

static bool in_set(uint32_t states, enum tcp_state state)
{
	const uint32_t gone = 1u << STATE_CLOSED | 1u << STATE_LISTEN;

	/* To the connection both are the same: there is none. */
	if (states & gone)
		states |= gone;
	return states & (1u << state);
}

static bool in_branch(const struct session *s)
{
	for (unsigned i = 0; i < s->depth; i++)
		if (s->frames[i].kind == FRAME_BRANCH)
			return true;
	return false;
}

/* An alternative that the standard allows was taken, and the script says which. */
static void adopt(struct session *s, const struct stmt *stmt)
{
	struct tcb *tcb = &session_conn(s)->tcb;

	if (!in_branch(s) || in_set(stmt->states, tcb->state))
		return;
	for (int i = 0; i < STATE_COUNT; i++) {
		if (stmt->states & (1u << i)) {
			tcb_set_state(tcb, (enum tcp_state)i);
			return;
		}
	}
}

/* What came meanwhile and is background is learnt first: a FIN of the application
 * may be on its way while the state is asked for. */
static void learn_background(struct session *s)
{
	struct connection *conn = session_conn(s);

	while (conn->inbox && session_permits(s, conn, conn->inbox) &&
	       !(conn->inbox->decoded.seg.flags & SEG_FIN))
		session_consume(s, conn);
}

static enum step model_says(struct session *s, const struct stmt *stmt)
{
	enum tcp_state state = session_conn(s)->tcb.state;

	if (in_set(stmt->states, state))
		return STEP_NEXT;
	return session_undecided(s, EXCUSE_MODEL, stmt->loc, session_state_names(stmt->states),
				 text_copy(state_name(state)),
			      "by the segments exchanged the state is %s",
			      state_name(state));
}

/* What the target's table says is what was asked for, and then the application closed
 * by its own mind. */
static bool closed_since(const struct session *s, const struct connection *conn,
			 uint32_t wanted, enum tcp_state state)
{
	if (session_app_stays(session_app(s, conn)) || s->env->closed_port)
		return false;
	switch (state) {
	case STATE_FIN_WAIT_1:
	case STATE_FIN_WAIT_2:
		return in_set(wanted, STATE_SYN_RECEIVED) || in_set(wanted, STATE_ESTABLISHED);
	case STATE_LAST_ACK:
		return in_set(wanted, STATE_CLOSE_WAIT);
	/* Its FIN crossed the tester's. */
	case STATE_CLOSING:
	case STATE_TIME_WAIT:
		return in_set(wanted, STATE_CLOSE_WAIT) || in_set(wanted, STATE_LAST_ACK);
	default:
		return false;
	}
}

static enum step ask_oracle(struct session *s, const struct stmt *stmt)
{
	struct connection *conn = session_conn(s);
	struct connection_id id = session_id(s, conn);
	int64_t now = session_now(s);
	enum tcp_state state;
	struct error err;

	s->acts++;
	if (s->env->oracle->state(s->env->oracle, &id, &state, &err) < 0)
		return session_failed(s, FAILED_TESTER, stmt->loc, NULL, NULL, "%s",
				      err.text);
	if (in_set(stmt->states, state))
		return model_says(s, stmt);
	if (now < s->progress.since + s->env->timing.reply_window) {
		s->progress.wake = now + POLL_NS;
		return STEP_WAIT;
	}
	if (closed_since(s, conn, stmt->states, state))
		return session_undecided(s, EXCUSE_APPLICATION, stmt->loc,
					 session_state_names(stmt->states),
					 text_copy(state_name(state)),
					 "the target's table says %s", state_name(state));
	session_blame_state(s, state);
	return session_failed(s, FAILED_MISMATCH, stmt->loc, session_state_names(stmt->states),
			      text_copy(state_name(state)), "the target's table says %s",
			      state_name(state));
}

enum step exec_state(struct session *s, const struct stmt *stmt)
{
	enum step step;

	/* Once the witness is out, what looks like background may be its answer. */
	if (!s->progress.witness_due)
		learn_background(s);
	adopt(s, stmt);
	if (s->env->oracle)
		return ask_oracle(s, stmt);
	step = model_says(s, stmt);
	if (step != STEP_NEXT)
		return step;
	return session_ask_witness(s, stmt);
}
