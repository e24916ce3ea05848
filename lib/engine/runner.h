/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * runner.h - cases one after the other on one target: which service serves a case,
 * how often a trial is repeated before its verdict counts.
 *
 * A pass counts at once. A fail counts when it came twice, on fresh connections; a
 * reply that did not come, when it did so three times a second apart while a control
 * exchange was answered. On a path that may lose segments it must come as often as it
 * takes to rule the path out (engine/trust.h), and so must a warning. What does not
 * repeat is inconclusive, never a fail; so is a trial for which the tester was late.
 */
#ifndef TCPVET_ENGINE_RUNNER_H
#define TCPVET_ENGINE_RUNNER_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "engine/builtin.h"
#include "engine/result.h"
#include "engine/rules.h"
#include "engine/service.h"
#include "model/agent.h"
#include "model/oracle.h"
#include "script/ast.h"
#include "wire/wire.h"

/* Who is told. Both may be NULL. */
struct runner_listener {
	void *ctx;
	void (*start)(void *ctx, const struct test_case *tc, enum ip_family family);
	/* The result is the runner's and is cleared afterwards. */
	void (*result)(void *ctx, struct case_result *result);
};

struct runner_config {
	struct wire *wire;
	const struct builtins *builtins;
	const struct service *services; /* open ports of the target */
	size_t service_count;
	uint16_t closed_port;  /* 0: none known */
	struct oracle *oracle; /* the target's own table, or NULL */
	struct agent *agent;   /* acts for an application of the target, or NULL */
	struct rules *rules;   /* ambient rules, or NULL */
	bool full;             /* cases of the full profile too */
	int64_t rtt;           /* ns, smallest measured */
	uint64_t seed;
	const volatile sig_atomic_t *interrupted; /* set: stop now; or NULL */
	struct runner_listener listener;
};

/* Runs the cases in order. 0 also when interrupted; -1 with err when the wire broke
 * down for good. */
int runner_run(const struct runner_config *config,
	       const struct test_case *const *cases, size_t count,
	       struct error *err);

/* One trial of a case on the given service; verdict alone (discovery, controls). The
 * rules are not asked. */
enum verdict runner_try(const struct runner_config *config,
			const struct service *service,
			const struct test_case *tc, struct error *err);

#endif
