/* SPDX-License-Identifier: BSD-2-Clause */
/* lab.c - tcpvet lab: this machine's kernel, tested in a private namespace. */
#include "lab/lab.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cmd.h"
#include "drive.h"
#include "engine/discover.h"
#include "wire/live.h"

enum { KEY_SYSCTL = KEY_OWN, KEY_SHELL, KEY_EXPECT_NONE };

static const struct option_row rows[] = {
	DRIVE_OPTION_ROWS,
	{ KEY_EXPECT_NONE, "no-expect", NULL, "know of no deviation (leave linux.expect aside)" },
	{ '4', "ipv4", NULL, "IPv4 only" },
	{ '6', "ipv6", NULL, "IPv6 only" },
	{ KEY_SYSCTL, "sysctl", "KEY=VALUE", "set a sysctl of the target first; again for more" },
	{ KEY_SHELL, "shell", NULL, "open a shell in the tester's namespace instead" },
};

static const struct usage usage = {
	"lab", "[OPTION]... [CASE|TOPIC|FILE.tc]...",
	"Tests this machine's kernel over a private link. Leaves nothing behind.",
	rows, sizeof(rows) / sizeof(rows[0])
};

enum { SYSCTLS_MAX = 64 };

struct options {
	struct drive_options drive;
	const char *sysctls[SYSCTLS_MAX + 1];
	size_t sysctl_count;
	bool no_expect, only4, only6, shell;
};

static const struct service services[] = {
	{ APP_ECHO, 7 }, { APP_DISCARD, 9 }, { APP_DAYTIME, 13 }, { APP_CHARGEN, 19 },
};

enum { SERVICE_COUNT = sizeof(services) / sizeof(services[0]) };

static int take_sysctl(struct options *options)
{
	if (options->sysctl_count == SYSCTLS_MAX)
		return usage_wrong(&usage, "more than %d --sysctl", SYSCTLS_MAX);
	options->sysctls[options->sysctl_count++] = optarg;
	return EXIT_PASS;
}

static int take_option(struct options *options, int key)
{
	int taken = drive_option(&options->drive, &usage, key);

	if (taken)
		return taken < 0 ? EXIT_MISUSE : EXIT_PASS;
	switch (key) {
	case KEY_SYSCTL:
		return take_sysctl(options);
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

/* ---- one family ------------------------------------------------------------------- */

struct target {
	struct wire *wire;
	struct route route;
	struct runner_config config;
	struct run_target info;
};

/* The measure of the round trip; and what does not answer is not tested. */
static int measure(struct target *target, struct error *err)
{
	struct port_probe probe = { .port = services[0].port };

	if (discover_ports(target->wire, &probe, 1, &target->config.rtt,
			   &drive_interrupted, err) < 0)
		return -1;
	if (probe.state != PORT_OPEN && !drive_interrupted)
		return error_set(err, "the lab's %s service does not answer",
				 app_name(services[0].app));
	return 0;
}

static int target_open(struct target *target, struct lab *lab,
		       enum ip_family family, const struct builtins *builtins,
		       struct error *err)
{
	struct wire_live_config config = { .target = *lab_target(lab, family),
					   .lossless = true };
	struct timespec now;

	if (route_lookup(&config.target, lab_ifname(lab), NULL, &target->route,
			 err) < 0)
		return -1;
	config.route = target->route;
	target->wire = wire_live_open(&config, err);
	if (!target->wire)
		return -1;
	clock_gettime(CLOCK_REALTIME, &now);
	target->config = (struct runner_config){
		.wire = target->wire,
		.builtins = builtins,
		.services = services,
		.service_count = SERVICE_COUNT,
		.closed_port = LAB_CLOSED_PORT,
		.oracle = lab_oracle(lab),
		.agent = lab_agent(lab),
		.seed = (uint64_t)now.tv_sec << 32 ^ (uint64_t)now.tv_nsec << 8,
	};
	if (measure(target, err) < 0)
		return -1;
	drive_describe(&target->info, target->wire, target->route.ifname,
		       &target->config);
	return 0;
}

/* ---- the run --------------------------------------------------------------------------- */

static int run_targets(struct drive *drive, struct target *targets, size_t count,
		       const struct selection *selection)
{
	struct run_info info = {
		.command = "lab",
		.version = TCPVET_VERSION,
		.profile = drive->options.full ? "full" : "quick",
		.target = "this machine's kernel",
		.case_count = selection->count * count,
		.target_count = count,
	};
	struct error err;

	for (size_t i = 0; i < count; i++)
		info.targets[i] = targets[i].info;
	reports_begin(drive->reports, &info);
	for (size_t i = 0; i < count && !drive_interrupted; i++) {
		if (drive_target(drive, &targets[i].config, selection, &err) < 0) {
			command_error("lab", "%s", err.text);
			return EXIT_NOTHING;
		}
	}
	return drive_finish(drive, selection);
}

static int run_lab(struct drive *drive, const struct options *options,
		   const struct selection *selection, struct lab *lab)
{
	struct target targets[2] = { 0 };
	struct builtins *builtins;
	struct error err;
	size_t count = 0;
	int status = EXIT_NOTHING;

	builtins = builtins_new(&err);
	if (!builtins)
		goto failed;
	if (!options->only6 &&
	    target_open(&targets[count++], lab, FAMILY_INET, builtins, &err) < 0)
		goto failed;
	if (!options->only4 &&
	    target_open(&targets[count++], lab, FAMILY_INET6, builtins, &err) < 0)
		goto failed;
	status = run_targets(drive, targets, count, selection);
	goto out;
failed:
	command_error("lab", "%s", err.text);
out:
	for (size_t i = 0; i < count; i++)
		wire_close(targets[i].wire);
	builtins_free(builtins);
	return status;
}

static struct lab *open_lab(const struct options *options)
{
	struct lab_config config = { .sysctls = options->sysctls };
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
	struct drive drive;
	struct lab *lab = NULL;
	int status;

	if (!options->drive.expect && !options->no_expect &&
	    access(selection->paths.expect, F_OK) == 0)
		options->drive.expect = selection->paths.expect;
	/* Reports and scripts are opened before the namespaces change what this
	 * process may open. */
	status = drive_open(&drive, "lab", &options->drive, selection->reqs);
	if (status == EXIT_PASS) {
		lab = open_lab(options);
		status = lab ? run_lab(&drive, options, selection, lab)
			     : EXIT_NOTHING;
	}
	if (lab)
		lab_close(lab);
	drive_close(&drive);
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
	status = selection_open(&selection, "lab", argv + optind,
				(size_t)(argc - optind));
	if (status == EXIT_PASS)
		status = run(&options, &selection);
	selection_close(&selection);
	return status;
}
