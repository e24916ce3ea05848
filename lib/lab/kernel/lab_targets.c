/* SPDX-License-Identifier: BSD-2-Clause */
#include "lab/kernel/lab_targets.h"

#include <string.h>

#include "run/discover.h"
#include "run/run.h"

enum { SCANS = 3 };

/* Enough for all cases side by side. */
enum { HELD_PORTS = 1000 };

static int add_family(struct lab_targets *targets, struct lab *lab, enum ip_family family,
		      struct error *err)
{
	struct target *target = &targets->targets[targets->count];
	struct route *route = &targets->routes[targets->count];

	*target = (struct target){
		.hosts = { .target = *lab_target(lab, family) },
		.services = own_services,
		.service_count = OWN_SERVICES,
		.closed_port = OWN_CLOSED_PORT,
		.oracle = lab_oracle(lab),
		.agent = lab_agent(lab),
		.seed = run_seed(),
	};
	if (route_lookup(&target->hosts.target, lab_ifname(lab), NULL, route, err) < 0)
		return -1;
	target->hosts.tester = route->source;
	targets->count++;
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
static int measure(const struct discovery *discovery, struct target *target,
		   struct error *err)
{
	struct port_probe probes[OWN_SERVICES];
	size_t silent = 0;

	for (size_t i = 0; i < OWN_SERVICES; i++)
		probes[i] = (struct port_probe){ .port = own_services[i].port };
	/* They are there: rules that lose segments may hide them for a while. */
	for (int i = 0; i < SCANS; i++) {
		if (discover_ports(discovery, target, probes, OWN_SERVICES, err) < 0)
			return -1;
		silent = first_silent(probes);
		if (silent == OWN_SERVICES || *discovery->interrupted)
			return 0;
	}
	return error_set(err, "the lab's %s service does not answer",
			 app_name(own_services[silent].app));
}

int lab_targets_open(struct lab_targets *targets, struct lab *lab, bool inet, bool inet6,
		     const volatile sig_atomic_t *interrupted, struct error *err)
{
	struct wire_live_config config = { .private_link = true, .ports = HELD_PORTS };
	struct discovery discovery = { .interrupted = interrupted };

	*targets = (struct lab_targets){ .wire = NULL };
	if (inet && add_family(targets, lab, FAMILY_INET, err) < 0)
		return -1;
	if (inet6 && add_family(targets, lab, FAMILY_INET6, err) < 0)
		return -1;
	memcpy(config.routes, targets->routes, sizeof(config.routes));
	config.route_count = targets->count;
	discovery.wire = targets->wire = wire_live_open(&config, err);
	if (!targets->wire)
		return -1;
	for (size_t i = 0; i < targets->count; i++) {
		targets->targets[i].hosts.offers =
			wire_live_offers(targets->wire, &targets->routes[i]);
		if (measure(&discovery, &targets->targets[i], err) < 0)
			return -1;
	}
	return 0;
}

void lab_targets_close(struct lab_targets *targets)
{
	wire_close(targets->wire);
	targets->wire = NULL;
}
