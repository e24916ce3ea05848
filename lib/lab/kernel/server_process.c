/* SPDX-License-Identifier: BSD-2-Clause */
#include "lab/kernel/server_process.h"

#include "lab/child.h"
#include "lab/kernel/sysctl.h"

static void serve(void *ctx, int lifeline)
{
	struct error err;

	services_run(ctx, lifeline, &err);
	/* What the services have closed the kernel goes on to send, eight times over 100
	 * seconds, and the socket keeps the network namespace for as long, though
	 * there is nobody left to acknowledge it. */
	sysctl_set("net.ipv4.tcp_orphan_retries=1", &err);
}

pid_t child_serve(struct services *services, int *lifeline, struct error *err)
{
	int fds[CHILD_FDS_MOST];
	struct child_job job = { .run = serve, .ctx = services, .fds = fds };

	job.count = services_fds(services, fds, CHILD_FDS_MOST);
	return child_start(&job, lifeline, err);
}
