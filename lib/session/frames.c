/* SPDX-License-Identifier: BSD-2-Clause */
#include "session/frames.h"

#include "session/outcome.h"

enum step session_enter(struct session *s, enum frame_kind kind, const char *name,
			const struct stmt *first)
{
	if (s->depth == sizeof(s->frames) / sizeof(s->frames[0])) {
		struct loc nowhere = { s->tc->loc.file, s->tc->loc.line, 0 };

		return session_failed(s, FAILED_TESTER, nowhere, NULL, NULL,
				      "the case is nested too deeply");
	}
	s->frames[s->depth++] = (struct frame){ .kind = kind, .next = first, .name = name };
	return STEP_ENTER;
}

enum step session_enter_block(struct session *s, enum frame_kind kind,
			      const struct stmt *stmt, const struct stmt *first)
{
	s->frames[s->depth - 1].next = stmt->next;
	return session_enter(s, kind, kind == FRAME_USE ? stmt->name : NULL, first);
}
