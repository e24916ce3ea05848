/* SPDX-License-Identifier: BSD-2-Clause */
#include "run/target_run.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "run/order.h"
#include "run/target_death.h"
#include "run/target_tell.h"

/* A measure of the path takes ports too, and so do cases with many connections. */
enum { PORTS_PER_CASE = 3 };

/* A port that refused so often, the last time with nothing beside it, is closed now. */
enum { REFUSALS_ENOUGH = 4 };

/* A lossy path asks for patience, not for more side by side. */
enum { MOST_UNKNOWN = 64 };

static int64_t now(const struct target_run *tr)
{
	return wire_now(tr->owner.context->wire);
}

/* ---- turns ------------------------------------------------------------------------- */

struct target_run *target_run_next(struct run_shared *shared)
{
	struct turn *turn = turns_take(&shared->ready);

	if (!turn)
		return NULL;
	return (struct target_run *)(void *)((char *)turn -
					     offsetof(struct target_run, turn));
}

/* ---- beginning ---------------------------------------------------------------------- */

static uint64_t seed_of(const struct target_run *tr, size_t number)
{
	/* Far apart, so that trials of one case do not share numbers with the next. */
	return tr->owner.target->seed + (number + 1) * 0x10001;
}

static void add_job(struct target_run *tr, size_t number, const struct service *service)
{
	const struct schedule_observer *observer = &tr->config->observer;
	const struct test_case *tc = tr->plan->cases[number];
	struct job *job = job_new(&tr->owner, tc, service, number, seed_of(tr, number));

	job->next = tr->jobs;
	tr->jobs = job;
	tr->count++;
	tr->shared->running++;
	if (order_alone(tc)) {
		job->alone = true;
		tr->solo = job;
	}
	if (observer->start)
		observer->start(observer->ctx, tr->plan, number);
}

/* True when a job began; what cannot be served is told and leaves the order. */
static bool begin_at(struct target_run *tr, size_t place)
{
	const size_t number = tr->order[place];
	const struct service *service;
	char *lacks = NULL;

	target_take_out(tr, place);
	if (target_tell_not_implemented(tr, number))
		return false;
	service = accepting_choose(&tr->accepting, tr->config->full,
				   tr->plan->cases[number], &lacks);
	if (!service) {
		target_tell_skip(tr, number, lacks);
		return false;
	}
	add_job(tr, number, service);
	return true;
}

static bool may_begin(const struct target_run *tr, const struct test_case *tc)
{
	if (order_alone(tc) && tr->count > 0)
		return false;
	for (const struct job *job = tr->jobs; job && tc->apart; job = job->next)
		if (tc->apart & job->tc->apart)
			return false;
	return true;
}

/* Alone, now that nothing else is left. */
static bool begin_doubtful(struct target_run *tr)
{
	struct job *job = tr->doubtful;

	if (tr->left > 0 || tr->count > 0 || !job)
		return false;
	tr->doubtful = job->next;
	job->next = NULL;
	tr->jobs = tr->solo = job;
	tr->count = 1;
	tr->shared->running++;
	job_again_alone(job);
	return true;
}

static void asked_again(void *ctx, const struct asked_again *said)
{
	struct target_run *tr = ctx;

	tr->asking = NULL;
	tr->asked_again = true;
	ceased_tell(tr->ceased, said, &tr->owner.target->accepts);
	target_run_ready(tr);
}

static bool ask_in_the_end(struct target_run *tr)
{
	if (tr->left > 0 || tr->count > 0 || tr->doubtful || tr->asking ||
	    !target_wants_asking(tr))
		return false;
	tr->asking = ask_again_start(tr->owner.context, tr->owner.target, asked_again, tr);
	return true;
}

bool target_run_start_one(struct target_run *tr)
{
	size_t place = 0;

	if (tr->dead || tr->alive || tr->solo || tr->count >= tr->concurrency.limit)
		return false;
	while (place < tr->left) {
		if (!may_begin(tr, tr->plan->cases[tr->order[place]]))
			place++;
		else if (begin_at(tr, place))
			return true;
	}
	return begin_doubtful(tr) || ask_in_the_end(tr);
}

bool target_run_done(const struct target_run *tr)
{
	return tr->left == 0 && tr->count == 0 && !tr->doubtful && !target_wants_asking(tr);
}

/* ---- what jobs tell -------------------------------------------------------------------- */

static void job_begins(struct job_owner *owner)
{
	struct target_run *tr = target_run_of(owner);

	if (!tr->config->capacity_unknown || tr->count < 2)
		return;
	/* The others, too: this one may be over before they are. */
	for (struct job *job = tr->jobs; job; job = job->next)
		job->had_company = true;
}

static void job_counted(struct job_owner *owner, struct job *job)
{
	struct target_run *tr = target_run_of(owner);
	const struct case_result *latest = &job->decision.latest;

	if (latest->accepted)
		ceased_accepts(tr->ceased, job, now(tr));
	else if (latest->refused && !(latest->excuses & excuse_bit(EXCUSE_REFUSED)))
		ceased_collides(tr->ceased, job);
	if (latest->verdict == VERDICT_PASS) {
		concurrency_borne(&tr->concurrency);
		accepting_does(&tr->accepting, job->service);
	} else if (latest->verdict == VERDICT_INCONCLUSIVE && !latest->voided &&
		   !trust_broken(&owner->trust)) {
		concurrency_halve(&tr->concurrency, job->decision.trial_began, now(tr));
	}
	target_run_ready(tr); /* it may bear more now */
}

static bool job_refused(struct job_owner *owner, struct job *job)
{
	struct target_run *tr = target_run_of(owner);
	const struct service *service = job->service;
	const unsigned refusals = accepting_refuses(&tr->accepting, service);
	char *lacks = NULL;

	ceased_refuses(tr->ceased, job, now(tr));
	job->service = accepting_choose(&tr->accepting, tr->config->full, job->tc, &lacks);
	return job->service == service && tr->count == 1 && refusals >= REFUSALS_ENOUGH;
}

/* ---- what jobs tell, at the end --------------------------------------------------------------- */

static void job_over(struct job_owner *owner, struct job *job)
{
	struct target_run *tr = target_run_of(owner);
	struct job **at = &tr->jobs;

	while (*at != job)
		at = &(*at)->next;
	*at = job->next;
	tr->count--;
	tr->shared->running--;
	target_run_ready(tr);
	if (tr->solo == job)
		tr->solo = NULL;
	if (tr->config->capacity_unknown && job_is_doubtful(job)) {
		tasks_end(&owner->context->tasks, &job->task);
		job->next = tr->doubtful;
		tr->doubtful = job;
		return;
	}
	target_tell_result(tr, job->number, &job->decision.result);
	job_free(job);
}

static void broken(struct job_owner *owner, const struct error *err)
{
	struct run_shared *shared = target_run_of(owner)->shared;

	if (!*shared->broken.text)
		shared->broken = *err;
}

/* ---- the path ------------------------------------------------------------------------------ */

static void doubt_path(struct target *target)
{
	target->sound = false;
	if (target->rules)
		rules_doubt_path(target->rules);
}

static void measured(void *ctx, int status, const struct error *err)
{
	struct target_run *tr = ctx;

	tr->measure = NULL;
	if (status < 0)
		broken(&tr->owner, err);
	if (trust_broken(&tr->owner.trust))
		doubt_path(tr->owner.target);
	for (struct job *job = tr->jobs; job; job = job->next)
		if (job->phase == JOB_MEASURE)
			tasks_wake(&tr->owner.context->tasks, &job->task);
}

static void start_measure(struct target_run *tr, const struct job *job)
{
	struct target *target = tr->owner.target;
	const uint16_t closed = target->closed_port;
	const struct measure_plan plan = {
		.target = target,
		/* Where nothing listens, no queue fills: one that does changes how
		 * the target treats the trials behind. */
		.ports = { closed ? closed : job->service->port,
			   closed ? job->service->port : 0 },
		.seed = target->seed ^ (uint64_t)now(tr) << 16,
		.glance = !case_result_accuses(&job->decision.latest),
		.trust = &tr->owner.trust,
		.done = measured,
		.ctx = tr,
	};

	tr->measure_began = now(tr);
	tr->measure = measure_start(tr->owner.context, &plan);
}

static bool job_measure(struct job_owner *owner, struct job *job, int64_t since)
{
	struct target_run *tr = target_run_of(owner);

	if (tr->measure)
		return false;
	if (tr->measure_began > since)
		return true;
	start_measure(tr, job);
	return false;
}

/* ---- life ------------------------------------------------------------------------------------ */

static const struct job_owner_ops ops = {
	.begins = job_begins,	  .counted = job_counted, .unanswered = target_unanswered,
	.refused = job_refused,	  .measure = job_measure, .over = job_over,
	.broken = broken,
};

static unsigned most_side_by_side(const struct wire *wire,
				  const struct schedule_config *config)
{
	const unsigned ports = (unsigned)(wire->port_last - wire->port_first) + 1;
	const unsigned most = ports / PORTS_PER_CASE + 1;

	if (config->capacity_unknown && !config->jobs && most > MOST_UNKNOWN)
		return MOST_UNKNOWN;
	return most;
}

void target_run_open(struct target_run *tr, struct run_shared *shared,
		     struct context *context, const struct schedule_config *config,
		     const struct schedule_plan *plan)
{
	struct target *target = plan->target;
	const struct timing timing = timing_of(&target->rtt, true);

	target->sound = context->wire->path != PATH_UNKNOWN;
	target->heard = INT64_MIN;
	/* It may have been told of an endpoint before. */
	target->alive.id = "target/alive";
	target->alive.title = "The target answers to the end of the run";
	target->alive.family = target->hosts.target.family;
	*tr = (struct target_run){
		.owner = { .ops = &ops, .context = context,
			   .builtins = config->builtins, .target = target },
		.shared = shared, .config = config, .plan = plan,
		.order = order_of(plan->cases, plan->count, &timing),
		.left = plan->count,
		.concurrency = concurrency_of(config->jobs,
					      most_side_by_side(context->wire, config),
					      config->capacity_unknown),
		.measure_began = INT64_MIN,
	};
	tr->ceased = ceased_new(target);
	accepting_open(&tr->accepting, target);
	target_run_ready(tr);
}

static void free_jobs(struct job *job)
{
	while (job) {
		struct job *next = job->next;

		job_free(job);
		job = next;
	}
}

void target_run_close(struct target_run *tr)
{
	alive_stop(tr->alive);
	measure_stop(tr->measure);
	free_jobs(tr->jobs);
	free_jobs(tr->doubtful);
	free(tr->order);
	accepting_close(&tr->accepting);
	ask_again_stop(tr->asking);
	ceased_free(tr->ceased);
}
