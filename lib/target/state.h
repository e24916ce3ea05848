/* SPDX-License-Identifier: BSD-2-Clause */
/* state.h - the connection states of RFC 9293 section 3.3.2, spelled as there. */
#ifndef TCPVET_TARGET_STATE_H
#define TCPVET_TARGET_STATE_H

#include <stdbool.h>

enum tcp_state {
	STATE_CLOSED,
	STATE_LISTEN,
	STATE_SYN_SENT,
	STATE_SYN_RECEIVED,
	STATE_ESTABLISHED,
	STATE_FIN_WAIT_1,
	STATE_FIN_WAIT_2,
	STATE_CLOSE_WAIT,
	STATE_CLOSING,
	STATE_LAST_ACK,
	STATE_TIME_WAIT,
	STATE_COUNT
};

/* "SYN-RECEIVED" and so on. */
const char *state_name(enum tcp_state state);

/* The state of that name; false when there is none. */
bool state_parse(const char *name, enum tcp_state *out);

/* ESTABLISHED and every state after it (RFC 9293 section 3.5.1). */
bool state_synchronized(enum tcp_state state);

#endif
