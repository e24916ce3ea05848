/* SPDX-License-Identifier: BSD-2-Clause */
/* app.h - the applications that a target may have, by what they do. */
#ifndef TCPVET_TARGET_APP_H
#define TCPVET_TARGET_APP_H

#include <stdint.h>

/*
 * APP_STALLED is no standard service: as soon as it is connected to it sends some
 * lines, STALLED_GREETING octets at least, and then neither reads, sends nor closes.
 */
enum app {
	APP_UNKNOWN, /* what it does is not known */
	APP_ECHO,    /* RFC 862 */
	APP_DISCARD, /* RFC 863 */
	APP_DAYTIME, /* RFC 867 */
	APP_CHARGEN, /* RFC 864 */
	APP_HTTP,    /* RFC 1945: closes when it has answered */
	APP_STALLED,
	APP_COUNT
};

enum { STALLED_GREETING = 200 };

/* "echo" ... ; "open" for APP_UNKNOWN. */
const char *app_name(enum app app);

/* The application of that name ("echo" ... "stalled"); APP_COUNT when there is none. */
enum app app_parse(const char *name);

/* Its well-known port; 0 where there is none: APP_UNKNOWN, APP_STALLED. */
uint16_t app_port(enum app app);

/* What it fulfils: bits of enum need (target/needs.h). */
uint32_t app_provides(enum app app);

#endif
