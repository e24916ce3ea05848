/* SPDX-License-Identifier: BSD-2-Clause */
#include "lab/child.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
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

static void run(struct services *services, int stop_fd, pid_t parent)
{
	int keep[MAX_KEPT];
	struct error err;
	size_t count;

	child_die_with(parent);
	prctl(PR_SET_NAME, "tcpvet-target", 0, 0, 0);
	ignore_signals();
	keep[0] = stop_fd;
	count = 1 + services_fds(services, keep + 1, MAX_KEPT - 1);
	if (count <= MAX_KEPT)
		close_others(keep, count);
	services_run(services, stop_fd, &err);
	_exit(0);
}

pid_t child_serve(struct services *services, int *lifeline, struct error *err)
{
	pid_t parent = getpid(), child;
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0)
		return error_sys(err, errno, "cannot make a pipe to the services");
	child = fork();
	if (child == 0) {
		close(ends[1]);
		run(services, ends[0], parent);
	}
	close(ends[0]);
	if (child < 0) {
		close(ends[1]);
		return error_sys(err, errno, "cannot start a process for the services");
	}
	*lifeline = ends[1];
	return child;
}
