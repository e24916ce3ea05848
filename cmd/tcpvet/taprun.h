/* SPDX-License-Identifier: BSD-2-Clause */
/* taprun.h - the cases against the reference endpoint over a private link. */
#ifndef TCPVET_CMD_TAPRUN_H
#define TCPVET_CMD_TAPRUN_H

#include "common.h"
#include "endpoint/faults.h"

struct taprun {
	struct common_options common;
	struct fault_set faults;
	bool only4, only6, no_oracle;
};

/* Runs the selection; the exit status. */
int taprun(const struct taprun *options, const struct selection *selection);

/* "the reference endpoint, fault NAME, fault NAME". Static storage. */
const char *taprun_name(const struct taprun *options);

#endif
