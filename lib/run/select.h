/* SPDX-License-Identifier: BSD-2-Clause */
/* select.h - from the words of a command line to test cases. */
#ifndef TCPVET_RUN_SELECT_H
#define TCPVET_RUN_SELECT_H

#include "run/script_paths.h"
#include "script/requirements.h"
#include "script/script.h"

struct selection {
	struct script_paths paths;
	struct requirements *reqs;
	struct suite *suite;
	const struct test_case **cases; /* chosen, in the suite's order */
	size_t count;                   /* at least 1 after success */
};

/* Who names a case by its id to run it wants it run: it is of the quick profile too. */
enum selection_use { SELECT_TO_SHOW, SELECT_TO_RUN };

/*
 * Loads the scripts and chooses the cases that `words` name: a case id, a topic, or the
 * path of a .tc file; no word: all of them (full profile included: see test_case.full).
 * Returns EXIT_PASS, or another exit status with err, or with "" in err when what is wrong
 * with the scripts has been written to `messages`; in either case end with
 * selection_close.
 */
int selection_open(struct selection *out, const struct script_paths *paths,
		   char *const *words, size_t word_count, enum selection_use use,
		   FILE *messages, struct error *err);
void selection_close(struct selection *selection);

/* Only what comes before the cases: paths, catalogue and an empty suite. 0, or -1 with
 * err; ends as selection_open. */
int selection_prepare(struct selection *out, const struct script_paths *paths,
		      struct error *err);

#endif
