/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * servers.c - one loop for thousands of connections, of which each costs its struct and,
 * for echo, one buffer. What is done with one stands in protocols.c.
 */
#include "lab/kernel/servers.h"

#include <assert.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/memory.h"
#include "lab/control.h"
#include "lab/kernel/application.h"
#include "lab/kernel/protocols.h"

enum {
	/*
	 * The kernel cuts it to net.core.somaxconn (4096 by default). It bounds the
	 * half-open connections of a port as well; beyond it SYN cookies answer, which
	 * is how this kernel is run by default, and such a connection is in no table.
	 */
	BACKLOG = 4096,
	EVENTS = 128,
	ACCEPTS_AT_ONCE = 64,
	STARVED_MS = 20
};

/* What epoll hands back: a listener, the start of a connection, or one of the two that
 * services_run adds. */
struct socket_end {
	int fd;
	const struct protocol *protocol;
	bool listening;
};

static struct socket_end control_end, application_end;

/* A connection to one of the services. */
struct served {
	struct socket_end end;
	struct served *prev, *next;
	struct peer peer;
	char buf[]; /* the peer's */
};

static_assert(offsetof(struct served, end) == 0, "epoll's pointer stands for either");

struct services {
	int epoll;
	bool starved; /* of descriptors or memory: listeners are set aside */
	struct socket_end *listeners;
	size_t count;
	struct served *all;
	struct protocol_memory memory;
};

/* ---- connections --------------------------------------------------------------- */

static int watch(struct services *services, int op, struct socket_end *end,
		 uint32_t events)
{
	struct epoll_event event = { .events = events, .data.ptr = end };

	return epoll_ctl(services->epoll, op, end->fd, &event);
}

static void served_close(struct services *services, struct served *served)
{
	if (served->next)
		served->next->prev = served->prev;
	if (served->prev)
		served->prev->next = served->next;
	else
		services->all = served->next;
	close(served->end.fd);
	free(served);
}

/* An empty send buffer takes it whole; a connection that broke tells later. */
static bool greet(struct services *services, int fd, size_t octets)
{
	return octets == 0 ||
	       send(fd, services->memory.pattern, octets, MSG_NOSIGNAL) >= 0;
}

static void served_open(struct services *services, int fd,
			const struct protocol *protocol)
{
	struct served *served = memory_zeroed(1, sizeof(*served) + protocol->buffer);

	served->end = (struct socket_end){ .fd = fd, .protocol = protocol };
	served->peer = (struct peer){ .fd = fd, .events = protocol->events,
				      .buf = served->buf };
	served->next = services->all;
	if (!greet(services, fd, protocol->greeting) ||
	    watch(services, EPOLL_CTL_ADD, &served->end, protocol->events) < 0) {
		close(fd);
		free(served);
		return;
	}
	if (served->next)
		served->next->prev = served;
	services->all = served;
}

/* A broken connection is ready for everything: reading or writing tells the protocol. */
static void served_ready(struct services *services, struct served *served)
{
	struct peer *peer = &served->peer;
	uint32_t waited_for = peer->events;
	bool keep = served->end.protocol->ready(&services->memory, peer);

	if (keep && peer->events != waited_for)
		keep = watch(services, EPOLL_CTL_MOD, &served->end, peer->events) == 0;
	if (!keep)
		served_close(services, served);
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
	struct socket_end *end = &services->listeners[services->count];
	const char *label = family == AF_INET ? "IPv4" : "IPv6";

	end->protocol = protocol_of(service->app);
	end->listening = true;
	end->fd = listen_on(family, service->port, end->protocol->receive_buffer);
	if (end->fd < 0)
		return error_sys(err, errno, "cannot listen on port %u over %s",
				 service->port, label);
	services->count++;
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

static void accept_some(struct services *services, const struct socket_end *listener)
{
	for (int i = 0; i < ACCEPTS_AT_ONCE; i++) {
		int fd = accept4(listener->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

		if (fd < 0 && (errno == EMFILE || errno == ENFILE || errno == ENOMEM ||
			       errno == ENOBUFS))
			set_starved(services, true);
		if (fd < 0)
			return;
		if (listener->protocol->once) {
			listener->protocol->once(&services->memory, fd);
			close(fd);
		} else {
			served_open(services, fd, listener->protocol);
		}
	}
}

/* ---- the whole ------------------------------------------------------------------- */

struct services *services_open(const struct service *table, size_t count,
			       struct error *err)
{
	struct services *services = memory_zeroed(1, sizeof(*services));

	services->listeners = memory_zeroed(2 * count + 1, sizeof(*services->listeners));
	protocols_prepare(&services->memory);
	services->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (services->epoll < 0) {
		error_sys(err, errno, "cannot start the services");
		goto cleanup;
	}
	for (size_t i = 0; i < count; i++) {
		if (!protocol_of(table[i].app)) {
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
	while (services->all)
		served_close(services, services->all);
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

	if (len < 0 && (errno == EAGAIN || errno == EINTR))
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
		struct socket_end *end = events[i].data.ptr;

		if (end == &control_end)
			asked = true;
		else if (end == &application_end)
			application_run(application);
		else if (end->listening)
			accept_some(services, end);
		else
			served_ready(services, (struct served *)end);
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
