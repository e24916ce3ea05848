/* SPDX-License-Identifier: BSD-2-Clause */
/* tcb_receive.h - what segments of either end do to the receive sequence space; internal
 * to lib/model. */
#ifndef TCPVET_MODEL_TCB_RECEIVE_H
#define TCPVET_MODEL_TCB_RECEIVE_H

#include "model/tcb.h"

/* The window field of a segment, scaled by `shift` where scaling is in force. */
uint32_t tcb_window_of(const struct tcb *tcb, const struct segment *seg, uint8_t shift);

/* What the tester has sent on this port stays true of a new connection; all else is as
 * after tcb_init. */
void tcb_forget(struct tcb *tcb);

/* The tester's SYN gives the target its numbers. Text and FIN on it are queued: the
 * target may take them later. */
void tcb_take_syn(struct tcb *tcb, const struct tcb_offer *syn);

/* A SYN in LISTEN (section 3.10.7.2, third step) makes a new connection. */
void tcb_begin(struct tcb *tcb, const struct tcb_offer *syn);

/* Does the state take text (section 3.10.7.4, seventh step)? */
bool tcb_takes_text(enum tcp_state state);

/* The target's FIN was acknowledged. */
bool tcb_fin_acked(const struct tcb *tcb);

/* Moves RCV.NXT over what has come, and over the FIN when nothing is missing before
 * it. */
void tcb_take_text(struct tcb *tcb);

#endif
