/* SPDX-License-Identifier: BSD-2-Clause */
/* state_witness.h - what shows a state of the target where its own table cannot be read. */
#ifndef TCPVET_SESSION_STATE_WITNESS_H
#define TCPVET_SESSION_STATE_WITNESS_H

#include "session/interpreter.h"

/* Whether the target is in one of the states of the statement, by an exchange that leaves
 * it as it is, or by what it sends unasked. STEP_WAIT until that is known. A state that
 * nothing can show is noted as unchecked. */
enum step session_ask_witness(struct session *s, const struct stmt *stmt);

/* The case is over and would pass, but no statement behind a state that was not checked
 * could have failed: it is undecided. */
void session_settle_unchecked(struct session *s);

/* What failed is that the connection is in this state. */
void session_blame_state(struct session *s, enum tcp_state state);

/* "CLOSED or LISTEN" of a set of bits 1 << enum tcp_state; malloced. */
char *session_state_names(uint32_t states);

#endif
