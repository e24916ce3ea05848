/* SPDX-License-Identifier: BSD-2-Clause */
/* line_fixture.h - one line of a script, and a connection for its names. */
#ifndef TCPVET_TESTS_LINE_FIXTURE_H
#define TCPVET_TESTS_LINE_FIXTURE_H

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "session/eval.h"
#include "script/script.h"

/* Both sides' numbers cross the wrap within a few octets. */
#define LINE_ISN (UINT32_MAX - 4)
#define LINE_ISS (UINT32_MAX - 9)

struct line {
	struct suite *suite;
	const struct stmt *stmt; /* the last of the case */
	struct connection conn;
	struct value variables[CASE_VARIABLES_MAX];
	struct scope scope;
};

static inline struct segment line_segment(uint16_t flags, uint32_t seq, uint32_t ack,
					  const char *data)
{
	struct segment seg = { .flags = flags, .seq = LINE_ISS + seq, .window = 500,
			       .data_offset = 5, .src_port = 7, .dst_port = 40000 };

	if (flags & SEG_ACK)
		seg.ack = LINE_ISN + ack;
	seg.payload = (const uint8_t *)data;
	seg.payload_len = data ? (uint32_t)strlen(data) : 0;
	return seg;
}

/* A connection that is established; both sides have sent nothing more. */
static inline void line_establish(struct line *l)
{
	struct segment seg = { .flags = SEG_SYN, .seq = LINE_ISN, .window = 1000 };

	tcb_tester_sent(&l->conn.tcb, &seg);
	seg = line_segment(SEG_SYN | SEG_ACK, 0, 1, NULL);
	tcb_target_sent(&l->conn.tcb, &seg);
	seg = (struct segment){ .flags = SEG_ACK, .seq = LINE_ISN + 1,
				.ack = LINE_ISS + 1, .window = 1000 };
	tcb_tester_sent(&l->conn.tcb, &seg);
}

/* Statements before the last one are read, not run. */
static inline void line_open(struct line *l, const char *text)
{
	char *messages = NULL, *script = NULL;
	size_t len = 0;
	struct diagnostics diag = { .out = open_memstream(&messages, &len) };
	int loaded;

	memset(l, 0, sizeof(*l));
	cr_assert_geq(asprintf(&script, "case c\n title \"t\"\n covers X/1\n"
			       " cites \"c\"\n needs open-port\n{\n%s\n}\n", text), 0);
	l->suite = suite_new(NULL);
	loaded = suite_load_text(l->suite, "unit/unit.tc", script, strlen(script), &diag);
	fclose(diag.out);
	cr_assert_eq(loaded, 0, "%s", messages);
	free(messages);
	free(script);
	l->stmt = l->suite->cases->body.first;
	while (l->stmt->next)
		l->stmt = l->stmt->next;
	connection_init(&l->conn, true, LINE_ISN);
	l->scope = (struct scope){ .conn = &l->conn, .variables = l->variables,
				   .mss = 1460 };
}

static inline void line_close(struct line *l)
{
	connection_clear(&l->conn);
	suite_free(l->suite);
}

#endif
