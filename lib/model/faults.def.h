/* SPDX-License-Identifier: BSD-2-Clause */
/* faults.def.h - the faults, one row each; see faults.h. */
#ifndef TCPVET_MODEL_FAULTS_DEF_H
#define TCPVET_MODEL_FAULTS_DEF_H

/* clang-format off */
#define FAULT_LIST(X) \
	X(SYNACK_ACK_SHORT, "synack-acks-x", "handshake", "RFC9293/3.5-3WHS", \
	  "the SYN,ACK acknowledges x, not x+1", "")
/* clang-format on */

#endif
