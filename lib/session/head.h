/* SPDX-License-Identifier: BSD-2-Clause */
/* head.h - the first segment in the inbox, the head, against a statement. */
#ifndef TCPVET_SESSION_HEAD_H
#define TCPVET_SESSION_HEAD_H

#include "session/interpreter.h"
#include "session/match.h"

/* The head against a `>` line. */
enum match_result session_match_head(struct session *s, const struct segment_spec *spec,
				     struct error *why);

/* The head is what was waited for. */
void session_accept_head(struct session *s);

/* The head matches nothing that the script allows here: background of a correct target
 * is passed over (STEP_NEXT), everything else decides. */
enum step session_unmatched(struct session *s, const struct stmt *stmt, const char *why);

/* Whether the head counts where nothing may come: what a timer repeats and what an
 * application says by its own mind do not. */
bool session_counts_as_something(const struct session *s, const struct connection *conn);

/* Whether the head is what `> nothing` or `> no` forbids, in its time: MATCH_YES,
 * MATCH_NO, or MATCH_ERROR with *why. */
enum match_result session_breaks_silence(struct session *s, const struct stmt *stmt,
					 struct error *why);

/* The head is just what must not come. Where the case goes on all the same, the
 * statements behind do not meet it again. */
enum step session_forbidden(struct session *s, const struct stmt *stmt, const char *why);

/* What the failure that follows is about: nothing of the kind that the statement waits
 * for came, or the head is what should not have. */
void session_blame_silence(struct session *s, const struct stmt *stmt);
void session_blame_head(struct session *s, enum cause_kind kind);

/* What was waited for did not come. */
enum step session_no_reply(struct session *s, const struct stmt *stmt);

/* What the statement wants, in words; malloced. */
char *session_expected(struct session *s, const struct stmt *stmt);

#endif
