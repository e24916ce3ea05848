/* SPDX-License-Identifier: BSD-2-Clause */
/* cmd_lab.c - tcpvet lab: this machine's kernel, tested in a private namespace. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd.h"
#include "common.h"
#include "lab/kernel/lab_targets.h"

enum { KEY_SYSCTL = KEY_OWN, KEY_SETUP, KEY_SHELL, KEY_EXPECT_NONE };

#define MAX_TIME_WORDS "at most S seconds; 0, the default: no limit"

static const struct option_row rows[] = {
	COMMON_OPTION_ROWS,
	COMMON_SCHEDULE_ROWS,
	{ KEY_EXPECT_NONE, "no-expect", NULL, "know of no deviation (leave linux.expect aside)" },
	{ '4', "ipv4", NULL, "IPv4 only" },
	{ '6', "ipv6", NULL, "IPv6 only" },
	{ KEY_SYSCTL, "sysctl", "KEY=VALUE", "set a sysctl of the target first; again for more" },
	{ KEY_SETUP, "setup", "COMMAND", "run it at the target first; again for more" },
	{ KEY_SHELL, "shell", NULL, "open a shell in the tester's namespace instead" },
};

static const struct usage usage = {
	"lab", "[OPTION]... [CASE|TOPIC|FILE.tc]...",
	"Tests this machine's kernel over a private link. Leaves nothing behind.",
	rows, sizeof(rows) / sizeof(rows[0])
};

enum { SYSCTLS_MAX = 64, SETUPS_MAX = 16 };

struct options {
	struct common_options common;
	const char *sysctls[SYSCTLS_MAX + 1];
	size_t sysctl_count;
	const char *setups[SETUPS_MAX + 1];
	size_t setup_count;
	bool no_expect, only4, only6, shell;
};

static int take_sysctl(struct options *options)
{
	if (options->sysctl_count == SYSCTLS_MAX)
		return usage_wrong(&usage, "more than %d --sysctl", SYSCTLS_MAX);
	options->sysctls[options->sysctl_count++] = optarg;
	return EXIT_PASS;
}

static int take_setup(struct options *options)
{
	if (options->setup_count == SETUPS_MAX)
		return usage_wrong(&usage, "more than %d --setup", SETUPS_MAX);
	options->setups[options->setup_count++] = optarg;
	return EXIT_PASS;
}

static int take_option(struct options *options, int key)
{
	int taken = common_option(&options->common, &usage, key);

	if (taken)
		return taken < 0 ? EXIT_MISUSE : EXIT_PASS;
	switch (key) {
	case KEY_SYSCTL:
		return take_sysctl(options);
	case KEY_SETUP:
		return take_setup(options);
	case KEY_SHELL:
		options->shell = true;
		break;
	case KEY_EXPECT_NONE:
		options->no_expect = true;
		break;
	case '4':
		options->only4 = true;
		break;
	case '6':
		options->only6 = true;
		break;
	}
	return EXIT_PASS;
}

/* ---- the run --------------------------------------------------------------------------- */

static int run_cases(struct common *common, struct lab_targets *lab,
		     const struct builtins *builtins, const struct selection *selection,
		     struct error *err)
{
	struct target *targets[2] = { &lab->targets[0], &lab->targets[1] };
	struct schedule_config config = { .wire = lab->wire, .builtins = builtins,
					  .jobs = common->options.jobs,
					  .rate = common->options.rate };
	struct run_info info = common_info(common, selection->count * lab->count,
					   lab->count);

	info.target = "this machine's kernel";
	for (size_t i = 0; i < lab->count; i++)
		run_describe(&info.targets[i], targets[i], lab->routes[i].ifname);
	observers_begin(common->run.observers, &info);
	if (run_targets(&common->run, &config, targets, lab->count, selection, err) < 0) {
		command_error("lab", "%s", err->text);
		return (int)run_break(&common->run);
	}
	return common_finish(common);
}

static int run_lab(struct common *common, const struct options *options,
		   const struct selection *selection, struct lab *lab)
{
	struct lab_targets targets = { .wire = NULL };
	struct error err;
	struct builtins *builtins = builtins_new(&err);
	int status = -1;

	if (builtins && lab_targets_open(&targets, lab, !options->only6, !options->only4,
					 &interrupted, &err) == 0)
		status = run_cases(common, &targets, builtins, selection, &err);
	if (status < 0) {
		command_error("lab", "%s", err.text);
		status = EXIT_NOTHING;
	}
	lab_targets_close(&targets);
	builtins_free(builtins);
	return status;
}

static struct lab *open_lab(const struct options *options)
{
	struct lab_config config = { .sysctls = options->sysctls,
				     .setups = options->setups };
	struct error err;
	struct lab *lab = lab_open(&config, &err);

	if (!lab)
		command_error("lab", "%s", err.text);
	return lab;
}

static int shell(const struct options *options)
{
	struct lab *lab = open_lab(options);
	struct error err;
	int status;

	if (!lab)
		return EXIT_NOTHING;
	status = lab_shell(lab, &err);
	if (status < 0)
		command_error("lab", "%s", err.text);
	lab_close(lab);
	return status < 0 ? EXIT_NOTHING : status;
}

static int run(struct options *options, const struct selection *selection)
{
	struct common common;
	struct lab *lab = NULL;
	int status;

	if (!options->common.expect && !options->no_expect &&
	    access(selection->paths.expect, F_OK) == 0)
		options->common.expect = selection->paths.expect;
	/* Reports and scripts are opened before the namespaces change what this
	 * process may open. */
	status = common_open(&common, "lab", &options->common, selection);
	if (status == EXIT_PASS) {
		lab = open_lab(options);
		status = lab ? run_lab(&common, options, selection, lab)
			     : EXIT_NOTHING;
	}
	if (lab)
		lab_close(lab);
	common_close(&common);
	return status;
}

int cmd_lab(int argc, char **argv)
{
	struct options options = { 0 };
	struct selection selection;
	int key, status;

	while ((key = options_next(&usage, argc, argv)) != OPTIONS_END) {
		if (key == OPTIONS_DONE)
			return output_status("lab");
		if (key == OPTIONS_WRONG || take_option(&options, key) != EXIT_PASS)
			return EXIT_MISUSE;
	}
	if (options.only4 && options.only6)
		return usage_wrong(&usage, "-4 and -6 leave nothing to test");
	if (options.shell) {
		if (optind < argc)
			return usage_wrong(&usage, "--shell takes no case");
		return shell(&options);
	}
	status = common_select(&selection, "lab", argv + optind,
			       (size_t)(argc - optind), SELECT_TO_RUN);
	if (status == EXIT_PASS)
		status = run(&options, &selection);
	selection_close(&selection);
	return status;
}
