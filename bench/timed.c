/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * timed.c - whole processes: runs a command some times, its standard output into a
 * file, and prints the median of its real and CPU time (its children's included) and
 * the most memory it held. usage: timed COUNT FILE COMMAND [ARGUMENT]...
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench.h"

static void become(const char *path, char **command)
{
	int out = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	/* Whatever ends this program ends what it runs. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	alarm(BENCH_SECONDS);
	if (out < 0 || dup2(out, STDOUT_FILENO) < 0)
		_exit(127);
	execv(command[0], command);
	_exit(127);
}

static int64_t cpu_of(const struct rusage *usage)
{
	return ((int64_t)usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) * 1000000000 +
	       ((int64_t)usage->ru_utime.tv_usec + usage->ru_stime.tv_usec) * 1000;
}

int main(int argc, char **argv)
{
	struct bench_run wall, cpu;
	long most = 0;
	int count;

	if (argc < 4 || (count = atoi(argv[1])) < 1)
		bench_die("usage: %s COUNT FILE COMMAND [ARGUMENT]...", argv[0]);
	wall = bench_begin((size_t)count);
	cpu = bench_begin((size_t)count);
	for (int i = 0; i < count; i++) {
		const int64_t began = bench_now();
		const pid_t child = fork();
		struct rusage usage;
		int status;

		if (child == 0)
			become(argv[2], argv + 3);
		if (child < 0 || wait4(child, &status, 0, &usage) != child)
			bench_die("cannot run %s", argv[3]);
		/* A fail of a case is a result; not to have run is none. */
		if (!WIFEXITED(status) || WEXITSTATUS(status) > 1)
			bench_die("%s ended with status %#x", argv[3],
				  (unsigned)status);
		wall.times[i] = bench_now() - began;
		cpu.times[i] = cpu_of(&usage);
		if (usage.ru_maxrss > most)
			most = usage.ru_maxrss;
	}
	printf("wall_ms %.3f\ncpu_ms %.3f\nmaxrss_kib %ld\n",
	       bench_median(&wall) / 1e6, bench_median(&cpu) / 1e6, most);
	return 0;
}
