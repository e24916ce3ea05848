/* SPDX-License-Identifier: BSD-2-Clause */
#include "lab/child.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MAX_KEPT = 64 };

void child_die_with(pid_t parent)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	if (getppid() != parent)
		_exit(1);
}

static int compare_ints(const void *a, const void *b)
{
	int x = *(const int *)a, y = *(const int *)b;

	return (x > y) - (x < y);
}

/* Somebody may wait for the end of a pipe of the caller's: the child must not hold
 * it open, standard output included. keep is sorted in place. */
static void close_others(int *keep, size_t count)
{
	unsigned next = 0;
	int fd;

	qsort(keep, count, sizeof(*keep), compare_ints);
	for (size_t i = 0; i < count; i++) {
		if ((unsigned)keep[i] > next)
			close_range(next, (unsigned)keep[i] - 1, 0);
		next = (unsigned)keep[i] + 1;
	}
	close_range(next, UINT_MAX, 0);
	/* No connection shall become the standard error of some library. */
	do {
		fd = open("/dev/null", O_RDWR | O_CLOEXEC);
	} while (fd >= 0 && fd < STDERR_FILENO);
	if (fd > STDERR_FILENO)
		close(fd);
}

/* Ctrl-C goes to the whole process group; it is for the parent to decide. */
static void ignore_signals(void)
{
	static const int ignored[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP,
				       SIGPIPE };

	for (size_t i = 0; i < sizeof(ignored) / sizeof(ignored[0]); i++)
		signal(ignored[i], SIG_IGN);
}

static void run(const struct child_job *job, int lifeline, pid_t parent)
{
	int keep[MAX_KEPT];
	size_t count = 0;

	child_die_with(parent);
	prctl(PR_SET_NAME, "tcpvet-target", 0, 0, 0);
	ignore_signals();
	keep[count++] = lifeline;
	if (job->count < MAX_KEPT) {
		for (size_t i = 0; i < job->count; i++)
			keep[count++] = job->fds[i];
		close_others(keep, count);
	}
	job->run(job->ctx, lifeline);
	_exit(0);
}

pid_t child_start(const struct child_job *job, int *lifeline, struct error *err)
{
	pid_t parent = getpid(), child;
	int ends[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
		return error_sys(err, errno, "cannot make a socket to the target's "
				 "process");
	child = fork();
	if (child == 0) {
		close(ends[1]);
		run(job, ends[0], parent);
	}
	close(ends[0]);
	if (child < 0) {
		close(ends[1]);
		return error_sys(err, errno, "cannot start a process for the target");
	}
	*lifeline = ends[1];
	return child;
}

static void serve(void *ctx, int lifeline)
{
	struct error err;

	services_run(ctx, lifeline, &err);
}

pid_t child_serve(struct services *services, int *lifeline, struct error *err)
{
	int fds[MAX_KEPT];
	struct child_job job = { .run = serve, .ctx = services, .fds = fds };

	job.count = services_fds(services, fds, MAX_KEPT);
	return child_start(&job, lifeline, err);
}
