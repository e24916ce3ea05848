/* SPDX-License-Identifier: BSD-2-Clause */
/* control.h - questions to a process of the lab, over the socket that child_start made:
 * a message each way. */
#ifndef TCPVET_LAB_CONTROL_H
#define TCPVET_LAB_CONTROL_H

#include <stddef.h>

#include "base/error.h"
#include "target/agent.h"

/* Asks `whom` (for messages) and waits for an answer of just that length. -1 with err
 * when none comes within five seconds. */
int control_ask(int control, const char *whom, const void *question, size_t question_len,
		void *answer, size_t answer_len, struct error *err);

/* What became of a request to an agent, from one process to another. */
struct agent_answer {
	int failed; /* 0, or -1 with the reason */
	char why[200];
};

/* Makes one of what an agent returned, and the same of it again. */
void agent_answer_set(struct agent_answer *answer, int failed, const struct error *err);
int agent_answer_get(const struct agent_answer *answer, struct error *err);

#endif
