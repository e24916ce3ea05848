/* SPDX-License-Identifier: BSD-2-Clause */
/* time_wait.h - into TIME-WAIT, and back to it (RFC 9293 section 3.6.1). */
#ifndef TCPVET_ENDPOINT_ARRIVES_TIME_WAIT_H
#define TCPVET_ENDPOINT_ARRIVES_TIME_WAIT_H

#include <stdbool.h>

#include "endpoint/host.h"

/* "Start the time-wait timer, turn off the other timers." */
void enter_time_wait(struct tcp_conn *conn);

/* MAY-2 (2): an old duplicate opened this SYN-RECEIVED in place of a TIME-WAIT. True when
 * that is back; false, with nothing changed, when there was none. */
bool time_wait_returns(struct tcp_conn *conn);

#endif
