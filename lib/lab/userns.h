/* SPDX-License-Identifier: BSD-2-Clause */
/* userns.h - private namespaces, and why a system refuses them. */
#ifndef TCPVET_LAB_USERNS_H
#define TCPVET_LAB_USERNS_H

#include "base/error.h"

/*
 * Moves the calling process into a new network namespace that it may administer: in
 * a new user namespace where its own user and group are 0, or, where that is not
 * permitted and the process has the right, without one. -1 with err, which names
 * what forbids it and what would allow it.
 */
int userns_enter(struct error *err);

/* One more network namespace, owned by the present user namespace. */
int netns_new(struct error *err);

/* A close-on-exec descriptor of the network namespace that the process is in. */
int netns_current(struct error *err);

/* Moves the process into the network namespace that fd stands for. */
int netns_enter(int fd, struct error *err);

#endif
