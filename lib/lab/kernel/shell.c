/* SPDX-License-Identifier: BSD-2-Clause */
/* shell.c - a shell for script writers, in the tester's namespace. */
#include "lab/kernel/kernel_lab.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *shell_path(void)
{
	const char *path = getenv("SHELL");

	return path && *path ? path : "/bin/sh";
}

/* A shell starts with the signals of a login, whatever its parent does with them. */
static void default_signals(void)
{
	sigset_t none;

	for (int number = 1; number < NSIG; number++)
		signal(number, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* The parent lies outside this process's namespace of pids, so that getppid tells
 * nothing; that it still reads the pipe does. */
static void die_with_reader(int report)
{
	struct pollfd reader = { .fd = report };

	prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	if (poll(&reader, 1, 0) > 0 && (reader.revents & POLLERR))
		_exit(1);
}

static void become_shell(const char *path, int report)
{
	int failed;

	default_signals();
	setenv("PS1", "tcpvet-lab# ", 1);
	execl(path, path, (char *)NULL);
	failed = errno;
	if (write(report, &failed, sizeof(failed)) < 0)
		_exit(126);
	_exit(127);
}

static int exit_code(int status)
{
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

static int wait_for(pid_t child)
{
	int status;

	while (waitpid(child, &status, 0) < 0) {
		if (errno != EINTR)
			return 127;
	}
	return exit_code(status);
}

/* The first process of the namespace: a shell in its place would be deaf to signals
 * that its own children send. It buries what is left behind until the shell ends,
 * and by its own end ends the rest. */
static void become_init(const char *path, int report)
{
	pid_t shell, ended;
	int status;

	die_with_reader(report);
	shell = fork();
	if (shell == 0)
		become_shell(path, report);
	close(report);
	if (shell < 0)
		_exit(127);
	do {
		ended = wait(&status);
	} while (ended != shell && (ended > 0 || errno == EINTR));
	_exit(ended == shell ? exit_code(status) : 127);
}

/* fork() whose child is the first process of a new namespace of pids. unshare would
 * keep the caller from ever forking again once that namespace is gone. */
static pid_t fork_into_namespace(void)
{
	return (pid_t)syscall(SYS_clone, CLONE_NEWPID | SIGCHLD, NULL, NULL, NULL,
			      0);
}

/* Starts the shell and waits for it; the keyboard's signals are ignored by now. */
static int run_shell(const char *path, struct error *err)
{
	pid_t child;
	int report[2], failed, status;
	ssize_t told;

	if (pipe2(report, O_CLOEXEC) < 0)
		return error_sys(err, errno, "cannot start a shell");
	/* In a namespace of pids: with the shell go the jobs that it left in the
	 * background, and so the tester's network namespace. */
	child = fork_into_namespace();
	if (child == 0) {
		close(report[0]);
		become_init(path, report[1]);
	}
	close(report[1]);
	if (child < 0) {
		error_sys(err, errno, "cannot start a shell");
		close(report[0]);
		return -1;
	}
	/* A shell that could be started closes the pipe without a word. */
	do {
		told = read(report[0], &failed, sizeof(failed));
	} while (told < 0 && errno == EINTR);
	close(report[0]);
	status = wait_for(child);
	if (told == (ssize_t)sizeof(failed))
		return error_sys(err, failed, "cannot start the shell %.200s (SHELL "
				 "says which)", path);
	return status;
}

int lab_shell(struct lab *lab, struct error *err)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN }, old_int, old_quit;
	int result;

	(void)lab; /* the caller is in the tester's namespace already */
	sigaction(SIGINT, &ignore, &old_int);
	sigaction(SIGQUIT, &ignore, &old_quit);
	result = run_shell(shell_path(), err);
	sigaction(SIGINT, &old_int, NULL);
	sigaction(SIGQUIT, &old_quit, NULL);
	return result;
}
