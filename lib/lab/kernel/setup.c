/* SPDX-License-Identifier: BSD-2-Clause */
#include "lab/kernel/setup.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* Reports own the standard output. */
static void become_command(const char *command)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	signal(SIGPIPE, SIG_DFL);
	if (dup2(STDERR_FILENO, STDOUT_FILENO) < 0)
		_exit(126);
	execl("/bin/sh", "sh", "-c", command, (char *)NULL);
	_exit(127);
}

int setup_run(const char *command, struct error *err)
{
	/* The first process of a namespace of pids: its end is the end of all that it
	 * left behind, which would keep the network namespace. */
	pid_t child = (pid_t)syscall(SYS_clone, CLONE_NEWPID | SIGCHLD, NULL, NULL, NULL,
				     0);
	int status;

	if (child == 0)
		become_command(command);
	if (child < 0)
		return error_sys(err, errno, "cannot run the set-up command");
	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return error_sys(err, errno, "cannot wait for the set-up command");
	if (WIFSIGNALED(status))
		return error_set(err, "set-up \"%.200s\": ended by signal %d", command,
				 WTERMSIG(status));
	if (WEXITSTATUS(status) != 0)
		return error_set(err, "set-up \"%.200s\": exit status %d", command,
				 WEXITSTATUS(status));
	return 0;
}
