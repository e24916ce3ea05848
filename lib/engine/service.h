/* SPDX-License-Identifier: BSD-2-Clause */
/* service.h - the applications that a target may offer. */
#ifndef TCPVET_ENGINE_SERVICE_H
#define TCPVET_ENGINE_SERVICE_H

#include <stddef.h>
#include <stdint.h>

enum app { APP_UNKNOWN, APP_ECHO, APP_DISCARD, APP_DAYTIME, APP_CHARGEN, APP_HTTP,
	   APP_COUNT };

struct service {
	enum app app;
	uint16_t port;
};

/* "echo" ... ; "open" for APP_UNKNOWN. */
const char *app_name(enum app app);

/* The application of that name ("echo" ... "http"); APP_COUNT when there is none. */
enum app app_parse(const char *name);

/* Its well-known port; 0 for APP_UNKNOWN. */
uint16_t app_port(enum app app);

/* What it fulfils: bits of enum need (script/needs.h). */
uint32_t app_provides(enum app app);

#endif
