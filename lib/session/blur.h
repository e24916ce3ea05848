/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * blur.h - what segments that an offload has put together can explain: that the one which
 * was waited for did not come by itself, and that one is longer than it may be. Nothing
 * else of them is in doubt, nor anything that came or did not come apart from them: who
 * merges joins what followed on each other, with the same flags but FIN and PSH and no
 * lower acknowledgment (the last one's).
 *
 * Uncertain are the length of the last segment, where it began, and its window (that of
 * the first is kept); a statement that goes by such a number is blurred with it, and so is
 * what comes of a segment that the tester sent by one.
 */
#ifndef TCPVET_SESSION_BLUR_H
#define TCPVET_SESSION_BLUR_H

#include "session/interpreter.h"

/* The head of the inbox may have been several. */
bool session_head_merged(const struct session *s);

/* Whether that explains that the head is not what the statement wants, or is what it
 * forbids. */
bool session_blur_explains_head(struct session *s, const struct stmt *stmt);

/* Whether what the statement wants may have come in merged segments: with one that it has
 * passed over, or among octets that no statement has accounted for. */
bool session_blur_explains_absence(struct session *s, const struct stmt *stmt);

/* The head is of more than one alternative if it was several. */
bool session_blur_divides(struct session *s, const struct stmt *stmt);

/* The head is about to be passed over by the statement. */
void session_blur_passes(struct session *s, const struct stmt *stmt);

/* Data was claimed: of what was merged only octets behind it are open still. */
void session_blur_claim(struct connection *conn);

/* The statement has accounted for what it accepted: its length was as written. */
void session_blur_settle(struct connection *conn, const struct segment_spec *spec);

#endif
