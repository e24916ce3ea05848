/* SPDX-License-Identifier: BSD-2-Clause */
#include "run/lane.h"

#include <stdlib.h>
#include <string.h>

#include "run/choose.h"
#include "session/cost.h"
#include "script/limits.h"

/* A measure of the path takes ports too, and so do cases with many connections. */
enum { PORTS_PER_CASE = 3 };

/* A port that refused so often, the last time with nothing beside it, is closed now. */
enum { REFUSALS_ENOUGH = 4 };

/* A lossy path asks for patience, not for a crowd. */
enum { CROWD_WARY = 64 };

/* ---- turns ------------------------------------------------------------------------- */

void lanes_init(struct lanes *lanes)
{
	*lanes = (struct lanes){ .first = NULL };
	lanes->end = &lanes->first;
}

struct lane *lanes_take(struct lanes *lanes)
{
	struct lane *lane = lanes->first;

	if (!lane)
		return NULL;
	lanes->first = lane->next_ready;
	if (!lanes->first)
		lanes->end = &lanes->first;
	lane->ready = false;
	return lane;
}

void lane_ready(struct lane *lane)
{
	if (lane->ready)
		return;
	lane->ready = true;
	lane->next_ready = NULL;
	*lane->lanes->end = lane;
	lane->lanes->end = &lane->next_ready;
}

/* ---- order ------------------------------------------------------------------------- */

static bool runs_alone(const struct test_case *tc)
{
	return (tc->apart & LIMIT_ALL) != 0;
}

struct place {
	size_t number;
	bool alone;
	int64_t cost;
};

/* Those that run alone, then the longest; equal ones as the user named them. */
static int by_order(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	if (x->alone != y->alone)
		return x->alone ? -1 : 1;
	if (x->cost != y->cost)
		return x->cost > y->cost ? -1 : 1;
	return x->number < y->number ? -1 : 1;
}

static void set_order(struct lane *lane)
{
	const struct schedule_plan *plan = lane->plan;
	struct place *places = calloc(plan->count + 1, sizeof(*places));

	lane->order = calloc(plan->count + 1, sizeof(*lane->order));
	if (!places || !lane->order)
		abort();
	for (size_t i = 0; i < plan->count; i++)
		places[i] = (struct place){ i, runs_alone(plan->cases[i]),
					    cost_of(plan->cases[i],
						    plan->target->rtt.smallest) };
	qsort(places, plan->count, sizeof(*places), by_order);
	for (size_t i = 0; i < plan->count; i++)
		lane->order[i] = places[i].number;
	lane->left = plan->count;
	free(places);
}

/* ---- beginning ------------------------------------------------------------------------ */

static uint64_t seed_of(const struct lane *lane, size_t number)
{
	/* Far apart, so that trials of one case do not share numbers with the next. */
	return lane->target->seed + (number + 1) * 0x10001;
}

static void tell_result(struct lane *lane, size_t number, struct case_result *result)
{
	const struct schedule_listener *listener = &lane->config->listener;

	result->family = lane->target->hosts.target.family;
	if (listener->result && !context_interrupted(lane->context))
		listener->result(listener->ctx, lane->plan, number, result);
}

static void tell_skip(struct lane *lane, size_t number, char *lacks)
{
	struct case_result result = { .tc = lane->plan->cases[number],
				      .verdict = VERDICT_SKIP, .reason = lacks };

	tell_result(lane, number, &result);
	case_result_clear(&result);
}

static void take_out(struct lane *lane, size_t place)
{
	lane->left--;
	memmove(&lane->order[place], &lane->order[place + 1],
		(lane->left - place) * sizeof(*lane->order));
}

static const struct service *choose_from(const struct lane *lane,
					 const struct service *services,
					 const struct test_case *tc, char **lacks)
{
	const struct target *target = lane->target;

	return choose_service(services, target->service_count, &lane->closed,
			      &target->hosts, lane->config->full, target->agent != NULL,
			      tc, lacks);
}

/* One that accepts connections, or else one that did; NULL with *lacks. */
static const struct service *choose(const struct lane *lane, const struct test_case *tc,
				    char **lacks)
{
	const struct service *found = choose_from(lane, lane->accepting, tc, lacks);

	if (found == &lane->closed)
		return found;
	if (found)
		return &lane->target->services[found - lane->accepting];
	free(*lacks);
	*lacks = NULL;
	return choose_from(lane, lane->target->services, tc, lacks);
}

static void accepts(struct lane *lane, const struct service *service)
{
	const size_t i = (size_t)(service - lane->target->services);

	if (service == &lane->closed)
		return;
	lane->accepting[i].app = service->app;
	lane->refusals[i] = 0;
}

static void add_job(struct lane *lane, size_t number, const struct service *service)
{
	const struct schedule_listener *listener = &lane->config->listener;
	const struct test_case *tc = lane->plan->cases[number];
	struct job *job = job_new(lane, tc, service, number, seed_of(lane, number));

	job->next = lane->jobs;
	lane->jobs = job;
	lane->count++;
	lane->lanes->running++;
	if (runs_alone(tc)) {
		job->alone = true;
		lane->solo = job;
	}
	if (listener->start)
		listener->start(listener->ctx, lane->plan, number);
}

/* True when a job began; what cannot be served is told and leaves the order. */
static bool begin_at(struct lane *lane, size_t place)
{
	const size_t number = lane->order[place];
	const struct service *service;
	char *lacks = NULL;

	take_out(lane, place);
	service = choose(lane, lane->plan->cases[number], &lacks);
	if (!service) {
		tell_skip(lane, number, lacks);
		return false;
	}
	add_job(lane, number, service);
	return true;
}

static bool may_begin(const struct lane *lane, const struct test_case *tc)
{
	if (runs_alone(tc) && lane->count > 0)
		return false;
	for (const struct job *job = lane->jobs; job && tc->apart; job = job->next)
		if (tc->apart & job->tc->apart)
			return false;
	return true;
}

/* Alone, now that nothing else is left. */
static bool begin_doubtful(struct lane *lane)
{
	struct job *job = lane->doubtful;

	if (lane->left > 0 || lane->count > 0 || !job)
		return false;
	lane->doubtful = job->next;
	job->next = NULL;
	lane->jobs = lane->solo = job;
	lane->count = 1;
	lane->lanes->running++;
	job_again_alone(job);
	return true;
}

bool lane_start_one(struct lane *lane)
{
	size_t place = 0;

	if (lane->solo || lane->count >= lane->crowd.limit)
		return false;
	while (place < lane->left) {
		if (!may_begin(lane, lane->plan->cases[lane->order[place]]))
			place++;
		else if (begin_at(lane, place))
			return true;
	}
	return begin_doubtful(lane);
}

bool lane_done(const struct lane *lane)
{
	return lane->left == 0 && lane->count == 0 && !lane->doubtful;
}

/* ---- what jobs tell ---------------------------------------------------------------------- */

void lane_begins(struct lane *lane)
{
	if (!lane->config->wary || lane->count < 2)
		return;
	/* The others, too: this one may be over before they are. */
	for (struct job *job = lane->jobs; job; job = job->next)
		job->crowded = true;
}

void lane_ends(struct lane *lane, struct job *job)
{
	if (job->end.verdict == VERDICT_PASS) {
		crowd_bore(&lane->crowd);
		accepts(lane, job->service);
	} else if (job->end.verdict == VERDICT_INCONCLUSIVE && !job->end.voided &&
		   !trust_broken(&lane->trust)) {
		crowd_shed(&lane->crowd, job->trial_began,
			   wire_now(lane->context->wire));
	}
	lane_ready(lane); /* it may bear more now */
}

bool lane_refused(struct lane *lane, struct job *job)
{
	const struct service *service = job->service;
	const size_t i = (size_t)(service - lane->target->services);
	char *lacks = NULL;

	lane->accepting[i].app = APP_COUNT;
	lane->refusals[i]++;
	job->service = choose(lane, job->tc, &lacks);
	return job->service == service && lane->count == 1 &&
	       lane->refusals[i] >= REFUSALS_ENOUGH;
}

void lane_control_failed(struct lane *lane)
{
	const int64_t now = wire_now(lane->context->wire);

	crowd_shed(&lane->crowd, now, now);
}

void lane_over(struct lane *lane, struct job *job)
{
	struct job **at = &lane->jobs;

	while (*at != job)
		at = &(*at)->next;
	*at = job->next;
	lane->count--;
	lane->lanes->running--;
	lane_ready(lane);
	if (lane->solo == job)
		lane->solo = NULL;
	if (lane->config->wary && job_is_doubtful(job)) {
		tasks_end(&lane->context->tasks, &job->task);
		job->next = lane->doubtful;
		lane->doubtful = job;
		return;
	}
	tell_result(lane, job->number, &job->result);
	job_free(job);
}

void lane_broken(struct lane *lane, const struct error *err)
{
	if (!*lane->lanes->broken.text)
		lane->lanes->broken = *err;
}

/* ---- the path ------------------------------------------------------------------------------- */

static void doubt_path(struct target *target)
{
	target->sound = false;
	if (target->rules)
		rules_doubt_path(target->rules);
}

static void measured(void *ctx, int status, const struct error *err)
{
	struct lane *lane = ctx;

	lane->measure = NULL;
	if (status < 0)
		lane_broken(lane, err);
	if (trust_broken(&lane->trust))
		doubt_path(lane->target);
	for (struct job *job = lane->jobs; job; job = job->next)
		if (job->phase == JOB_MEASURE)
			tasks_wake(&lane->context->tasks, &job->task);
}

bool lane_measure(struct lane *lane, struct job *job, int64_t since)
{
	const int64_t now = wire_now(lane->context->wire);
	const uint16_t closed = lane->target->closed_port;
	const struct measure_plan plan = {
		.target = lane->target,
		/* Where nothing listens, no queue fills: one that does changes how
		 * the target treats the trials behind. */
		.ports = { closed ? closed : job->service->port,
			   closed ? job->service->port : 0 },
		.seed = lane->target->seed ^ (uint64_t)now << 16,
		.glance = !session_end_accuses(&job->end),
		.trust = &lane->trust,
		.done = measured,
		.ctx = lane,
	};

	if (lane->measure)
		return false;
	if (lane->measure_began > since)
		return true;
	lane->measure_began = now;
	lane->measure = measure_start(lane->context, &plan);
	return false;
}

/* ---- life -------------------------------------------------------------------------------------- */

static struct service *copy_of(const struct service *services, size_t count)
{
	struct service *copy = calloc(count + 1, sizeof(*copy));

	if (!copy)
		abort();
	for (size_t i = 0; i < count; i++)
		copy[i] = services[i];
	return copy;
}

void lane_open(struct lane *lane, struct lanes *lanes, struct context *context,
	       const struct schedule_config *config, const struct schedule_plan *plan)
{
	const struct wire *wire = context->wire;
	const unsigned ports = (unsigned)(wire->port_last - wire->port_first) + 1;
	unsigned most = ports / PORTS_PER_CASE + 1;

	*lane = (struct lane){ .lanes = lanes, .context = context, .config = config,
			       .plan = plan, .target = plan->target,
			       .closed = { APP_UNKNOWN, plan->target->closed_port },
			       .measure_began = INT64_MIN };
	if (config->wary && !config->jobs && most > CROWD_WARY)
		most = CROWD_WARY;
	lane->crowd = crowd_of(config->jobs, most, config->wary);
	lane->refusals = calloc(plan->target->service_count + 1, sizeof(*lane->refusals));
	if (!lane->refusals)
		abort();
	lane->accepting = copy_of(plan->target->services, plan->target->service_count);
	plan->target->sound = wire->path != WIRE_PATH_UNKNOWN;
	set_order(lane);
	lane_ready(lane);
}

static void free_jobs(struct job *job)
{
	while (job) {
		struct job *next = job->next;

		job_free(job);
		job = next;
	}
}

void lane_close(struct lane *lane)
{
	measure_stop(lane->measure);
	free_jobs(lane->jobs);
	free_jobs(lane->doubtful);
	free(lane->order);
	free(lane->accepting);
	free(lane->refusals);
}
