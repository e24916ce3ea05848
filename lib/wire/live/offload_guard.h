/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * offload_guard.h - an interface's offloads off for as long as this process lives.
 *
 * A small child switches them off, waits for the end of its parent, and brings back
 * what was on before: when it is told to, and just so when the parent is killed. It
 * has a session of its own, so that neither Ctrl-C nor a signal to the process group
 * reaches it. Only who kills the child as well, by its number or with all processes of
 * a container, leaves the offloads off.
 */
#ifndef TCPVET_WIRE_LIVE_OFFLOAD_GUARD_H
#define TCPVET_WIRE_LIVE_OFFLOAD_GUARD_H

#include "base/error.h"
#include "wire/live/offload.h"

struct offload_guard;

/*
 * Switches off those of `which` that are on and can be, on the interface of that name
 * in the present network namespace, and waits until its link is up again where the
 * driver restarts it. Needs CAP_NET_ADMIN if there is something to switch off. One
 * guard at a time has an interface: as long as another process's has it, this one is
 * refused, for that one's "off" is not what was there before. NULL with err. End with
 * offload_guard_close.
 */
struct offload_guard *offload_guard_open(const char *ifname, unsigned which,
					 struct error *err);

/* What it has switched off: a set of enum offload. */
unsigned offload_guard_off(const struct offload_guard *guard);

/* Brings the offloads back and frees the guard (NULL allowed). 0, or -1 with err when
 * they could not be brought back. */
int offload_guard_close(struct offload_guard *guard, struct error *err);

#endif
