/* SPDX-License-Identifier: BSD-2-Clause */
#include "lab/tap/tap_target.h"

#include "run/discover.h"
#include "run/run.h"

int tap_target_fresh(void *ctx, const struct test_case *tc, struct schedule_config *config,
		     struct target *target, struct error *err)
{
	struct tap_target *tap = ctx;

	(void)tc;
	(void)config;
	return taplab_fresh(tap->lab, ++target->seed, err);
}

static int open_wire(struct tap_target *tap, const struct ipaddr *address,
		     struct error *err)
{
	struct wire_live_config config = { .private_link = true, .route_count = 1 };

	if (route_lookup(address, taplab_ifname(tap->lab), NULL, &tap->route, err) < 0)
		return -1;
	config.routes[0] = tap->route;
	tap->wire = wire_live_open(&config, err);
	return tap->wire ? 0 : -1;
}

int tap_target_open(struct tap_target *tap, struct taplab *lab, enum ip_family family,
		    bool oracle, const volatile sig_atomic_t *interrupted,
		    struct error *err)
{
	const struct ipaddr *address = taplab_target(lab, family);
	struct discovery discovery = { .interrupted = interrupted };
	/* How far away it is; a faulty endpoint may well not answer. */
	struct port_probe probe = { .port = own_services[0].port };

	*tap = (struct tap_target){ .lab = lab };
	if (open_wire(tap, address, err) < 0)
		return -1;
	discovery.wire = tap->wire;
	tap->target = (struct target){
		.hosts = { .tester = tap->route.source, .target = *address,
			   .offers = wire_live_offers(tap->wire, &tap->route) },
		.services = own_services,
		.service_count = OWN_SERVICES,
		.closed_port = OWN_CLOSED_PORT,
		.oracle = oracle ? taplab_oracle(lab) : NULL,
		.agent = taplab_agent(lab),
		.seed = run_seed(),
	};
	return discover_ports(&discovery, &tap->target, &probe, 1, err);
}

void tap_target_close(struct tap_target *tap)
{
	wire_close(tap->wire);
	tap->wire = NULL;
}
