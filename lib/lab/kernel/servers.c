/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * servers.c - one loop for thousands of connections. A connection costs its struct
 * and, for echo, one buffer; nothing grows with what a peer sends, because nothing is
 * read while something is still to be sent.
 */
#include "lab/kernel/servers.h"

#include <assert.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "lab/kernel/application.h"
#include "lab/control.h"

enum {
	/*
	 * The kernel cuts it to net.core.somaxconn (4096 by default). It bounds the
	 * half-open connections of a port as well; beyond it SYN cookies answer, which
	 * is how this kernel is run by default, and such a connection is in no table.
	 */
	BACKLOG = 4096,
	ECHO_BYTES = 8192,
	SCRATCH_BYTES = 65536,
	EVENTS = 128,
	ACCEPTS_AT_ONCE = 64,
	STARVED_MS = 20,
	/* RFC 864: lines of 72 of the 95 printing characters, each line one further. */
	PRINTING = 95, LINE_CHARS = 72, LINE_BYTES = LINE_CHARS + 2,
	PATTERN_BYTES = PRINTING * LINE_BYTES,
	/* stalled: the receive buffer is small, so that few segments close the window */
	STALLED_BYTES = 4 * LINE_BYTES, STALLED_BUFFER = 4096,
};

/* What epoll hands back: a listener, the start of a connection, or one of the two that
 * services_run adds. */
struct endpoint {
	int fd;
	enum app app;
	bool listening;
};

static struct endpoint control_end, application_end;

struct conn {
	struct endpoint end;
	struct conn *prev, *next;
	uint32_t events; /* what it waits for */
	size_t start, len; /* echo: unsent bytes in buf; chargen: place in the pattern */
	char buf[];
};

static_assert(offsetof(struct conn, end) == 0, "epoll's pointer stands for either");

struct services {
	int epoll;
	bool starved; /* of descriptors or memory: listeners are set aside */
	struct endpoint *listeners;
	size_t count;
	struct conn *conns;
	char scratch[SCRATCH_BYTES];
	char pattern[2 * PATTERN_BYTES]; /* twice, so that a run never wraps */
};

/* ---- the services -------------------------------------------------------------- */

static bool would_block(void)
{
	return errno == EAGAIN || errno == EINTR;
}

/* Sends what waits in the buffer; false when the connection is broken. */
static bool echo_flush(struct conn *conn)
{
	while (conn->len > 0) {
		ssize_t sent = send(conn->end.fd, conn->buf + conn->start, conn->len,
				    MSG_NOSIGNAL);

		if (sent < 0)
			return would_block();
		conn->start += (size_t)sent;
		conn->len -= (size_t)sent;
	}
	conn->start = 0;
	return true;
}

/* Reads only when nothing is left to be sent, so at the end of file all is sent. */
static bool echo_ready(struct services *services, struct conn *conn)
{
	(void)services;
	if (!echo_flush(conn))
		return false;
	if (conn->len == 0) {
		ssize_t got = recv(conn->end.fd, conn->buf, ECHO_BYTES, 0);

		if (got < 0)
			return would_block();
		if (got == 0)
			return false;
		conn->len = (size_t)got;
		if (!echo_flush(conn))
			return false;
	}
	conn->events = conn->len > 0 ? EPOLLOUT : EPOLLIN;
	return true;
}

static bool discard_ready(struct services *services, struct conn *conn)
{
	ssize_t got = recv(conn->end.fd, services->scratch, SCRATCH_BYTES, 0);

	return got > 0 || (got < 0 && would_block());
}

static bool chargen_ready(struct services *services, struct conn *conn)
{
	ssize_t sent;

	if (!discard_ready(services, conn))
		return false;
	sent = send(conn->end.fd, services->pattern + conn->start, PATTERN_BYTES,
		    MSG_NOSIGNAL);
	if (sent < 0)
		return would_block();
	conn->start = (conn->start + (size_t)sent) % PATTERN_BYTES;
	return true;
}

/* The line fits an empty send buffer. What the peer has sent already is read away:
 * unread data would make the kernel close with RST instead of FIN. */
static void daytime_once(struct services *services, int fd)
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
	for (int i = 0; i < ACCEPTS_AT_ONCE; i++) {
		if (recv(fd, services->scratch, SCRATCH_BYTES, 0) <= 0)
			break;
	}
}

/* It waits for nothing but the end of the connection, and only that makes it ready. */
static bool stalled_ready(struct services *services, struct conn *conn)
{
	(void)services;
	(void)conn;
	return false;
}

/* Either served when accepted and closed, or greeted with so many octets and called
 * when it is ready, until it returns false. */
struct handler {
	void (*once)(struct services *services, int fd);
	bool (*ready)(struct services *services, struct conn *conn);
	size_t buffer, greeting;
	uint32_t events;
	int receive_buffer; /* octets; 0: what the kernel gives */
};

static const struct handler handlers[APP_COUNT] = {
	[APP_ECHO] = { .ready = echo_ready, .buffer = ECHO_BYTES, .events = EPOLLIN },
	[APP_DISCARD] = { .ready = discard_ready, .events = EPOLLIN },
	[APP_DAYTIME] = { .once = daytime_once },
	[APP_CHARGEN] = { .ready = chargen_ready, .events = EPOLLIN | EPOLLOUT },
	[APP_STALLED] = { .ready = stalled_ready, .greeting = STALLED_BYTES,
			  .receive_buffer = STALLED_BUFFER },
};

static_assert((int)STALLED_BYTES >= (int)STALLED_GREETING, "it says enough");

static bool can_serve(enum app app)
{
	return (unsigned)app < APP_COUNT && (handlers[app].once || handlers[app].ready);
}

static void fill_pattern(char pattern[static 2 * PATTERN_BYTES])
{
	for (size_t i = 0; i < 2 * PATTERN_BYTES; i++) {
		size_t line = i / LINE_BYTES, column = i % LINE_BYTES;

		if (column < LINE_CHARS)
			pattern[i] = (char)(' ' + (line + column) % PRINTING);
		else
			pattern[i] = column == LINE_CHARS ? '\r' : '\n';
	}
}

/* ---- connections --------------------------------------------------------------- */

static int watch(struct services *services, int op, struct endpoint *end,
		 uint32_t events)
{
	struct epoll_event event = { .events = events, .data.ptr = end };

	return epoll_ctl(services->epoll, op, end->fd, &event);
}

static void conn_close(struct services *services, struct conn *conn)
{
	if (conn->next)
		conn->next->prev = conn->prev;
	if (conn->prev)
		conn->prev->next = conn->next;
	else
		services->conns = conn->next;
	close(conn->end.fd);
	free(conn);
}

static void conn_open(struct services *services, int fd, enum app app)
{
	const struct handler *handler = &handlers[app];
	struct conn *conn = malloc(sizeof(*conn) + handler->buffer);

	/* An empty send buffer takes it whole; a connection that broke tells later. */
	if (!conn || (handler->greeting && send(fd, services->pattern, handler->greeting,
						MSG_NOSIGNAL) < 0)) {
		close(fd);
		free(conn);
		return;
	}
	*conn = (struct conn){ .end = { .fd = fd, .app = app },
			       .next = services->conns, .events = handler->events };
	if (watch(services, EPOLL_CTL_ADD, &conn->end, conn->events) < 0) {
		close(fd);
		free(conn);
		return;
	}
	if (conn->next)
		conn->next->prev = conn;
	services->conns = conn;
}

/* A broken connection is ready for everything: reading or writing tells the handler. */
static void conn_ready(struct services *services, struct conn *conn)
{
	uint32_t waited_for = conn->events;
	bool keep = handlers[conn->end.app].ready(services, conn);

	if (keep && conn->events != waited_for)
		keep = watch(services, EPOLL_CTL_MOD, &conn->end, conn->events) == 0;
	if (!keep)
		conn_close(services, conn);
}

/* ---- listeners ------------------------------------------------------------------ */

/* receive_buffer: octets, or 0; connections inherit it. */
static int listen_on(int family, uint16_t port, int receive_buffer)
{
	struct sockaddr_in inet = { .sin_family = AF_INET, .sin_port = htons(port) };
	struct sockaddr_in6 inet6 = { .sin6_family = AF_INET6,
				      .sin6_port = htons(port) };
	int fd, failed, on = 1;

	fd = socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -1;
	/* Urgent data is data: out of line it would be missing from the echo. */
	if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) < 0 ||
	    setsockopt(fd, SOL_SOCKET, SO_OOBINLINE, &on, sizeof(on)) < 0 ||
	    (receive_buffer && setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &receive_buffer,
					  sizeof(receive_buffer)) < 0) ||
	    (family == AF_INET6 &&
	     setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on)) < 0) ||
	    (family == AF_INET
	     ? bind(fd, (struct sockaddr *)&inet, sizeof(inet))
	     : bind(fd, (struct sockaddr *)&inet6, sizeof(inet6))) < 0 ||
	    listen(fd, BACKLOG) < 0) {
		failed = errno;
		close(fd);
		errno = failed;
		return -1;
	}
	return fd;
}

static int add_listener(struct services *services, const struct service *service,
			int family, struct error *err)
{
	struct endpoint *end = &services->listeners[services->count];
	const char *label = family == AF_INET ? "IPv4" : "IPv6";

	end->fd = listen_on(family, service->port,
			    handlers[service->app].receive_buffer);
	if (end->fd < 0)
		return error_sys(err, errno, "cannot listen on port %u over %s",
				 service->port, label);
	services->count++;
	end->app = service->app;
	end->listening = true;
	if (watch(services, EPOLL_CTL_ADD, end, EPOLLIN) < 0)
		return error_sys(err, errno, "cannot watch port %u over %s",
				 service->port, label);
	return 0;
}

/* Level-triggered listeners would spin while nothing can be accepted. */
static void set_starved(struct services *services, bool starved)
{
	services->starved = starved;
	for (size_t i = 0; i < services->count; i++)
		watch(services, EPOLL_CTL_MOD, &services->listeners[i],
		      starved ? 0 : EPOLLIN);
}

static void accept_some(struct services *services, const struct endpoint *listener)
{
	for (int i = 0; i < ACCEPTS_AT_ONCE; i++) {
		int fd = accept4(listener->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

		if (fd < 0 && (errno == EMFILE || errno == ENFILE || errno == ENOMEM ||
			       errno == ENOBUFS))
			set_starved(services, true);
		if (fd < 0)
			return;
		if (handlers[listener->app].once) {
			handlers[listener->app].once(services, fd);
			close(fd);
		} else {
			conn_open(services, fd, listener->app);
		}
	}
}

/* ---- the whole ------------------------------------------------------------------- */

struct services *services_open(const struct service *table, size_t count,
			       struct error *err)
{
	struct services *services = calloc(1, sizeof(*services));

	if (!services || !(services->listeners =
			   calloc(2 * count + 1, sizeof(*services->listeners)))) {
		free(services);
		error_sys(err, ENOMEM, "cannot start the services");
		return NULL;
	}
	fill_pattern(services->pattern);
	services->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (services->epoll < 0) {
		error_sys(err, errno, "cannot start the services");
		goto cleanup;
	}
	for (size_t i = 0; i < count; i++) {
		if (!can_serve(table[i].app)) {
			error_set(err, "no service here for port %u (application %d)",
				  table[i].port, (int)table[i].app);
			goto cleanup;
		}
		if (add_listener(services, &table[i], AF_INET, err) < 0 ||
		    add_listener(services, &table[i], AF_INET6, err) < 0)
			goto cleanup;
	}
	return services;
cleanup:
	services_close(services);
	return NULL;
}

void services_close(struct services *services)
{
	if (!services)
		return;
	while (services->conns)
		conn_close(services, services->conns);
	for (size_t i = 0; i < services->count; i++)
		close(services->listeners[i].fd);
	if (services->epoll >= 0)
		close(services->epoll);
	free(services->listeners);
	free(services);
}

size_t services_fds(const struct services *services, int *fds, size_t max)
{
	for (size_t i = 0; i <= services->count && i < max; i++)
		fds[i] = i == 0 ? services->epoll : services->listeners[i - 1].fd;
	return services->count + 1;
}

static void raise_descriptors(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
		limit.rlim_cur = limit.rlim_max;
		setrlimit(RLIMIT_NOFILE, &limit);
	}
}

/* A request to the application; anything else, or the end, stops the services. */
static bool answer_control(struct application *application, int control)
{
	struct agent_request request;
	struct agent_answer answer;
	struct error err = { "" };
	ssize_t len = recv(control, &request, sizeof(request), MSG_DONTWAIT);

	if (len < 0 && would_block())
		return true;
	if (len != (ssize_t)sizeof(request))
		return false;
	agent_answer_set(&answer, application_ask(application, &request, &err), &err);
	return send(control, &answer, sizeof(answer), MSG_NOSIGNAL) == sizeof(answer);
}

/* Returns true when it is time to stop. */
static bool serve(struct services *services, struct application *application,
		  int control, const struct epoll_event *events, int count)
{
	bool asked = false;

	for (int i = 0; i < count; i++) {
		struct endpoint *end = events[i].data.ptr;

		if (end == &control_end)
			asked = true;
		else if (end == &application_end)
			application_run(application);
		else if (end->listening)
			accept_some(services, end);
		else
			conn_ready(services, (struct conn *)end);
	}
	/* Who asks has seen what came before. */
	return asked && !answer_control(application, control);
}

static int run(struct services *services, struct application *application, int control,
	       struct error *err)
{
	struct epoll_event events[EVENTS];

	while (true) {
		bool starved = services->starved;
		int count = epoll_wait(services->epoll, events, EVENTS,
				       starved ? STARVED_MS : -1);

		if (count < 0 && errno != EINTR)
			return error_sys(err, errno, "cannot wait for connections");
		if (starved)
			set_starved(services, false); /* try once more */
		if (serve(services, application, control, events, count))
			return 0;
	}
}

int services_run(struct services *services, int control, struct error *err)
{
	struct epoll_event asked = { .events = EPOLLIN, .data.ptr = &control_end };
	struct epoll_event opened = { .events = EPOLLIN, .data.ptr = &application_end };
	struct application *application = application_open(err);
	int result;

	if (!application)
		return -1;
	raise_descriptors();
	if (epoll_ctl(services->epoll, EPOLL_CTL_ADD, control, &asked) < 0 ||
	    epoll_ctl(services->epoll, EPOLL_CTL_ADD, application_fd(application),
		      &opened) < 0)
		result = error_sys(err, errno, "cannot watch for the end of the services");
	else
		result = run(services, application, control, err);
	epoll_ctl(services->epoll, EPOLL_CTL_DEL, control, NULL);
	/* Its descriptor leaves the set as it is closed. */
	application_close(application);
	return result;
}
