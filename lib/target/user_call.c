/* SPDX-License-Identifier: BSD-2-Clause */
#include "target/user_call.h"

#include <assert.h>

static const char *const names[] = {
	[CALL_CONNECT] = "connect",
	[CALL_SEND] = "send",
	[CALL_CLOSE] = "close",
	[CALL_SHUTDOWN] = "shutdown",
	[CALL_ABORT] = "abort",
	[CALL_LISTEN] = "listen",
	[CALL_RECEIVE] = "receive",
};

static_assert(sizeof(names) / sizeof(names[0]) == CALL_COUNT, "every call has a name");

const char *user_call_name(enum user_call call)
{
	return names[call];
}
