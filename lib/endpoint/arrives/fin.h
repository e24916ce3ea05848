/* SPDX-License-Identifier: BSD-2-Clause */
/* fin.h - the peer's FIN (RFC 9293 section 3.10.7.4, eighth step). */
#ifndef TCPVET_ENDPOINT_ARRIVES_FIN_H
#define TCPVET_ENDPOINT_ARRIVES_FIN_H

#include "endpoint/arrival.h"
#include "endpoint/host.h"

/* Eighth, check the FIN bit. */
enum step_result check_fin(struct tcp_conn *conn, const struct arrival *in);

/* The connection is established: delivers text and FIN that came before (section
 * 3.10.7.2). GO_ON or GONE. */
enum step_result deliver_queued(struct tcp_conn *conn);

#endif
