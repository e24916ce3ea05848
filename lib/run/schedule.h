/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * schedule.h - many cases on many targets side by side, in one thread, over one wire.
 *
 * Each session has ports of its own; what comes finds its session by address and port.
 * Cases with the longest timers begin first, so that a run takes hardly longer than
 * its longest case.
 */
#ifndef TCPVET_RUN_SCHEDULE_H
#define TCPVET_RUN_SCHEDULE_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "run/builtin.h"
#include "verdict/result.h"
#include "run/stop.h"
#include "run/target.h"
#include "script/ast.h"
#include "wire/wire.h"

/* The cases of one target. */
struct schedule_plan {
	struct target *target;
	const struct test_case *const *cases;
	size_t count;
};

/* Who is told, in the order of events. Both may be NULL. */
struct schedule_observer {
	void *ctx;
	void (*start)(void *ctx, const struct schedule_plan *plan, size_t number);
	/* The result is the scheduler's and is cleared afterwards. */
	void (*result)(void *ctx, const struct schedule_plan *plan, size_t number,
		       struct case_result *result);
};

struct schedule_config {
	struct wire *wire;
	const struct builtins *builtins;
	bool full;     /* cases of the full profile too */
	unsigned jobs; /* cases of a target side by side; 0: as it bears them */
	unsigned most; /* cases side by side, of all targets; 0: no limit */
	unsigned rate; /* segments a second, over all targets; 0: no limit */
	/* Nothing is known of how many connections the targets serve at once: begin
	 * with few, and accuse by nothing that what ran beside may have caused. */
	bool capacity_unknown;
	struct run_stop *stop; /* looked at all the time; or NULL: runs to its end */
	struct schedule_observer observer;
};

/* Runs all plans. 0 also when stopped; -1 with err when the wire broke down for
 * good. Open connections are reset in any case. */
int schedule_run(const struct schedule_config *config, const struct schedule_plan *plans,
		 size_t count, struct error *err);

#endif
