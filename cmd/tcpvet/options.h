/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * options.h - a subcommand's options as a table: what is accepted, what --help tells
 * and (by a test) what the man page tells are the same list.
 */
#ifndef TCPVET_CMD_OPTIONS_H
#define TCPVET_CMD_OPTIONS_H

#include <stddef.h>

struct option_row {
	int key;              /* a letter; above 255 for an option without one */
	const char *name;     /* the long name; never NULL */
	const char *argument; /* "FILE"; NULL when it takes none */
	const char *help;     /* short enough for one line */
};

enum { OPTIONS_MAX = 32 };

struct usage {
	const char *command;  /* "list" */
	const char *synopsis; /* "[OPTION]... [TOPIC|CASE]..." */
	const char *purpose;  /* one sentence or more, wrapped by hand */
	const struct option_row *rows; /* --help (-h) is added to every table */
	size_t count;         /* at most OPTIONS_MAX */
};

/* What options_next returns besides keys. */
enum { OPTIONS_END = -1, OPTIONS_DONE = -2, OPTIONS_WRONG = -3 };

/*
 * The next option's key, its argument in optarg (getopt_long, permuting). optarg and
 * optind come from <unistd.h>: <getopt.h> has a `struct option` that is not ours. OPTIONS_END: argv[optind] is the first operand.
 * OPTIONS_DONE: --help was given and has been printed: return output_status().
 * OPTIONS_WRONG: the message has been printed: return EXIT_MISUSE.
 */
int options_next(const struct usage *usage, int argc, char **argv);

/* Prints "tcpvet COMMAND: message (see 'tcpvet COMMAND --help')" and returns
 * EXIT_MISUSE. */
int usage_wrong(const struct usage *usage, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Prints "tcpvet COMMAND: message" to standard error. */
void command_error(const char *command, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Flushes standard output: EXIT_PASS, or EXIT_MISUSE with a message ("tcpvet list:
 * cannot write the output: ...") when something was lost. */
int output_status(const char *command);

#endif
