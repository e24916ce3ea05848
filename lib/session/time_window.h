/* SPDX-License-Identifier: BSD-2-Clause */
/* time_window.h - when a segment of the target may come. */
#ifndef TCPVET_SESSION_TIME_WINDOW_H
#define TCPVET_SESSION_TIME_WINDOW_H

#include "session/interpreter.h"

/*
 * When a segment may come, on the wire's clock: from =< time =< to. `wait` is
 * when to give up; where the script wrote no end, a segment that comes later than
 * that, and before it was given up, is still in time.
 */
struct window {
	int64_t from, to, wait;
};

/* Of a `>` line. */
struct window session_window(const struct session *s, const struct stmt *stmt);

/* When `nothing` or `no` watches. */
struct window session_silence_window(const struct session *s, const struct stmt *stmt);

/* STEP_WAIT, to be woken at `when`. */
enum step session_wait_until(struct session *s, int64_t when);

/* Nothing came and nothing was to come: taken for an answer, which a path that loses can
 * give too. STEP_NEXT. */
enum step session_silence_held(struct session *s);

#endif
