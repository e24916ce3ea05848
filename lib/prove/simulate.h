/* SPDX-License-Identifier: BSD-2-Clause */
/* simulate.h - the reference endpoint, faulty or not, as a target of the scheduler. */
#ifndef TCPVET_PROVE_SIMULATE_H
#define TCPVET_PROVE_SIMULATE_H

#include "run/schedule.h"
#include "prove/sim_wire.h"

struct simulation {
	enum ip_family family;
	struct fault_set faults;
	struct sim_path path; /* its seed is made from `seed` */
	uint64_t seed;
	bool oracle;          /* states are read from the endpoint's own table */
};

/*
 * A fresh endpoint for one case: closes config->wire (NULL allowed) and sets all that
 * must be known of the target, but rules. What a case meets depends on nothing but the
 * simulation and its id, so that it comes out alike alone and among others. Close
 * config->wire at the end.
 */
void simulate_case(const struct simulation *simulation, const char *id,
		   struct schedule_config *config, struct target *target);

#endif
