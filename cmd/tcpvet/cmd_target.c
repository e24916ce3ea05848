/* SPDX-License-Identifier: BSD-2-Clause */
/* cmd_target.c - tcpvet target: the reference endpoint on a real interface. */
#include <ctype.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cmd.h"
#include "lab/tap/endpoint_host.h"
#include "lab/link.h"
#include "lab/tap/tap_device.h"
#include "run/near.h"
#include "taprun.h"

enum { KEY_DEVICE = KEY_OWN, KEY_LAB, KEY_FAULT, KEY_ADDRESS, KEY_SECONDS,
       KEY_NO_ORACLE };

/* --tap is the device here: there is no report in the Test Anything Protocol. */
static const struct option_row rows[] = {
	{ KEY_DEVICE, "tap", "IF", "serve on this tap device, which is made if need be" },
	{ KEY_LAB, "lab", NULL, "test it, over a private link" },
	{ KEY_FAULT, "fault", "NAME", "switch on this fault; again for more" },
	{ KEY_ADDRESS, "address", "A", "serve at A; once for IPv4, once for IPv6" },
	{ KEY_SECONDS, "seconds", "N", "serve for so long" },
	{ KEY_JSON, "json", "FILE", "write JSON lines to FILE (- is standard output)" },
	{ KEY_PROFILE, "profile", "NAME", "quick (the default) or full: the long timers too" },
	{ KEY_STRICT, "strict", NULL, "warn and inconclusive count as fail" },
	{ KEY_EXPECT, "expect", "FILE", "known deviations of the target" },
	{ 'v', "verbose", NULL, "each case with its segments" },
	{ '4', "ipv4", NULL, "IPv4 only" },
	{ '6', "ipv6", NULL, "IPv6 only" },
	{ KEY_NO_ORACLE, "no-oracle", NULL, "do not look into the endpoint for its state" },
};

static const struct usage usage = {
	"target", "--tap IF | --lab [OPTION]... [CASE|TOPIC|FILE.tc]...",
	"The reference endpoint, or one of its faults, on a real interface: for others\n"
	"to test (--tap), or tested over a private link (--lab).",
	rows, sizeof(rows) / sizeof(rows[0])
};

struct options {
	struct taprun run;
	const char *device;
	bool lab;
	const char *for_lab; /* the last option that --lab alone has, or NULL */
	struct ipaddr inet, inet6; /* FAMILY_NONE: as usual */
	unsigned seconds;
};

/* ---- options ---------------------------------------------------------------------- */

static int take_fault(struct options *options)
{
	enum fault fault = fault_find(optarg);
	struct near near;

	if (fault != FAULT_COUNT) {
		fault_add(&options->run.faults, fault);
		return EXIT_PASS;
	}
	near_begin(&near, optarg);
	for (int i = 0; i < FAULT_COUNT; i++)
		near_offer(&near, fault_rows[i].name, fault_rows[i].name);
	return usage_wrong(&usage, "no fault '%s'%s", optarg, near_text(&near, ""));
}

static int take_address(struct options *options)
{
	struct ipaddr addr, *place;

	if (!ipaddr_parse(optarg, &addr))
		return usage_wrong(&usage, "--address '%s' is no IPv4 or IPv6 address",
				   optarg);
	if (ipaddr_is_multicast(&addr) || ipaddr_is_broadcast_or_any(&addr))
		return usage_wrong(&usage, "--address %s is not that of one host",
				   optarg);
	place = addr.family == FAMILY_INET ? &options->inet : &options->inet6;
	if (place->family != FAMILY_NONE)
		return usage_wrong(&usage, "--address is given twice for %s",
				   addr.family == FAMILY_INET ? "IPv4" : "IPv6");
	*place = addr;
	return EXIT_PASS;
}

static int take_seconds(struct options *options)
{
	unsigned long seconds;
	char *end;

	errno = 0;
	seconds = strtoul(optarg, &end, 10);
	if (!isdigit((unsigned char)*optarg) || *end || errno || seconds < 1 ||
	    seconds > 1000000000)
		return usage_wrong(&usage, "--seconds '%s' is not a number from 1 to "
				   "1000000000", optarg);
	options->seconds = (unsigned)seconds;
	return EXIT_PASS;
}

/* What --lab alone has. */
static int take_lab_option(struct options *options, int key)
{
	for (size_t i = 0; i < usage.count; i++)
		if (rows[i].key == key)
			options->for_lab = rows[i].name;
	switch (key) {
	case KEY_NO_ORACLE:
		options->run.no_oracle = true;
		return EXIT_PASS;
	case '4':
		options->run.only4 = true;
		return EXIT_PASS;
	case '6':
		options->run.only6 = true;
		return EXIT_PASS;
	default:
		return common_option(&options->run.common, &usage, key) < 0
			       ? EXIT_MISUSE : EXIT_PASS;
	}
}

/* An option in the place of the name is a slip, and would serve without an end. */
static int take_device(struct options *options)
{
	if (*optarg == '-' || !*optarg)
		return usage_wrong(&usage, "--tap: '%s' is not the name of a device", optarg);
	options->device = optarg;
	return EXIT_PASS;
}

static int take_option(struct options *options, int key)
{
	switch (key) {
	case KEY_DEVICE:
		return take_device(options);
	case KEY_LAB:
		options->lab = true;
		return EXIT_PASS;
	case KEY_FAULT:
		return take_fault(options);
	case KEY_ADDRESS:
		return take_address(options);
	case KEY_SECONDS:
		return take_seconds(options);
	default:
		return take_lab_option(options, key);
	}
}

static int check_options(const struct options *options, bool operands)
{
	if (!options->lab == !options->device)
		return usage_wrong(&usage, "one of --tap IF and --lab is needed");
	if (options->lab && options->seconds)
		return usage_wrong(&usage, "--seconds is for --tap");
	if (options->lab && (options->inet.family || options->inet6.family))
		return usage_wrong(&usage, "--address is for --tap: the lab has its own");
	if (options->device && options->for_lab)
		return usage_wrong(&usage, "--%s is for --lab", options->for_lab);
	if (options->device && operands)
		return usage_wrong(&usage, "--tap takes no case: what is served is "
				   "tested by 'tcpvet run'");
	if (options->run.only4 && options->run.only6)
		return usage_wrong(&usage, "-4 and -6 leave nothing to test");
	return EXIT_PASS;
}

/* ---- --tap ------------------------------------------------------------------------- */

static volatile sig_atomic_t stopped;

static void on_signal(int signum)
{
	(void)signum;
	stopped = 1;
}

/* Blocked but where the host waits. */
static void catch_signals(void)
{
	static const int caught[] = { SIGINT, SIGTERM, SIGHUP };
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < sizeof(caught) / sizeof(caught[0]); i++) {
		common_catch(caught[i], on_signal);
		sigaddset(&set, caught[i]);
	}
	sigprocmask(SIG_BLOCK, &set, NULL);
}

static int tell(const struct options *options, const struct station *station)
{
	char inet[ADDRESS_TEXT], inet6[ADDRESS_TEXT];

	printf("%s at %s and %s on %s:", taprun_name(&options->run),
	       ipaddr_text(&station->inet, inet), ipaddr_text(&station->inet6, inet6),
	       options->device);
	for (int i = 0; i < OWN_SERVICES; i++)
		printf(" %s:%u", app_name(own_services[i].app), own_services[i].port);
	putchar('\n');
	return output_status("target");
}

static int serve(const struct options *options)
{
	struct host_config config = {
		.endpoint = { .seed = run_seed(), .faults = options->run.faults },
		.station = { .inet = *link_address(LINK_TARGET, FAMILY_INET),
			     .inet6 = *link_address(LINK_TARGET, FAMILY_INET6) },
		.control = -1,
	};
	struct error err;
	int status;

	if (options->inet.family != FAMILY_NONE)
		config.station.inet = options->inet;
	if (options->inet6.family != FAMILY_NONE)
		config.station.inet6 = options->inet6;
	memcpy(config.station.mac, link_mac(LINK_TARGET), MAC_BYTES);
	catch_signals();
	config.tap = tap_open(options->device, 0, &err);
	if (config.tap < 0)
		goto failed;
	status = tell(options, &config.station);
	if (status == EXIT_PASS &&
	    host_serve(&config, options->seconds, &stopped, &err) < 0)
		goto failed;
	close(config.tap);
	return status;
failed:
	if (config.tap >= 0)
		close(config.tap);
	command_error("target", "%s", err.text);
	return EXIT_NOTHING;
}

/* ---- the command -------------------------------------------------------------------- */

static int test(const struct options *options, char **operands, size_t count)
{
	struct selection selection;
	int status = common_select(&selection, "target", operands, count,
				   SELECT_TO_RUN);

	if (status == EXIT_PASS)
		status = taprun(&options->run, &selection);
	selection_close(&selection);
	return status;
}

int cmd_target(int argc, char **argv)
{
	struct options options = { 0 };
	int key;

	while ((key = options_next(&usage, argc, argv)) != OPTIONS_END) {
		if (key == OPTIONS_DONE)
			return output_status("target");
		if (key == OPTIONS_WRONG || take_option(&options, key) != EXIT_PASS)
			return EXIT_MISUSE;
	}
	if (check_options(&options, optind < argc) != EXIT_PASS)
		return EXIT_MISUSE;
	if (options.device)
		return serve(&options);
	return test(&options, argv + optind, (size_t)(argc - optind));
}
