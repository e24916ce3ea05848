/* SPDX-License-Identifier: BSD-2-Clause */
#include "target/agent.h"

#include <assert.h>

static const char *const names[] = {
	[AGENT_CONNECT] = "connect",   [AGENT_SEND] = "send",
	[AGENT_CLOSE] = "close",       [AGENT_SHUTDOWN] = "shutdown",
	[AGENT_ABORT] = "abort",
};

static_assert(sizeof(names) / sizeof(names[0]) == AGENT_ABORT + 1,
	      "every action has a name");

const char *agent_action_name(enum agent_action action)
{
	return names[action];
}
