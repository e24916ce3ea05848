/* SPDX-License-Identifier: BSD-2-Clause */
/* application.h - a program on the target that opens connections when it is asked, by
 * the calls that any program makes. */
#ifndef TCPVET_LAB_KERNEL_APPLICATION_H
#define TCPVET_LAB_KERNEL_APPLICATION_H

#include "target/agent.h"

struct application;

/* For the network namespace that the process is in. NULL with err. Free with
 * application_close (NULL allowed), which closes all that it opened. */
struct application *application_open(struct error *err);
void application_close(struct application *application);

/* Can be read when application_run has something to do. */
int application_fd(const struct application *application);
void application_run(struct application *application);

/* Does what an agent is asked for (target/agent.h). Does not block. -1 with err. */
int application_ask(struct application *application, const struct agent_request *request,
		    struct error *err);

#endif
