/* SPDX-License-Identifier: BSD-2-Clause */
/* conn_timers.c - when the timers of a connection expire, and which is the first. */
#include "endpoint/conn_timers.h"

void timer_set(struct tcp_conn *conn, enum timer timer, int64_t delay)
{
	conn->timer[timer] = conn->host->now + delay;
}

void timer_stop(struct tcp_conn *conn, enum timer timer)
{
	conn->timer[timer] = NEVER;
}

void timer_stop_all(struct tcp_conn *conn)
{
	for (int i = 0; i < TIMER_COUNT; i++)
		timer_stop(conn, (enum timer)i);
}

int64_t endpoint_deadline(const struct tcp_endpoint *host)
{
	int64_t first = NEVER;

	if (host->hung)
		return NEVER;
	for (const struct tcp_conn *conn = host->conns; conn; conn = conn->next)
		for (int i = 0; i < TIMER_COUNT; i++)
			if (conn->timer[i] < first)
				first = conn->timer[i];
	return first;
}
