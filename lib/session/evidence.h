/* SPDX-License-Identifier: BSD-2-Clause */
/* evidence.h - the last segments of a case. */
#ifndef TCPVET_SESSION_EVIDENCE_H
#define TCPVET_SESSION_EVIDENCE_H

#include "verdict/result.h"

enum { EVIDENCE_LINES = 20 }; /* with them a session stays below 8 KiB */

/* A ring of the latest lines; zero-initialise, free with evidence_clear. */
struct evidence {
	struct trace_line *lines;
	uint64_t room; /* in lines: grows with them up to EVIDENCE_LINES */
	uint64_t added;
};

void evidence_clear(struct evidence *evidence);

/* Adds a copy of *line (its payload pointer is dropped); returns its number. */
uint64_t evidence_add(struct evidence *evidence, const struct trace_line *line);

/* The line of that number, or NULL when it has been overwritten. It stays where it is
 * until the next is added. */
struct trace_line *evidence_line(struct evidence *evidence, uint64_t number);

/* Copies what is held, oldest first, into a new array of *len lines (NULL when
 * there are none); the caller frees it. */
struct trace_line *evidence_copy(const struct evidence *evidence, size_t *len);

#endif
