/* SPDX-License-Identifier: BSD-2-Clause */
#include "lab_fixture.h"

#include <signal.h>

#include "lab/kernel/kernel_lab.h"

/* Runs lab_shell with these commands on its standard input. */
static int shell_with(const char *shell, const char *commands, struct error *err)
{
	struct lab *lab = open_lab(NULL);
	int ends[2], result;

	check(pipe(ends) == 0, "pipe");
	check(write(ends[1], commands, strlen(commands)) > 0, "write");
	close(ends[1]);
	dup2(ends[0], STDIN_FILENO);
	close(ends[0]);
	setenv("SHELL", shell, 1);
	result = lab_shell(lab, err);
	lab_close(lab);
	return result;
}

static void shell_status(void)
{
	struct error err = { "" };
	sigset_t pipes;
	int status;

	/* What the caller does about signals is not for the shell to inherit. */
	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&pipes);
	sigaddset(&pipes, SIGPIPE);
	sigprocmask(SIG_BLOCK, &pipes, NULL);
	status = shell_with("/bin/sh", "kill -PIPE $$; exit 0\n", &err);
	check(status == 128 + SIGPIPE, "%d %s", status, err.text);
	signal(SIGINT, SIG_DFL);
	/* It stands in the tester's namespace. */
	status = shell_with("/bin/sh", "kill -INT $PPID; grep -q vet0 /proc/net/dev && "
			    "exit 7\n", &err);
	check(status == 7, "%d %s", status, err.text);
	status = shell_with("/bin/sh", "kill -KILL $$\n", &err);
	check(status == 128 + SIGKILL, "%d %s", status, err.text);
	status = shell_with("", "exit 3\n", &err);
	check(status == 3, "%d %s", status, err.text);
	status = shell_with("/no/such/shell", "exit 0\n", &err);
	check(status == -1 && strstr(err.text, "/no/such/shell"), "%d %s", status,
	      err.text);
}

Test(lab_shell, stands_beside_the_tester)
{
	run_alone(shell_status);
}

static void shell_victim(int said)
{
	struct error err;
	int never[2];

	alarm(ALONE_SECONDS);
	check(pipe(never) == 0, "pipe");
	/* The job in the background holds the output as long as it lives. */
	check(write(never[1], "sleep 60 & echo up\n", 19) == 19, "write");
	dup2(never[0], STDIN_FILENO);
	dup2(said, STDOUT_FILENO);
	close(said);
	setenv("SHELL", "/bin/sh", 1);
	lab_shell(open_lab(NULL), &err);
	_exit(1);
}

static void shell_killed(void)
{
	struct pollfd over;
	pid_t child;
	char text[32] = "", byte;
	bool ended;
	int ends[2];

	check(pipe(ends) == 0, "pipe");
	child = fork();
	if (child == 0)
		shell_victim(ends[1]);
	close(ends[1]);
	check(read(ends[0], text, sizeof(text) - 1) > 1, "the shell says nothing");
	kill(child, SIGKILL);
	/* Only the shell holds the other end now. */
	over = (struct pollfd){ .fd = ends[0], .events = POLLIN };
	ended = poll(&over, 1, 5000) == 1 && read(ends[0], &byte, 1) == 0;
	check(ended, "the shell or its job is still there");
}

Test(lab_shell, dies_with_the_caller)
{
	run_alone(shell_killed);
}
