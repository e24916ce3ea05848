/* SPDX-License-Identifier: BSD-2-Clause */
/* cmd_lab.c - tcpvet lab: this machine's kernel, tested in a private namespace. */
#include "lab/kernel/kernel_lab.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cmd.h"
#include "drive.h"
#include "run/discover.h"
#include "wire/live/live.h"

enum { KEY_SYSCTL = KEY_OWN, KEY_SETUP, KEY_SHELL, KEY_EXPECT_NONE };

static const struct option_row rows[] = {
	DRIVE_OPTION_ROWS,
	DRIVE_SCHEDULE_ROWS,
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
	struct drive_options drive;
	const char *sysctls[SYSCTLS_MAX + 1];
	size_t sysctl_count;
	const char *setups[SETUPS_MAX + 1];
	size_t setup_count;
	bool no_expect, only4, only6, shell;
};

enum { SCANS = 3 };

/* Enough for all cases side by side. */
enum { HELD_PORTS = 1000 };

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
	int taken = drive_option(&options->drive, &usage, key);

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

/* ---- the target ------------------------------------------------------------------- */

struct setup {
	struct lab *lab;
	struct route routes[2];
	struct target targets[2];
	size_t count;
	struct wire *wire;
};

static int add_family(struct setup *setup, enum ip_family family, struct error *err)
{
	struct target *target = &setup->targets[setup->count];
	struct route *route = &setup->routes[setup->count];
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	*target = (struct target){
		.hosts = { .target = *lab_target(setup->lab, family) },
		.services = own_services,
		.service_count = OWN_SERVICES,
		.closed_port = OWN_CLOSED_PORT,
		.oracle = lab_oracle(setup->lab),
		.agent = lab_agent(setup->lab),
		.seed = (uint64_t)now.tv_sec << 32 ^ (uint64_t)now.tv_nsec << 8,
	};
	if (route_lookup(&target->hosts.target, lab_ifname(setup->lab), NULL, route,
			 err) < 0)
		return -1;
	target->hosts.tester = route->source;
	setup->count++;
	return 0;
}

static size_t first_silent(const struct port_probe *probes)
{
	size_t i = 0;

	while (i < OWN_SERVICES && probes[i].state == PORT_OPEN)
		i++;
	return i;
}

/* The measure of the round trip; and what does not answer is not tested. */
static int measure(struct setup *setup, struct target *target, struct error *err)
{
	const struct discovery discovery = { .wire = setup->wire,
					     .interrupted = &drive_interrupted };
	struct port_probe probes[OWN_SERVICES];
	size_t silent = 0;

	for (size_t i = 0; i < OWN_SERVICES; i++)
		probes[i] = (struct port_probe){ .port = own_services[i].port };
	/* They are there: rules that lose segments may hide them for a while. */
	for (int i = 0; i < SCANS; i++) {
		if (discover_ports(&discovery, target, probes, OWN_SERVICES, err) < 0)
			return -1;
		silent = first_silent(probes);
		if (silent == OWN_SERVICES || drive_interrupted)
			return 0;
	}
	return error_set(err, "the lab's %s service does not answer",
			 app_name(own_services[silent].app));
}

static int setup_open(struct setup *setup, const struct options *options,
		      struct error *err)
{
	struct wire_live_config config = { .private_link = true,
					   .ports = HELD_PORTS };

	if (!options->only6 && add_family(setup, FAMILY_INET, err) < 0)
		return -1;
	if (!options->only4 && add_family(setup, FAMILY_INET6, err) < 0)
		return -1;
	memcpy(config.routes, setup->routes, sizeof(config.routes));
	config.route_count = setup->count;
	setup->wire = wire_live_open(&config, err);
	if (!setup->wire)
		return -1;
	for (size_t i = 0; i < setup->count; i++) {
		setup->targets[i].hosts.offers =
			wire_live_offers(setup->wire, &setup->routes[i]);
		if (measure(setup, &setup->targets[i], err) < 0)
			return -1;
	}
	return 0;
}

/* ---- the run --------------------------------------------------------------------------- */

static int run_targets(struct drive *drive, struct setup *setup,
		       const struct builtins *builtins,
		       const struct selection *selection, struct error *err)
{
	struct target *targets[2] = { &setup->targets[0], &setup->targets[1] };
	struct schedule_config config = { .wire = setup->wire, .builtins = builtins,
					  .jobs = drive->options.jobs,
					  .rate = drive->options.rate };
	struct run_info info = {
		.command = "lab",
		.version = TCPVET_VERSION,
		.profile = drive->options.full ? "full" : "quick",
		.target = "this machine's kernel",
		.case_count = selection->count * setup->count,
		.target_count = setup->count,
	};

	for (size_t i = 0; i < setup->count; i++)
		drive_describe(&info.targets[i], targets[i], setup->routes[i].ifname);
	reports_begin(drive->reports, &info);
	if (drive_targets(drive, &config, targets, setup->count, selection, err) < 0) {
		drive_break(drive, selection);
		return -1;
	}
	return drive_finish(drive, selection);
}

static int run_lab(struct drive *drive, const struct options *options,
		   const struct selection *selection, struct lab *lab)
{
	struct setup setup = { .lab = lab };
	struct error err;
	struct builtins *builtins = builtins_new(&err);
	int status = -1;

	if (builtins && setup_open(&setup, options, &err) == 0)
		status = run_targets(drive, &setup, builtins, selection, &err);
	if (status < 0) {
		command_error("lab", "%s", err.text);
		status = EXIT_NOTHING;
	}
	wire_close(setup.wire);
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
	struct drive drive;
	struct lab *lab = NULL;
	int status;

	if (!options->drive.expect && !options->no_expect &&
	    access(selection->paths.expect, F_OK) == 0) {
		options->drive.expect = selection->paths.expect;
		options->drive.expect_own = true;
	}
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
	status = selection_open_to_run(&selection, "lab", argv + optind,
				       (size_t)(argc - optind));
	if (status == EXIT_PASS)
		status = run(&options, &selection);
	selection_close(&selection);
	return status;
}
