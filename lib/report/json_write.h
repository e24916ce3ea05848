/* SPDX-License-Identifier: BSD-2-Clause */
/* json_write.h - strings as JSON wants them (RFC 8259 section 7). */
#ifndef TCPVET_REPORT_JSON_WRITE_H
#define TCPVET_REPORT_JSON_WRITE_H

#include <stddef.h>
#include <stdio.h>

/* "text", escaped; octets that are not UTF-8 become U+FFFD, one each. */
void json_string(FILE *out, const char *text);
void json_string_n(FILE *out, const char *text, size_t len);

/* ,"key":"value" */
void json_key(FILE *out, const char *key, const char *value);

#endif
