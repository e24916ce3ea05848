/* SPDX-License-Identifier: BSD-2-Clause */
#include "target/app.h"

#include <assert.h>
#include <string.h>

#include "target/needs.h"

static const struct {
	const char *name;
	uint16_t port;
	uint32_t provides;
} apps[] = {
	[APP_UNKNOWN] = { "open", 0, NEED_OPEN_PORT },
	[APP_ECHO] = { "echo", 7,
		       NEED_OPEN_PORT | NEED_ECHO | NEED_CLOSE_AFTER_FIN |
			       NEED_QUIET | NEED_APP_SEND },
	[APP_DISCARD] = { "discard", 9,
			  NEED_OPEN_PORT | NEED_DISCARD | NEED_CLOSE_AFTER_FIN |
				  NEED_QUIET },
	[APP_DAYTIME] = { "daytime", 13,
			  NEED_OPEN_PORT | NEED_DAYTIME | NEED_ACTIVE_CLOSE |
				  NEED_APP_CLOSE },
	[APP_CHARGEN] = { "chargen", 19,
			  NEED_OPEN_PORT | NEED_CHARGEN | NEED_APP_SEND },
	[APP_HTTP] = { "http", 80,
		       NEED_OPEN_PORT | NEED_HTTP | NEED_ACTIVE_CLOSE |
			       NEED_APP_CLOSE },
	[APP_STALLED] = { "stalled", 0, NEED_OPEN_PORT | NEED_STALLED },
};

static_assert(sizeof(apps) / sizeof(apps[0]) == APP_COUNT, "every app has a row");

const char *app_name(enum app app)
{
	return apps[app].name;
}

enum app app_parse(const char *name)
{
	for (int i = APP_ECHO; i < APP_COUNT; i++)
		if (strcmp(apps[i].name, name) == 0)
			return (enum app)i;
	return APP_COUNT;
}

uint16_t app_port(enum app app)
{
	return apps[app].port;
}

uint32_t app_provides(enum app app)
{
	return apps[app].provides;
}
