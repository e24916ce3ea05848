/* SPDX-License-Identifier: BSD-2-Clause */
/* sock_diag.h - the kernel's own table of connections, by sock_diag. */
#ifndef TCPVET_LAB_KERNEL_SOCK_DIAG_H
#define TCPVET_LAB_KERNEL_SOCK_DIAG_H

#include <stdint.h>

#include "base/error.h"
#include "target/oracle.h"

/* An oracle that asks the kernel. The fields are its own. */
struct diag {
	struct oracle oracle;
	struct mnl_socket *nl;
	uint32_t sequence;
};

/* Opens on the network namespace that the process is in, and keeps to it when the
 * process moves on. Close with diag_close, also when it failed. */
int diag_open(struct diag *diag, struct error *err);
void diag_close(struct diag *diag);

#endif
