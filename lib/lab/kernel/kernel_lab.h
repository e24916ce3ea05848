/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kernel_lab.h - this machine's kernel as a target: two private network namespaces joined
 * by a veth pair, own_services (target/service.h) in the far one. Nothing outlives the
 * process: namespaces, link and addresses go with it, however it dies.
 */
#ifndef TCPVET_LAB_KERNEL_KERNEL_LAB_H
#define TCPVET_LAB_KERNEL_KERNEL_LAB_H

#include <stddef.h>
#include <sys/types.h>

#include "base/error.h"
#include "segment/address.h"
#include "target/agent.h"
#include "target/oracle.h"

struct lab;

struct lab_config {
	/* "KEY=VALUE" below /proc/sys of the target's namespace, dots or slashes
	 * ("net.ipv4.tcp_sack=0"); NULL-terminated, or NULL. */
	const char *const *sysctls;
	/* Shell commands to run in the target's namespace when all else is ready;
	 * NULL-terminated, or NULL. */
	const char *const *setups;
};

/*
 * Moves the calling process (which must have one thread) into new user and network
 * namespaces, makes the target's namespace and starts the services there (a child
 * that dies with the caller). When it returns, services listen and both addresses
 * answer. Files that the caller needs should be open already: it may have lost the
 * right to open them. NULL with err, which says what the system forbids and what
 * would allow it. Free with lab_close, which waits for the child.
 */
struct lab *lab_open(const struct lab_config *config, struct error *err);
void lab_close(struct lab *lab);

/* "192.0.2.2", "2001:db8::2" (documentation ranges, RFC 5737 and RFC 3849); the tester's
 * end is .1 and ::1. */
const struct ipaddr *lab_target(const struct lab *lab, enum ip_family family);
const char *lab_ifname(const struct lab *lab); /* tester's end */

/* Reads the target kernel's own table (sock_diag). Belongs to the lab. */
struct oracle *lab_oracle(struct lab *lab);

/* A program in the target's namespace that connects by the kernel's own calls. Belongs
 * to the lab. */
struct agent *lab_agent(struct lab *lab);

/* A file descriptor of the target's network namespace, the lab's own. */
int lab_target_netns(const struct lab *lab);

/* Runs a shell ($SHELL, else /bin/sh) in the tester's namespace and waits for it.
 * Returns its exit status, or -1 with err. It dies with the caller. */
int lab_shell(struct lab *lab, struct error *err);

#endif
