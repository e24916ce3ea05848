/* SPDX-License-Identifier: BSD-2-Clause */
/* limits.h - what the connections of a target share, so that cases must be kept apart. */
#ifndef TCPVET_SCRIPT_LIMITS_H
#define TCPVET_SCRIPT_LIMITS_H

#include <stdint.h>

/* Bits; the word behind `apart` in scripts stands behind each. */
enum limit {
	LIMIT_ALL = 1u << 0,            /* all: beside no other case at all */
	LIMIT_BACKLOG = 1u << 1,        /* backlog: half-open connections of a port */
	LIMIT_SYN_COOKIES = 1u << 2,    /* syn-cookies: they come with a full backlog */
	LIMIT_CHALLENGE_ACKS = 1u << 3, /* challenge-acks: so many a second (RFC 5961) */
	LIMIT_RESETS = 1u << 4,         /* resets: so many a second */
	LIMIT_TIME_WAIT = 1u << 5       /* time-wait: so many connections */
};

/* The bit of a word; 0 when there is none. */
uint32_t limit_parse(const char *word);

#endif
