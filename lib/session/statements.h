/* SPDX-License-Identifier: BSD-2-Clause */
/* statements.h - the statements of the language, one function each: what it does now, and
 * what the interpreter does next. */
#ifndef TCPVET_SESSION_STATEMENTS_H
#define TCPVET_SESSION_STATEMENTS_H

#include "session/interpreter.h"

/* stmt_expect.c */
enum step exec_expect(struct session *s, const struct stmt *stmt);
enum step exec_nothing(struct session *s, const struct stmt *stmt);
enum step exec_no(struct session *s, const struct stmt *stmt);
enum step exec_data(struct session *s, const struct stmt *stmt);

/* stmt_one_of.c */
enum step exec_one_of(struct session *s, const struct stmt *stmt);

/* stmt_fill.c */
enum step exec_fill(struct session *s, const struct stmt *stmt);

/* stmt_state.c */
enum step exec_state(struct session *s, const struct stmt *stmt);

/* stmt_send.c */
enum step exec_send(struct session *s, const struct stmt *stmt);

/* stmt_steer.c */
enum step exec_wait(struct session *s, const struct stmt *stmt);
enum step exec_let(struct session *s, const struct stmt *stmt);
enum step exec_check(struct session *s, const struct stmt *stmt);
enum step exec_isn(struct session *s, const struct stmt *stmt);
enum step exec_connection(struct session *s, const struct stmt *stmt);
enum step exec_use(struct session *s, const struct stmt *stmt);
enum step exec_should(struct session *s, const struct stmt *stmt);
enum step exec_warn(struct session *s, const struct stmt *stmt);

/* stmt_app.c */
enum step exec_app(struct session *s, const struct stmt *stmt);

#endif
