/* SPDX-License-Identifier: BSD-2-Clause */
/* conn_timers.h - the timers of a connection; what they do is in timeouts.c. */
#ifndef TCPVET_ENDPOINT_CONN_TIMERS_H
#define TCPVET_ENDPOINT_CONN_TIMERS_H

#include <stdbool.h>
#include <stdint.h>

#include "endpoint/host.h"

/* The timer expires `delay` ns from now, whatever it was set to. */
void timer_set(struct tcp_conn *conn, enum timer timer, int64_t delay);
void timer_stop(struct tcp_conn *conn, enum timer timer);
void timer_stop_all(struct tcp_conn *conn);

static inline bool timer_runs(const struct tcp_conn *conn, enum timer timer)
{
	return conn->timer[timer] != NEVER;
}

#endif
