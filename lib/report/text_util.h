/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * text_util.h - words for people: wrapped lines, octets that cannot harm a
 * terminal, evidence in script notation.
 */
#ifndef TCPVET_REPORT_TEXT_UTIL_H
#define TCPVET_REPORT_TEXT_UTIL_H

#include <stddef.h>
#include <stdio.h>

#include "verdict/result.h"

/*
 * Length in octets of the well-formed UTF-8 character at text (1 to 4); 0 when the
 * octets there are none, or when it is a control character (C0, DEL, C1).
 */
size_t utf8_printable(const char *text);

/* As utf8_printable, but control characters count as characters. */
size_t utf8_length(const char *text);

/* Columns that text takes when printed by text_wrap on one line. */
size_t text_columns(const char *text);

/*
 * Prints text word by word, at most `width` columns a line. `at` columns of the
 * first line are taken already; later lines are indented by `hang`. White space
 * runs are one space; a word longer than a line is cut. Control characters and
 * broken UTF-8 are printed as \xNN. Ends the line.
 */
void text_wrap(FILE *out, size_t width, size_t at, size_t hang, const char *text);

/* Prints text without wrapping, made harmless as by text_wrap, at most `max` columns
 * (0: no limit). */
void text_plain(FILE *out, const char *text, size_t max);

/*
 * One line of evidence in script notation, without end of line: the time since
 * `before` ns, the direction, the segment, and as a comment the connection (when
 * the case has several; tc may be NULL) and the note, e.g.
 *     +0.000123 > . 1:1(0) ack 2 win 502  # connection second: challenge ACK
 * ip_parts: what to tell of the IP header (ip_part.h). Free the result.
 */
char *trace_text(const struct test_case *tc, const struct trace_line *line,
		 int64_t before, unsigned ip_parts);

/* "FILE:LINE" of the script line that decided, else of the case. Free it; NULL when
 * memory is out. */
char *result_place(const struct case_result *result);

#endif
