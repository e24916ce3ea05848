/* SPDX-License-Identifier: BSD-2-Clause */
#include "run/job.h"

#include <stdlib.h>

#include "base/memory.h"

static struct context *context_of(const struct job *job)
{
	return job->owner->context;
}

static struct path_seen path_of(const struct job *job)
{
	return (struct path_seen){
		.perfect = context_of(job)->wire->path == PATH_PERFECT,
		.sound = job->owner->target->sound,
		.trust = &job->owner->trust,
	};
}

static int64_t now(const struct job *job)
{
	return wire_now(context_of(job)->wire);
}

static bool on_closed_port(const struct job *job)
{
	return job->service->port == job->owner->target->closed_port;
}

/* ---- beginning ---------------------------------------------------------------------- */

static void begin(struct job *job, const struct test_case *tc, uint64_t seed,
		  bool judged, enum job_phase phase)
{
	struct job_owner *owner = job->owner;
	const struct trial_plan plan = {
		.target = owner->target, .service = job->service, .tc = tc,
		.seed = seed, .judged = judged,
	};
	struct error err;

	if (trial_begin(&job->trial, owner->context, &plan, &job->task, &err) < 0) {
		owner->ops->broken(owner, &err);
		return;
	}
	job->phase = phase;
	owner->ops->begins(owner);
	tasks_wake(&owner->context->tasks, &job->task);
}

static void begin_trial(struct job *job)
{
	const uint64_t seed = job->seed + job->decision.trials;

	decision_trial_begins(&job->decision, now(job));
	begin(job, job->tc, seed, true, JOB_TRIAL);
}

static void begin_control(struct job *job)
{
	const enum builtin which = on_closed_port(job) ? BUILTIN_CONTROL_CLOSED
						       : BUILTIN_CONTROL_OPEN;

	decision_control_begins(&job->decision);
	begin(job, builtin_case(job->owner->builtins, which),
	      job->seed + 0x8000 + job->decision.controls, false, JOB_CONTROL);
}

/* ---- after a trial ------------------------------------------------------------------- */

static void count(struct job *job)
{
	struct job_owner *owner = job->owner;
	const struct path_seen path = path_of(job);
	const bool settled = decision_count(&job->decision, &path, now(job));

	owner->ops->counted(owner, job);
	if (settled) {
		job->decision.result.tc = job->tc;
		job->phase = JOB_OVER;
		owner->ops->over(owner, job);
		return;
	}
	job->phase = JOB_PAUSE;
	tasks_at(&context_of(job)->tasks, &job->task,
		 now(job) + decision_pause(&job->decision));
}

static void end_control(struct job *job)
{
	struct job_owner *owner = job->owner;
	const struct path_seen path = path_of(job);
	struct case_result control = { 0 };
	enum control_end end;

	trial_end(&job->trial, &control);
	end = decision_control_ends(&job->decision, &path, &control, job->service->port);
	case_result_clear(&control);
	if (end == CONTROL_AGAIN) {
		begin_control(job);
		return;
	}
	if (end == CONTROL_UNANSWERED) {
		job->phase = JOB_ALIVE;
		owner->ops->unanswered(owner, job);
		return;
	}
	if (end == CONTROL_REFUSED)
		job->decision.port_closed = owner->ops->refused(owner, job);
	count(job);
}

/* It does: where it does not, the job ends otherwise. */
static void after_alive(struct job *job)
{
	const struct path_seen path = path_of(job);

	decision_target_answers(&job->decision, &path);
	count(job);
}

static void after_measure(struct job *job)
{
	if (decision_wants_control(&job->decision, on_closed_port(job)))
		begin_control(job);
	else
		count(job);
}

/* Should the target be found dead, these are the segments to look at. */
static void keep_last_words(struct job *job)
{
	const struct case_result *latest = &job->decision.latest;
	const bool heard = job->owner->target->heard >= job->decision.trial_began;

	if (!job->heard_first)
		job->heard_first = now(job);
	if (job->last_words && !heard)
		return;
	free(job->last_words);
	job->last_words_len = latest->trace_len;
	job->last_words = memory_zeroed(latest->trace_len, sizeof(*job->last_words));
	for (size_t i = 0; i < latest->trace_len; i++)
		job->last_words[i] = latest->trace[i];
}

static void end_trial(struct job *job)
{
	struct job_owner *owner = job->owner;
	const struct path_seen path = path_of(job);
	int64_t since;

	trial_end(&job->trial, &job->decision.latest);
	keep_last_words(job);
	if (!decision_wants_path(&job->decision, &path, &since) ||
	    owner->ops->measure(owner, job, since)) {
		after_measure(job);
		return;
	}
	job->phase = JOB_MEASURE;
}

/* ---- the task -------------------------------------------------------------------------- */

static void go_on(struct job *job)
{
	if (!trial_step(&job->trial)) {
		tasks_at(&context_of(job)->tasks, &job->task,
			 trial_deadline(&job->trial));
		return;
	}
	if (job->phase == JOB_CONTROL)
		end_control(job);
	else
		end_trial(job);
}

static void run(struct task *task)
{
	struct job *job = (struct job *)(void *)task;

	switch (job->phase) {
	case JOB_PAUSE:
		begin_trial(job);
		break;
	case JOB_MEASURE:
		after_measure(job);
		break;
	case JOB_ALIVE:
		after_alive(job);
		break;
	case JOB_TRIAL:
	case JOB_CONTROL:
		go_on(job);
		break;
	case JOB_OVER:
		break;
	}
}

/* ---- life ------------------------------------------------------------------------------- */

struct job *job_new(struct job_owner *owner, const struct test_case *tc,
		    const struct service *service, size_t number, uint64_t seed)
{
	struct job *job = memory_zeroed(1, sizeof(*job));
	struct path_seen path;

	job->task.run = run;
	job->owner = owner;
	job->tc = tc;
	job->service = service;
	job->number = number;
	job->seed = seed;
	path = path_of(job);
	decision_begin(&job->decision, &path, now(job));
	tasks_wake(&owner->context->tasks, &job->task);
	return job;
}

void job_again_alone(struct job *job)
{
	const struct path_seen path = path_of(job);

	decision_again_alone(&job->decision, &path);
	job->alone = true;
	job->phase = JOB_PAUSE;
	tasks_wake(&context_of(job)->tasks, &job->task);
}

bool job_is_doubtful(const struct job *job)
{
	/* The tester's own failings are nobody else's. */
	return job->had_company && !job->alone && !job->decision.port_closed &&
	       !job->decision.latest.voided &&
	       job->decision.result.verdict != VERDICT_PASS;
}

void job_free(struct job *job)
{
	if (!job)
		return;
	trial_abandon(&job->trial);
	tasks_end(&context_of(job)->tasks, &job->task);
	decision_clear(&job->decision);
	free(job->last_words);
	free(job);
}
