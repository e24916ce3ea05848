/* SPDX-License-Identifier: BSD-2-Clause */
/* lab_targets.h - the lab's far end as targets of a run, and the wire to it. */
#ifndef TCPVET_LAB_KERNEL_LAB_TARGETS_H
#define TCPVET_LAB_KERNEL_LAB_TARGETS_H

#include <signal.h>

#include "lab/kernel/kernel_lab.h"
#include "run/target.h"
#include "wire/live/live.h"

struct lab_targets {
	struct target targets[2]; /* one a family */
	struct route routes[2];
	size_t count;
	struct wire *wire;
};

/*
 * The families that are wanted, each with the lab's services, which must answer; the
 * round trips are measured on the way. interrupted: stops early when it is set. 0, or -1
 * with err; in either case end with lab_targets_close.
 */
int lab_targets_open(struct lab_targets *targets, struct lab *lab, bool inet, bool inet6,
		     const volatile sig_atomic_t *interrupted, struct error *err);
void lab_targets_close(struct lab_targets *targets);

#endif
