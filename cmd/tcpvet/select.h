/* SPDX-License-Identifier: BSD-2-Clause */
/* select.h - from the words of a command line to test cases. */
#ifndef TCPVET_CMD_SELECT_H
#define TCPVET_CMD_SELECT_H

#include "paths.h"
#include "script/requirements.h"
#include "script/script.h"

struct selection {
	struct paths paths;
	struct requirements *reqs;
	struct suite *suite;
	const struct test_case **cases; /* chosen, in the suite's order */
	size_t count;                   /* at least 1 after success */
};

/*
 * Finds and loads the scripts and chooses the cases that `words` name: a case id, a
 * topic, or the path of a .tc file; no word: all of them (full profile included: see
 * test_case.full). Returns EXIT_PASS, or another exit status after one message (or
 * the diagnostics of the scripts) on standard error; in either case end with
 * selection_close.
 */
int selection_open(struct selection *out, const char *command, char *const *words,
		   size_t word_count);

/* The same for a command that runs them: who names a case by its id wants it run, so it
 * is of the quick profile too. */
int selection_open_to_run(struct selection *out, const char *command, char *const *words,
			  size_t word_count);
void selection_close(struct selection *selection);

/* Only what comes before the cases: paths, catalogue and an empty suite. Returns and
 * ends as selection_open. */
int selection_prepare(struct selection *out, const char *command);

#endif
