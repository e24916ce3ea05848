/* SPDX-License-Identifier: BSD-2-Clause */
#include "wire/live/offload_guard.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <net/if.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MS INT64_C(1000000)

/* How long the guard of a dead process may take to find that out, and to restore; a
 * driver, to restart its link; how often to look. */
#define WAKE_MOST (200 * MS)
#define RESTORE_MOST (3000 * MS)
#define LINK_MOST (10000 * MS)
#define LOOK_EACH (20 * MS)

/* What the child tells when it has switched off, and when it has restored. */
struct guard_report {
	bool failed;
	struct error err;
};

/* What parent and child know. */
struct job {
	char ifname[IF_NAMESIZE];
	unsigned ifindex; /* the name may change meanwhile */
	unsigned off;
	struct offload_state before;
};

struct offload_guard {
	struct job job;
	int lifeline;
	pid_t child;
};

static int64_t monotonic(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 * MS + now.tv_nsec;
}

static void pause_a_little(void)
{
	struct timespec pause = { .tv_nsec = LOOK_EACH };

	nanosleep(&pause, NULL);
}

/* ---- one guard an interface -------------------------------------------------------- */

/*
 * A listening socket with an abstract name: such names belong to the network namespace,
 * as the interface does, and end with the last process that holds the socket. That is
 * the child, so that the name is free only when all is restored. While it restores the
 * socket refuses connections.
 */
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

/* The socket, or -1 with err. */
static int lock_take(const char *ifname, unsigned ifindex, struct error *err)
{
	int64_t began = monotonic();
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
		if (monotonic() > began + (owned ? WAKE_MOST : RESTORE_MOST)) {
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

/* ---- the child ------------------------------------------------------------------------ */

/* Somebody may wait for the end of a pipe of the parent's. Standard error stays: once
 * the parent is dead there is nowhere else to tell what went wrong. */
static void close_others(int a, int b)
{
	int low = a < b ? a : b, high = a < b ? b : a;
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (null >= 0) {
		dup2(null, STDIN_FILENO);
		dup2(null, STDOUT_FILENO);
	}
	if (low > STDERR_FILENO + 1)
		close_range(STDERR_FILENO + 1, (unsigned)low - 1, 0);
	if (high > low + 1)
		close_range((unsigned)low + 1, (unsigned)high - 1, 0);
	close_range((unsigned)high + 1, UINT_MAX, 0);
}

static void go_apart(void)
{
	sigset_t all;

	setsid();
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, NULL);
	prctl(PR_SET_NAME, "tcpvet-offload", 0, 0, 0);
	/* Nothing shall keep a file system from being unmounted. */
	if (chdir("/") < 0)
		return;
}

static bool is_running(const char *ifname)
{
	struct ifreq ifr = { 0 };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	bool running;

	snprintf(ifr.ifr_name, sizeof(ifr.ifr_name), "%s", ifname);
	running = fd >= 0 && ioctl(fd, SIOCGIFFLAGS, &ifr) == 0 &&
		  (ifr.ifr_flags & IFF_RUNNING);
	if (fd >= 0)
		close(fd);
	return running;
}

static int switch_off(const struct job *job, struct error *err)
{
	bool was_running = is_running(job->ifname);
	int64_t until;

	if (!job->off)
		return 0;
	if (offload_switch_off(job->ifname, &job->before, job->off, err) < 0)
		return -1;
	until = monotonic() + LINK_MOST;
	while (was_running && !is_running(job->ifname)) {
		if (monotonic() > until)
			return error_set(err, "the link of %s does not come up again "
					 "after its offloads were switched off",
					 job->ifname);
		pause_a_little();
	}
	return 0;
}

static int bring_back(const struct job *job, struct error *err)
{
	char name[IF_NAMESIZE];

	/* An interface that has gone has no offloads to restore. */
	if (!job->off || !if_indextoname(job->ifindex, name))
		return 0;
	return offload_restore(name, &job->before, job->off, err);
}

/* False when nobody is there to read it. */
static bool tell(int lifeline, int result, const struct error *err)
{
	struct guard_report report = { .failed = result < 0 };

	if (report.failed)
		report.err = *err;
	return send(lifeline, &report, sizeof(report), MSG_NOSIGNAL) ==
	       (ssize_t)sizeof(report);
}

/* Waits for the parent's end, or for its word that it has ended its work. */
static void wait_for_end(int lifeline)
{
	char nothing;

	while (recv(lifeline, &nothing, 1, 0) < 0 && errno == EINTR)
		;
}

static void guard(const struct job *job, int lifeline, int lock)
{
	struct error err = { "" };
	int result = switch_off(job, &err);

	if (tell(lifeline, result, &err) && result == 0)
		wait_for_end(lifeline);
	shutdown(lock, SHUT_RD);
	result = bring_back(job, &err);
	if (!tell(lifeline, result, &err) && result < 0)
		fprintf(stderr, "tcpvet: %s\n", err.text);
}

/* The child's number, or -1; *lifeline is the parent's end. */
static pid_t start(const struct job *job, int lock, int *lifeline, struct error *err)
{
	int ends[2];
	pid_t child;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
		return error_sys(err, errno, "cannot make a socket to the guard of "
				 "the offloads");
	child = fork();
	if (child == 0) {
		go_apart();
		close_others(ends[0], lock);
		guard(job, ends[0], lock);
		_exit(0);
	}
	close(ends[0]);
	if (child < 0) {
		close(ends[1]);
		return error_sys(err, errno, "cannot start the guard of the offloads");
	}
	*lifeline = ends[1];
	return child;
}

/* ---- the parent ------------------------------------------------------------------------- */

/* False when the child has gone without a word. */
static bool hear(int lifeline, struct guard_report *report)
{
	ssize_t len;

	do {
		len = recv(lifeline, report, sizeof(*report), 0);
	} while (len < 0 && errno == EINTR);
	return len == (ssize_t)sizeof(*report);
}

static void bury(struct offload_guard *guard)
{
	close(guard->lifeline);
	while (waitpid(guard->child, NULL, 0) < 0 && errno == EINTR)
		;
	free(guard);
}

static int look_at(const char *ifname, unsigned which, struct job *job,
		   struct error *err)
{
	snprintf(job->ifname, sizeof(job->ifname), "%s", ifname);
	if (offload_read(ifname, &job->before, err) < 0)
		return -1;
	job->off = which & offload_switchable(&job->before);
	return 0;
}

struct offload_guard *offload_guard_open(const char *ifname, unsigned which,
					 struct error *err)
{
	struct offload_guard *guard = calloc(1, sizeof(*guard));
	struct guard_report report;
	int lock;

	if (!guard) {
		error_sys(err, ENOMEM, "cannot guard the offloads of %s", ifname);
		return NULL;
	}
	guard->job.ifindex = if_nametoindex(ifname);
	lock = lock_take(ifname, guard->job.ifindex, err);
	/* Only who has the lock sees what was there before. */
	if (lock < 0 || look_at(ifname, which, &guard->job, err) < 0)
		goto failed;
	guard->child = start(&guard->job, lock, &guard->lifeline, err);
	if (guard->child < 0)
		goto failed;
	close(lock);
	if (!hear(guard->lifeline, &report)) {
		error_set(err, "the guard of the offloads of %s was killed", ifname);
		(void)bring_back(&guard->job, &(struct error){ "" });
	} else if (report.failed) {
		*err = report.err;
	} else {
		return guard;
	}
	bury(guard);
	return NULL;
failed:
	if (lock >= 0)
		close(lock);
	free(guard);
	return NULL;
}

unsigned offload_guard_off(const struct offload_guard *guard)
{
	return guard->job.off;
}

int offload_guard_close(struct offload_guard *guard, struct error *err)
{
	struct guard_report report = { 0 };
	int result = 0;

	if (!guard)
		return 0;
	shutdown(guard->lifeline, SHUT_WR);
	if (!hear(guard->lifeline, &report))
		/* Somebody has killed the child. */
		result = bring_back(&guard->job, err);
	else if (report.failed)
		result = error_set(err, "%s", report.err.text);
	bury(guard);
	return result;
}
