/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * decide.h - one case on one target, from the ends of its trials to its verdict.
 *
 * Who runs the trials tells what each showed and does what is asked for next. The
 * policy is that of verdict/verdict.h; the counting stands in verdict/tally.h, what the
 * path may have done in verdict/trust.h.
 */
#ifndef TCPVET_VERDICT_DECIDE_H
#define TCPVET_VERDICT_DECIDE_H

#include "verdict/result.h"
#include "verdict/tally.h"
#include "verdict/trust.h"

/* The path, as far as it is known now. */
struct path_seen {
	bool perfect; /* known to disturb nothing: nothing need be measured */
	bool sound;   /* disturbs nothing, as far as was seen */
	const struct trust *trust;
};

/* What counted while other cases ran beside this one, and how its last trial ended. */
struct decision_beside {
	struct tally tally;
	enum verdict verdict;
	uint32_t line;
	bool silence;
};

struct decision {
	struct case_result latest; /* the latest trial: who ran it fills it in */
	struct case_result result; /* what counts so far, and the verdict in the end */
	struct tally tally;
	struct decision_beside *beside; /* before it was alone; or NULL */
	int64_t began, trial_began;     /* ns, of the caller's clock */
	unsigned trials, controls, controls_answered;
	unsigned controls_lost; /* in a row */
	unsigned turns;  /* of the path for the worse, that the tally knows of */
	bool port_closed; /* its port, once open, refuses for good: no trial more */
};

/* A case whose first trial is to come; free what it holds with decision_clear. now: ns. */
void decision_begin(struct decision *decision, const struct path_seen *path, int64_t now);
void decision_clear(struct decision *decision);

/* A trial begins. */
void decision_trial_begins(struct decision *decision, int64_t now);

/* The trial has ended as `latest` says: whether the path must be measured before it is
 * counted, and since when (ns) a measure is young enough. */
bool decision_wants_path(const struct decision *decision, const struct path_seen *path,
			 int64_t *since);

/* Whether a control exchange must be made before it is counted; closed: the case is
 * about a port on which nothing listens. */
bool decision_wants_control(struct decision *decision, bool closed);

enum control_end {
	CONTROL_AGAIN,      /* it may have been lost: one more */
	CONTROL_UNANSWERED, /* does the target answer at all? It must be asked */
	CONTROL_REFUSED,    /* the port refuses connections now: nothing is decided */
	CONTROL_DONE        /* the trial counts as it ended */
};

/* A control begins; it has ended so. port: for the words of a refusal. */
void decision_control_begins(struct decision *decision);
enum control_end decision_control_ends(struct decision *decision,
				       const struct path_seen *path,
				       const struct case_result *control, uint16_t port);

/* After CONTROL_UNANSWERED: the target answers all the same, so the path, or its load, may
 * be what kept the control from it. */
void decision_target_answers(struct decision *decision, const struct path_seen *path);

/* The target answers nothing any more: the end of the case, which is suspected of it or
 * was just under way. why: malloced, the decision's from now on. */
void decision_target_died(struct decision *decision, bool suspected, char *why, int64_t now);

/* The run ends before the case is decided. */
void decision_stop(struct decision *decision, const char *why, int64_t now);

/* Counts the trial: true when the case is settled and `result` is its verdict. */
bool decision_count(struct decision *decision, const struct path_seen *path, int64_t now);

/* How long to wait before the next trial, ns. */
int64_t decision_pause(const struct decision *decision);

/* What the settled result may owe to cases beside it is to be shown alone: starts over,
 * and what counted counts again only when the first trial alone shows the same. */
void decision_again_alone(struct decision *decision, const struct path_seen *path);

#endif
