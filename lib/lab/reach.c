/* SPDX-License-Identifier: BSD-2-Clause */
#include "lab/reach.h"

#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "lab/link.h"
#include "target/service.h"

enum { PATIENCE_MS = 3000, ASK_AGAIN_MS = 10 };

/* Sends one datagram; returns ECONNREFUSED when the target has answered, else why
 * it has not. */
static int ask(int fd)
{
	struct pollfd ready = { .fd = fd };
	int error = 0;
	socklen_t len = sizeof(error);

	if (send(fd, "", 1, MSG_NOSIGNAL) < 0)
		error = errno;
	else if (poll(&ready, 1, ASK_AGAIN_MS) <= 0)
		return ETIMEDOUT;
	else if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &len) < 0)
		error = errno;
	return error;
}

int link_wait(enum ip_family family, struct error *err)
{
	const struct ipaddr *target = link_address(LINK_TARGET, family);
	int64_t deadline = clock_monotonic() / 1000000 + PATIENCE_MS;
	struct sockaddr_storage sa;
	socklen_t sa_len = ipaddr_to_sockaddr(target, OWN_CLOSED_PORT, &sa);
	char text[ADDRESS_TEXT];
	int fd, why;

	do {
		fd = socket(sa.ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
		if (fd < 0)
			return error_sys(err, errno, "lab: cannot open a socket");
		why = connect(fd, (struct sockaddr *)&sa, sa_len) < 0 ? errno : ask(fd);
		close(fd);
		if (why == ECONNREFUSED)
			return 0;
		/* What fails at once is not to be tried again at once. */
		if (why != ETIMEDOUT)
			poll(NULL, 0, ASK_AGAIN_MS);
	} while (clock_monotonic() / 1000000 < deadline);
	return error_sys(err, why, "lab: the target does not answer at %s (does a "
			 "sysctl that was asked for forbid it?)",
			 ipaddr_text(target, text));
}
