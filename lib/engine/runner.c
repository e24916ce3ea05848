/* SPDX-License-Identifier: BSD-2-Clause */
#include "engine/runner.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/choose.h"
#include "engine/session.h"

#define MS INT64_C(1000000)

enum {
	TRIALS_MAX = 5,
	MISMATCHES_NEEDED = 2,
	SILENCES_NEEDED = 3,
	UNDECIDED_MAX = 3
};

/* How long a reply may take: a delayed ACK waits up to 500 ms (RFC 9293 MUST-40),
 * a target may be slow. */
static int64_t reply_window(int64_t rtt)
{
	return 1000 * MS + 4 * rtt;
}

/* Nothing that answers a segment is delayed but an ACK of data; the floor is for
 * slow targets. */
static int64_t silence_window(const struct runner_config *config)
{
	return (config->wire->lossless ? 100 : 250) * MS + 4 * config->rtt;
}

static bool interrupted(const struct runner_config *config)
{
	return config->interrupted && *config->interrupted;
}

/* ---- one trial ------------------------------------------------------------------ */

static bool is_ours(const struct sighting *sighting)
{
	enum decode_status status = sighting->decoded.status;

	return status == DECODE_OK || status == DECODE_BAD_OFFSET;
}

static int drain(struct session *session, struct wire *wire, struct error *err)
{
	struct sighting sighting;
	int got;

	while ((got = wire_next(wire, &sighting, err)) > 0) {
		const struct segment *seg = &sighting.decoded.seg;

		if (is_ours(&sighting) &&
		    session_owns(session, sighting.outgoing ? seg->src_port
							    : seg->dst_port))
			session_deliver(session, &sighting);
	}
	return got;
}

static int drive(const struct runner_config *config, struct session *session,
		 struct error *err)
{
	while (!interrupted(config)) {
		/* What has come is seen before time is: a deadline must not be
		 * found to have passed while the reply lies in the buffer. */
		if (drain(session, config->wire, err) < 0)
			return -1;
		if (session_step(session))
			return 0;
		if (wire_wait(config->wire, session_deadline(session), err) < 0)
			return -1;
	}
	return 0;
}

static void pause_until(const struct runner_config *config, int64_t until)
{
	struct sighting sighting;
	struct error ignored;

	while (!interrupted(config) && wire_now(config->wire) < until) {
		while (wire_next(config->wire, &sighting, &ignored) > 0)
			;
		if (wire_wait(config->wire, until, &ignored) < 0)
			return;
	}
}

static uint64_t drops(struct wire *wire)
{
	struct wire_stats stats;

	wire_stats(wire, &stats);
	return stats.dropped;
}

static struct session_env make_env(const struct runner_config *config,
				   const struct service *service, uint64_t seed)
{
	struct session_env env = {
		.wire = config->wire,
		.port = service->port,
		.app = service->app,
		.closed_port = service->port == config->closed_port,
		.oracle = config->oracle,
		.rules = config->rules,
		.rtt = config->rtt,
		.seed = seed,
	};

	env.reply_window = reply_window(config->rtt);
	env.silence_window = silence_window(config);
	return env;
}

/* Fills *out; *end tells how it ended. -1 when the wire broke down. */
static int run_trial(const struct session_env *env,
		     const struct runner_config *config,
		     const struct test_case *tc, struct case_result *out,
		     struct session_end *end, struct error *err)
{
	struct session *session = session_new(env, tc, err);
	uint64_t before = drops(config->wire);
	int result;

	if (!session)
		return -1;
	result = drive(config, session, err);
	*end = session_end(session);
	session_take_result(session, out);
	session_reset_connections(session);
	session_free(session);
	if (result == 0 && end->verdict == VERDICT_FAIL &&
	    drops(config->wire) != before) {
		end->verdict = out->verdict = VERDICT_INCONCLUSIVE;
		free(out->reason);
		out->reason = strdup("the capture dropped segments during the trial");
	}
	return result;
}

enum verdict runner_try(const struct runner_config *config,
			const struct service *service,
			const struct test_case *tc, struct error *err)
{
	struct session_env env = make_env(config, service, config->seed);
	struct case_result result = { 0 };
	struct session_end end;

	env.oracle = NULL;
	env.rules = NULL;
	if (run_trial(&env, config, tc, &result, &end, err) < 0)
		return VERDICT_ERROR;
	case_result_clear(&result);
	return end.verdict;
}

/* ---- trials into a verdict ---------------------------------------------------------- */

struct tally {
	unsigned trials, mismatches, silences, warnings, undecided;
};

static unsigned fails(const struct tally *tally)
{
	return tally->mismatches + tally->silences;
}

static void count(struct tally *tally, const struct session_end *end)
{
	tally->trials++;
	if (end->verdict == VERDICT_INCONCLUSIVE)
		tally->undecided++;
	else if (end->verdict == VERDICT_WARN)
		tally->warnings++;
	else if (end->verdict == VERDICT_FAIL && end->silence)
		tally->silences++;
	else if (end->verdict == VERDICT_FAIL)
		tally->mismatches++;
}

/* Whether the last trial settles the case. */
static bool settled(const struct tally *tally, const struct session_end *end,
		    bool full)
{
	unsigned needed = end->silence ? SILENCES_NEEDED : MISMATCHES_NEEDED;

	switch (end->verdict) {
	case VERDICT_FAIL:
		return fails(tally) >= needed || tally->trials >= TRIALS_MAX;
	case VERDICT_WARN:
		/* The long timers are not waited for again to warn. */
		return full || tally->warnings + fails(tally) >= needed ||
		       tally->trials >= TRIALS_MAX;
	case VERDICT_INCONCLUSIVE:
		return tally->undecided >= UNDECIDED_MAX ||
		       tally->trials >= TRIALS_MAX;
	default:
		return true;
	}
}

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

static void doubt(struct case_result *result, const struct tally *tally,
		  const char *why)
{
	char *text = NULL;

	result->verdict = VERDICT_INCONCLUSIVE;
	if (asprintf(&text, "%s (failed in %u of %u trials)%s%s", why, fails(tally),
		     tally->trials, *result->reason ? ": " : "",
		     result->reason) < 0)
		return;
	free(result->reason);
	result->reason = text;
}

/* A silence accuses only a target that answers otherwise. */
static int check_control(const struct runner_config *config,
			 const struct service *service,
			 const struct tally *tally, struct case_result *result,
			 struct error *err)
{
	const struct test_case *control =
		builtin_case(config->builtins,
			     service->port == config->closed_port
				     ? BUILTIN_CONTROL_CLOSED
				     : BUILTIN_CONTROL_OPEN);
	enum verdict verdict = runner_try(config, service, control, err);

	if (verdict == VERDICT_ERROR)
		return -1;
	if (verdict != VERDICT_PASS)
		doubt(result, tally, "the control exchange was not answered either");
	return 0;
}

static int run_trials(const struct runner_config *config,
		      const struct service *service, const struct test_case *tc,
		      uint64_t seed, struct case_result *out, struct error *err)
{
	struct tally tally = { 0 };
	struct session_end end;
	int64_t began = wire_now(config->wire);

	for (;;) {
		struct session_env env =
			make_env(config, service, seed + tally.trials);
		struct case_result trial = { 0 };

		if (run_trial(&env, config, tc, &trial, &end, err) < 0) {
			case_result_clear(&trial);
			return -1;
		}
		if (interrupted(config)) {
			case_result_clear(&trial);
			return 0;
		}
		count(&tally, &end);
		/* The evidence of a fail is kept when a later trial passes. */
		if (tally.trials == 1 || end.verdict != VERDICT_PASS) {
			case_result_clear(out);
			*out = trial;
		} else {
			out->verdict = VERDICT_PASS;
			case_result_clear(&trial);
		}
		if (settled(&tally, &end, tc->full))
			break;
		pause_until(config, wire_now(config->wire) +
					    pause_after(&end, &tally));
	}
	out->trials = tally.trials;
	out->elapsed_ns = wire_now(config->wire) - began;
	if (end.verdict != VERDICT_FAIL && fails(&tally) > 0)
		doubt(out, &tally, "the failure did not repeat");
	else if (end.verdict == VERDICT_FAIL && end.silence)
		return check_control(config, service, &tally, out, err);
	if (out->verdict == VERDICT_PASS && tally.trials > 1) {
		/* Warned or undecided first: what counts is that it can pass. */
		free(out->reason);
		out->reason = strdup("");
		out->at.line = 0;
	}
	return 0;
}

/* ---- all cases -------------------------------------------------------------------------- */

static int run_case(const struct runner_config *config,
		    const struct test_case *tc, uint64_t seed, struct error *err)
{
	const struct runner_listener *listener = &config->listener;
	enum ip_family family = config->wire->target.family;
	struct case_result result = { 0 };
	const struct service *service;
	const struct service closed = { APP_UNKNOWN, config->closed_port };
	char *lacks = NULL;
	int failed = 0;

	service = choose_service(config->services, config->service_count, &closed,
				 family, config->full, tc, &lacks);
	if (service) {
		if (listener->start)
			listener->start(listener->ctx, tc, family);
		failed = run_trials(config, service, tc, seed, &result, err);
	} else {
		result.verdict = VERDICT_SKIP;
		result.reason = lacks;
	}
	result.tc = tc;
	result.family = family;
	if (!failed && !interrupted(config) && listener->result)
		listener->result(listener->ctx, &result);
	case_result_clear(&result);
	return failed;
}

int runner_run(const struct runner_config *config,
	       const struct test_case *const *cases, size_t count,
	       struct error *err)
{
	for (size_t i = 0; i < count && !interrupted(config); i++) {
		/* Far apart, so that trials of one case do not share numbers with
		 * the next. */
		uint64_t seed = config->seed + (i + 1) * 0x10001;

		if (run_case(config, cases[i], seed, err) < 0)
			return -1;
	}
	return 0;
}
