/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * limits.c - linked into a test program, bounds what each of its processes may take:
 * MUTANT_SECONDS of processor time and MUTANT_MEGABYTES of memory. Who runs out of time
 * says so before it dies, so that a hang is not taken for a crash.
 */
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

static void out_of_time(int number)
{
	static const char text[] = "\nmutants: the processor time is up\n";

	(void)!write(STDERR_FILENO, text, sizeof(text) - 1);
	signal(number, SIG_DFL);
	raise(number);
}

static void limit(int resource, const char *name, rlim_t unit)
{
	const char *text = getenv(name);
	const rlim_t most = text ? (rlim_t)strtoul(text, NULL, 10) * unit : 0;
	/* The second more is for what is said at the end. */
	const struct rlimit both = { most, most + 1 };

	if (most)
		setrlimit((__rlimit_resource_t)resource, &both);
}

__attribute__((constructor)) static void begin(void)
{
	static const struct rlimit none = { 0, 0 };

	signal(SIGXCPU, out_of_time);
	setrlimit(RLIMIT_CORE, &none);
	limit(RLIMIT_CPU, "MUTANT_SECONDS", 1);
	limit(RLIMIT_AS, "MUTANT_MEGABYTES", 1048576);
}
