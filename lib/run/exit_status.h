/* SPDX-License-Identifier: BSD-2-Clause */
/* exit_status.h - what the program's exit status says. */
#ifndef TCPVET_RUN_EXIT_STATUS_H
#define TCPVET_RUN_EXIT_STATUS_H

#include <stdbool.h>

struct run_summary;

enum exit_status {
	EXIT_PASS = 0,    /* no fail that is not listed as expected */
	EXIT_FAIL = 1,    /* at least one, whether or not the run came to its end */
	EXIT_MISUSE = 2,  /* wrong usage, or an error in a script */
	EXIT_NOTHING = 3  /* nothing could be tested, the tester failed, or the run was
			   * interrupted without a fail */
};

/* Of a run that came to this. tested: something had a verdict other than skip. strict:
 * warn and inconclusive count as fail. */
enum exit_status exit_status_of(const struct run_summary *summary, bool tested,
				bool strict);

#endif
