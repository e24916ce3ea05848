/* SPDX-License-Identifier: BSD-2-Clause */
/* cmd_run.c - tcpvet run: a host over the network. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd.h"
#include "common.h"
#include "run/remote.h"

enum { KEY_SERVICE = KEY_OWN, KEY_PORT, KEY_CLOSED_PORT, KEY_TRUST_SERVICES,
       KEY_OFFLOAD_OFF, KEY_WITHOUT };

#define MAX_TIME_WORDS "at most S seconds (quick: 300); 0: no limit"

static const struct option_row rows[] = {
	{ KEY_SERVICE, "service", "APP[:PORT]", "echo, discard, daytime, chargen, http or stalled" },
	{ KEY_PORT, "port", "N", "an open port, application unknown" },
	{ KEY_CLOSED_PORT, "closed-port", "N", "a port on which nothing listens" },
	{ KEY_TRUST_SERVICES, "trust-services", NULL, "go on with services that do not behave as declared" },
	{ KEY_WITHOUT, "without", "LIST", "what it lacks: urgent,window-scale,timestamps,sack" },
	{ KEY_OFFLOAD_OFF, "offload-off", NULL, "switch the interface's offloads off for the run" },
	{ 'i', "interface", "NAME", "the interface to use (else the route's)" },
	{ 'S', "source", "ADDRESS", "the source address (else the route's)" },
	{ '4', "ipv4", NULL, "use the host's IPv4 address" },
	{ '6', "ipv6", NULL, "use the host's IPv6 address" },
	COMMON_SCHEDULE_ROWS,
	COMMON_OPTION_ROWS,
};

static const struct usage usage = {
	"run", "HOST [OPTION]... [CASE|TOPIC|FILE.tc]...",
	"Tests a host. Without --service and --port the standard ports are tried:\n"
	"echo 7, discard 9, daytime 13, chargen 19, http 80.",
	rows, sizeof(rows) / sizeof(rows[0])
};

/* Segments a second: no host minds, and few that limit what they answer notice. */
enum { POLITE_RATE = 500 };

/* Seconds that somebody waits for a quick run. */
enum { QUICK_MOST = 300 };

struct options {
	struct common_options common;
	struct remote_options remote;
};

static int take_port(const char *text, const char *what, uint16_t *out)
{
	char *end;
	unsigned long value;

	errno = 0;
	value = strtoul(text, &end, 10);
	if (*text < '0' || *text > '9' || *end || errno || value < 1 || value > 65535)
		return usage_wrong(&usage, "%s '%s' is not a port from 1 to 65535",
				   what, text);
	*out = (uint16_t)value;
	return EXIT_PASS;
}

static int add_service(struct options *options, enum app app, uint16_t port)
{
	struct remote_options *target = &options->remote;

	for (size_t i = 0; i < target->service_count; i++)
		if (target->services[i].port == port)
			return usage_wrong(&usage, "port %u is named twice", port);
	if (target->service_count == SERVICES_MAX)
		return usage_wrong(&usage, "more than %d services", SERVICES_MAX);
	target->services[target->service_count++] = (struct service){ app, port };
	return EXIT_PASS;
}

static int take_service(struct options *options, char *text)
{
	char *colon = strchr(text, ':');
	uint16_t port;
	enum app app;

	if (colon)
		*colon = '\0';
	app = app_parse(text);
	if (app == APP_COUNT)
		return usage_wrong(&usage, "unknown application '%s': echo, discard, "
				   "daytime, chargen, http or stalled", text);
	port = app_port(app);
	if (!port && !colon)
		return usage_wrong(&usage, "%s has no port of its own: write "
				   "%s:PORT", text, text);
	if (colon && take_port(colon + 1, "--service", &port) != EXIT_PASS)
		return EXIT_MISUSE;
	return add_service(options, app, port);
}

static int take_without(struct options *options, const char *list)
{
	char *wrong = features_parse(list, &options->remote.without);
	int status;

	if (!wrong)
		return EXIT_PASS;
	status = usage_wrong(&usage, "--without knows no '%s': %s", wrong, feature_words);
	free(wrong);
	return status;
}

static int take_option(struct options *options, int key)
{
	int taken = common_option(&options->common, &usage, key);
	uint16_t port;

	if (taken)
		return taken < 0 ? EXIT_MISUSE : EXIT_PASS;
	switch (key) {
	case KEY_SERVICE:
		return take_service(options, optarg);
	case KEY_PORT:
		if (take_port(optarg, "--port", &port) != EXIT_PASS)
			return EXIT_MISUSE;
		return add_service(options, APP_UNKNOWN, port);
	case KEY_CLOSED_PORT:
		return take_port(optarg, "--closed-port",
				 &options->remote.closed_port);
	case KEY_TRUST_SERVICES:
		options->remote.trust_services = true;
		break;
	case KEY_WITHOUT:
		return take_without(options, optarg);
	case KEY_OFFLOAD_OFF:
		options->remote.offload_off = true;
		break;
	case 'i':
		options->remote.ifname = optarg;
		break;
	case 'S':
		options->remote.source = optarg;
		break;
	case '4':
		options->remote.family = AF_INET;
		break;
	case '6':
		options->remote.family = AF_INET6;
		break;
	}
	return EXIT_PASS;
}

/* On a local path the header has told all. */
static const char *advice(const struct remote *remote)
{
	if (remote->route.local)
		return NULL;
	return "Where the target sends they are not finished: 'ethtool -K INTERFACE "
	       "tx off tso off gso off' there.";
}

static int run_cases(struct common *common, const struct options *options,
		     const struct selection *selection, struct remote *remote,
		     const struct builtins *builtins, struct error *err)
{
	struct target *target = &remote->target;
	struct test_run *run = &common->run;
	struct schedule_config config = {
		.wire = remote->wire,
		.builtins = builtins,
		.jobs = common->options.jobs,
		.rate = common->options.rate,
		.capacity_unknown = true,
	};
	struct run_info info = common_info(common, selection->count, 1);

	info.target = options->remote.host;
	run_describe(&info.targets[0], target, remote->route.ifname);
	snprintf(info.targets[0].note, sizeof(info.targets[0].note), "%s",
		 remote->note);
	remote_offloads(remote, &info.targets[0]);
	run->summary.offload_advice = advice(remote);
	target->seed = run_seed();
	target->without = options->remote.without;
	observers_begin(run->observers, &info);
	if (run_targets(run, &config, &target, 1, selection, err) < 0)
		return (int)run_break(run);
	return common_finish(common);
}

static int run_host(struct options *options, const struct selection *selection)
{
	struct remote remote = { 0 };
	struct builtins *builtins = NULL;
	struct common common;
	struct error err = { "" };
	int status;

	if (options->common.max_time == MAX_TIME_DEFAULT)
		options->common.max_time = options->common.full ? MAX_TIME_NONE : QUICK_MOST;
	status = common_open(&common, "run", &options->common, selection);

	if (status != EXIT_PASS)
		goto out;
	status = EXIT_NOTHING;
	builtins = builtins_new(&err);
	if (builtins)
		status = remote_open(&remote, &options->remote, &err);
	if (builtins && status == EXIT_PASS)
		status = remote_discover(&remote, &options->remote, builtins, &err);
	if (builtins && status == EXIT_PASS)
		status = run_cases(&common, options, selection, &remote, builtins,
				   &err);
	if (*err.text)
		command_error("run", "%s", err.text);
out:
	if (remote_close(&remote, &err) < 0)
		command_error("run", "%s", err.text);
	builtins_free(builtins);
	common_close(&common);
	return status;
}

int cmd_run(int argc, char **argv)
{
	struct options options = { .remote.family = AF_UNSPEC,
				   .common.max_time = MAX_TIME_DEFAULT,
				   .common.rate = POLITE_RATE };
	struct selection selection;
	int key, status;

	while ((key = options_next(&usage, argc, argv)) != OPTIONS_END) {
		if (key == OPTIONS_DONE)
			return output_status("run");
		if (key == OPTIONS_WRONG || take_option(&options, key) != EXIT_PASS)
			return EXIT_MISUSE;
	}
	if (optind == argc)
		return usage_wrong(&usage, "which host?");
	options.remote.host = argv[optind++];
	options.remote.rate = options.common.rate;
	options.remote.interrupted = &interrupted;
	status = common_select(&selection, "run", argv + optind,
			       (size_t)(argc - optind), SELECT_TO_RUN);
	if (status == EXIT_PASS)
		status = run_host(&options, &selection);
	selection_close(&selection);
	return status;
}
