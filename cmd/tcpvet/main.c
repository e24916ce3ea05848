/* SPDX-License-Identifier: BSD-2-Clause */
/* main.c - finds the subcommand; nothing else. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cmd.h"
#include "base/memory.h"
#include "options.h"

static const struct command {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *help;
} commands[] = {
	{ "run", cmd_run, "test a host over the network" },
	{ "lab", cmd_lab, "test this machine's kernel in a private namespace" },
	{ "sim", cmd_sim, "try the cases on a simulated endpoint, or on its faults" },
	{ "target", cmd_target, "the same endpoint on a real interface, to serve or to test" },
	{ "check", cmd_check, "look for errors in scripts, send nothing" },
	{ "list", cmd_list, "list the test cases" },
	{ "show", cmd_show, "show one test case and what it covers" },
};

enum { COMMAND_COUNT = sizeof(commands) / sizeof(commands[0]) };

static const struct command *command_find(const char *name)
{
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	return NULL;
}

static void print_usage(FILE *out)
{
	fputs("usage: tcpvet COMMAND [OPTION]... [ARGUMENT]...\n"
	      "Tells whether a host's TCP does what the standards say.\n\n", out);
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		fprintf(out, "  %-8s %s\n", commands[i].name, commands[i].help);
	fputs("\n'tcpvet help COMMAND' tells a command's options; tcpvet(1) tells "
	      "the rest.\n", out);
}

static int unknown(const char *word)
{
	fprintf(stderr, "tcpvet: unknown %s '%s' (see 'tcpvet --help')\n",
		*word == '-' ? "option" : "command", word);
	return EXIT_MISUSE;
}

static int help(int argc, char **argv)
{
	char option[] = "--help";
	const struct command *command;
	char *args[3];

	if (argc < 2) {
		print_usage(stdout);
		return output_status("help");
	}
	command = command_find(argv[1]);
	if (!command)
		return unknown(argv[1]);
	args[0] = argv[1];
	args[1] = option;
	args[2] = NULL;
	return command->run(2, args);
}

/* A file that is opened later must not become the standard output that the caller has
 * closed. What stands there instead can not be written, so that it is noticed. */
static void fill_standard_files(void)
{
	int fd;

	do {
		fd = open("/dev/null", O_RDONLY);
	} while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd >= 0)
		close(fd);
}

/* No verdict can be told any more: that is the tester's failure, not a finding. */
static void no_memory(size_t wanted)
{
	fprintf(stderr, "tcpvet: no memory (%zu octets wanted)\n", wanted);
	_exit(EXIT_NOTHING);
}

int main(int argc, char **argv)
{
	const struct command *command;

	fill_standard_files();
	memory_on_exhaustion(no_memory);

	/* A closed output is an error where it is written, not a death. */
	signal(SIGPIPE, SIG_IGN);
	if (argc < 2) {
		print_usage(stderr);
		return EXIT_MISUSE;
	}
	if (strcmp(argv[1], "--version") == 0) {
		printf("tcpvet %s\n", TCPVET_VERSION);
		return output_status("help");
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
		return help(1, argv);
	if (strcmp(argv[1], "help") == 0)
		return help(argc - 1, argv + 1);
	command = command_find(argv[1]);
	if (!command)
		return unknown(argv[1]);
	return command->run(argc - 1, argv + 1);
}
