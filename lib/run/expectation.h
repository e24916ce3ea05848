/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * expectation.h - a list of known deviations against the cases that there are.
 *
 * Lists live in other people's repositories: an id that was released once stays, or has a
 * line in testcases/aliases.tsv, "OLD<tab>NEW".
 */
#ifndef TCPVET_RUN_EXPECTATION_H
#define TCPVET_RUN_EXPECTATION_H

#include "run/select.h"
#include "verdict/known.h"

/* Reads the list at `path`, its ids as they are today: those of the selection's suite and
 * of all that come with it, loaded or not. NULL with err, which names file and line. Free
 * with known_free. */
struct known *expectation_load(const char *path, const struct selection *selection,
			       struct error *err);

#endif
