/* SPDX-License-Identifier: BSD-2-Clause */
#include "session/evidence.h"

#include <stdlib.h>

#include "base/memory.h"

enum { ROOM_FIRST = 5 }; /* most cases exchange no more */

/* A session is born small: thousands may be alive, of which few say much. */
static void grow(struct evidence *evidence)
{
	uint64_t room = evidence->room ? 2 * evidence->room : ROOM_FIRST;

	if (room > EVIDENCE_LINES)
		room = EVIDENCE_LINES;
	evidence->lines = memory_resized(evidence->lines, room, sizeof(*evidence->lines));
	evidence->room = room;
}

void evidence_clear(struct evidence *evidence)
{
	free(evidence->lines);
	*evidence = (struct evidence){ NULL, 0, 0 };
}

uint64_t evidence_add(struct evidence *evidence, const struct trace_line *line)
{
	struct trace_line *slot;

	if (evidence->added == evidence->room && evidence->room < EVIDENCE_LINES)
		grow(evidence);
	slot = &evidence->lines[evidence->added % EVIDENCE_LINES];
	*slot = *line;
	slot->seg.payload = NULL;
	return evidence->added++;
}

struct trace_line *evidence_line(struct evidence *evidence, uint64_t number)
{
	if (number >= evidence->added || evidence->added - number > EVIDENCE_LINES)
		return NULL;
	return &evidence->lines[number % EVIDENCE_LINES];
}

struct trace_line *evidence_copy(const struct evidence *evidence, size_t *len)
{
	uint64_t count = evidence->added < EVIDENCE_LINES ? evidence->added
							  : EVIDENCE_LINES;
	uint64_t first = evidence->added - count;
	struct trace_line *copy;

	*len = 0;
	if (count == 0)
		return NULL;
	copy = memory_zeroed(count, sizeof(*copy));
	for (uint64_t i = 0; i < count; i++)
		copy[i] = evidence->lines[(first + i) % EVIDENCE_LINES];
	*len = count;
	return copy;
}
