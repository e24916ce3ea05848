/* SPDX-License-Identifier: BSD-2-Clause */
/* retransmit.h - what the retransmission timer does. */
#ifndef TCPVET_ENDPOINT_SEND_RETRANSMIT_H
#define TCPVET_ENDPOINT_SEND_RETRANSMIT_H

#include "endpoint/host.h"

/* RETRANSMISSION TIMEOUT of RFC 9293 section 3.10.8, or a probe of a closed window. */
void rtx_expired(struct tcp_conn *conn);

#endif
