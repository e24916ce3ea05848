/* SPDX-License-Identifier: BSD-2-Clause */
#include "lab/kernel/protocols.h"

#include <assert.h>
#include <errno.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <time.h>

enum {
	ECHO_BYTES = 8192,
	READS_AT_ONCE = 64,
	/* RFC 864: lines of 72 of the 95 printing characters, each line one further. */
	PRINTING = 95, LINE_CHARS = 72, LINE_BYTES = LINE_CHARS + 2,
	PATTERN_BYTES = PRINTING * LINE_BYTES,
	/* stalled: the receive buffer is small, so that few segments close the window */
	STALLED_BYTES = 4 * LINE_BYTES, STALLED_BUFFER = 4096,
};

static_assert((int)PROTOCOL_PATTERN == 2 * (int)PATTERN_BYTES, "a run never wraps");

static bool would_block(void)
{
	return errno == EAGAIN || errno == EINTR;
}

/* Sends what waits in the buffer; false when the connection is broken. */
static bool echo_flush(struct peer *peer)
{
	while (peer->len > 0) {
		ssize_t sent = send(peer->fd, peer->buf + peer->start, peer->len,
				    MSG_NOSIGNAL);

		if (sent < 0)
			return would_block();
		peer->start += (size_t)sent;
		peer->len -= (size_t)sent;
	}
	peer->start = 0;
	return true;
}

/* Reads only when nothing is left to be sent, so at the end of file all is sent. */
static bool echo_ready(struct protocol_memory *memory, struct peer *peer)
{
	(void)memory;
	if (!echo_flush(peer))
		return false;
	if (peer->len == 0) {
		ssize_t got = recv(peer->fd, peer->buf, ECHO_BYTES, 0);

		if (got < 0)
			return would_block();
		if (got == 0)
			return false;
		peer->len = (size_t)got;
		if (!echo_flush(peer))
			return false;
	}
	peer->events = peer->len > 0 ? EPOLLOUT : EPOLLIN;
	return true;
}

static bool discard_ready(struct protocol_memory *memory, struct peer *peer)
{
	ssize_t got = recv(peer->fd, memory->scratch, PROTOCOL_SCRATCH, 0);

	return got > 0 || (got < 0 && would_block());
}

static bool chargen_ready(struct protocol_memory *memory, struct peer *peer)
{
	ssize_t sent;

	if (!discard_ready(memory, peer))
		return false;
	sent = send(peer->fd, memory->pattern + peer->start, PATTERN_BYTES,
		    MSG_NOSIGNAL);
	if (sent < 0)
		return would_block();
	peer->start = (peer->start + (size_t)sent) % PATTERN_BYTES;
	return true;
}

/* The line fits an empty send buffer. What the peer has sent already is read away:
 * unread data would make the kernel close with RST instead of FIN. */
static void daytime_once(struct protocol_memory *memory, int fd)
{
	time_t now = time(NULL);
	struct tm utc;
	char line[64];
	size_t len;

	if (!gmtime_r(&now, &utc))
		return;
	len = strftime(line, sizeof(line), "%Y-%m-%d %H:%M:%S UTC\r\n", &utc);
	if (send(fd, line, len, MSG_NOSIGNAL) < 0)
		return;
	for (int i = 0; i < READS_AT_ONCE; i++) {
		if (recv(fd, memory->scratch, PROTOCOL_SCRATCH, 0) <= 0)
			break;
	}
}

/* It waits for nothing but the end of the connection, and only that makes it ready. */
static bool stalled_ready(struct protocol_memory *memory, struct peer *peer)
{
	(void)memory;
	(void)peer;
	return false;
}

static const struct protocol protocols[APP_COUNT] = {
	[APP_ECHO] = { .ready = echo_ready, .buffer = ECHO_BYTES, .events = EPOLLIN },
	[APP_DISCARD] = { .ready = discard_ready, .events = EPOLLIN },
	[APP_DAYTIME] = { .once = daytime_once },
	[APP_CHARGEN] = { .ready = chargen_ready, .events = EPOLLIN | EPOLLOUT },
	[APP_STALLED] = { .ready = stalled_ready, .greeting = STALLED_BYTES,
			  .receive_buffer = STALLED_BUFFER },
};

static_assert((int)STALLED_BYTES >= (int)STALLED_GREETING, "it says enough");

void protocols_prepare(struct protocol_memory *memory)
{
	for (size_t i = 0; i < 2 * PATTERN_BYTES; i++) {
		size_t line = i / LINE_BYTES, column = i % LINE_BYTES;

		if (column < LINE_CHARS)
			memory->pattern[i] = (char)(' ' + (line + column) % PRINTING);
		else
			memory->pattern[i] = column == LINE_CHARS ? '\r' : '\n';
	}
}

const struct protocol *protocol_of(enum app app)
{
	const struct protocol *protocol;

	if ((unsigned)app >= APP_COUNT)
		return NULL;
	protocol = &protocols[app];
	return protocol->once || protocol->ready ? protocol : NULL;
}
