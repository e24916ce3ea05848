/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kernel_lab.c - puts the lab together. Everything that can fail is done by the caller's
 * process itself, which moves into the target's namespace and back for it; so a
 * failure needs no way back from another process. The child comes last and only
 * serves. Nothing has a name or a file, so the end of the two processes is the end of
 * namespaces, link and sockets, and the child ends with its parent.
 */
#include "lab/kernel/kernel_lab.h"

#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/memory.h"
#include "lab/child.h"
#include "lab/control.h"
#include "lab/kernel/server_process.h"
#include "lab/kernel/setup.h"
#include "lab/kernel/sock_diag.h"
#include "lab/kernel/sysctl.h"
#include "lab/link.h"
#include "lab/reach.h"
#include "lab/userns.h"
#include "wire/live/offload.h"

struct lab {
	int tester_ns, target_ns;
	struct diag diag;
	struct agent agent;
	int lifeline;
	pid_t child;
};

/* The process is in the tester's namespace before and after. */
static int make_namespaces(struct lab *lab, struct error *err)
{
	if (userns_enter(err) < 0)
		return -1;
	lab->tester_ns = netns_current(err);
	if (lab->tester_ns < 0 || netns_new(err) < 0)
		return -1;
	lab->target_ns = netns_current(err);
	if (lab->target_ns < 0)
		return -1;
	return netns_enter(lab->tester_ns, err);
}

static int prepare_end(enum link_side side, struct error *err)
{
	if (link_configure(side, err) < 0)
		return -1;
	return offload_disable(link_name(side), err);
}

static int start_services(struct lab *lab, struct error *err)
{
	struct services *services = services_open(own_services, OWN_SERVICES, err);

	if (!services)
		return -1;
	lab->child = child_serve(services, &lab->lifeline, err);
	/* The child has its own hold on listeners and epoll. */
	services_close(services);
	return lab->child < 0 ? -1 : 0;
}

/* In the target's namespace. Sysctls come before the services, which may depend on
 * them (net.core.somaxconn), and after the link, which has some of its own. */
static int prepare_target(struct lab *lab, const struct lab_config *config,
			  struct error *err)
{
	if (prepare_end(LINK_TARGET, err) < 0)
		return -1;
	for (size_t i = 0; config->sysctls && config->sysctls[i]; i++) {
		if (sysctl_set(config->sysctls[i], err) < 0)
			return -1;
	}
	if (diag_open(&lab->diag, err) < 0)
		return -1;
	return start_services(lab, err);
}

/* A kernel that lacks tcp_diag says of everything that it is not there: make sure
 * that the oracle sees what is known to be there. */
static int check_oracle(struct lab *lab, enum ip_family family, struct error *err)
{
	struct connection_id id = {
		.tester = *link_address(LINK_TESTER, family),
		.target = *link_address(LINK_TARGET, family),
		.target_port = own_services[0].port,
	};
	enum tcp_state state;

	if (lab->diag.oracle.state(&lab->diag.oracle, &id, &state, err) < 0)
		return -1;
	if (state != STATE_LISTEN)
		return error_set(err, "the kernel does not show its connections: it "
				 "needs CONFIG_INET_TCP_DIAG (module tcp_diag)");
	return 0;
}

/* Last of all: they may well make the link a bad one. */
static int run_setups(struct lab *lab, const struct lab_config *config, struct error *err)
{
	struct error second;
	int result = 0;

	if (!config->setups || netns_enter(lab->target_ns, err) < 0)
		return config->setups ? -1 : 0;
	for (size_t i = 0; config->setups[i] && result == 0; i++)
		result = setup_run(config->setups[i], err);
	if (netns_enter(lab->tester_ns, result < 0 ? &second : err) < 0)
		return -1;
	return result;
}

static int assemble(struct lab *lab, const struct lab_config *config, struct error *err)
{
	struct error second;
	int result;

	if (make_namespaces(lab, err) < 0 || link_create(lab->target_ns, err) < 0 ||
	    prepare_end(LINK_TESTER, err) < 0 || netns_enter(lab->target_ns, err) < 0)
		return -1;
	result = prepare_target(lab, config, err);
	if (netns_enter(lab->tester_ns, result < 0 ? &second : err) < 0 || result < 0)
		return -1;
	if (check_oracle(lab, FAMILY_INET, err) < 0 ||
	    check_oracle(lab, FAMILY_INET6, err) < 0 ||
	    link_wait(FAMILY_INET, err) < 0 || link_wait(FAMILY_INET6, err) < 0)
		return -1;
	return run_setups(lab, config, err);
}

static int ask_application(struct agent *agent, const struct agent_request *request,
			   struct error *err)
{
	struct lab *lab = (struct lab *)(void *)((char *)agent -
						 offsetof(struct lab, agent));
	struct agent_answer answer;

	if (control_ask(lab->lifeline, "the target's application", request,
			sizeof(*request), &answer, sizeof(answer), err) < 0)
		return -1;
	return agent_answer_get(&answer, err);
}

struct lab *lab_open(const struct lab_config *config, struct error *err)
{
	static const struct lab_config nothing;
	struct lab *lab = memory_zeroed(1, sizeof(*lab));

	lab->tester_ns = lab->target_ns = lab->lifeline = -1;
	lab->child = -1;
	lab->agent.ask = ask_application;
	if (assemble(lab, config ? config : &nothing, err) < 0) {
		lab_close(lab);
		return NULL;
	}
	return lab;
}

static void close_fd(int fd)
{
	if (fd >= 0)
		close(fd);
}

void lab_close(struct lab *lab)
{
	if (!lab)
		return;
	close_fd(lab->lifeline);
	if (lab->child > 0)
		child_end(lab->child);
	diag_close(&lab->diag);
	close_fd(lab->target_ns);
	close_fd(lab->tester_ns);
	free(lab);
}

const struct ipaddr *lab_target(const struct lab *lab, enum ip_family family)
{
	(void)lab;
	return link_address(LINK_TARGET, family);
}

const char *lab_ifname(const struct lab *lab)
{
	(void)lab;
	return link_name(LINK_TESTER);
}

struct oracle *lab_oracle(struct lab *lab)
{
	return &lab->diag.oracle;
}

struct agent *lab_agent(struct lab *lab)
{
	return &lab->agent;
}

int lab_target_netns(const struct lab *lab)
{
	return lab->target_ns;
}
