/* SPDX-License-Identifier: BSD-2-Clause */
#include "run/remote.h"

#include <assert.h>
#include <netdb.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "run/discover.h"
#include "run/exit_status.h"

/* Enough for all cases of a run, and for measuring the path, without the same pair of
 * sockets coming round again. */
enum { HELD_PORTS = 700 };

/* ---- the way there -------------------------------------------------------------- */

static int resolve(const struct remote_options *options, struct ipaddr *out,
		   struct error *err)
{
	struct addrinfo hints = { .ai_family = options->family,
				  .ai_socktype = SOCK_STREAM };
	struct addrinfo *found = NULL;
	int status;

	if (ipaddr_parse(options->host, out)) {
		if (options->family == AF_UNSPEC ||
		    (options->family == AF_INET) == (out->family == FAMILY_INET))
			return EXIT_PASS;
		error_set(err, "%s is not an %s address", options->host,
			  options->family == AF_INET ? "IPv4" : "IPv6");
		return EXIT_MISUSE;
	}
	status = getaddrinfo(options->host, NULL, &hints, &found);
	if (status != 0) {
		error_set(err, "cannot find the host '%s': %s", options->host,
			  gai_strerror(status));
		return EXIT_NOTHING;
	}
	if (!ipaddr_from_sockaddr(found->ai_addr, out)) {
		error_set(err, "the host '%s' has no IP address", options->host);
		freeaddrinfo(found);
		return EXIT_NOTHING;
	}
	freeaddrinfo(found);
	return EXIT_PASS;
}

/* Those that change what the capture shows of the target. Checksums verified or left
 * unverified by the interface look the same. */
static unsigned harmful_offloads(const struct remote *remote)
{
	return remote->route.local ? OFFLOAD_SENDING & ~OFFLOAD_SCATTER_GATHER
				   : OFFLOAD_MERGING;
}

int remote_open(struct remote *remote, const struct remote_options *options,
		struct error *err)
{
	struct wire_live_config config = { 0 };
	struct ipaddr source;
	int status;

	memset(remote, 0, sizeof(*remote));
	if (options->source && !ipaddr_parse(options->source, &source)) {
		error_set(err, "'%s' is not an IP address (-S)", options->source);
		return EXIT_MISUSE;
	}
	status = resolve(options, &remote->target.hosts.target, err);
	if (status != EXIT_PASS)
		return status;
	status = route_lookup(&remote->target.hosts.target, options->ifname,
			      options->source ? &source : NULL, &remote->route, err);
	if (status < 0)
		return status == ROUTE_REFUSED ? EXIT_MISUSE : EXIT_NOTHING;
	if (options->offload_off) {
		remote->guard = offload_guard_open(remote->route.ifname,
						   harmful_offloads(remote), err);
		if (!remote->guard)
			return EXIT_NOTHING;
	}
	remote->target.hosts.tester = remote->route.source;
	remote->target.services = remote->services;
	config.routes[0] = remote->route;
	config.route_count = 1;
	config.ports = HELD_PORTS;
	remote->wire = wire_live_open(&config, err);
	if (!remote->wire)
		return EXIT_NOTHING;
	remote->target.hosts.offers = wire_live_offers(remote->wire, &remote->route);
	return EXIT_PASS;
}

int remote_close(struct remote *remote, struct error *err)
{
	struct offload_guard *guard = remote->guard;

	wire_close(remote->wire);
	remote->wire = NULL;
	remote->guard = NULL;
	return offload_guard_close(guard, err);
}

/* ---- offloads --------------------------------------------------------------------- */

/* The command leaves out what cannot be switched. */
static void note_offloads(const struct remote *remote, unsigned switchable,
			  struct target_info *out)
{
	snprintf(out->offload_note, sizeof(out->offload_note),
		 "offloads on at %s (%s): segments may come %s, which makes cases "
		 "inconclusive%s%s%s", remote->route.ifname, out->offloads,
		 remote->route.local ? "unfinished" : "merged",
		 switchable ? "; off by '" : "", out->offload_command,
		 switchable ? "', or for the run by --offload-off" : "");
}

void remote_offloads(const struct remote *remote, struct target_info *out)
{
	struct offload_state state;
	struct error ignored;
	char text[OFFLOAD_TEXT];
	unsigned on, switchable;

	if (remote->guard)
		snprintf(out->offloads_off, sizeof(out->offloads_off), "%s",
			 offload_words(offload_guard_off(remote->guard), text));
	if (*out->offloads_off)
		snprintf(out->offload_note, sizeof(out->offload_note),
			 "offloads of %s off for the run: %s", remote->route.ifname,
			 out->offloads_off);
	if (offload_read(remote->route.ifname, &state, &ignored) < 0)
		return;
	on = offload_on(&state) & harmful_offloads(remote);
	switchable = offload_switchable(&state) & on;
	if (!on)
		return;
	snprintf(out->offloads, sizeof(out->offloads), "%s", offload_words(on, text));
	if (switchable)
		snprintf(out->offload_command, sizeof(out->offload_command), "%s",
			 offload_command(remote->route.ifname, switchable, text));
	note_offloads(remote, switchable, out);
}

/* ---- what it offers --------------------------------------------------------------- */

enum {
	CLOSED_CANDIDATES = 3,
	PROBES_MAX = SERVICES_MAX + CLOSED_CANDIDATES
};

static_assert((int)APP_COUNT <= (int)SERVICES_MAX, "all of them can be asked for");

/* Port 1 (tcpmux) is served by hardly anybody; two more in case a filter sits
 * before it. */
static void closed_candidates(uint16_t ports[static CLOSED_CANDIDATES])
{
	uint16_t random[CLOSED_CANDIDATES] = { 0, 40021, 33434 };

	if (getrandom(random, sizeof(random), GRND_NONBLOCK) < 0)
		random[1] = 40021;
	ports[0] = 1;
	for (int i = 1; i < CLOSED_CANDIDATES; i++)
		ports[i] = (uint16_t)(30000 + random[i] % 30000);
}

/* What the user named, else every application that has a well-known port. */
static size_t plan(const struct remote_options *options, struct service *wanted)
{
	size_t count = 0;

	if (options->service_count) {
		memcpy(wanted, options->services,
		       options->service_count * sizeof(*wanted));
		return options->service_count;
	}
	for (enum app app = APP_UNKNOWN; app < APP_COUNT; app++)
		if (app_port(app))
			wanted[count++] = (struct service){ app, app_port(app) };
	return count;
}

static size_t add_closed(const struct remote_options *options,
			 struct port_probe *probes)
{
	uint16_t ports[CLOSED_CANDIDATES];

	if (options->closed_port) {
		probes[0].port = options->closed_port;
		return 1;
	}
	closed_candidates(ports);
	for (size_t i = 0; i < CLOSED_CANDIDATES; i++)
		probes[i].port = ports[i];
	return CLOSED_CANDIDATES;
}

static const char *const state_words[] = {
	[PORT_SILENT] = "silent", [PORT_OPEN] = "open", [PORT_CLOSED] = "closed",
};

static int all_silent(const struct port_probe *probes, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (probes[i].state != PORT_SILENT)
			return 0;
	return 1;
}

/* A port that the user named must be what it was named for. */
static int check_named(const struct remote *remote,
		       const struct remote_options *options,
		       const struct service *wanted, size_t count,
		       const struct port_probe *probes, struct error *err)
{
	char text[ADDRESS_TEXT];

	ipaddr_text(&remote->target.hosts.target, text);
	for (size_t i = 0; options->service_count && i < count; i++) {
		if (probes[i].state == PORT_OPEN)
			continue;
		error_set(err, "port %u of %s is not open: it %s; start the service or "
			  "name another port",
			  wanted[i].port, text,
			  probes[i].state == PORT_CLOSED
				  ? "is closed (answers SYN with RST)"
				  : "does not answer");
		return EXIT_NOTHING;
	}
	if (options->closed_port && probes[count].state != PORT_CLOSED) {
		error_set(err, "port %u of %s is not closed but %s (--closed-port)",
			  options->closed_port, text,
			  state_words[probes[count].state]);
		return EXIT_NOTHING;
	}
	return EXIT_PASS;
}

static void keep(struct remote *remote, const struct service *wanted, size_t count,
		 const struct port_probe *probes, size_t all)
{
	for (size_t i = 0; i < count; i++)
		if (probes[i].state == PORT_OPEN)
			remote->services[remote->target.service_count++] = wanted[i];
	/* Those that nobody expects to be open come first. */
	for (size_t i = count; i < all && !remote->target.closed_port; i++)
		if (probes[i].state == PORT_CLOSED)
			remote->target.closed_port = probes[i].port;
	for (size_t i = 0; i < count && !remote->target.closed_port; i++)
		if (probes[i].state == PORT_CLOSED)
			remote->target.closed_port = probes[i].port;
}

/* Appends a sentence to a text of sentences, if it fits. */
__attribute__((format(printf, 3, 4)))
static void append(char *text, size_t size, const char *fmt, ...)
{
	const size_t used = strlen(text);
	char sentence[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(sentence, sizeof(sentence), fmt, ap);
	va_end(ap);
	if (used + strlen(sentence) + 3 <= size)
		snprintf(text + used, size - used, "%s%s", used ? "; " : "", sentence);
}

/* A well-known port says what should listen there, and the user what does: what it does
 * is seen. What is not as found is unknown then, what is not as declared misuse. */
static void not_as_taken(struct remote *remote, const struct remote_options *options,
			 struct service *service, const char *instead, struct error *err)
{
	const char *app = app_name(service->app);

	if (options->service_count == 0) {
		append(remote->note, sizeof(remote->note),
		       "port %u does not behave as %s: taken as unknown", service->port, app);
		service->app = APP_UNKNOWN;
	} else if (options->trust_services) {
		append(remote->note, sizeof(remote->note), "port %u does not behave as %s: "
		       "it %s; trusted all the same", service->port, app, instead);
	} else {
		append(err->text, sizeof(err->text), "port %u does not behave as %s: it %s",
		       service->port, app, instead);
	}
}

static int verify_apps(struct remote *remote, const struct remote_options *options,
		       const struct discovery *discovery, const struct builtins *builtins,
		       struct error *err)
{
	const bool declared = options->service_count > 0;
	struct error failed;

	*err->text = '\0';
	for (size_t i = 0; i < remote->target.service_count; i++) {
		struct service *service = &remote->services[i];
		char instead[APP_INSTEAD];
		enum app_found found;

		if (discover_app(discovery, &remote->target, service, builtins, &found,
				 instead, &failed) < 0) {
			*err = failed;
			return EXIT_NOTHING;
		}
		if (*discovery->interrupted)
			return EXIT_PASS;
		if (found == APP_OTHER || (found == APP_UNDECIDED && !declared))
			not_as_taken(remote, options, service, instead, err);
	}
	if (!*err->text)
		return EXIT_PASS;
	append(err->text, sizeof(err->text), "--trust-services goes on all the same");
	return EXIT_MISUSE;
}

int remote_discover(struct remote *remote, const struct remote_options *options,
		    const struct builtins *builtins, struct error *err)
{
	const struct discovery discovery = { .wire = remote->wire, .rate = options->rate,
					     .interrupted = options->interrupted };
	struct service wanted[SERVICES_MAX];
	struct port_probe probes[PROBES_MAX] = { 0 };
	size_t count = plan(options, wanted), all;
	char text[ADDRESS_TEXT];
	int status;

	for (size_t i = 0; i < count; i++)
		probes[i].port = wanted[i].port;
	all = count + add_closed(options, probes + count);
	if (discover_ports(&discovery, &remote->target, probes, all, err) < 0)
		return EXIT_NOTHING;
	if (*options->interrupted) {
		error_set(err, "interrupted");
		return EXIT_NOTHING;
	}
	if (all_silent(probes, all)) {
		error_set(err, "%s is silent: none of %zu ports answers a SYN, open or "
			  "closed (is it up? does a firewall drop them?)",
			  ipaddr_text(&remote->target.hosts.target, text), all);
		return EXIT_NOTHING;
	}
	status = check_named(remote, options, wanted, count, probes, err);
	if (status != EXIT_PASS)
		return status;
	keep(remote, wanted, count, probes, all);
	return verify_apps(remote, options, &discovery, builtins, err);
}
