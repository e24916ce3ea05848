/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * simulate.h - the room of simulations, and the reference endpoint in simulated time,
 * faulty or not, as a target of a run.
 *
 *     sim_wire.h  a wire whose far end is the endpoint, under a virtual clock
 *     bad_path.h  what a bad path does to segments, drawn from a seed
 *     proof.h     what a suite detects: its cases under one fault beside none
 *     matrix.h    all faults, in processes of their own
 *
 * The room uses all above it but the live wire. Nothing leaves the process.
 */
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

/* A simulation as a target that is made anew for each case (run_fresh_targets). */
struct simulated {
	struct simulation simulation;
	struct schedule_config config;
	struct target target;
};

/* The first one, of that family. End with simulated_close. */
void simulated_open(struct simulated *simulated, const struct simulation *simulation,
		    enum ip_family family, const struct builtins *builtins);
void simulated_close(struct simulated *simulated);

/* A run_fresh; ctx is the struct simulated. Never fails. */
int simulated_fresh(void *ctx, const struct test_case *tc, struct schedule_config *config,
		    struct target *target, struct error *err);

#endif
