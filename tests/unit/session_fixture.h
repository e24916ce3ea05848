/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * session_fixture.h - one trial of a script on a fake wire, whose far end answers by
 * a table: what it says to the tester's first segment, to the second, and so on.
 */
#ifndef TCPVET_TESTS_SESSION_FIXTURE_H
#define TCPVET_TESTS_SESSION_FIXTURE_H

#include <criterion/criterion.h>

#include <string.h>

#include "session/session.h"
#include "fake_wire.h"
#include "script/script.h"

enum { S = SEG_SYN, F = SEG_FIN, R = SEG_RST, A = SEG_ACK, P = SEG_PSH,
       SA = SEG_SYN | SEG_ACK, FA = SEG_FIN | SEG_ACK, RA = SEG_RST | SEG_ACK,
       PA = SEG_PSH | SEG_ACK };

/* The target's initial sequence number on its first connection: data of a few octets
 * crosses the wrap. Each connection has another. */
enum { TARGET_PORT = 7, CONNECTIONS = 16 };
#define TARGET_ISS (UINT32_MAX - 3)

struct reply {
	unsigned on;       /* the tester's segment on the connection, from 0 */
	uint16_t flags;
	uint32_t seq, ack; /* counted from the SYNs */
	const char *data;
	int64_t ms;        /* after so long; 0: 1 ms */
	uint16_t window;   /* 0: 8000 */
	unsigned force;    /* enum segment_force */
	unsigned conn;     /* 1, 2 ...: only there; 0: on all */
	const char *options;
	uint8_t options_len;
	uint32_t len;      /* so many octets of nonsense, without data */
};

/* The far end. */
struct table {
	const struct reply *replies;
	size_t count;
	struct {
		uint16_t port;
		uint32_t isn;
		unsigned heard;
	} conns[CONNECTIONS];
	unsigned conn_count;
};

fake_peer table_peer;

struct trial {
	struct suite *suite;
	struct fake_wire *fw;
	struct table table;
	struct rules *rules;
	struct port_owner owner;
	struct ports *ports;
	struct session_env env;
	struct session *session;
	struct case_result result;
	bool over;
};

/* Loads a script; the case to be run is its last. */
void trial_load(struct trial *t, const char *text);

/* The same for the statements of a case; the first stands in line BODY_LINE. */
void trial_body(struct trial *t, const char *body);

enum { BODY_LINE = 7 };

/* Gives the far end its table, and runs to the end, resets included. */
void trial_run(struct trial *t, const struct reply *replies, size_t count);

/* The two steps of it. */
void trial_start(struct trial *t, const struct reply *replies, size_t count);
bool trial_until(struct trial *t, int64_t when);
void trial_finish(struct trial *t);

void trial_close(struct trial *t);

#define RUN(t, ...)                                                          \
	trial_run(t, (const struct reply[]){ __VA_ARGS__ },                  \
		  sizeof((const struct reply[]){ __VA_ARGS__ }) /            \
			  sizeof(struct reply))

/* The body's verdict when the far end answers so. */
#define VERDICT(t, body, wanted, ...)                                        \
	do {                                                                 \
		trial_body(t, body);                                         \
		RUN(t, __VA_ARGS__);                                         \
		assert_verdict(t, wanted);                                   \
	} while (0)

#define assert_verdict(t, wanted)                                            \
	cr_assert_eq((t)->result.verdict, wanted, "%s, not %s: line %u: %s", \
		     verdict_name((t)->result.verdict), verdict_name(wanted), \
		     (t)->result.at.line, (t)->result.reason)

#define assert_says(text, wanted)                                            \
	cr_assert(text && strstr(text, wanted), "'%s' lacks '%s'",           \
		  text ? text : "(null)", wanted)

/* The tester's side of a handshake, segments 0 and 1, and the target's. */
#define OPEN "< S <mss 1460>\n> S.\n< . RCV.NXT ack SND.NXT\n"
#define ACCEPT { .on = 0, .flags = SA, .ack = 1 }

/* Segment number n that the tester sent. */
const struct segment *trial_sent(const struct trial *t, unsigned n);

#endif
