/* SPDX-License-Identifier: BSD-2-Clause */
/* output.h - what is sent when. */
#ifndef TCPVET_ENDPOINT_SEND_OUTPUT_H
#define TCPVET_ENDPOINT_SEND_OUTPUT_H

#include "endpoint/host.h"

/* Sends all that the windows let out now, then an ACK if one is still owed at once. */
void output_run(struct tcp_conn *conn);

#endif
