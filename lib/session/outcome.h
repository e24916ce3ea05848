/* SPDX-License-Identifier: BSD-2-Clause */
/* outcome.h - what a failure means where it happens: the session's verdict. */
#ifndef TCPVET_SESSION_OUTCOME_H
#define TCPVET_SESSION_OUTCOME_H

#include "session/interpreter.h"

/* Why a statement was not met. */
enum failure {
	FAILED_MISMATCH,  /* something else came */
	FAILED_SILENCE,   /* nothing came */
	FAILED_MERGED,    /* either, as merged segments explain (blur.h) */
	FAILED_TESTER,    /* the tester could not go on */
	FAILED_SHOULD     /* the script says that this is what should not be */
};

/* The statement at `at` was not met: what that comes to depends on the frames around it.
 * expected and got (malloced, may be NULL) pass to the session. Returns what the
 * interpreter does next. */
enum step session_failed(struct session *s, enum failure failure, struct loc at,
			 char *expected, char *got, const char *fmt, ...)
	__attribute__((format(printf, 6, 7)));

/* The same where what came, or did not, is no fault of TCP for that reason. */
enum step session_undecided(struct session *s, enum excuse excuse, struct loc at,
			    char *expected, char *got, const char *fmt, ...)
	__attribute__((format(printf, 6, 7)));

/* The tester could not carry the statement out. */
enum step session_cannot(struct session *s, const struct stmt *stmt,
			 const struct error *why);

/* A statement is over: what it has done so far is forgotten. */
void session_clear_progress(struct session *s);

/* Frees what the outcome holds. */
void outcome_clear(struct outcome *outcome);

#endif
