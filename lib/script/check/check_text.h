/* SPDX-License-Identifier: BSD-2-Clause */
/* check_text.h - quoted texts, hex digits and times. Private to lib/script. */
#ifndef TCPVET_SCRIPT_CHECK_CHECK_TEXT_H
#define TCPVET_SCRIPT_CHECK_CHECK_TEXT_H

#include "script/check/checker.h"

/* A quoted text's octets, escapes resolved; always terminated behind `len`. */
const char *check_string(struct checker *c, const struct node *node,
			 size_t *len);

/* One that people read: printable UTF-8, not empty. */
const char *check_prose(struct checker *c, const struct node *node);

/* Hex digits, with or without 0x, at most `max` octets. */
const uint8_t *check_hex(struct checker *c, const struct node *node,
			 const char *what, size_t max, size_t *len);

/* N_INTEGER, N_DECIMAL: seconds as written, in nanoseconds, at most a day. */
int64_t check_seconds(struct checker *c, const struct node *node);

/* N_DURATION: nanoseconds; or round trips, where rtt is not NULL: then *rtt is true. */
int64_t check_duration(struct checker *c, const struct node *node, bool *rtt);

#endif
