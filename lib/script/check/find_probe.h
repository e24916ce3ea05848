/* SPDX-License-Identifier: BSD-2-Clause */
/* find_probe.h - the probe that a use names. Private to lib/script. */
#ifndef TCPVET_SCRIPT_CHECK_FIND_PROBE_H
#define TCPVET_SCRIPT_CHECK_FIND_PROBE_H

#include "script/check/checker.h"

/* The probe (N_PROBE) that the use (N_USE) names; *file is the one that holds it. NULL,
 * and reported, where there is none, or where writing it out would never end. */
const struct node *find_probe(struct checker *c, const struct node *node,
			      const struct script_file **file);

#endif
