/* SPDX-License-Identifier: BSD-2-Clause */
/* target.h - a host under test, as sessions need to know it. */
#ifndef TCPVET_RUN_TARGET_H
#define TCPVET_RUN_TARGET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "traffic/rtt.h"
#include "verdict/rules.h"
#include "target/feature.h"
#include "target/service.h"
#include "target/agent.h"
#include "target/oracle.h"
#include "wire/wire.h"

/* One address of a host; what it points to is the caller's. */
struct target {
	struct hosts hosts;
	const struct service *services; /* open ports */
	size_t service_count;
	uint16_t closed_port;  /* 0: none known */
	feature_set without;   /* what it is said not to implement */
	struct oracle *oracle; /* its own table, or NULL */
	struct agent *agent;   /* acts for an application of it, or NULL */
	struct rules *rules;   /* ambient rules to judge by, or NULL */
	struct rtt rtt;        /* measured on, while cases run */
	bool sound;            /* the path to it disturbs nothing, as far as was seen;
				* set while cases run */
	uint64_t seed;         /* the tester's sequence numbers come from it */
	int64_t heard;         /* when it last sent something, wire clock */
	struct rule_result alive; /* target/alive: does it answer to the end? */
	struct rule_result accepts; /* target/accepts: a port ceased to; else without id */
};

#endif
