/* SPDX-License-Identifier: BSD-2-Clause */
#include "run/choose.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "target/needs.h"

/* For a case that asks for no more than an open port: those that disturb least. */
static const enum app preference[] = { APP_DISCARD, APP_ECHO,	 APP_UNKNOWN,
				       APP_HTTP,    APP_DAYTIME, APP_CHARGEN,
				       APP_STALLED };

static const uint32_t family_needs = NEED_INET | NEED_INET6;

static const uint32_t link_needs = NEED_SAME_LINK | NEED_PRIVATE_LINK | NEED_FRAMES;

static uint32_t offered(const struct hosts *hosts)
{
	return (hosts->offers & WIRE_SAME_LINK ? NEED_SAME_LINK : 0u) |
	       (hosts->offers & WIRE_PRIVATE_LINK ? NEED_PRIVATE_LINK : 0u) |
	       (hosts->offers & WIRE_FRAMES ? NEED_FRAMES : 0u);
}

static const struct service *find_app(const struct service *services, size_t count,
				      enum app app)
{
	for (size_t i = 0; i < count; i++)
		if (services[i].app == app)
			return &services[i];
	return NULL;
}

static char *lacking_text(uint32_t needs)
{
	char *text;
	size_t len;
	FILE *out = text_stream(&text, &len);
	const char *gap = "needs ";

	for (unsigned bit = 0; bit < 32; bit++) {
		if (!(needs & (1u << bit)))
			continue;
		fprintf(out, "%s%s", gap, need_name((enum need)(1u << bit)));
		gap = ", ";
	}
	text_stream_close(out);
	return text;
}

static const struct service *open_service(const struct service *services,
					  size_t count, uint32_t needs, char **lacks)
{
	const struct service *found;
	uint32_t all = 0;

	for (size_t i = 0; i < sizeof(preference) / sizeof(preference[0]); i++) {
		uint32_t provides = app_provides(preference[i]);

		found = find_app(services, count, preference[i]);
		if (!found)
			continue;
		all |= provides;
		if ((needs & ~provides) == 0)
			return found;
	}
	/* What no service has is the reason; else that no one has all of it. */
	*lacks = lacking_text(needs & ~all ? needs & ~all : needs);
	return NULL;
}

const struct service *choose_service(const struct service *services, size_t count,
				     const struct service *closed,
				     const struct hosts *hosts, bool full, bool agent,
				     const struct test_case *tc, char **lacks)
{
	const uint32_t needs = tc->needs & ~(agent ? (uint32_t)NEED_CONNECT : 0);
	uint32_t other = hosts->target.family == FAMILY_INET ? NEED_INET6 : NEED_INET;
	uint32_t link = link_needs & ~offered(hosts);

	if (tc->unsupported) {
		*lacks = text_copy(tc->unsupported);
		return NULL;
	}
	if (tc->full && !full) {
		*lacks = text_copy("only in the full profile (--profile full)");
		return NULL;
	}
	if (tc->needs & other) {
		*lacks = lacking_text(tc->needs & other);
		return NULL;
	}
	if (needs & (link | NEED_CONNECT)) {
		*lacks = lacking_text(needs & (link | NEED_CONNECT));
		return NULL;
	}
	if (!(needs & NEED_CLOSED_PORT))
		return open_service(services, count,
				    needs & ~(family_needs | link_needs), lacks);
	if (closed->port)
		return closed;
	*lacks = text_copy("no closed port is known (--closed-port)");
	return NULL;
}
