/* SPDX-License-Identifier: BSD-2-Clause */
/* tcb.c - a TCB begins, changes its state, is gone. What segments do to it is in
 * tester_sent.c and target_sent.c. */
#include "model/tcb.h"

#include <string.h>

void tcb_init(struct tcb *tcb, bool listener)
{
	memset(tcb, 0, sizeof(*tcb));
	tcb->listener = listener;
	tcb->state = listener ? STATE_LISTEN : STATE_CLOSED;
}

bool tcb_gone(const struct tcb *tcb)
{
	return tcb->state == STATE_CLOSED || tcb->state == STATE_LISTEN;
}

void tcb_set_state(struct tcb *tcb, enum tcp_state state)
{
	const bool gone = state == STATE_CLOSED || state == STATE_LISTEN;

	if (gone)
		state = tcb->listener ? STATE_LISTEN : STATE_CLOSED;
	tcb->state = state;
}
