/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * interpreter.h - the state of a session, which the files of the room share. From below:
 *
 *     outcome     what a failure means where it happens
 *     frames      blocks entered
 *     send        connections opened, segments sent
 *     inbox       what a segment of the target is to the model
 *     time_window when a segment may come
 *     blur        what merged segments explain
 *     head        the first segment in the inbox against a statement
 *     state_witness what shows a state
 *     stmt_*      the statements; statements.h lists them
 *     step        one statement after the other
 *     deliver     what the wire saw
 *     session     life and end: what others see
 */
#ifndef TCPVET_SESSION_INTERPRETER_H
#define TCPVET_SESSION_INTERPRETER_H

#include "session/connection.h"
#include "session/env.h"
#include "session/eval.h"
#include "session/evidence.h"
#include "verdict/result.h"

enum frame_kind {
	FRAME_CASE,
	FRAME_USE,    /* a probe: its failures do not accuse */
	FRAME_SHOULD, /* its failures warn */
	FRAME_BRANCH  /* an alternative of `one of` */
};

struct frame {
	enum frame_kind kind;
	const struct stmt *next;
	const char *name; /* FRAME_USE: the probe */
	bool blurred;     /* FRAME_BRANCH: merged segments may have led here (blur.h) */
};

/* What the statement at hand has done so far. */
struct progress {
	bool entered;
	int64_t since;  /* when it was entered */
	int64_t wake;   /* when it wants to be looked at again */
	int64_t slot;   /* `<`: when the segment may leave; 0: not reserved yet */
	int64_t overdue; /* `fill`: an ACK that has not come until then is missing */
	bool witness_due; /* `state`: what comes may be what shows it */
	bool probed;    /* ... the segment that is to draw it has been sent */
	uint32_t octets; /* `fill`: that were sent, each once */
	unsigned repeats; /* `fill`: segments sent again, all in all */
	unsigned tries, burst; /* `fill`: since something was acknowledged; segments in
	                        * flight */
	bool blurred;   /* it goes by a number that merged segments told (blur.h) */
	bool may_have_come; /* what it wants, within a merged segment that it passed over */
	char *last_no;  /* why the last segment that came did not match */
};

enum step {
	STEP_NEXT,  /* the statement is over */
	STEP_WAIT,  /* it waits for a segment or for progress.wake */
	STEP_ENTER, /* it pushed a frame; its successor is set already */
	STEP_OVER   /* the case is decided */
};

struct outcome {
	enum verdict verdict;
	bool silence;
	excuse_set excuses;
	char *reason, *expected, *got;
	struct cause cause;
	struct loc at;
};

struct session {
	const struct session_env *env;
	const struct test_case *tc;
	struct connection *conns; /* tc->connections of them */
	unsigned current;
	struct value *variables;
	struct frame frames[2 * BLOCK_DEPTH_MAX + 2];
	unsigned depth;
	struct progress progress;
	int64_t started, last_event;
	bool last_event_sent; /* ... was the sending of a segment */
	uint64_t random;
	int64_t seen; /* deadlines up to here have passed */
	uint64_t acts; /* moments that the tester chose: segments sent, windows opened,
			* the target's table and applications asked */
	bool begun;   /* something was sent */
	bool silence_held; /* silence was the right answer somewhere */
	bool unsent;  /* a segment did not leave the tester: nothing follows */
	unsigned unwitnessed; /* states that nothing has shown */
	const struct stmt *unchecked; /* a state that nothing has shown, and no statement
				       * behind it could have failed */
	bool over;
	bool misled; /* a segment was sent by a number that merged ones told */
	uint64_t mended; /* so many of the first segments are no excuse any more */
	struct cause cause; /* of the failure to be told next */
	struct outcome outcome;
	struct evidence evidence;
};

static inline struct connection *session_conn(struct session *s)
{
	return &s->conns[s->current];
}

static inline struct scope session_scope(struct session *s)
{
	struct scope scope = { .conn = session_conn(s),
			       .variables = s->variables,
			       .family = s->env->hosts.target.family,
			       .blurred = &s->progress.blurred };
	unsigned headers = scope.family == FAMILY_INET ? 40 : 60;

	scope.mss = s->env->wire->mtu > headers ? s->env->wire->mtu - headers : 0;
	if (scope.mss > 65535 - 20)
		scope.mss = 65535 - 20;
	return scope;
}

static inline int64_t session_now(const struct session *s)
{
	return wire_now(s->env->wire);
}

/* The connection by its two ends. */
static inline struct connection_id session_id(const struct session *s,
					      const struct connection *conn)
{
	return (struct connection_id){ .tester = s->env->hosts.tester,
				       .target = s->env->hosts.target,
				       .tester_port = conn->port,
				       .target_port = conn->peer };
}

/* What serves the connection at the target: an application that opened it behaves as
 * discard does (target/agent.h). */
static inline enum app session_app(const struct session *s,
				   const struct connection *conn)
{
	return conn->opened ? APP_DISCARD : s->env->app;
}

/* That time has come, and what came until then has been looked at. */
static inline bool session_past(const struct session *s, int64_t when)
{
	return s->seen >= when;
}

#endif
