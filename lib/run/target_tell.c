/* SPDX-License-Identifier: BSD-2-Clause */
#include "run/target_tell.h"

#include <string.h>

#include "base/memory.h"

static int64_t now(const struct target_run *tr)
{
	return wire_now(tr->owner.context->wire);
}

void target_tell_result(struct target_run *tr, size_t number, struct case_result *result)
{
	const struct schedule_observer *observer = &tr->config->observer;

	result->family = tr->owner.target->hosts.target.family;
	if (observer->result)
		observer->result(observer->ctx, tr->plan, number, result);
}

void target_tell_skip(struct target_run *tr, size_t number, char *lacks)
{
	struct case_result result = { .tc = tr->plan->cases[number],
				      .verdict = VERDICT_SKIP, .reason = lacks };

	target_tell_result(tr, number, &result);
	case_result_clear(&result);
}

/* What the user says that the target lacks is no fail, nor something that it might be
 * given, as a service would be. */
bool target_tell_not_implemented(struct target_run *tr, size_t number)
{
	const struct test_case *tc = tr->plan->cases[number];
	const char *name = features_excuse(tr->owner.target->without, tc->covers);
	struct case_result result = { .tc = tc, .verdict = VERDICT_SKIP,
				      .not_implemented = true };

	if (!name)
		return false;
	result.reason = text_print("not implemented by the target: %s", name);
	target_tell_result(tr, number, &result);
	case_result_clear(&result);
	return true;
}

void target_take_out(struct target_run *tr, size_t place)
{
	tr->left--;
	memmove(&tr->order[place], &tr->order[place + 1],
		(tr->left - place) * sizeof(*tr->order));
}

void target_end_job(struct target_run *tr, struct job *job)
{
	job->decision.result.tc = job->tc;
	target_tell_result(tr, job->number, &job->decision.result);
	job_free(job);
}

void target_tell_not_run(struct target_run *tr, const char *why)
{
	for (; tr->left > 0; target_take_out(tr, 0))
		target_tell_skip(tr, tr->order[0], text_print("not run: %s", why));
}

void target_end_doubtful(struct target_run *tr, const char *why)
{
	while (tr->doubtful) {
		struct job *job = tr->doubtful;

		tr->doubtful = job->next;
		decision_stop(&job->decision, why, now(tr));
		target_end_job(tr, job);
	}
}

void target_run_stop(struct target_run *tr, const char *why)
{
	while (tr->jobs) {
		struct job *job = tr->jobs;

		tr->jobs = job->next;
		decision_stop(&job->decision, why, now(tr));
		target_end_job(tr, job);
	}
	target_end_doubtful(tr, why);
	target_tell_not_run(tr, why);
	if (target_wants_asking(tr))
		ceased_tell(tr->ceased, NULL, &tr->owner.target->accepts);
}
