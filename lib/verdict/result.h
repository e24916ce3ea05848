/* SPDX-License-Identifier: BSD-2-Clause */
/* result.h - what a trial, a case and a rule come to, with the evidence. */
#ifndef TCPVET_VERDICT_RESULT_H
#define TCPVET_VERDICT_RESULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "script/ast.h"
#include "segment/segment.h"
#include "target/app.h"
#include "verdict/cause.h"
#include "verdict/excuse.h"
#include "verdict/trust.h"
#include "verdict/verdict.h"

/* One line of evidence. */
struct trace_line {
	int64_t time;  /* ns since the case began */
	bool outgoing;
	bool damaged;  /* it cannot be read, or its checksum is wrong */
	bool blamed;   /* the segment that decided the verdict */
	unsigned connection; /* index in the case */
	uint32_t seq_base, ack_base; /* numbers are printed relative to these */
	const char *note; /* what to say behind it, or NULL (static text) */
	struct segment seg; /* payload is NULL; payload_len stands */
};

/* What a trial showed; and in the end, what all trials of the case come to. */
struct case_result {
	const struct test_case *tc;
	enum ip_family family;
	enum verdict verdict;
	bool known;            /* a fail listed in the expect file */
	const char *known_why; /* the reason given there */
	bool not_implemented;  /* a skip: the target is said to lack what it is about */
	char *reason;          /* one line; "" for a plain pass */
	struct loc at;         /* the script line that decided; line 0: none */
	char *expected;        /* what the script wanted there, or NULL */
	char *got;             /* what came instead, or NULL */
	struct cause cause;    /* what a fail or warning is about */
	struct trace_line *trace; /* the last segments, oldest first */
	size_t trace_len;
	uint64_t trace_before; /* segments before these, which were not kept */
	/* How a trial ended, as far as repetition depends on it. */
	bool silence;      /* it was a reply that did not come */
	bool silence_held; /* somewhere silence was the right answer */
	bool refused;      /* RST came and never a SYN, on the connection that the end is
			    * about: as from a port where nobody listens */
	bool accepted;     /* a SYN came: the port took the connection */
	unsigned unwitnessed; /* `state` lines that held by the segments exchanged alone */
	bool unsent;       /* a segment did not leave the tester; the reason tells why */
	bool voided;       /* by the tester's own failings: says nothing of the target */
	struct exposure exposure; /* to the path */
	excuse_set excuses; /* that kept it from being a fail, or from counting */
	uint16_t port;      /* of the target, that the case met; 0: none */
	enum app app;       /* and what listened there */
	unsigned trials;
	unsigned bad, counted; /* of the trials that counted so many failed or warned */
	/* Exchanges that any TCP must answer, made after silences, and how many of
	 * them were answered. */
	unsigned controls, controls_answered;
	int64_t elapsed_ns;
};

/* It speaks against the target. */
static inline bool case_result_accuses(const struct case_result *result)
{
	return result->verdict == VERDICT_FAIL || result->verdict == VERDICT_WARN;
}

/* Frees what the result owns (reason, expected, got, trace). */
void case_result_clear(struct case_result *result);

/* One ambient rule over the whole run, for one family. */
struct rule_result {
	const char *id;       /* a requirement id */
	const char *title;    /* one line */
	enum ip_family family;
	enum verdict verdict; /* pass, fail, warn, inconclusive; skip when not seen */
	bool known;
	const char *known_why;
	uint64_t segments;    /* how many were judged */
	uint64_t broken;
	excuse_set excuses;   /* that kept it from being a fail */
	char *reason;         /* the first breach, in words; "" without */
	const char *case_id;  /* the case in which it came, or NULL */
	bool evident;         /* a segment shows it: */
	struct trace_line breach;
};

#endif
