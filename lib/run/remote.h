/* SPDX-License-Identifier: BSD-2-Clause */
/* remote.h - a remote host: from its name to a wire, and what it offers. */
#ifndef TCPVET_CMD_REMOTE_H
#define TCPVET_CMD_REMOTE_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "run/builtin.h"
#include "run/observer.h"
#include "run/target.h"
#include "wire/live/live.h"
#include "wire/live/offload_guard.h"

enum { SERVICES_MAX = 16 };

/* What the command line says of it. */
struct remote_options {
	const char *host;
	int family;          /* AF_UNSPEC, AF_INET, AF_INET6 */
	const char *ifname;  /* -i, or NULL */
	const char *source;  /* -S, or NULL */
	struct service services[SERVICES_MAX]; /* --service, --port */
	size_t service_count;
	uint16_t closed_port; /* --closed-port; 0: look for one */
	feature_set without;  /* --without */
	bool trust_services;  /* --trust-services */
	bool offload_off;     /* --offload-off */
	unsigned rate;        /* segments a second while looking; 0: no limit */
	const volatile sig_atomic_t *interrupted; /* set: stop now */
};

struct remote {
	struct target target; /* its services stand below */
	struct route route;
	struct offload_guard *guard; /* --offload-off, else NULL */
	struct wire *wire;
	struct service services[SERVICES_MAX]; /* found open */
	char note[256]; /* for the header; "" without */
};

/* Both return an exit status and, other than EXIT_PASS, leave the message in err.
 * End with remote_close. */
int remote_open(struct remote *remote, const struct remote_options *options,
		struct error *err);
int remote_discover(struct remote *remote, const struct remote_options *options,
		    const struct builtins *builtins, struct error *err);

/* 0, or -1 with err: the interface's offloads could not be restored. */
int remote_close(struct remote *remote, struct error *err);

/* Puts into a header's target which offloads change what the capture shows. */
void remote_offloads(const struct remote *remote, struct target_info *out);

#endif
