/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sim_wire.h - the wire of a simulation: the reference endpoint at the far end, in this
 * process, under a virtual clock, over a path that can be made bad.
 *
 * Deterministic: the same configuration and the same segments sent give the same
 * sightings at the same times. wire_wait moves the clock; nothing ever sleeps. The
 * path is perfect when it is clean (path_clean).
 */
#ifndef TCPVET_PROVE_SIM_WIRE_H
#define TCPVET_PROVE_SIM_WIRE_H

#include "endpoint/endpoint.h"
#include "prove/bad_path.h"
#include "wire/wire.h"

struct wire_sim_config {
	enum ip_family family;
	struct endpoint_config endpoint; /* listens on 7, 9, 13 and 19 */
	struct sim_path path;
};

/* Addresses are those of the lab. Never NULL; close with wire_close. */
struct wire *wire_sim_open(const struct wire_sim_config *config);

/* The two ends; the wire's. */
const struct hosts *wire_sim_hosts(const struct wire *wire);

/* The endpoint's own table; belongs to the wire. */
struct oracle *wire_sim_oracle(struct wire *wire);

/* The endpoint's application that acts when asked; belongs to the wire. */
struct agent *wire_sim_agent(struct wire *wire);

/* Connections that the endpoint holds now, TIME-WAIT aside. */
unsigned wire_sim_connections(const struct wire *wire);

#endif
