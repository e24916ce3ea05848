/* SPDX-License-Identifier: BSD-2-Clause */
/* drive.h - what `run` and `lab` share: their common options, the reports, the run
 * over one or more targets, the exit status. */
#ifndef TCPVET_CMD_DRIVE_H
#define TCPVET_CMD_DRIVE_H

#include <signal.h>
#include <stdbool.h>

#include "run/schedule.h"
#include "options.h"
#include "verdict/known.h"
#include "report/report.h"
#include "select.h"

/* Keys of options that have no letter. */
enum {
	KEY_JSON = 256, KEY_TAP, KEY_STRICT, KEY_PROFILE, KEY_EXPECT, KEY_RATE,
	KEY_OWN /* first for a command's own */
};

/* The rows that both commands' tables begin with. */
#define DRIVE_OPTION_ROWS                                                          \
	{ KEY_JSON, "json", "FILE", "write JSON lines to FILE (- is standard output)" }, \
	{ KEY_TAP, "tap", NULL, "write TAP to standard output" },                  \
	{ KEY_PROFILE, "profile", "NAME", "quick (the default) or full: the long timers too" }, \
	{ KEY_STRICT, "strict", NULL, "warn and inconclusive count as fail" },     \
	{ KEY_EXPECT, "expect", "FILE", "known deviations of the target" },       \
	{ 'v', "verbose", NULL, "each case with its segments" }

/* ... and those of the commands whose cases run side by side. */
#define DRIVE_SCHEDULE_ROWS                                                        \
	{ 'j', "jobs", "N", "at most N cases side by side (else what it bears)" }, \
	{ KEY_RATE, "rate", "N", "at most N segments a second; 0: no limit" }

struct drive_options {
	const char *json;   /* FILE or NULL */
	bool tap, strict, verbose, full;
	const char *expect; /* FILE or NULL */
	bool expect_own;    /* it comes with tcpvet: what it lists need not be loaded */
	unsigned jobs;      /* 0: found out */
	unsigned rate;      /* segments a second; 0: no limit */
};

struct drive {
	const char *command;
	struct drive_options options;
	struct report *reports;
	struct known *expect;
	bool broken; /* the run ended before its time: the wire did not go on */
	FILE *json_file;  /* the driver's own to close, or NULL */
	bool reported_on_stdout;
	struct run_summary summary;
	int64_t began;
	unsigned told;    /* cases */
	unsigned tested;  /* cases with a verdict other than skip */
};

/* Takes one option of the common rows: 1 it was one, 0 it was not, -1 it was wrong
 * and the message has been printed. */
int drive_option(struct drive_options *options, const struct usage *usage, int key);

/* Opens reports and the expect file; catches SIGINT, SIGTERM and SIGHUP. Returns an
 * exit status; other than EXIT_PASS after one message. End with drive_close. */
int drive_open(struct drive *drive, const char *command,
	       const struct drive_options *options,
	       const struct requirements *reqs);

/* Set when the user wants to stop. */
extern volatile sig_atomic_t drive_interrupted;

/* Runs the selection's cases on all targets side by side and tells them, and the ambient
 * rules, in order. config lacks only what the options say; targets lack only rules.
 * 0, or -1 with err. */
int drive_targets(struct drive *drive, struct schedule_config *config,
		  struct target *const *targets, size_t count,
		  const struct selection *selection, struct error *err);

/* Makes the target anew for a case: what config and *target say of it, but rules. */
typedef void drive_fresh(void *ctx, const struct test_case *tc,
			 struct schedule_config *config, struct target *target);

/* As drive_targets, one case after the other, each on a target of its own. config
 * and target hold one already. */
int drive_fresh_targets(struct drive *drive, struct schedule_config *config,
			struct target *target, drive_fresh *fresh, void *ctx,
			const struct selection *selection, struct error *err);

/* Tells stale expectations and the summary, closes the reports; the exit status. */
int drive_finish(struct drive *drive, const struct selection *selection);

/* The same for a run that its wire ended: the summary says that it was interrupted. */
void drive_break(struct drive *drive, const struct selection *selection);

void drive_close(struct drive *drive);

/* Puts what discovery found into a header's target. */
void drive_describe(struct run_target *out, const struct target *target,
		    const char *ifname);

#endif
