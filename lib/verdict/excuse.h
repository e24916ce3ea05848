/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * excuse.h - everything that can turn what was seen into less than a fail, in one table.
 *
 * Whoever excuses something says so by its row here, and what was used is told in the
 * report: an excuse that nobody can read about is a way to be silent about a wrong stack.
 * What has no row excuses nothing.
 */
#ifndef TCPVET_VERDICT_EXCUSE_H
#define TCPVET_VERDICT_EXCUSE_H

#include <stdint.h>

enum excuse {
	/* of a trial, by what came */
	EXCUSE_PREAMBLE,
	EXCUSE_MERGED,
	EXCUSE_SUPPLANTED,
	EXCUSE_APPLICATION,
	EXCUSE_WITNESS,
	EXCUSE_MODEL,
	EXCUSE_WINDOW_OPEN,
	EXCUSE_AGENT,
	EXCUSE_DISTANCE,
	/* of a trial, by the tester's own failings */
	EXCUSE_OVERFLOW,
	EXCUSE_UNSENT,
	EXCUSE_DROPS,
	EXCUSE_LATE,
	/* of a case, by all its trials */
	EXCUSE_PATH,
	EXCUSE_ONCE,
	EXCUSE_PATIENCE,
	EXCUSE_REFUSED,
	EXCUSE_DEAD,
	EXCUSE_STOPPED,
	/* of a rule, by all its segments */
	EXCUSE_DAMAGE,
	EXCUSE_LOSS,
	EXCUSE_STRAY,
	EXCUSE_OFFLOAD,
	EXCUSE_COUNT
};

struct excuse_row {
	const char *name;    /* one word or two, as in the JSON lines */
	const char *reason;  /* why it excuses */
	const char *section; /* of an RFC, where one says so; else "" */
	const char *hides;   /* the wrong stack that it may let go */
	const char *bound;   /* how far it reaches */
};

extern const struct excuse_row excuse_rows[EXCUSE_COUNT];

/* A set of them: bit 1 << enum excuse. */
typedef uint32_t excuse_set;

static inline excuse_set excuse_bit(enum excuse excuse)
{
	return (excuse_set)1 << excuse;
}

#endif
