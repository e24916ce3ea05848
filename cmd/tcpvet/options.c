/* SPDX-License-Identifier: BSD-2-Clause */
#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "cmd.h"

enum { HELP_KEY = 'h', HELP_COLUMN = 26 };

static const struct option_row help_row = { HELP_KEY, "help", NULL, "print this" };

static void print_row(const struct option_row *row)
{
	char left[64];
	int len = snprintf(left, sizeof(left), "  %c%c%s --%s%s%s",
			   row->key < 256 ? '-' : ' ',
			   row->key < 256 ? row->key : ' ',
			   row->key < 256 ? "," : " ", row->name,
			   row->argument ? " " : "",
			   row->argument ? row->argument : "");

	if (len < HELP_COLUMN)
		printf("%-*s %s\n", HELP_COLUMN, left, row->help);
	else
		printf("%s\n%*s %s\n", left, HELP_COLUMN, "", row->help);
}

static void print_help(const struct usage *usage)
{
	printf("usage: tcpvet %s %s\n%s\n\n", usage->command, usage->synopsis,
	       usage->purpose);
	for (size_t i = 0; i < usage->count; i++)
		print_row(&usage->rows[i]);
	print_row(&help_row);
}

/* The table in getopt's words. `letters` takes 2 octets a row and some. */
static void fill(const struct usage *usage, struct option *longs, char *letters)
{
	*letters++ = ':';
	for (size_t i = 0; i <= usage->count; i++) {
		const struct option_row *row;

		row = i < usage->count ? &usage->rows[i] : &help_row;
		longs[i].name = row->name;
		longs[i].has_arg = row->argument ? required_argument : no_argument;
		longs[i].flag = NULL;
		longs[i].val = row->key;
		if (row->key >= 256)
			continue;
		*letters++ = (char)row->key;
		if (row->argument)
			*letters++ = ':';
	}
	*letters = '\0';
}

/* The word that getopt stumbled over, as the user wrote it. */
static int complain(const struct usage *usage, char **argv, int key)
{
	const char *word = argv[optind - 1];

	if (key == ':')
		return usage_wrong(usage, "option '%s' wants an argument", word);
	if (optopt && optopt < 256 && strncmp(word, "--", 2) != 0)
		return usage_wrong(usage, "unknown option '-%c'", optopt);
	if (optopt)
		return usage_wrong(usage, "option '%s' takes no argument", word);
	return usage_wrong(usage, "unknown or ambiguous option '%s'", word);
}

int options_next(const struct usage *usage, int argc, char **argv)
{
	struct option longs[OPTIONS_MAX + 2] = { 0 };
	char letters[2 * (OPTIONS_MAX + 2) + 2];
	int key;

	fill(usage, longs, letters);
	opterr = 0;
	key = getopt_long(argc, argv, letters, longs, NULL);
	if (key == -1)
		return OPTIONS_END;
	if (key == HELP_KEY) {
		print_help(usage);
		return OPTIONS_DONE;
	}
	if (key == '?' || key == ':') {
		complain(usage, argv, key);
		return OPTIONS_WRONG;
	}
	return key;
}

static void print_error(const char *command, const char *fmt, va_list ap)
{
	fprintf(stderr, "tcpvet %s: ", command);
	vfprintf(stderr, fmt, ap);
}

int usage_wrong(const struct usage *usage, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	print_error(usage->command, fmt, ap);
	va_end(ap);
	fprintf(stderr, " (see 'tcpvet %s --help')\n", usage->command);
	return EXIT_MISUSE;
}

void command_error(const char *command, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	print_error(command, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
}

int output_status(const char *command)
{
	errno = 0;
	if (fflush(stdout) == 0 && !ferror(stdout))
		return EXIT_PASS;
	command_error(command, "cannot write the output: %s",
		      errno ? strerror(errno) : "write error");
	return EXIT_MISUSE;
}
