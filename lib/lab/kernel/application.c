/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * application.c - connections in one loop, none of which blocks. What comes is read at
 * once and thrown away, so that no CLOSE finds data unread, which the kernel would
 * answer with RST instead of FIN (RFC 9293 SHLD-3).
 */
#include "lab/kernel/application.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/memory.h"

enum {
	OPEN_MOST = 4096,
	EVENTS = 64,
	PIECE = 16384,
	READS_AT_ONCE = 64
};

struct opened {
	struct opened *prev, *next;
	int fd;
	struct connection_id id;
	uint32_t events; /* what it waits for */
	bool connecting; /* the SYN is not acknowledged yet */
	uint32_t unsent; /* octets that were asked for and did not fit */
	bool shut, closing; /* ... behind them */
};

struct application {
	int epoll;
	unsigned count;
	struct opened *all;
};

/* ---- one connection --------------------------------------------------------------- */

static void forget(struct application *application, struct opened *opened)
{
	if (opened->next)
		opened->next->prev = opened->prev;
	if (opened->prev)
		opened->prev->next = opened->next;
	else
		application->all = opened->next;
	application->count--;
	close(opened->fd);
	free(opened);
}

/* CLOSE with nothing to linger for is the ABORT of section 3.10.5. */
static void abort_opened(struct application *application, struct opened *opened)
{
	const struct linger none = { .l_onoff = 1, .l_linger = 0 };

	setsockopt(opened->fd, SOL_SOCKET, SO_LINGER, &none, sizeof(none));
	forget(application, opened);
}

static bool would_block(void)
{
	return errno == EAGAIN || errno == EINTR;
}

/* False when the connection is broken. */
static bool read_away(struct opened *opened)
{
	char piece[PIECE];

	for (int i = 0; i < READS_AT_ONCE; i++) {
		ssize_t got = recv(opened->fd, piece, sizeof(piece), 0);

		if (got < 0)
			return would_block();
		if (got == 0) {
			/* The tester has closed: nothing keeps this end open. */
			opened->closing = true;
			return true;
		}
	}
	return true;
}

static bool send_on(struct opened *opened)
{
	static const char piece[PIECE];

	while (opened->unsent > 0) {
		size_t len = opened->unsent < PIECE ? opened->unsent : PIECE;
		ssize_t sent = send(opened->fd, piece, len, MSG_NOSIGNAL);

		if (sent < 0)
			return would_block();
		opened->unsent -= (uint32_t)sent;
	}
	if (opened->shut && !opened->closing)
		shutdown(opened->fd, SHUT_WR);
	opened->shut = false;
	return true;
}

/* Waits for what is still to come; false when nothing is. */
static bool goes_on(struct application *application, struct opened *opened)
{
	struct epoll_event event = { .events = EPOLLIN, .data.ptr = opened };

	if (opened->closing && opened->unsent == 0)
		return false;
	if (opened->connecting || opened->unsent > 0)
		event.events |= EPOLLOUT;
	/* At the end of file it can be read for ever. */
	if (opened->closing)
		event.events = EPOLLOUT;
	if (event.events == opened->events)
		return true;
	opened->events = event.events;
	return epoll_ctl(application->epoll, EPOLL_CTL_MOD, opened->fd, &event) == 0;
}

static void ready(struct application *application, struct opened *opened,
		  uint32_t events)
{
	bool keep = true;

	if (events & (EPOLLERR | EPOLLHUP | EPOLLOUT))
		opened->connecting = false;
	if (!opened->connecting)
		keep = read_away(opened) && send_on(opened);
	if (!keep || !goes_on(application, opened))
		forget(application, opened);
}

/* ---- requests ----------------------------------------------------------------------- */

static struct opened *find(const struct application *application,
			   const struct connection_id *id)
{
	for (struct opened *o = application->all; o; o = o->next)
		if (o->id.tester_port == id->tester_port &&
		    ipaddr_equal(&o->id.tester, &id->tester) &&
		    ipaddr_equal(&o->id.target, &id->target))
			return o;
	return NULL;
}

/* A socket on its way to the tester, or -1 with errno. */
static int dial(const struct connection_id *id)
{
	struct sockaddr_storage from, to;
	socklen_t from_len = ipaddr_to_sockaddr(&id->target, 0, &from);
	socklen_t to_len = ipaddr_to_sockaddr(&id->tester, id->tester_port, &to);
	int fd, failed;

	fd = socket(to.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -1;
	if (bind(fd, (struct sockaddr *)&from, from_len) == 0 &&
	    (connect(fd, (struct sockaddr *)&to, to_len) == 0 || errno == EINPROGRESS))
		return fd;
	failed = errno;
	close(fd);
	errno = failed;
	return -1;
}

static int open_anew(struct application *application, const struct connection_id *id,
		     struct error *err)
{
	struct epoll_event event = { .events = EPOLLIN | EPOLLOUT };
	struct opened *older = find(application, id), *opened;

	if (older)
		abort_opened(application, older);
	if (application->count == OPEN_MOST)
		return error_set(err, "%d connections are open, more are not opened",
				 OPEN_MOST);
	opened = memory_zeroed(1, sizeof(*opened));
	*opened = (struct opened){ .fd = dial(id), .id = *id, .events = event.events,
				   .connecting = true };
	event.data.ptr = opened;
	if (opened->fd < 0 ||
	    epoll_ctl(application->epoll, EPOLL_CTL_ADD, opened->fd, &event) < 0) {
		error_sys(err, errno, "cannot connect");
		if (opened->fd >= 0)
			close(opened->fd);
		free(opened);
		return -1;
	}
	opened->next = application->all;
	if (opened->next)
		opened->next->prev = opened;
	application->all = opened;
	application->count++;
	return 0;
}

static int send_more(struct application *application, struct opened *opened,
		     uint32_t octets, struct error *err)
{
	if (octets > AGENT_SEND_MOST - opened->unsent)
		return error_set(err, "more than %d octets wait to be sent",
				 AGENT_SEND_MOST);
	if (opened->shut || opened->closing)
		return error_set(err, "connection closing");
	opened->unsent += octets;
	/* A broken connection tells its own time, when it is found ready. */
	if (!opened->connecting)
		send_on(opened);
	if (!goes_on(application, opened))
		forget(application, opened);
	return 0;
}

/* Both are CLOSE; before the connection is there they end it (section 3.10.4). */
static void close_behind(struct application *application, struct opened *opened,
			 bool closing)
{
	if (opened->connecting) {
		forget(application, opened);
		return;
	}
	read_away(opened);
	opened->shut = true;
	opened->closing = opened->closing || closing;
	send_on(opened);
	if (!goes_on(application, opened))
		forget(application, opened);
}

int application_ask(struct application *application, const struct agent_request *request,
		    struct error *err)
{
	struct opened *opened;

	/* What the kernel knows already, such as that a connection is there now. */
	application_run(application);
	opened = find(application, &request->id);
	if (request->call == CALL_CONNECT)
		return open_anew(application, &request->id, err);
	if (request->call == CALL_ABORT) {
		if (opened)
			abort_opened(application, opened);
		return 0;
	}
	if (request->call == CALL_LISTEN || request->call == CALL_RECEIVE)
		return error_set(err, "no such call: %s", user_call_name(request->call));
	if (!opened)
		return error_set(err, "connection does not exist");
	if (request->call == CALL_SEND)
		return send_more(application, opened, request->octets, err);
	close_behind(application, opened, request->call == CALL_CLOSE);
	return 0;
}

/* ---- the whole ------------------------------------------------------------------------ */

struct application *application_open(struct error *err)
{
	struct application *application = memory_zeroed(1, sizeof(*application));

	application->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (application->epoll >= 0)
		return application;
	error_sys(err, errno, "cannot start the application that connects");
	free(application);
	return NULL;
}

void application_close(struct application *application)
{
	if (!application)
		return;
	while (application->all)
		forget(application, application->all);
	close(application->epoll);
	free(application);
}

int application_fd(const struct application *application)
{
	return application->epoll;
}

void application_run(struct application *application)
{
	struct epoll_event events[EVENTS];
	int count = epoll_wait(application->epoll, events, EVENTS, 0);

	/* Each connection stands there once: forgetting one leaves the others. */
	for (int i = 0; i < count; i++)
		ready(application, events[i].data.ptr, events[i].events);
}
