/* SPDX-License-Identifier: BSD-2-Clause */
#include "target/state.h"

#include <assert.h>
#include <string.h>

static const char *const names[] = {
	[STATE_CLOSED] = "CLOSED",
	[STATE_LISTEN] = "LISTEN",
	[STATE_SYN_SENT] = "SYN-SENT",
	[STATE_SYN_RECEIVED] = "SYN-RECEIVED",
	[STATE_ESTABLISHED] = "ESTABLISHED",
	[STATE_FIN_WAIT_1] = "FIN-WAIT-1",
	[STATE_FIN_WAIT_2] = "FIN-WAIT-2",
	[STATE_CLOSE_WAIT] = "CLOSE-WAIT",
	[STATE_CLOSING] = "CLOSING",
	[STATE_LAST_ACK] = "LAST-ACK",
	[STATE_TIME_WAIT] = "TIME-WAIT",
};

static_assert(sizeof(names) / sizeof(names[0]) == STATE_COUNT,
	      "every state has a name");

const char *state_name(enum tcp_state state)
{
	return names[state];
}

bool state_parse(const char *name, enum tcp_state *out)
{
	for (int i = 0; i < STATE_COUNT; i++) {
		if (strcmp(names[i], name) == 0) {
			*out = (enum tcp_state)i;
			return true;
		}
	}
	return false;
}

bool state_synchronized(enum tcp_state state)
{
	return state >= STATE_ESTABLISHED;
}
