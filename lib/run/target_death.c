/* SPDX-License-Identifier: BSD-2-Clause */
#include "run/target_death.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "run/target_tell.h"

enum { SUSPECTS_SHOWN = 8 };

static int64_t now(const struct target_run *tr)
{
	return wire_now(tr->owner.context->wire);
}

/* Its first trial had not ended when the target was heard last: the segments of others it
 * has borne. */
static bool suspected(const struct target_run *tr, const struct job *job)
{
	return !job->heard_first || job->heard_first >= tr->owner.target->heard;
}

static const struct job *only_suspect(const struct target_run *tr, unsigned *count)
{
	const struct job *found = NULL;

	*count = 0;
	for (const struct job *job = tr->jobs; job; job = job->next)
		if (suspected(tr, job)) {
			found = job;
			++*count;
		}
	return *count == 1 ? found : NULL;
}

static char *suspects_text(const struct target_run *tr, unsigned count)
{
	char *text;
	size_t len;
	FILE *out = text_stream(&text, &len);
	unsigned shown = 0;

	fprintf(out, "the target answered, and answers nothing any more; one of %u cases "
		"that were under way did it:", count);
	for (const struct job *job = tr->jobs; job; job = job->next)
		if (suspected(tr, job) && shown++ < SUSPECTS_SHOWN)
			fprintf(out, " %s", job->tc->id);
	if (count > SUSPECTS_SHOWN)
		fprintf(out, " and %u more", count - SUSPECTS_SHOWN);
	text_stream_close(out);
	return text;
}

/* Nobody else is on a private path: what is silent there is the target. Elsewhere it may
 * be the way to it, unless the host answers otherwise. */
static enum verdict death_verdict(const struct target_run *tr)
{
	struct wire *wire = tr->owner.context->wire;

	if (wire->path != PATH_UNKNOWN || wire_echo(wire, &tr->owner.target->hosts))
		return VERDICT_FAIL;
	return VERDICT_INCONCLUSIVE;
}

static void tell_death(struct target_run *tr, const struct job *killer, unsigned count,
		       enum verdict verdict)
{
	struct rule_result *alive = &tr->owner.target->alive;

	alive->verdict = verdict;
	alive->broken = 1;
	free(alive->reason);
	alive->reason = killer ? text_print("the target answered, and answers nothing any "
					    "more since the segments of %s", killer->tc->id)
			       : suspects_text(tr, count);
	alive->case_id = killer ? killer->tc->id : NULL;
	if (alive->verdict != VERDICT_FAIL)
		alive->excuses = excuse_bit(EXCUSE_PATH);
	alive->evident = killer && killer->last_words_len;
	if (alive->evident)
		alive->breach = killer->last_words[killer->last_words_len - 1];
}

/* The segments that the killer sent are the evidence, not those that met silence. */
static void show_last_words(struct job *job)
{
	struct case_result *result = &job->decision.result;

	free(result->trace);
	result->trace = job->last_words;
	result->trace_len = job->last_words_len;
	job->last_words = NULL;
	job->last_words_len = 0;
}

static void end_all(struct target_run *tr, const struct job *killer, enum verdict verdict)
{
	while (tr->jobs) {
		struct job *job = tr->jobs;
		const bool accused = job == killer && verdict == VERDICT_FAIL;

		tr->jobs = job->next;
		tr->shared->running--;
		if (job == killer)
			show_last_words(job);
		decision_target_died(&job->decision, accused,
				     text_print(job == killer
							? "the target answers nothing any "
							  "more since these segments"
							: "the target stopped answering "
							  "while the case was under way"),
				     now(tr));
		target_end_job(tr, job);
	}
	tr->count = 0;
	tr->solo = NULL;
}

static void target_died(struct target_run *tr)
{
	unsigned count;
	const struct job *killer = only_suspect(tr, &count);

	const enum verdict verdict = death_verdict(tr);

	tr->dead = true;
	measure_stop(tr->measure);
	tr->measure = NULL;
	tell_death(tr, killer, count, verdict);
	end_all(tr, killer, verdict);
	target_end_doubtful(tr, "the target stopped answering");
	target_tell_not_run(tr, "the target stopped answering");
	target_run_ready(tr);
}

static void alive_known(void *ctx, bool answers)
{
	struct target_run *tr = ctx;

	tr->alive = NULL;
	if (!answers) {
		target_died(tr);
		return;
	}
	tr->owner.target->alive.segments++;
	concurrency_halve(&tr->concurrency, now(tr), now(tr));
	for (struct job *job = tr->jobs; job; job = job->next)
		if (job->phase == JOB_ALIVE)
			tasks_wake(&tr->owner.context->tasks, &job->task);
}

void target_unanswered(struct job_owner *owner, struct job *job)
{
	struct target_run *tr = target_run_of(owner);

	(void)job;
	if (!tr->alive)
		tr->alive = alive_start(owner->context, owner->target, alive_known, tr);
}
