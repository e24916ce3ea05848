/* SPDX-License-Identifier: BSD-2-Clause */
#include "wire/live/offload_guard.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <net/if.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/memory.h"
#include "wire/live/offload_lock.h"

#define MS INT64_C(1000000)

/* How long a driver may take to restart its link; how often to look. */
#define LINK_MOST (10000 * MS)
#define LOOK_EACH (20 * MS)

/* What the child tells when it has switched off, and when it has restored. */
struct guard_report {
	bool failed;
	struct error err;
};

/* What parent and child know. */
struct guard_job {
	char ifname[IF_NAMESIZE];
	unsigned ifindex; /* the name may change meanwhile */
	unsigned off;
	struct offload_state before;
};

struct offload_guard {
	struct guard_job job;
	int lifeline;
	pid_t child;
};

static void pause_a_little(void)
{
	struct timespec pause = { .tv_nsec = LOOK_EACH };

	nanosleep(&pause, NULL);
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

static int switch_off(const struct guard_job *job, struct error *err)
{
	bool was_running = is_running(job->ifname);
	int64_t until;

	if (!job->off)
		return 0;
	if (offload_switch_off(job->ifname, &job->before, job->off, err) < 0)
		return -1;
	until = clock_monotonic() + LINK_MOST;
	while (was_running && !is_running(job->ifname)) {
		if (clock_monotonic() > until)
			return error_set(err, "the link of %s does not come up again "
					 "after its offloads were switched off",
					 job->ifname);
		pause_a_little();
	}
	return 0;
}

static int bring_back(const struct guard_job *job, struct error *err)
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

static void guard(const struct guard_job *job, int lifeline, int lock)
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
static pid_t start(const struct guard_job *job, int lock, int *lifeline, struct error *err)
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

static int look_at(const char *ifname, unsigned which, struct guard_job *job,
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
	struct offload_guard *guard = memory_zeroed(1, sizeof(*guard));
	struct guard_report report;
	int lock;

	guard->job.ifindex = if_nametoindex(ifname);
	lock = offload_lock_take(ifname, guard->job.ifindex, err);
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
