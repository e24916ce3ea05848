/* SPDX-License-Identifier: BSD-2-Clause */
/* service.h - the applications that a target may offer. */
#ifndef TCPVET_TARGET_SERVICE_H
#define TCPVET_TARGET_SERVICE_H

#include <stddef.h>
#include <stdint.h>

enum app { APP_UNKNOWN, APP_ECHO, APP_DISCARD, APP_DAYTIME, APP_CHARGEN, APP_HTTP,
	   APP_STALLED, APP_COUNT };

/*
 * APP_STALLED is no standard service: as soon as it is connected to it sends some
 * lines, STALLED_GREETING octets at least, and then neither reads, sends nor closes.
 * STALLED_PORT is where those that come with tcpvet listen.
 */
enum { STALLED_GREETING = 200, STALLED_PORT = 1009 };

struct service {
	enum app app;
	uint16_t port;
};

/* "echo" ... ; "open" for APP_UNKNOWN. */
const char *app_name(enum app app);

/* The application of that name ("echo" ... "stalled"); APP_COUNT when there is none. */
enum app app_parse(const char *name);

/* Its well-known port; 0 where there is none: APP_UNKNOWN, APP_STALLED. */
uint16_t app_port(enum app app);

/* What it fulfils: bits of enum need (target/needs.h). */
uint32_t app_provides(enum app app);

#endif
