/* SPDX-License-Identifier: BSD-2-Clause */
#include "lab/child.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
	TIDY_SECONDS = 2, /* from the parent's end to its own, at most */
	BURY_TRIES = 1000 /* a millisecond each */
};

static volatile pid_t parent_pid;

/* Anybody may continue the process; only where the parent is gone has it to end. */
static void continued(int signum)
{
	(void)signum;
	if (getppid() != parent_pid)
		alarm(TIDY_SECONDS);
}

/* The end of the lifeline tells the job to end. This is for one that does not see it:
 * the signal wakes a process that was stopped, too. */
static void die_with(pid_t parent)
{
	struct sigaction action = { .sa_handler = continued, .sa_flags = SA_RESTART };

	parent_pid = parent;
	sigaction(SIGCONT, &action, NULL);
	signal(SIGALRM, SIG_DFL);
	prctl(PR_SET_PDEATHSIG, SIGCONT, 0, 0, 0);
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
	int keep[CHILD_FDS_MOST];
	size_t count = 0;

	die_with(parent);
	prctl(PR_SET_NAME, "tcpvet-target", 0, 0, 0);
	ignore_signals();
	keep[count++] = lifeline;
	if (job->count < CHILD_FDS_MOST) {
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

void child_end(pid_t child)
{
	const struct timespec pause = { .tv_nsec = 1000000 };

	for (int i = 0; i < BURY_TRIES; i++) {
		if (waitpid(child, NULL, WNOHANG) == child)
			return;
		nanosleep(&pause, NULL);
	}
	kill(child, SIGKILL);
	while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
		;
}
