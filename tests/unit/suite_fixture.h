/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * suite_fixture.h - the scheduler at work: the suite, or a script, on one reference
 * endpoint, all cases side by side over one wire.
 */
#ifndef TCPVET_TESTS_SUITE_FIXTURE_H
#define TCPVET_TESTS_SUITE_FIXTURE_H

#include <criterion/criterion.h>

#include "run/schedule.h"
#include "script/script.h"
#include "spy_wire.h"
#include "prove/sim_wire.h"

/* The cases, in the order of the scripts. */
struct whole {
	struct suite *suite;
	struct builtins *builtins;
	const struct test_case **cases;
	size_t count;
};

/* testcases/ and probes/ of the tree; the tests run at its top. */
void whole_load(struct whole *whole);

/* The same of a script; its first line is line 1. */
void whole_text(struct whole *whole, const char *text);
void whole_free(struct whole *whole);

/* The number of a case. */
size_t whole_find(const struct whole *whole, const char *id);

struct outcome_of_case {
	enum verdict verdict;
	char reason[200];
	unsigned trials, controls, controls_answered, unwitnessed;
	uint32_t line;
	unsigned told;        /* how often */
	unsigned turn;        /* of beginning, from 1; 0: it never began */
	unsigned beside;      /* how many went on when it had begun, itself included */
	int64_t began, ended; /* virtual ns; of a case that began */
};

struct suite_run {
	struct wire_sim_config sim;
	bool capacity_unknown, full, no_oracle, no_closed_port;
	feature_set without; /* what the target is said to lack */
	unsigned jobs, rate;
	uint64_t seed; /* of the path, the endpoint and the tester */
	int64_t most_ns;     /* the run's time; 0: no limit */
	unsigned stop_after; /* results: interrupted then; 0: never */
	struct spy_wire *spy; /* watches the wire; or NULL */
	/* What came of it: one for each case, of the same order. */
	struct outcome_of_case *outcomes;
	struct rules *rules;
	struct wire *wire; /* while it runs */
	volatile sig_atomic_t interrupted;
	int64_t elapsed;  /* virtual ns */
	unsigned started; /* cases */
	unsigned most_beside; /* cases */
	unsigned now_beside;
	unsigned left;    /* connections at the target, TIME-WAIT aside */
	unsigned results; /* told */
	int status;       /* of schedule_run ... */
	struct error err; /* ... which must be 0 unless `may_break` */
	bool may_break;
};

/* Runs the whole; free what came of it with suite_clear. */
void suite_run(struct suite_run *run, const struct whole *whole);

/* The same, each case on an endpoint of its own and with nothing beside it. */
void suite_run_apart(struct suite_run *run, const struct whole *whole);

/* The same on another wire, which stays open, and target; of `sim` nothing is heeded. */
void suite_run_on(struct suite_run *run, const struct whole *whole, struct wire *wire,
		  struct target *target);
void suite_clear(struct suite_run *run);

/* How many cases have the verdict. */
size_t suite_count(const struct suite_run *run, const struct whole *whole,
		   enum verdict verdict);

/* No case and no rule accuses. */
void assert_accuses_nobody(const struct suite_run *run, const struct whole *whole,
			   const char *what);

/* Each case comes out as in the other run; where `or_undecided`, or inconclusive. */
void assert_same_verdicts(const struct suite_run *run, const struct suite_run *other,
			  const struct whole *whole, bool or_undecided,
			  const char *what);

#endif
