/* SPDX-License-Identifier: BSD-2-Clause */
/* rst.h - the RST bit (RFC 9293 section 3.10.7.4, second step; RFC 5961 section 3). */
#ifndef TCPVET_ENDPOINT_ARRIVES_RST_H
#define TCPVET_ENDPOINT_ARRIVES_RST_H

#include "endpoint/arrival.h"
#include "endpoint/host.h"

/* Second, check the RST bit, which is set: DROP or GONE. */
enum step_result check_rst(struct tcp_conn *conn, const struct arrival *in);

#endif
