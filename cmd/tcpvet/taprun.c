/* SPDX-License-Identifier: BSD-2-Clause */
/* taprun.c - each case meets an endpoint of its own, as in a simulation, so that no
 * fault of one case is the cause of another's verdict. */
#include "taprun.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "cmd.h"
#include "run/discover.h"
#include "lab/tap/taplab.h"
#include "wire/live/live.h"

struct tap_target {
	struct taplab *lab;
	struct route route;
	struct wire *wire;
	struct target target;
	struct run_target info;
	struct error err; /* why there is no fresh endpoint, "" when there is */
};

const char *taprun_name(const struct taprun *options)
{
	static char name[4096];
	size_t used = (size_t)snprintf(name, sizeof(name), "the reference endpoint");

	for (int i = 0; i < FAULT_COUNT && used < sizeof(name); i++)
		if (fault_on(&options->faults, (enum fault)i))
			used += (size_t)snprintf(name + used, sizeof(name) - used,
						 ", fault %s", fault_rows[i].name);
	return name;
}

uint64_t taprun_seed(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (uint64_t)now.tv_sec << 32 ^ (uint64_t)now.tv_nsec << 8;
}

static void fresh_case(void *ctx, const struct test_case *tc,
		       struct schedule_config *config, struct target *target)
{
	struct tap_target *tap = ctx;

	(void)tc;
	(void)config;
	if (taplab_fresh(tap->lab, ++target->seed, &tap->err) < 0)
		drive_interrupted = 1;
}

static int target_open(struct tap_target *tap, const struct taprun *options,
		       enum ip_family family, struct error *err)
{
	struct wire_live_config config = { .private_link = true,
					   .route_count = 1 };
	const struct ipaddr *address = taplab_target(tap->lab, family);
	struct discovery discovery = { .interrupted = &drive_interrupted };
	/* How far away it is; a faulty endpoint may well not answer. */
	struct port_probe probe = { .port = own_services[0].port };

	if (route_lookup(address, taplab_ifname(tap->lab), NULL, &tap->route, err) < 0)
		return -1;
	config.routes[0] = tap->route;
	discovery.wire = tap->wire = wire_live_open(&config, err);
	if (!tap->wire)
		return -1;
	tap->target = (struct target){
		.hosts = { .tester = tap->route.source, .target = *address,
			   .offers = wire_live_offers(tap->wire, &tap->route) },
		.services = own_services,
		.service_count = OWN_SERVICES,
		.closed_port = OWN_CLOSED_PORT,
		.oracle = options->no_oracle ? NULL : taplab_oracle(tap->lab),
		.agent = taplab_agent(tap->lab),
		.seed = taprun_seed(),
	};
	if (discover_ports(&discovery, &tap->target, &probe, 1, err) < 0)
		return -1;
	drive_describe(&tap->info, &tap->target, tap->route.ifname);
	return 0;
}

static int run_targets(struct drive *drive, const struct taprun *options,
		       struct tap_target *targets, size_t count,
		       const struct builtins *builtins,
		       const struct selection *selection, struct error *err)
{
	struct run_info info = {
		.command = "target",
		.version = TCPVET_VERSION,
		.profile = drive->options.full ? "full" : "quick",
		.target = taprun_name(options),
		.case_count = selection->count * count,
		.target_count = count,
	};

	for (size_t i = 0; i < count; i++)
		info.targets[i] = targets[i].info;
	reports_begin(drive->reports, &info);
	for (size_t i = 0; i < count && !drive_interrupted; i++) {
		struct tap_target *tap = &targets[i];
		struct schedule_config config = { .wire = tap->wire,
						  .builtins = builtins };

		if (drive_fresh_targets(drive, &config, &tap->target, fresh_case, tap,
					selection, err) < 0)
			return -1;
		if (*tap->err.text) {
			*err = tap->err;
			return -1;
		}
	}
	return drive_finish(drive, selection);
}

/* An exit status, or -1 with err. */
static int run_lab(struct drive *drive, const struct taprun *options,
		   const struct selection *selection, struct taplab *lab,
		   const struct builtins *builtins, struct error *err)
{
	struct tap_target targets[2] = { { .lab = lab }, { .lab = lab } };
	size_t count = 0;
	int status = -1;

	if (!options->only6 &&
	    target_open(&targets[count++], options, FAMILY_INET, err) < 0)
		goto out;
	if (!options->only4 &&
	    target_open(&targets[count++], options, FAMILY_INET6, err) < 0)
		goto out;
	status = run_targets(drive, options, targets, count, builtins, selection, err);
out:
	for (size_t i = 0; i < count; i++)
		wire_close(targets[i].wire);
	return status;
}

int taprun(const struct taprun *options, const struct selection *selection)
{
	struct endpoint_config endpoint = { .seed = taprun_seed(),
					    .faults = options->faults };
	struct builtins *builtins = NULL;
	struct taplab *lab = NULL;
	struct drive drive;
	struct error err;
	/* Reports and scripts are opened before the namespaces change what this
	 * process may open. */
	int status = drive_open(&drive, "target", &options->drive, selection->reqs);

	if (status != EXIT_PASS)
		goto out;
	status = -1;
	builtins = builtins_new(&err);
	if (builtins)
		lab = taplab_open(&endpoint, &err);
	if (lab)
		status = run_lab(&drive, options, selection, lab, builtins, &err);
	if (status < 0) {
		command_error("target", "%s", err.text);
		status = EXIT_NOTHING;
	}
out:
	taplab_close(lab);
	builtins_free(builtins);
	drive_close(&drive);
	return status;
}
