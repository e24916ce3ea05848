/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * run.h - the room in which many cases run on targets, and a run as a whole.
 *
 * From the outside in:
 *
 *     run.h         a run: its observers, known deviations, summary; begin here
 *     select.h      from words to test cases; near.h what a wrong word may have meant
 *     remote.h      a host over the network: from its name to a wire and what it offers
 *     discover.h    which ports are open, what listens there
 *     schedule.h    all cases of all targets side by side, in one thread
 *     target_run.h  one target: which of its cases may begin now, on which port
 *                   (target_tell.h, target_death.h: what is told of it, and its end)
 *     job.h         one case on one target: does what verdict/decide.h asks for
 *     trial.h       one session from its first segment to its end; measure.h the path
 *     expectation.h  a list of known deviations, its ids as they are today
 *     queue.h       results in the user's order, whatever order they came in
 *
 * The room uses all above it, and knows no format and no option.
 */
#ifndef TCPVET_RUN_RUN_H
#define TCPVET_RUN_RUN_H

#include <signal.h>

#include "run/exit_status.h"
#include "run/observer.h"
#include "run/schedule.h"
#include "run/select.h"
#include "verdict/known.h"

struct test_run {
	bool full, strict; /* the full profile; warn and inconclusive count as fail */
	const volatile sig_atomic_t *interrupted; /* set: stop now */
	int64_t most_ns; /* for the whole run, from run_open on; 0: no limit */
	bool first_fail; /* ends it, unless it is listed as known */
	struct observer *observers; /* freed by run_close, as is known */
	struct known *known;        /* deviations; NULL: none */
	struct run_summary summary;
	struct run_stop stop;
	bool broken;       /* it ended before its time: the wire did not go on */
	int64_t began;
	unsigned told;     /* cases */
	unsigned tested;   /* cases with a verdict other than skip */
};

/* A run begins; the caller sets what it wants of the first seven members. */
void run_open(struct test_run *run);
void run_close(struct test_run *run);

/* Adds a observer, which is the run's from now on. */
void run_add_observer(struct test_run *run, struct observer *observer);

/* Runs the selection's cases on all targets side by side and tells them, and the ambient
 * rules, in order. Of config, `full`, `stop` and `observer` are the run's; targets
 * lack only rules. 0, or -1 with err. */
int run_targets(struct test_run *run, struct schedule_config *config,
		struct target *const *targets, size_t count,
		const struct selection *selection, struct error *err);

/* Makes the target anew for a case: what config and *target say of it, but rules. 0, or
 * -1 with err. */
typedef int run_fresh(void *ctx, const struct test_case *tc,
		      struct schedule_config *config, struct target *target,
		      struct error *err);

/* As run_targets, one case after the other, each on a target of its own. config and
 * target hold one already. */
int run_fresh_targets(struct test_run *run, struct schedule_config *config,
		      struct target *target, run_fresh *fresh, void *ctx,
		      const struct selection *selection, struct error *err);

/* Tells stale expectations and the summary; the exit status. */
enum exit_status run_finish(struct test_run *run);

/* The same for a run that its wire ended: the summary says that it was interrupted. */
enum exit_status run_break(struct test_run *run);

/* Puts what discovery found into a header's target. */
void run_describe(struct target_info *out, const struct target *target,
		  const char *ifname);

/* Another seed each time. */
uint64_t run_seed(void);

#endif
