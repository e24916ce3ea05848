/* SPDX-License-Identifier: BSD-2-Clause */
#include "wire/live/offload_lock.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"

#define MS INT64_C(1000000)

/* How long the guard of a dead process may take to find that out, and to restore; how
 * often to look. */
#define WAKE_MOST (200 * MS)
#define RESTORE_MOST (3000 * MS)
#define LOOK_EACH (20 * MS)

static void pause_a_little(void)
{
	struct timespec pause = { .tv_nsec = LOOK_EACH };

	nanosleep(&pause, NULL);
}

static socklen_t lock_address(unsigned ifindex, struct sockaddr_un *out)
{
	int len;

	memset(out, 0, sizeof(*out));
	out->sun_family = AF_UNIX;
	len = snprintf(out->sun_path + 1, sizeof(out->sun_path) - 1,
		       "tcpvet-offload-%u", ifindex);
	return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + (size_t)len);
}

/* False when the guard that has the interface is just giving it back. *owner: the
 * process that it guards, 0 when that cannot be told (in a namespace of pids). */
static bool is_owned(const struct sockaddr_un *address, socklen_t len, pid_t *owner)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	struct ucred peer = { 0 };
	socklen_t size = sizeof(peer);
	bool owned = true;

	*owner = 0;
	if (fd < 0)
		return true;
	if (connect(fd, (const struct sockaddr *)address, len) < 0)
		owned = errno != ECONNREFUSED;
	else if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0)
		*owner = peer.pid;
	close(fd);
	return owned;
}

static int refuse(const char *ifname, pid_t owner, struct error *err)
{
	char who[64] = "another process";

	if (owner)
		snprintf(who, sizeof(who), "process %ld", (long)owner);
	return error_set(err, "%s has switched off the offloads of %s: wait for its "
			 "end, for what was on before is not known until then", who,
			 ifname);
}

int offload_lock_take(const char *ifname, unsigned ifindex, struct error *err)
{
	int64_t began = clock_monotonic();
	struct sockaddr_un address;
	socklen_t len = lock_address(ifindex, &address);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return error_sys(err, errno, "cannot open a socket");
	while (bind(fd, (struct sockaddr *)&address, len) < 0) {
		pid_t owner;
		bool owned;

		if (errno != EADDRINUSE) {
			error_sys(err, errno, "cannot reserve the offloads of %s", ifname);
			goto failed;
		}
		owned = is_owned(&address, len, &owner);
		if (clock_monotonic() > began + (owned ? WAKE_MOST : RESTORE_MOST)) {
			refuse(ifname, owner, err);
			goto failed;
		}
		pause_a_little();
	}
	if (listen(fd, SOMAXCONN) == 0)
		return fd;
	error_sys(err, errno, "cannot reserve the offloads of %s", ifname);
failed:
	close(fd);
	return -1;
}
