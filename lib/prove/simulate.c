/* SPDX-License-Identifier: BSD-2-Clause */
#include "prove/simulate.h"

#include <string.h>

#include "base/random.h"

void simulate_case(const struct simulation *simulation, const char *id,
		   struct schedule_config *config, struct target *target)
{
	uint64_t family = (uint64_t)simulation->family;
	uint64_t seed = hash_octets(id, strlen(id), simulation->seed * RANDOM_STEP + family);
	struct wire_sim_config wire = {
		.family = simulation->family,
		.endpoint = { .seed = seed + 1, .faults = simulation->faults },
		.path = simulation->path,
	};

	wire.path.seed = seed + 2;
	wire_close(config->wire);
	config->wire = wire_sim_open(&wire);
	*target = (struct target){
		.hosts = *wire_sim_hosts(config->wire),
		.services = own_services,
		.service_count = OWN_SERVICES,
		.closed_port = OWN_CLOSED_PORT,
		.oracle = simulation->oracle ? wire_sim_oracle(config->wire) : NULL,
		.agent = wire_sim_agent(config->wire),
		.rules = target->rules,
		.alive = target->alive,
		.accepts = target->accepts,
		.seed = seed,
	};
	rtt_add(&target->rtt, 2 * path_delay(&wire.path));
}

int simulated_fresh(void *ctx, const struct test_case *tc, struct schedule_config *config,
		    struct target *target, struct error *err)
{
	const struct simulated *simulated = ctx;

	(void)err;
	simulate_case(&simulated->simulation, tc->id, config, target);
	return 0;
}

void simulated_open(struct simulated *simulated, const struct simulation *simulation,
		    enum ip_family family, const struct builtins *builtins)
{
	simulated->simulation = *simulation;
	simulated->simulation.family = family;
	simulated->config.builtins = builtins;
	simulate_case(&simulated->simulation, "", &simulated->config, &simulated->target);
}

void simulated_close(struct simulated *simulated)
{
	wire_close(simulated->config.wire);
	simulated->config.wire = NULL;
}
