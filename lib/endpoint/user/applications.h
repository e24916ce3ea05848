/* SPDX-License-Identifier: BSD-2-Clause */
/* applications.h - the services of the endpoint. */
#ifndef TCPVET_ENDPOINT_USER_APPLICATIONS_H
#define TCPVET_ENDPOINT_USER_APPLICATIONS_H

#include "endpoint/host.h"

/* Lets the application of the connection go on, by user calls; where no service has the
 * connection, or it is not synchronized, nothing happens. */
void app_run(struct tcp_conn *conn);

#endif
