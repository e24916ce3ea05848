/* SPDX-License-Identifier: BSD-2-Clause */
/* common.h - what the commands that run cases share: their options, the reports, the end. */
#ifndef TCPVET_CMD_COMMON_H
#define TCPVET_CMD_COMMON_H

#include <limits.h>
#include <stdio.h>

#include "options.h"
#include "run/run.h"

/* Keys of options that have no letter. */
enum {
	KEY_JSON = 256, KEY_TAP, KEY_STRICT, KEY_PROFILE, KEY_EXPECT, KEY_RATE, KEY_MAX_TIME,
	KEY_OWN /* first for a command's own */
};

/* The rows that both commands' tables begin with. */
#define COMMON_OPTION_ROWS                                                          \
	{ KEY_JSON, "json", "FILE", "write JSON lines to FILE (- is standard output)" }, \
	{ KEY_TAP, "tap", NULL, "write TAP to standard output" },                  \
	{ KEY_PROFILE, "profile", "NAME", "quick (the default) or full: the long timers too" }, \
	{ KEY_STRICT, "strict", NULL, "warn and inconclusive count as fail" },     \
	{ KEY_EXPECT, "expect", "FILE", "known deviations of the target" },       \
	{ 'v', "verbose", NULL, "each case with its segments" }

/* ... and those of the commands whose cases run side by side. */
#define COMMON_SCHEDULE_ROWS                                                        \
	{ 'j', "jobs", "N", "at most N cases side by side (else what it bears)" }, \
	{ 'x', "fail-fast", NULL, "stop at the first fail that is not expected" },  \
	{ KEY_MAX_TIME, "max-time", "S", MAX_TIME_WORDS },                         \
	{ KEY_RATE, "rate", "N", "at most N segments a second; 0: no limit" }

enum { MAX_TIME_NONE = 0, MAX_TIME_DEFAULT = UINT_MAX };

struct common_options {
	const char *json;   /* FILE or NULL */
	bool tap, strict, verbose, full;
	const char *expect; /* FILE or NULL */
	unsigned jobs;      /* 0: found out */
	bool first_fail;    /* ends the run */
	unsigned max_time;  /* seconds; MAX_TIME_DEFAULT: the command's own; 0: no limit */
	unsigned rate;      /* segments a second; 0: no limit */
};

struct common {
	const char *command;
	struct common_options options;
	struct test_run run;
	FILE *json_file; /* to close, or NULL */
	bool reported_on_stdout;
};

/* Takes one option of the common rows: 1 it was one, 0 it was not, -1 it was wrong
 * and the message has been printed. */
int common_option(struct common_options *options, const struct usage *usage, int key);

/* Opens reports and the expect file, which may name cases beside those selected; catches SIGINT, SIGTERM and SIGHUP. Returns an
 * exit status; other than EXIT_PASS after one message. End with common_close. */
int common_open(struct common *common, const char *command,
		const struct common_options *options, const struct selection *selection);
void common_close(struct common *common);

/* Has the signal handled so that a wait ends; one that was ignored when the program began
 * stays ignored. */
void common_catch(int signum, void (*handler)(int));

/* Set when the user wants to stop. */
extern volatile sig_atomic_t interrupted;

/* A header's first words; target and targets are the caller's to fill in. */
struct run_info common_info(const struct common *common, size_t case_count,
			    size_t target_count);

/* Tells the end of the run; the exit status, or another when a report could not be
 * written. */
int common_finish(struct common *common);

/* Finds and loads the scripts and chooses the cases that `words` name. Returns EXIT_PASS,
 * or another exit status after one message (or the diagnostics of the scripts) on standard
 * error; in either case end with selection_close. */
int common_select(struct selection *out, const char *command, char *const *words,
		  size_t word_count, enum selection_use use);

/* Only what comes before the cases: paths, catalogue and an empty suite. Returns and ends
 * as common_select. */
int common_prepare(struct selection *out, const char *command);

#endif
