/* SPDX-License-Identifier: BSD-2-Clause */
#include "lab/tap/taplab.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "lab/child.h"
#include "lab/link.h"
#include "lab/tap/endpoint_host.h"
#include "lab/tap/tap_device.h"
#include "lab/userns.h"
#include "wire/live/offload.h"

struct taplab {
	struct oracle oracle;
	struct agent agent;
	struct host_config host;
	int lifeline;
	pid_t child;
};

static void serve(void *ctx, int lifeline)
{
	struct host_config *config = ctx;
	struct error err;

	config->control = lifeline;
	host_serve(config, 0, NULL, &err);
}

static int start_host(struct taplab *lab, struct error *err)
{
	struct child_job job = { .run = serve, .ctx = &lab->host,
				 .fds = &lab->host.tap, .count = 1 };

	lab->child = child_start(&job, &lab->lifeline, err);
	return lab->child < 0 ? -1 : 0;
}

static int assemble(struct taplab *lab, struct error *err)
{
	const char *ifname = link_name(LINK_TESTER);
	int result = -1;

	if (userns_enter(err) < 0)
		return -1;
	lab->host.tap = tap_open(ifname, link_index(LINK_TESTER), err);
	if (lab->host.tap < 0)
		return -1;
	if (link_configure(LINK_TESTER, err) == 0 &&
	    offload_disable(ifname, err) == 0)
		result = start_host(lab, err);
	/* The child has its own hold on the device. */
	close(lab->host.tap);
	return result;
}

static int ask_state(struct oracle *oracle, const struct connection_id *id,
		     enum tcp_state *out, struct error *err)
{
	const struct taplab *lab = (struct taplab *)oracle;
	struct host_request request = { .question = HOST_STATE, .id = *id };

	return host_ask(lab->lifeline, &request, out, err);
}

static int ask_agent(struct agent *agent, const struct agent_request *request,
		     struct error *err)
{
	const struct taplab *lab =
		(struct taplab *)(void *)((char *)agent -
					  offsetof(struct taplab, agent));
	struct host_request question = { .question = HOST_AGENT, .agent = *request };

	return host_ask(lab->lifeline, &question, NULL, err);
}

struct taplab *taplab_open(const struct endpoint_config *endpoint, struct error *err)
{
	struct taplab *lab = memory_zeroed(1, sizeof(*lab));

	lab->oracle.state = ask_state;
	lab->agent.ask = ask_agent;
	lab->lifeline = -1;
	lab->child = -1;
	lab->host = (struct host_config){
		.endpoint = *endpoint,
		.station = { .inet = *link_address(LINK_TARGET, FAMILY_INET),
			     .inet6 = *link_address(LINK_TARGET, FAMILY_INET6) },
		.control = -1,
	};
	memcpy(lab->host.station.mac, link_mac(LINK_TARGET), MAC_BYTES);
	if (assemble(lab, err) < 0) {
		taplab_close(lab);
		return NULL;
	}
	return lab;
}

void taplab_close(struct taplab *lab)
{
	if (!lab)
		return;
	if (lab->lifeline >= 0)
		close(lab->lifeline);
	if (lab->child > 0)
		child_end(lab->child);
	free(lab);
}

const struct ipaddr *taplab_target(const struct taplab *lab, enum ip_family family)
{
	const struct station *station = &lab->host.station;

	return family == FAMILY_INET ? &station->inet : &station->inet6;
}

const char *taplab_ifname(const struct taplab *lab)
{
	(void)lab;
	return link_name(LINK_TESTER);
}

struct oracle *taplab_oracle(struct taplab *lab)
{
	return &lab->oracle;
}

struct agent *taplab_agent(struct taplab *lab)
{
	return &lab->agent;
}

int taplab_fresh(struct taplab *lab, uint64_t seed, struct error *err)
{
	struct host_request request = { .question = HOST_FRESH, .seed = seed };

	return host_ask(lab->lifeline, &request, NULL, err);
}
