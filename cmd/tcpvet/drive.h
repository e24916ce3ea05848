/* SPDX-License-Identifier: BSD-2-Clause */
/* drive.h - what `run` and `lab` share: their common options, the reports, the run
 * over one or more targets, the exit status. */
#ifndef TCPVET_CMD_DRIVE_H
#define TCPVET_CMD_DRIVE_H

#include <signal.h>
#include <stdbool.h>

#include "engine/runner.h"
#include "options.h"
#include "report/expect.h"
#include "report/report.h"
#include "select.h"

/* Keys of options that have no letter. */
enum {
	KEY_JSON = 256, KEY_TAP, KEY_STRICT, KEY_PROFILE, KEY_EXPECT,
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

struct drive_options {
	const char *json;   /* FILE or NULL */
	bool tap, strict, verbose, full;
	const char *expect; /* FILE or NULL */
};

struct drive {
	const char *command;
	struct drive_options options;
	struct report *reports;
	struct expect *expect;
	FILE *json_file;  /* the driver's own to close, or NULL */
	bool reported_on_stdout;
	struct run_summary summary;
	int64_t began;
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

/* One target: runs the selection's cases, tells them and the ambient rules. config
 * lacks only rules and listener. 0, or -1 with err. */
int drive_target(struct drive *drive, struct runner_config *config,
		 const struct selection *selection, struct error *err);

/* As drive_target, where each case has a target of its own: `fresh` puts it into
 * config before the case. config holds one already. */
int drive_fresh_targets(struct drive *drive, struct runner_config *config,
			void (*fresh)(void *ctx, const struct test_case *tc,
				      struct runner_config *config),
			void *ctx, const struct selection *selection,
			struct error *err);

/* Tells stale expectations and the summary, closes the reports; the exit status. */
int drive_finish(struct drive *drive, const struct selection *selection);
void drive_close(struct drive *drive);

/* Puts what discovery found into a header's target. */
void drive_describe(struct run_target *out, const struct wire *wire,
		    const char *ifname, const struct runner_config *config);

#endif
