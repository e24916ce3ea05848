/* SPDX-License-Identifier: BSD-2-Clause */
/* session_internal.h - what the files of the interpreter share. */
#ifndef TCPVET_SESSION_SESSION_INTERNAL_H
#define TCPVET_SESSION_SESSION_INTERNAL_H

#include "session/connection.h"
#include "session/eval.h"
#include "session/evidence.h"
#include "session/match.h"
#include "session/session.h"

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
};

/* What the statement at hand has done so far. */
struct progress {
	bool entered;
	int64_t since;  /* when it was entered */
	int64_t wake;   /* when it wants to be looked at again */
	int64_t slot;   /* `<`: when the segment may leave; 0: not reserved yet */
	int64_t overdue; /* `fill`: an ACK that has not come until then is missing */
	bool probed;    /* `state`: the witness has been sent */
	uint32_t octets; /* `fill`: that were sent, each once */
	unsigned repeats; /* `fill`: segments sent again, all in all */
	unsigned tries, burst; /* `fill`: since something was acknowledged; segments in
	                        * flight */
	char *last_no;  /* why the last segment that came did not match */
};

enum step {
	STEP_NEXT,  /* the statement is over */
	STEP_WAIT,  /* it waits for a segment or for progress.wake */
	STEP_ENTER, /* it pushed a frame; its successor is set already */
	STEP_OVER   /* the case is decided */
};

/* Why a statement was not met. */
enum failure {
	FAILED_MISMATCH,  /* something else came */
	FAILED_SILENCE,   /* nothing came */
	FAILED_UNDECIDED, /* it came otherwise than thought, by no fault of TCP */
	FAILED_TESTER,    /* the tester could not go on */
	FAILED_SHOULD     /* the script says that this is what should not be */
};

struct outcome {
	enum verdict verdict;
	bool silence;
	char *reason, *expected, *got;
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
	bool begun;   /* something was sent */
	bool quiet;  /* silence was the right answer somewhere */
	bool heard_syn, heard_rst; /* from the target */
	bool unsent;  /* a segment did not leave the tester: nothing follows */
	bool over;
	bool merged; /* a segment came that may be several */
	uint64_t mended; /* so many of the first segments are no excuse any more */
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
			       .family = s->env->hosts.target.family };
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

/* session.c: the statement at `at` was not met. expected and got (malloced, may be
 * NULL) pass to the session. Returns what the interpreter does next. */
enum step session_failed(struct session *s, enum failure failure, struct loc at,
			 char *expected, char *got, const char *fmt, ...)
	__attribute__((format(printf, 6, 7)));

/* session.c: opens the connection if it has no port yet. 0, or -1 with err. */
int session_open(struct session *s, struct connection *conn, struct error *err);

/* session.c: when the next segment of the script may leave. */
int64_t session_slot(struct session *s);

/* session.c: replies may come from that address too, which is no host's. 0, or -1 with
 * err. */
int session_answers_from(struct session *s, struct connection *conn,
			 const struct ipaddr *alias, struct error *err);

/* session.c: sends on the connection; fills in addresses and ports where there are
 * none, teaches the TCB. 0, or -1 with err. */
int session_send(struct session *s, struct connection *conn, struct segment *seg,
		 struct error *err);

/* session.c: pushes the first statement of a block; the current statement's
 * successor must be in place already. */
enum step session_enter(struct session *s, enum frame_kind kind, const char *name,
			const struct stmt *first);

/* look.c: takes the head of the inbox: judges it, learns it, frees it. */
void session_consume(struct session *s, struct connection *conn);

/* look.c: takes an item out of the inbox, judges it and frees it; nothing is learnt
 * from it. */
void session_drop(struct session *s, struct connection *conn,
		  struct inbox_item *item);

/* look.c: a correct target may send this now, whatever the script waits for. */
bool session_excuses(const struct session *s, const struct connection *conn,
		     const struct inbox_item *item);

/* look.c: an application that closes only when its peer does. */
bool session_app_stays(enum app app);

/* look.c: the application on the port may have ended the connection, so that an
 * unexpected FIN or RST accuses nobody. */
bool session_app_may_end(const struct session *s, const struct connection *conn,
			 const struct segment *seg);

/* look.c: the segment in script notation, with numbers relative; malloced. */
char *session_show(const struct connection *conn, const struct segment *seg);

/* look.c: marks the line of evidence of the head of the inbox. */
void session_blame(struct session *s, const struct connection *conn,
		   const char *note);

/*
 * judge.c: when a segment may come, on the wire's clock: from =< time =< to. `wait` is
 * when to give up; where the script wrote no end, a segment that comes later than
 * that, and before it was given up, is still in time.
 */
struct window {
	int64_t from, to, wait;
};
struct window session_window(const struct session *s, const struct stmt *stmt);

/* judge.c: when `nothing` or `no` watches. */
/* That nothing came is taken for an answer, which a path that loses can give too. */
enum step session_quiet(struct session *s);

struct window session_silence(const struct session *s, const struct stmt *stmt);

/* judge.c: STEP_WAIT, to be woken at `when`. */
enum step session_wait_until(struct session *s, int64_t when);

/* judge.c: the head of the inbox against a `>` line. */
enum match_result session_look_at(struct session *s, const struct segment_spec *spec,
				  struct error *why);

/* judge.c: the `>` line cannot be evaluated. */
enum step session_cannot_evaluate(struct session *s, const struct stmt *stmt,
				  const struct error *why);

/* judge.c: the head is what was waited for. */
void session_accept(struct session *s);

/* judge.c: the head matches nothing that the script allows here: background of a
 * correct target is passed over (STEP_NEXT), everything else decides. */
enum step session_refuse(struct session *s, const struct stmt *stmt, const char *why);

/* expect.c: whether the head is what `> nothing` or `> no` forbids, in its time:
 * MATCH_YES, MATCH_NO, or MATCH_ERROR with *why. */
enum match_result session_breaks_silence(struct session *s, const struct stmt *stmt,
					 struct error *why);

/* expect.c: the head is just what must not come. Where the case goes on all the same,
 * the statements behind do not meet it again. */
enum step session_unwelcome(struct session *s, const struct stmt *stmt, const char *why);

/* judge.c: what was waited for did not come. */
enum step session_silent(struct session *s, const struct stmt *stmt);

/* judge.c: what the statement wants, in words; malloced. */
char *session_expected(struct session *s, const struct stmt *stmt);

/* expect.c */
enum step exec_expect(struct session *s, const struct stmt *stmt);
enum step exec_nothing(struct session *s, const struct stmt *stmt);
enum step exec_no(struct session *s, const struct stmt *stmt);
enum step exec_data(struct session *s, const struct stmt *stmt);

/* one_of.c */
enum step exec_one_of(struct session *s, const struct stmt *stmt);

/* fill.c */
enum step exec_fill(struct session *s, const struct stmt *stmt);

/* state.c */
enum step exec_state(struct session *s, const struct stmt *stmt);

/* act.c */
enum step exec_send(struct session *s, const struct stmt *stmt);
enum step exec_wait(struct session *s, const struct stmt *stmt);
enum step exec_let(struct session *s, const struct stmt *stmt);
enum step exec_check(struct session *s, const struct stmt *stmt);
enum step exec_isn(struct session *s, const struct stmt *stmt);
enum step exec_connection(struct session *s, const struct stmt *stmt);
enum step exec_use(struct session *s, const struct stmt *stmt);
enum step exec_should(struct session *s, const struct stmt *stmt);
enum step exec_warn(struct session *s, const struct stmt *stmt);

/* app.c */
enum step exec_app(struct session *s, const struct stmt *stmt);

#endif
