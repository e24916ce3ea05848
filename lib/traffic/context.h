/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * context.h - the room of traffic, and what all that goes on in a run shares.
 *
 * Many sessions and measures go on in one thread over one wire. Whose is a segment that
 * comes (ports.h), when may one leave (pace.h), who runs next (tasks.h over timers.h,
 * turns.h), how many go on side by side (concurrency.h), how far is the target (rtt.h)?
 * The room uses base, segment, target and wire, and knows neither scripts nor verdicts.
 */
#ifndef TCPVET_TRAFFIC_CONTEXT_H
#define TCPVET_TRAFFIC_CONTEXT_H

#include <signal.h>
#include <stdbool.h>

#include "traffic/pace.h"
#include "traffic/ports.h"
#include "traffic/tasks.h"
#include "wire/wire.h"

struct context {
	struct wire *wire;
	struct ports *ports;
	struct pace pace;
	struct tasks tasks;
	/* Until when everything that came has been handed to whom it belongs. */
	int64_t seen;
	const volatile sig_atomic_t *interrupted; /* or NULL */
};

/* For a wire on which nothing goes on yet. rate: segments a second, 0: no limit. */
void context_open(struct context *context, struct wire *wire, unsigned rate);
void context_close(struct context *context);

static inline bool context_interrupted(const struct context *context)
{
	return context->interrupted && *context->interrupted;
}

/* Hands out what has come and notes the time. How much came, or -1 with err. */
int context_drain(struct context *context, struct error *err);

#endif
