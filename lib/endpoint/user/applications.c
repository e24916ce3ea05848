/* SPDX-License-Identifier: BSD-2-Clause */
/* applications.c - the applications: echo (RFC 862), discard (863), daytime (867) and
 * chargen (864), by user calls alone; and one that has stalled. */
#include "endpoint/user/applications.h"

#include <time.h>

#include "endpoint/send/send_space.h"
#include "endpoint/user/calls.h"

enum { PIECE = 4096, CHARGEN_LINE = 72, CHARGEN_SET = 95, STALLED_LINES = 4 };

static void run_echo(struct tcp_conn *conn)
{
	uint8_t piece[PIECE];

	for (;;) {
		uint32_t room = send_room(conn);
		uint32_t len = call_receive(conn, piece,
					    room < PIECE ? room : PIECE);

		if (len == 0)
			break;
		call_send(conn, piece, len, false);
	}
	if (call_at_end(conn))
		call_close(conn);
}

static void discard_all(struct tcp_conn *conn)
{
	uint8_t piece[PIECE];

	while (call_receive(conn, piece, PIECE) > 0)
		;
}

static void run_discard(struct tcp_conn *conn)
{
	discard_all(conn);
	if (call_at_end(conn))
		call_close(conn);
}

/* One line, then CLOSE at once; what arrives is thrown away. */
static void run_daytime(struct tcp_conn *conn)
{
	char line[64];
	time_t seconds = (time_t)(conn->host->now / SECOND);
	struct tm tm;

	discard_all(conn);
	if (!conn->served && gmtime_r(&seconds, &tm)) {
		size_t len = strftime(line, sizeof(line), "%Y-%m-%d %H:%M:%S UTC\r\n",
				      &tm);

		conn->served = true;
		call_send(conn, line, (uint32_t)len, false);
		call_close(conn);
	}
}

/* Lines of 72 of the 95 printing characters, each begins one further on. */
static uint8_t chargen_octet(uint32_t at)
{
	uint32_t line = at / (CHARGEN_LINE + 2), column = at % (CHARGEN_LINE + 2);

	if (column == CHARGEN_LINE)
		return '\r';
	if (column == CHARGEN_LINE + 1)
		return '\n';
	return (uint8_t)(' ' + (line + column) % CHARGEN_SET);
}

static void run_chargen(struct tcp_conn *conn)
{
	const uint32_t period = (CHARGEN_LINE + 2) * CHARGEN_SET;
	uint8_t piece[PIECE];

	discard_all(conn);
	if (call_at_end(conn)) {
		call_close(conn);
		return;
	}
	while (send_room(conn) >= PIECE) {
		for (uint32_t i = 0; i < PIECE; i++)
			piece[i] = chargen_octet((conn->pattern + i) % period);
		if (call_send(conn, piece, PIECE, false) == 0)
			return;
		conn->pattern = (conn->pattern + PIECE) % period;
	}
}

static void run_stalled(struct tcp_conn *conn)
{
	uint8_t lines[STALLED_LINES * (CHARGEN_LINE + 2)];

	if (conn->served)
		return;
	conn->served = true;
	for (uint32_t i = 0; i < sizeof(lines); i++)
		lines[i] = chargen_octet(i);
	call_send(conn, lines, sizeof(lines), false);
}

static void (*const applications[APP_COUNT])(struct tcp_conn *conn) = {
	[APP_ECHO] = run_echo,
	[APP_DISCARD] = run_discard,
	[APP_DAYTIME] = run_daytime,
	[APP_CHARGEN] = run_chargen,
	[APP_STALLED] = run_stalled,
};

void app_run(struct tcp_conn *conn)
{
	if (!applications[conn->app] || !state_synchronized(conn->state) ||
	    conn->state == STATE_TIME_WAIT)
		return;
	applications[conn->app](conn);
}
