/* SPDX-License-Identifier: BSD-2-Clause */
#include "run/job.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "run/lane.h"

#define MS INT64_C(1000000)

/* So many controls in a row that a path loses are no loss any more. */
enum { CONTROLS_NEEDED = 3 };

/* No case takes longer than that for its trials on a bad path, but so many it may; and
 * longer where they have told much already. */
#define PATIENCE (120 * 1000 * MS)
#define PATIENCE_SUSPECT (360 * 1000 * MS)
enum { TRIALS_ALWAYS = 5 };

static struct context *context_of(const struct job *job)
{
	return job->lane->context;
}

/* The path is known to disturb nothing: nothing need be measured. */
static bool perfect(const struct job *job)
{
	return context_of(job)->wire->path == WIRE_PATH_PERFECT;
}

/* The path disturbs nothing, as far as was seen. */
static bool sound(const struct job *job)
{
	return job->lane->target->sound;
}

/* ---- words ------------------------------------------------------------------------- */

static const char *bad_word(const struct tally *tally)
{
	if (tally->warnings == 0)
		return "failed";
	return tally_fails(tally) ? "failed or warned" : "warned";
}

static void doubt(struct case_result *result, const struct tally *tally,
		  const char *why)
{
	char *text = NULL;

	result->verdict = VERDICT_INCONCLUSIVE;
	if (asprintf(&text, "%s (%s in %u of %u trials)%s%s", why, bad_word(tally),
		     tally_fails(tally) + tally->warnings, tally->trials,
		     *result->reason ? ": " : "", result->reason) < 0)
		return;
	free(result->reason);
	result->reason = text;
}

static void set_reason(struct case_result *result, const char *text)
{
	free(result->reason);
	result->reason = strdup(text);
}

/* A path that loses one in a thousand mostly passes for one that loses nothing. */
static struct tally fresh_tally(const struct job *job)
{
	struct tally tally = TALLY_NONE;

	tally.wary = !perfect(job);
	return tally;
}

/* ---- trials ------------------------------------------------------------------------- */

/* Replies may be throttled (RFC 5961 section 7), and a small target may need time to
 * listen again. */
static int64_t pause_after(const struct session_end *end, const struct tally *tally)
{
	if (end->silence)
		return 1000 * MS;
	if (end->verdict == VERDICT_INCONCLUSIVE)
		return tally->undecided == 1 ? 200 * MS : 1000 * MS;
	return 10 * MS;
}

static void begin(struct job *job, const struct test_case *tc, uint64_t seed,
		  bool judged, enum job_phase phase)
{
	const struct trial_plan plan = {
		.target = job->lane->target, .service = job->service, .tc = tc,
		.seed = seed, .judged = judged,
	};
	struct error err;

	if (trial_begin(&job->trial, context_of(job), &plan, &job->task, &err) < 0) {
		lane_broken(job->lane, &err);
		return;
	}
	job->phase = phase;
	lane_begins(job->lane);
	tasks_wake(&context_of(job)->tasks, &job->task);
}

static void begin_trial(struct job *job)
{
	job->trial_began = wire_now(context_of(job)->wire);
	begin(job, job->tc, job->seed + job->trials, true, JOB_TRIAL);
	job->trials++;
}

static void begin_control(struct job *job)
{
	const bool closed = job->service->port == job->lane->target->closed_port;

	job->controls++;
	begin(job, builtin_case(context_of(job)->builtins,
				closed ? BUILTIN_CONTROL_CLOSED : BUILTIN_CONTROL_OPEN),
	      job->seed + 0x8000 + job->controls, false, JOB_CONTROL);
}

/* ---- the verdict ---------------------------------------------------------------------- */

/* The evidence of a fail is kept when a later trial passes. */
static void keep_trial(struct job *job)
{
	if (job->tally.trials == 1 || job->latest.verdict != VERDICT_PASS) {
		case_result_clear(&job->result);
		job->result = job->latest;
	} else {
		job->result.verdict = VERDICT_PASS;
		case_result_clear(&job->latest);
	}
	memset(&job->latest, 0, sizeof(job->latest));
}

static const char *not_enough(const struct job *job)
{
	if (sound(job))
		return "it did not come as often as it must";
	return trust_broken(&job->lane->trust)
		       ? "the path may be to blame, it disturbs segments"
		       : "too few trials to rule the path out";
}

static void conclude(struct job *job)
{
	const struct session_end *end = &job->end;
	struct case_result *out = &job->result;

	if (end->verdict == VERDICT_PASS && tally_excuses(&job->tally))
		out->verdict = VERDICT_PASS;
	else if (end->verdict != VERDICT_FAIL && tally_fails(&job->tally) > 0 &&
		 !(end->verdict == VERDICT_WARN && tally_accuses(&job->tally, end)))
		doubt(out, &job->tally, "the failure did not repeat");
	else if (session_end_accuses(end) && !tally_accuses(&job->tally, end))
		doubt(out, &job->tally, not_enough(job));
	if (out->verdict == VERDICT_PASS && job->tally.trials > 1) {
		/* Warned or undecided first: what counts is that it can pass. */
		set_reason(out, "");
		out->at.line = 0;
	}
	out->tc = job->tc;
	out->trials = job->trials;
	out->controls = job->controls;
	out->controls_answered = job->controls_answered;
	out->elapsed_ns = wire_now(context_of(job)->wire) - job->began;
	job->phase = JOB_OVER;
	lane_over(job->lane, job);
}

/* Alone it shows just what it showed in the crowd: then all those trials count. */
static bool confirms_crowd(const struct job *job)
{
	const struct session_end *then = job->past ? &job->past->end : NULL;

	return then && job->tally.trials == 1 && session_end_accuses(&job->end) &&
	       job->end.verdict == then->verdict && job->end.line == then->line &&
	       job->end.silence == then->silence;
}

/* A path that loses much asks for more patience than the user has. */
static bool took_too_long(const struct job *job)
{
	const int64_t patience =
		tally_suspects(&job->tally) ? PATIENCE_SUSPECT : PATIENCE;

	return !sound(job) && job->tally.trials > TRIALS_ALWAYS &&
	       wire_now(context_of(job)->wire) - job->began > patience;
}

/* What failed while the path was thought to be better than it is may be its doing. */
static void heed_turns(struct job *job)
{
	if (job->turns == job->lane->trust.turns)
		return;
	job->turns = job->lane->trust.turns;
	job->tally = fresh_tally(job);
	if (job->past)
		job->past->tally = job->tally;
}

static void count(struct job *job, double by_path)
{
	heed_turns(job);
	job->tally.bad_path = trust_broken(&job->lane->trust);
	tally_count(&job->tally, &job->end, by_path);
	if (confirms_crowd(job)) {
		job->past->tally.bad_path = job->tally.bad_path;
		job->tally = job->past->tally;
		tally_count(&job->tally, &job->end, by_path);
	}
	keep_trial(job);
	lane_ends(job->lane, job);
	if (job->hopeless || tally_settled(&job->tally, &job->end) || took_too_long(job)) {
		conclude(job);
		return;
	}
	job->phase = JOB_PAUSE;
	tasks_at(&context_of(job)->tasks, &job->task,
		 wire_now(context_of(job)->wire) +
			 pause_after(&job->end, &job->tally));
}

/* ---- after a trial ---------------------------------------------------------------------- */

static bool path_unknown(const struct job *job)
{
	return job->lane->trust.segments == 0;
}

/* Whether the path matters to what the trial says: to a failure, to the third that
 * decides nothing, and to a silence that was right, at least once. */
static bool asks_for_path(const struct job *job)
{
	if (perfect(job) || job->end.voided)
		return false;
	if (job->end.verdict == VERDICT_INCONCLUSIVE)
		return job->tally.undecided + 1 >= UNDECIDED_NEEDED;
	if (job->end.verdict == VERDICT_PASS)
		return job->end.quiet && path_unknown(job);
	return session_end_accuses(&job->end);
}

static double chance_of_path(const struct job *job)
{
	if (sound(job) || job->end.voided)
		return 0;
	if (job->end.verdict == VERDICT_PASS && !trust_broken(&job->lane->trust))
		return 0;
	if (job->end.verdict != VERDICT_PASS && !asks_for_path(job))
		return 0;
	return trust_chance(&job->lane->trust, &job->end.exposure);
}

static void undecide(struct job *job, const char *why)
{
	lane_control_failed(job->lane);
	job->end.verdict = job->latest.verdict = VERDICT_INCONCLUSIVE;
	set_reason(&job->latest, why);
}

static void refuse(struct job *job)
{
	char why[80];

	snprintf(why, sizeof(why), "port %u, which was open, refuses connections now",
		 job->service->port);
	undecide(job, why);
	job->hopeless = lane_refused(job->lane, job);
}

/* A silence accuses only a target that answers otherwise, and a RST that answers a SYN
 * only one that does not refuse connections for now. */
static void end_control(struct job *job)
{
	struct case_result result = { 0 };
	struct session_end end;
	bool lost;

	trial_end(&job->trial, &result, &end);
	case_result_clear(&result);
	job->controls_answered += end.verdict == VERDICT_PASS;
	lost = end.verdict != VERDICT_PASS && !end.refused &&
	       (!sound(job) || end.voided);
	if (lost && ++job->controls_lost < CONTROLS_NEEDED) {
		begin_control(job);
		return;
	}
	/* A path that loses nothing leaves only the target to blame: it has stopped
	 * answering at all. */
	if (lost && job->end.silence)
		undecide(job, "the control exchange was not answered either");
	else if (end.refused && job->end.refused)
		refuse(job);
	count(job, chance_of_path(job));
}

static bool wants_control(const struct job *job)
{
	const bool closed = job->service->port == job->lane->target->closed_port;

	if (job->end.refused && !closed)
		return job->end.verdict != VERDICT_PASS && !job->end.voided;
	return session_end_accuses(&job->end) && job->end.silence;
}

static void after_measure(struct job *job)
{
	job->controls_lost = 0;
	if (wants_control(job))
		begin_control(job);
	else
		count(job, chance_of_path(job));
}

/* A path may be fine when a case begins and bad when it ends: what would settle against
 * the target must know it as it is now. */
static int64_t known_since(const struct job *job)
{
	struct tally tally = job->tally;

	tally_count(&tally, &job->end, chance_of_path(job));
	return tally_accuses(&tally, &job->end) ? job->trial_began : job->began;
}

static void end_trial(struct job *job)
{
	trial_end(&job->trial, &job->latest, &job->end);
	if (!asks_for_path(job) || lane_measure(job->lane, job, known_since(job))) {
		after_measure(job);
		return;
	}
	job->phase = JOB_MEASURE;
}

/* ---- the task ------------------------------------------------------------------------------- */

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
	case JOB_TRIAL:
	case JOB_CONTROL:
		go_on(job);
		break;
	case JOB_OVER:
		break;
	}
}

/* ---- life ------------------------------------------------------------------------------------ */

struct job *job_new(struct lane *lane, const struct test_case *tc,
		    const struct service *service, size_t number, uint64_t seed)
{
	struct job *job = calloc(1, sizeof(*job));

	if (!job)
		abort();
	job->task.run = run;
	job->lane = lane;
	job->tc = tc;
	job->service = service;
	job->number = number;
	job->seed = seed;
	job->tally = fresh_tally(job);
	job->turns = lane->trust.turns;
	job->began = wire_now(lane->context->wire);
	tasks_wake(&lane->context->tasks, &job->task);
	return job;
}

void job_again_alone(struct job *job)
{
	job->past = calloc(1, sizeof(*job->past));
	if (!job->past)
		abort();
	*job->past = (struct crowd_past){ job->tally, job->end };
	job->tally = fresh_tally(job);
	job->alone = true;
	job->phase = JOB_PAUSE;
	tasks_wake(&context_of(job)->tasks, &job->task);
}

bool job_is_doubtful(const struct job *job)
{
	/* The tester's own failings are not the crowd's. */
	return job->crowded && !job->alone && !job->hopeless && !job->end.voided &&
	       job->result.verdict != VERDICT_PASS;
}

void job_free(struct job *job)
{
	if (!job)
		return;
	trial_abandon(&job->trial);
	tasks_end(&context_of(job)->tasks, &job->task);
	case_result_clear(&job->latest);
	case_result_clear(&job->result);
	free(job->past);
	free(job);
}
