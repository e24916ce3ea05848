/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tap_target.h - the reference endpoint over a private link as a target of a run: each
 * case meets an endpoint of its own, as in a simulation, so that no fault of one case is
 * the cause of another's verdict.
 */
#ifndef TCPVET_LAB_TAP_TAP_TARGET_H
#define TCPVET_LAB_TAP_TAP_TARGET_H

#include <signal.h>

#include "lab/tap/taplab.h"
#include "run/schedule.h"
#include "wire/live/live.h"

struct tap_target {
	struct taplab *lab;
	struct route route;
	struct wire *wire;
	struct target target;
};

/* oracle: states are read from the endpoint's own table. interrupted: stops early when
 * it is set. 0, or -1 with err; in either case end with tap_target_close. */
int tap_target_open(struct tap_target *tap, struct taplab *lab, enum ip_family family,
		    bool oracle, const volatile sig_atomic_t *interrupted,
		    struct error *err);
void tap_target_close(struct tap_target *tap);

/* A run_fresh; ctx is the struct tap_target. */
int tap_target_fresh(void *ctx, const struct test_case *tc, struct schedule_config *config,
		     struct target *target, struct error *err);

#endif
