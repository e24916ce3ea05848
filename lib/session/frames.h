/* SPDX-License-Identifier: BSD-2-Clause */
/* frames.h - blocks entered: probes, `should`, alternatives. */
#ifndef TCPVET_SESSION_FRAMES_H
#define TCPVET_SESSION_FRAMES_H

#include "session/interpreter.h"

/* Pushes the first statement of a block; the current statement's successor must be in
 * place already. name: the probe of FRAME_USE. */
enum step session_enter(struct session *s, enum frame_kind kind, const char *name,
			const struct stmt *first);

/* Enters the block of the statement at hand, which goes on behind it afterwards. */
enum step session_enter_block(struct session *s, enum frame_kind kind,
			      const struct stmt *stmt, const struct stmt *first);

#endif
