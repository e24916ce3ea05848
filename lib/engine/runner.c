/* SPDX-License-Identifier: BSD-2-Clause */
#include "engine/runner.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/choose.h"
#include "engine/session.h"
#include "engine/tally.h"
#include "engine/trust.h"

#define MS INT64_C(1000000)

/* The tester that looks or sends so much later than it meant to has made another
 * trial of it. */
#define LATE_MOST (50 * MS)

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

/* Delivers what has come. *oldest: when the first of it came, else left alone. */
static int drain(struct session *session, struct wire *wire, int64_t *oldest,
		 struct error *err)
{
	struct sighting sighting;
	int got;

	while ((got = wire_next(wire, &sighting, err)) > 0) {
		const struct segment *seg = &sighting.decoded.seg;

		if (!is_ours(&sighting) ||
		    !session_owns(session, sighting.outgoing ? seg->src_port
							     : seg->dst_port))
			continue;
		if (!sighting.outgoing && sighting.time < *oldest)
			*oldest = sighting.time;
		session_deliver(session, &sighting);
	}
	return got;
}

/* Drives the session to its end. *late: by how much the tester overslept at worst. */
static int drive(const struct runner_config *config, struct session *session,
		 int64_t *late, struct error *err)
{
	int64_t due = INT64_MAX;

	*late = 0;
	while (!interrupted(config)) {
		/* What has come is seen before time is: a deadline must not be
		 * found to have passed while the reply lies in the buffer. */
		if (drain(session, config->wire, &due, err) < 0)
			return -1;
		if (wire_now(config->wire) - due > *late)
			*late = wire_now(config->wire) - due;
		if (session_step(session))
			return 0;
		due = session_deadline(session);
		if (wire_wait(config->wire, due, err) < 0)
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
		.agent = config->agent,
		.rules = config->rules,
		.rtt = config->rtt,
		.seed = seed,
	};

	env.reply_window = reply_window(config->rtt);
	env.silence_window = silence_window(config);
	return env;
}

/* What the tester's own failings have made of a trial is void. */
static void void_trial(struct case_result *out, struct session_end *end,
		       const char *why)
{
	end->voided = true;
	end->verdict = out->verdict = VERDICT_INCONCLUSIVE;
	free(out->reason);
	out->reason = strdup(why);
}

static bool accuses(const struct session_end *end)
{
	return end->verdict == VERDICT_FAIL || end->verdict == VERDICT_WARN;
}

/* Fills *out; *end tells how it ended. -1 when the wire broke down. */
static int run_trial(const struct session_env *env,
		     const struct runner_config *config,
		     const struct test_case *tc, struct case_result *out,
		     struct session_end *end, struct error *err)
{
	struct session *session = session_new(env, tc, err);
	uint64_t before = drops(config->wire);
	int64_t late;
	int result;

	if (!session)
		return -1;
	result = drive(config, session, &late, err);
	*end = session_end(session);
	session_take_result(session, out);
	session_reset_connections(session);
	session_free(session);
	if (result == 0 && accuses(end) && drops(config->wire) != before)
		void_trial(out, end,
			   "the capture dropped segments during the trial");
	else if (result == 0 && accuses(end) && late > LATE_MOST)
		void_trial(out, end, "the tester was late during the trial: "
			   "its machine is too busy");
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
	if (asprintf(&text, "%s (failed in %u of %u trials)%s%s", why, tally_fails(tally),
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
	/* A path that loses nothing leaves only the target to blame: it has stopped
	 * answering at all. */
	if (verdict != VERDICT_PASS && !config->wire->lossless)
		doubt(result, tally, "the control exchange was not answered either");
	return 0;
}

/* The chance that the path made the trial come out as it did. */
static int chance_of_path(const struct runner_config *config,
			  const struct service *service,
			  const struct session_end *end, bool *measured,
			  struct trust *trust, double *out, struct error *err)
{
	struct trust_probe probe = {
		.wire = config->wire, .rtt = config->rtt,
		.seed = config->seed ^ (uint64_t)wire_now(config->wire) << 16,
		.interrupted = config->interrupted,
	};

	/* Where nothing listens, no queue fills: one that does changes how the
	 * target treats the trials behind. */
	probe.port = config->closed_port ? config->closed_port : service->port;
	*out = 0;
	if (config->wire->lossless || !accuses(end))
		return 0;
	if (!*measured && trust_measure(trust, &probe, err) < 0)
		return -1;
	/* A target may answer a part of the SYNs, by its own mind; the path treats
	 * both ports alike, and so the port that looks better tells of it. */
	if (!*measured && trust->disturbed && probe.port != service->port) {
		struct trust other = { 0 };

		probe.port = service->port;
		if (trust_measure(&other, &probe, err) < 0)
			return -1;
		if (trust_chance(&other, 1) < trust_chance(trust, 1))
			*trust = other;
	}
	*measured = true;
	*out = trust_chance(trust, end->segments);
	return 0;
}

/* The evidence of a fail is kept when a later trial passes. */
static void keep_trial(struct case_result *out, struct case_result *trial,
		       const struct tally *tally)
{
	if (tally->trials == 1 || trial->verdict != VERDICT_PASS) {
		case_result_clear(out);
		*out = *trial;
	} else {
		out->verdict = VERDICT_PASS;
		case_result_clear(trial);
	}
}

/* All trials of a case: *out is the last that matters. */
static int try_until_settled(const struct runner_config *config,
			     const struct service *service,
			     const struct test_case *tc, uint64_t seed,
			     struct trust *trust, struct tally *tally,
			     struct case_result *out, struct session_end *end,
			     struct error *err)
{
	bool measured = false;

	for (;;) {
		struct session_env env =
			make_env(config, service, seed + tally->trials);
		struct case_result trial = { 0 };
		double by_path;

		if (run_trial(&env, config, tc, &trial, end, err) < 0 ||
		    chance_of_path(config, service, end, &measured, trust,
				   &by_path, err) < 0) {
			case_result_clear(&trial);
			return -1;
		}
		if (interrupted(config)) {
			case_result_clear(&trial);
			return 0;
		}
		tally_count(tally, end, by_path);
		keep_trial(out, &trial, tally);
		if (tally_settled(tally, end))
			return 0;
		pause_until(config, wire_now(config->wire) +
					    pause_after(end, tally));
	}
}

static int run_trials(const struct runner_config *config,
		      const struct service *service, const struct test_case *tc,
		      uint64_t seed, struct trust *trust, struct case_result *out,
		      struct error *err)
{
	struct tally tally = TALLY_NONE;
	struct session_end end;
	int64_t began = wire_now(config->wire);

	if (try_until_settled(config, service, tc, seed, trust, &tally, out, &end,
			      err) < 0)
		return -1;
	if (interrupted(config))
		return 0;
	out->trials = tally.trials;
	out->elapsed_ns = wire_now(config->wire) - began;
	if (end.verdict != VERDICT_FAIL && tally_fails(&tally) > 0)
		doubt(out, &tally, "the failure did not repeat");
	else if (accuses(&end) && !tally_accuses(&tally, &end))
		doubt(out, &tally, config->wire->lossless
			      ? "it did not come as often as it must"
			      : "the path may be to blame, it disturbs segments");
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
		    const struct test_case *tc, uint64_t seed, struct trust *trust,
		    struct error *err)
{
	const struct runner_listener *listener = &config->listener;
	enum ip_family family = config->wire->target.family;
	struct case_result result = { 0 };
	const struct service *service;
	const struct service closed = { APP_UNKNOWN, config->closed_port };
	char *lacks = NULL;
	int failed = 0;

	service = choose_service(config->services, config->service_count, &closed,
				 family, config->full, config->agent != NULL, tc,
				 &lacks);
	if (service) {
		if (listener->start)
			listener->start(listener->ctx, tc, family);
		failed = run_trials(config, service, tc, seed, trust, &result, err);
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
	struct trust trust = { 0 };

	for (size_t i = 0; i < count && !interrupted(config); i++) {
		/* Far apart, so that trials of one case do not share numbers with
		 * the next. */
		uint64_t seed = config->seed + (i + 1) * 0x10001;

		if (run_case(config, cases[i], seed, &trust, err) < 0)
			return -1;
	}
	return 0;
}
