/* SPDX-License-Identifier: BSD-2-Clause */
/* needs.h - what a case needs of its target. */
#ifndef TCPVET_TARGET_NEEDS_H
#define TCPVET_TARGET_NEEDS_H

#include <stdint.h>

/* Bits; the word in scripts stands behind each. */
enum need {
	NEED_OPEN_PORT = 1u << 0,       /* open-port: any service */
	NEED_CLOSED_PORT = 1u << 1,     /* closed-port: connections go there */
	NEED_ECHO = 1u << 2,            /* echo (RFC 862) */
	NEED_DISCARD = 1u << 3,         /* discard (RFC 863) */
	NEED_DAYTIME = 1u << 4,         /* daytime (RFC 867) */
	NEED_CHARGEN = 1u << 5,         /* chargen (RFC 864) */
	NEED_HTTP = 1u << 6,            /* http */
	NEED_ACTIVE_CLOSE = 1u << 7,    /* active-close: the application closes first */
	NEED_CLOSE_AFTER_FIN = 1u << 8, /* close-after-fin: it closes on end of file */
	NEED_QUIET = 1u << 9,           /* quiet: sends nothing unasked, stays open */
	NEED_APP_SEND = 1u << 10,       /* derived from `app send` */
	NEED_APP_CLOSE = 1u << 11,      /* derived from `app close` */
	NEED_AGENT = 1u << 12,          /* derived from the other app actions */
	NEED_INET = 1u << 13,           /* inet: IPv4 only */
	NEED_INET6 = 1u << 14,          /* inet6: IPv6 only */
	NEED_CONNECT = 1u << 15,        /* derived from `app connect` */
	NEED_STALLED = 1u << 16,        /* stalled: sends some lines, never reads */
	NEED_SAME_LINK = 1u << 17,      /* same-link: no router stands between */
	NEED_PRIVATE_LINK = 1u << 18,   /* private-link: nobody else is on the link */
	NEED_FRAMES = 1u << 19          /* derived from `with ipchecksum=bad`, `src=any` */
};

/* The bit of a word that scripts may write after `needs`; 0 when there is none. */
uint32_t need_parse(const char *word);

/* The word, or for derived bits what is lacking ("an application that ..."). */
const char *need_name(enum need need);

/* The words of the bits that scripts may write, in the order of the bits and separated
 * by blanks; derived ones are left out, their words are sentences. Free it. */
char *needs_text(uint32_t needs);

#endif
