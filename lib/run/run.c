/* SPDX-License-Identifier: BSD-2-Clause */
#include "run/run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/memory.h"
#include "run/queue.h"

void run_open(struct test_run *run)
{
	*run = (struct test_run){ .began = clock_monotonic() };
}

void run_close(struct test_run *run)
{
	observers_free(run->observers);
	known_free(run->known);
	*run = (struct test_run){ .began = 0 };
}

void run_add_observer(struct test_run *run, struct observer *observer)
{
	observer->next = run->observers;
	run->observers = observer;
}

uint64_t run_seed(void)
{
	uint64_t seed = 0;

	if (getrandom(&seed, sizeof(seed), GRND_NONBLOCK) != sizeof(seed))
		seed = (uint64_t)clock_real() << 8 ^ (uint64_t)getpid();
	return seed;
}

/* ---- what is told -------------------------------------------------------------------------- */

static void tally(struct test_run *run, enum verdict verdict, bool known)
{
	run->summary.counts[verdict]++;
	if (known && verdict == VERDICT_FAIL)
		run->summary.known++;
	else if (known)
		run->summary.known_warnings++;
}

static void case_known(struct test_run *run, struct case_result *result)
{
	result->known_why = known_match(run->known, result->tc->id,
					 result->family, result->verdict);
	result->known = result->known_why != NULL;
	tally(run, result->verdict, result->known);
	run->told++;
	run->tested += result->verdict != VERDICT_SKIP;
	observers_known(run->observers, result);
	if (run->first_fail && result->verdict == VERDICT_FAIL && !result->known &&
	    !run->stop.why)
		run->stop.why = "a case failed (--fail-fast)";
}

static void tell_rule(struct test_run *run, struct rule_result result)
{
	result.known_why = known_match(run->known, result.id, result.family, result.verdict);
	result.known = result.known_why != NULL;
	tally(run, result.verdict, result.known);
	observers_rule(run->observers, &result);
}

/* Of a target, or a port, that was lost nobody knows what it would have done. */
static void tell_presence(struct test_run *run, struct rule_result presence)
{
	if (!presence.id)
		return;
	presence.reason = presence.reason ? presence.reason : (char *)(uintptr_t) "";
	run->summary.lost |= presence.verdict == VERDICT_INCONCLUSIVE;
	tell_rule(run, presence);
}

static void tell_rules(struct test_run *run, const struct target *target)
{
	tell_presence(run, target->alive);
	tell_presence(run, target->accepts);
	for (unsigned i = 0; i < rules_count(); i++)
		tell_rule(run, *rules_result(target->rules, i));
}

/* ---- targets ------------------------------------------------------------------------- */

static void set_common(struct test_run *run, struct schedule_config *config,
		       struct schedule_observer observer)
{
	const int64_t used = clock_monotonic() - run->began;

	run->stop.interrupted = run->interrupted;
	if (run->most_ns)
		run->stop.at = wire_now(config->wire) + run->most_ns - used;
	config->full = run->full;
	config->stop = &run->stop;
	config->observer = observer;
}

static void count_judged(struct test_run *run, const struct rules *rules)
{
	run->summary.unfinished += rules_unfinished(rules);
	run->summary.merged += rules_merged(rules);
}

static void count_drops(struct test_run *run, struct wire *wire)
{
	struct wire_stats stats;

	wire_stats(wire, &stats);
	run->summary.capture_drops += stats.dropped;
}

static void queue_tells_known(void *ctx, struct case_result *result)
{
	case_known(ctx, result);
}

static void queue_tells_case(void *ctx, struct case_result *result)
{
	const struct test_run *run = ctx;

	observers_result(run->observers, result);
}

static void queue_tells_rules(void *ctx, const struct schedule_plan *plan)
{
	tell_rules(ctx, plan->target);
}

static void queue_tells_progress(void *ctx, size_t ended, const struct test_case *tc,
				 enum ip_family family)
{
	const struct test_run *run = ctx;

	observers_progress(run->observers, ended, tc, family);
}

static const struct queue_ops queue_ops = {
	queue_tells_known, queue_tells_case, queue_tells_rules, queue_tells_progress
};

/* One that nothing is known of, and its end. */
static void rules_begin(struct target *target, const struct wire *wire)
{
	target->rules = rules_new(target->hosts.target.family, wire->path);
}

static void rules_end(struct test_run *run, struct target *target)
{
	count_judged(run, target->rules);
	rules_free(target->rules);
	target->rules = NULL;
	free(target->alive.reason);
	target->alive = (struct rule_result){ .id = NULL };
	free(target->accepts.reason);
	target->accepts = (struct rule_result){ .id = NULL };
}

int run_targets(struct test_run *run, struct schedule_config *config,
		struct target *const *targets, size_t count,
		const struct selection *selection, struct error *err)
{
	struct schedule_plan *plans = memory_zeroed(count, sizeof(*plans));
	struct queue queue;
	int result;

	for (size_t i = 0; i < count; i++) {
		rules_begin(targets[i], config->wire);
		plans[i] = (struct schedule_plan){ targets[i], selection->cases,
						   selection->count };
	}
	queue_open(&queue, plans, count, &queue_ops, run);
	set_common(run, config, (struct schedule_observer){ &queue, NULL, queue_result });
	result = schedule_run(config, plans, count, err);
	queue_close(&queue);
	for (size_t i = 0; i < count; i++)
		rules_end(run, targets[i]);
	count_drops(run, config->wire);
	free(plans);
	return result;
}

static void fresh_starts(void *ctx, const struct schedule_plan *plan, size_t number)
{
	struct test_run *run = ctx;

	observers_progress(run->observers, run->told, plan->cases[number],
			 plan->target->hosts.target.family);
}

static void fresh_ends(void *ctx, const struct schedule_plan *plan, size_t number,
		       struct case_result *result)
{
	struct test_run *run = ctx;

	(void)plan;
	(void)number;
	case_known(run, result);
	observers_result(run->observers, result);
}

int run_fresh_targets(struct test_run *run, struct schedule_config *config,
		      struct target *target, run_fresh *fresh, void *ctx,
		      const struct selection *selection, struct error *err)
{
	int result = 0;

	set_common(run, config, (struct schedule_observer){ run, fresh_starts, fresh_ends });
	rules_begin(target, config->wire);
	for (size_t i = 0; i < selection->count && !run_stopped(&run->stop, 0) && !result; i++) {
		const struct schedule_plan plan = { target, &selection->cases[i], 1 };

		result = fresh(ctx, selection->cases[i], config, target, err);
		if (result == 0)
			result = schedule_run(config, &plan, 1, err);
	}
	tell_rules(run, target);
	count_drops(run, config->wire);
	rules_end(run, target);
	return result;
}

/* ---- the end ----------------------------------------------------------------------------- */

static void tell_stale(void *ctx, const char *id, const char *family)
{
	struct test_run *run = ctx;

	observers_stale(run->observers, id, family);
}

enum exit_status run_finish(struct test_run *run)
{
	struct run_summary *summary = &run->summary;

	summary->stopped = run->broken ? "the tester failed"
			 : run_stopped(&run->stop, 0) ? run->stop.why : NULL;
	summary->interrupted = summary->stopped != NULL;
	if (run->known && !summary->interrupted)
		summary->stale = known_stale(run->known, tell_stale, run);
	summary->elapsed_ns = clock_monotonic() - run->began;
	summary->cpu_ns = clock_cpu();
	observers_end(run->observers, summary);
	return exit_status_of(summary, run->tested > 0, run->strict);
}

enum exit_status run_break(struct test_run *run)
{
	run->broken = true;
	return run_finish(run);
}

void run_describe(struct target_info *out, const struct target *target,
		  const char *ifname)
{
	size_t used = 0;

	memset(out, 0, sizeof(*out));
	out->family = target->hosts.target.family;
	ipaddr_text(&target->hosts.target, out->address);
	ipaddr_text(&target->hosts.tester, out->source);
	snprintf(out->ifname, sizeof(out->ifname), "%s", ifname);
	out->rtt_ns = target->rtt.smallest;
	out->closed_port = target->closed_port;
	for (size_t i = 0; i < target->service_count; i++) {
		int n = snprintf(out->services + used, sizeof(out->services) - used,
				 "%s%s:%u", i ? " " : "",
				 app_name(target->services[i].app),
				 target->services[i].port);

		if (n < 0 || (size_t)n >= sizeof(out->services) - used)
			break;
		used += (size_t)n;
	}
}
