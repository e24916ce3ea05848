/* SPDX-License-Identifier: BSD-2-Clause */
#include "common.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cmd.h"
#include "report/report.h"
#include "run/expectation.h"

enum { JOBS_MOST = 1000, RATE_MOST = 1000000, TIME_MOST = 1000000 };

volatile sig_atomic_t interrupted;

static void on_signal(int signum)
{
	(void)signum;
	interrupted = 1;
}

/* ---- options ---------------------------------------------------------------------- */

static int take_number(const struct usage *usage, const char *what, unsigned least,
		       unsigned most, unsigned *out)
{
	char *end;
	unsigned long value;

	errno = 0;
	value = strtoul(optarg, &end, 10);
	if (*optarg < '0' || *optarg > '9' || *end || errno || value < least ||
	    value > most) {
		usage_wrong(usage, "%s '%s' is not a number from %u to %u", what, optarg,
			    least, most);
		return -1;
	}
	*out = (unsigned)value;
	return 1;
}

int common_option(struct common_options *options, const struct usage *usage, int key)
{
	switch (key) {
	case KEY_JSON:
		options->json = optarg;
		return 1;
	case KEY_TAP:
		options->tap = true;
		return 1;
	case KEY_STRICT:
		options->strict = true;
		return 1;
	case KEY_EXPECT:
		options->expect = optarg;
		return 1;
	case 'j':
		return take_number(usage, "-j", 1, JOBS_MOST, &options->jobs);
	case KEY_RATE:
		return take_number(usage, "--rate", 0, RATE_MOST, &options->rate);
	case KEY_MAX_TIME:
		return take_number(usage, "--max-time", 0, TIME_MOST,
				   &options->max_time);
	case 'x':
		options->first_fail = true;
		return 1;
	case 'v':
		options->verbose = true;
		return 1;
	case KEY_PROFILE:
		options->full = strcmp(optarg, "full") == 0;
		if (options->full || strcmp(optarg, "quick") == 0)
			return 1;
		usage_wrong(usage, "unknown profile '%s': quick or full", optarg);
		return -1;
	default:
		return 0;
	}
}

/* ---- reports -------------------------------------------------------------------------- */

static int open_json(struct common *common)
{
	const char *path = common->options.json;

	if (!path)
		return EXIT_PASS;
	if (strcmp(path, "-") == 0) {
		if (common->options.tap) {
			command_error(common->command,
				      "--tap and --json - both want standard output");
			return EXIT_MISUSE;
		}
		run_add_observer(&common->run, report_json_new(stdout));
		common->reported_on_stdout = true;
		return EXIT_PASS;
	}
	common->json_file = fopen(path, "we");
	if (!common->json_file) {
		command_error(common->command, "cannot write the report %s: %s", path,
			      strerror(errno));
		return EXIT_MISUSE;
	}
	run_add_observer(&common->run, report_json_new(common->json_file));
	return EXIT_PASS;
}

static int terminal_width(void)
{
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0 || size.ws_col < 40)
		return 80;
	return size.ws_col > 120 ? 120 : size.ws_col;
}

static void open_text(struct common *common, const struct requirements *reqs)
{
	const char *no_color = getenv("NO_COLOR");
	const char *term = getenv("TERM");
	bool terminal = isatty(STDOUT_FILENO) == 1;
	bool dumb = !term || strcmp(term, "dumb") == 0;
	struct report_text_options options = {
		.colour = terminal && !dumb && !(no_color && *no_color),
		.progress = terminal && !dumb,
		.verbose = common->options.verbose,
		.width = terminal ? terminal_width() : 80,
	};

	run_add_observer(&common->run, report_text_new(stdout, &options, reqs));
	common->reported_on_stdout = true;
}

/* What was ignored when the program began (nohup, a shell's background) is so on purpose,
 * and stays so. */
void common_catch(int signum, void (*handler)(int))
{
	/* No SA_RESTART: a wait must end. */
	struct sigaction action = { .sa_handler = handler }, old;

	if (sigaction(signum, NULL, &old) == 0 && old.sa_handler == SIG_IGN)
		return;
	sigaction(signum, &action, NULL);
}

static void catch_signals(void)
{
	common_catch(SIGINT, on_signal);
	common_catch(SIGTERM, on_signal);
	common_catch(SIGHUP, on_signal);
}

int common_open(struct common *common, const char *command,
		const struct common_options *options, const struct selection *selection)
{
	struct test_run *run = &common->run;
	struct error err;
	int status;

	*common = (struct common){ .command = command, .options = *options };
	run_open(run);
	run->full = options->full;
	run->strict = options->strict;
	run->interrupted = &interrupted;
	run->first_fail = options->first_fail;
	run->most_ns = (int64_t)options->max_time * 1000000000;
	if (options->expect) {
		run->known = expectation_load(options->expect, selection, &err);
		if (!run->known) {
			command_error(command, "%s", err.text);
			return EXIT_MISUSE;
		}
	}
	status = open_json(common);
	if (status != EXIT_PASS)
		return status;
	if (options->tap) {
		run_add_observer(run, report_tap_new(stdout, selection->reqs));
		common->reported_on_stdout = true;
	}
	if (!common->reported_on_stdout)
		open_text(common, selection->reqs);
	catch_signals();
	return EXIT_PASS;
}

void common_close(struct common *common)
{
	run_close(&common->run);
	if (common->json_file)
		fclose(common->json_file);
	common->json_file = NULL;
}

static int written(struct common *common, int status)
{
	int result = output_status(common->command);

	if (common->json_file) {
		if (fflush(common->json_file) != 0 || ferror(common->json_file)) {
			command_error(common->command, "cannot write the report %s",
				      common->options.json);
			return EXIT_MISUSE;
		}
	}
	return result == EXIT_PASS ? status : result;
}

int common_finish(struct common *common)
{
	return written(common, (int)run_finish(&common->run));
}

struct run_info common_info(const struct common *common, size_t case_count,
			    size_t target_count)
{
	return (struct run_info){
		.command = common->command,
		.version = TCPVET_VERSION,
		.profile = common->options.full ? "full" : "quick",
		.case_count = case_count,
		.target_count = target_count,
	};
}

int common_prepare(struct selection *out, const char *command)
{
	struct script_paths paths;
	struct error err;

	*out = (struct selection){ .count = 0 };
	if (script_paths_find(&paths, TCPVET_DATADIR, &err) == 0 &&
	    selection_prepare(out, &paths, &err) == 0)
		return EXIT_PASS;
	command_error(command, "%s", err.text);
	return EXIT_MISUSE;
}

int common_select(struct selection *out, const char *command, char *const *words,
		  size_t word_count, enum selection_use use)
{
	struct script_paths paths;
	struct error err = { "" };
	int status = EXIT_MISUSE;

	*out = (struct selection){ .count = 0 };
	if (script_paths_find(&paths, TCPVET_DATADIR, &err) == 0)
		status = selection_open(out, &paths, words, word_count, use, stderr, &err);
	if (*err.text)
		command_error(command, "%s", err.text);
	return status;
}
