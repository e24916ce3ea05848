/* SPDX-License-Identifier: BSD-2-Clause */
#include "verdict/decide.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

#define MS INT64_C(1000000)

/* So many controls in a row that a path loses are no loss any more. */
enum { CONTROLS_NEEDED = 3 };

/* No case takes longer than that for its trials on a bad path, but so many it may; and
 * longer where they have told much already. */
#define PATIENCE (120 * 1000 * MS)
#define PATIENCE_SUSPECT (360 * 1000 * MS)
enum { TRIALS_ALWAYS = 5 };

/* So long is waited for what comes and goes on a sound path to come again. */
#define PATIENCE_COMING_AND_GOING (30 * 1000 * MS)

/* ---- words ------------------------------------------------------------------------- */

static const char *bad_word(const struct tally *tally)
{
	if (tally->warnings == 0)
		return "failed";
	return tally_fails(tally) ? "failed or warned" : "warned";
}

static void doubt(struct case_result *result, const struct tally *tally,
		  enum excuse excuse, const char *why)
{
	char *text = text_print("%s (%s in %u of %u trials)%s%s", why, bad_word(tally),
				tally_fails(tally) + tally->warnings, tally->trials,
				*result->reason ? ": " : "", result->reason);

	result->verdict = VERDICT_INCONCLUSIVE;
	result->excuses |= excuse_bit(excuse);
	free(result->reason);
	result->reason = text;
}

static void set_reason(struct case_result *result, char *text)
{
	free(result->reason);
	result->reason = text;
}

static const char *not_enough(const struct path_seen *path)
{
	if (path->sound)
		return "it did not come as often as it must";
	return trust_broken(path->trust)
		       ? "the path may be to blame, it disturbs segments"
		       : "too few trials to rule the path out";
}

/* ---- the life of a decision ------------------------------------------------------------ */

/* A path that loses one in a thousand mostly passes for one that loses nothing. */
static struct tally fresh_tally(const struct path_seen *path)
{
	struct tally tally = TALLY_NONE;

	tally.real_path = !path->perfect;
	return tally;
}

void decision_begin(struct decision *decision, const struct path_seen *path, int64_t now)
{
	*decision = (struct decision){ .tally = fresh_tally(path), .began = now,
				       .turns = path->trust->turns };
}

void decision_clear(struct decision *decision)
{
	case_result_clear(&decision->latest);
	case_result_clear(&decision->result);
	free(decision->beside);
	decision->beside = NULL;
}

void decision_trial_begins(struct decision *decision, int64_t now)
{
	decision->trial_began = now;
	decision->trials++;
}

void decision_again_alone(struct decision *decision, const struct path_seen *path)
{
	const struct case_result *then = &decision->latest;

	decision->beside = memory_zeroed(1, sizeof(*decision->beside));
	*decision->beside = (struct decision_beside){
		decision->tally, then->verdict, then->at.line, then->silence
	};
	decision->tally = fresh_tally(path);
}

/* Replies may be throttled (RFC 5961 section 7), and a small target may need time to
 * listen again. */
int64_t decision_pause(const struct decision *decision)
{
	if (decision->latest.silence)
		return 1000 * MS;
	if (decision->latest.verdict == VERDICT_INCONCLUSIVE)
		return decision->tally.undecided == 1 ? 200 * MS : 1000 * MS;
	return 10 * MS;
}

/* ---- the path ---------------------------------------------------------------------------- */

/* Whether the path matters to what the trial says: to a failure, to the third that
 * decides nothing, and to a silence that was right, at least once. */
static bool path_matters(const struct decision *decision, const struct path_seen *path)
{
	const struct case_result *trial = &decision->latest;

	if (path->perfect || trial->voided)
		return false;
	if (trial->verdict == VERDICT_INCONCLUSIVE)
		return decision->tally.undecided + 1 >= UNDECIDED_NEEDED;
	if (trial->verdict == VERDICT_PASS)
		return trial->silence_held && path->trust->segments == 0;
	return case_result_accuses(trial);
}

static double chance_of_path(const struct decision *decision, const struct path_seen *path)
{
	const struct case_result *trial = &decision->latest;

	if (path->sound || trial->voided)
		return 0;
	if (trial->verdict == VERDICT_PASS && !trust_broken(path->trust))
		return 0;
	if (trial->verdict != VERDICT_PASS && !path_matters(decision, path))
		return 0;
	return trust_chance(path->trust, &trial->exposure);
}

/* A path may be fine when a case begins and bad when it ends: what would settle against
 * the target must know it as it is now. */
bool decision_wants_path(const struct decision *decision, const struct path_seen *path,
			 int64_t *since)
{
	struct tally tally = decision->tally;

	if (!path_matters(decision, path))
		return false;
	tally_count(&tally, &decision->latest, chance_of_path(decision, path));
	*since = tally_accuses(&tally, &decision->latest) ? decision->trial_began
							  : decision->began;
	return true;
}

/* ---- controls ------------------------------------------------------------------------------ */

bool decision_wants_control(struct decision *decision, bool closed)
{
	const struct case_result *trial = &decision->latest;

	decision->controls_lost = 0;
	if (trial->refused && !closed)
		return trial->verdict != VERDICT_PASS && !trial->voided;
	return trial->silence && !trial->voided &&
	       (case_result_accuses(trial) || trial->verdict == VERDICT_INCONCLUSIVE);
}

void decision_control_begins(struct decision *decision)
{
	decision->controls++;
}

static void undecide(struct decision *decision, enum excuse excuse, char *why)
{
	decision->latest.excuses |= excuse_bit(excuse);
	decision->latest.verdict = VERDICT_INCONCLUSIVE;
	set_reason(&decision->latest, why);
}

/* A silence accuses only a target that answers otherwise, and a RST that answers a SYN
 * only one that does not refuse connections for now. */
enum control_end decision_control_ends(struct decision *decision,
				       const struct path_seen *path,
				       const struct case_result *control, uint16_t port)
{
	const bool lost = control->verdict != VERDICT_PASS && !control->refused;
	const bool again = !path->sound || control->voided;

	decision->controls_answered += control->verdict == VERDICT_PASS;
	if (lost && again && ++decision->controls_lost < CONTROLS_NEEDED)
		return CONTROL_AGAIN;
	if (lost && decision->latest.silence)
		return CONTROL_UNANSWERED;
	if (control->refused && decision->latest.refused) {
		undecide(decision, EXCUSE_REFUSED, text_print("port %u, which was open, refuses "
					      "connections now", port));
		return CONTROL_REFUSED;
	}
	return CONTROL_DONE;
}

/* A path that loses nothing leaves only the target to blame: it answers, and not that. */
void decision_target_answers(struct decision *decision, const struct path_seen *path)
{
	if (!path->sound)
		undecide(decision, EXCUSE_DEAD,
			 text_copy("the control exchange was not answered either"));
}

/* ---- counting --------------------------------------------------------------------------------- */

/* The evidence of what speaks against the target is kept when later trials do not. */
static void keep_trial(struct decision *decision)
{
	struct case_result *latest = &decision->latest;
	const bool keep = decision->tally.trials > 1 && !case_result_accuses(latest) &&
			  latest->verdict != VERDICT_ERROR &&
			  (latest->verdict == VERDICT_PASS ||
			   case_result_accuses(&decision->result));

	if (keep) {
		decision->result.excuses |= latest->excuses;
		case_result_clear(latest);
	} else {
		const excuse_set excuses = decision->result.excuses;

		case_result_clear(&decision->result);
		decision->result = *latest;
		decision->result.excuses |= excuses;
	}
	/* The texts are the result's; how it ended is asked for still. */
	latest->reason = latest->expected = latest->got = NULL;
	latest->trace = NULL;
	latest->trace_len = 0;
}

/* How often the path can have disturbed a trial like the last, at most. */
static double bound_of_path(const struct decision *decision, const struct path_seen *path)
{
	return path->perfect ? 0 : trust_chance(path->trust, &decision->latest.exposure);
}

/* "... (2 of 5 trials)" where it came and went. */
static void tell_how_often(struct case_result *out)
{
	if (out->bad < out->counted)
		set_reason(out, text_print("%s (%u of %u trials)", out->reason, out->bad,
					   out->counted));
}

static void conclude_fail(struct case_result *out)
{
	out->verdict = VERDICT_FAIL;
	tell_how_often(out);
}

static void conclude_warning(struct case_result *out)
{
	out->verdict = VERDICT_WARN;
	tell_how_often(out);
}

/* Warned or failed first, as the path may well have made it. */
static void conclude_pass(struct case_result *out, const struct tally *tally)
{
	const unsigned bad = tally_bad(tally);

	out->verdict = VERDICT_PASS;
	out->at.line = 0;
	if (bad)
		out->excuses |= excuse_bit(EXCUSE_PATH);
	set_reason(out, bad ? text_print("%s in %u of %u trials, which the path may have "
					 "done", bad_word(tally), bad,
					 tally_counted(tally))
			    : text_copy(""));
}

/* It passed in the end: what failed or warned before was wrong, or the path's doing, or is
 * not known to be either. */
static void conclude_after_pass(struct decision *decision, const struct path_seen *path)
{
	const struct tally *tally = &decision->tally;
	struct case_result *out = &decision->result;

	if (tally_bad(tally) == 0)
		conclude_pass(out, tally);
	else if (tally_tells_fail(tally))
		conclude_fail(out);
	else if (tally_fails(tally) > 0 && !tally_passes_prevail(tally))
		doubt(out, tally, path->sound ? EXCUSE_ONCE : EXCUSE_PATH,
		      "the failure did not repeat");
	else if (tally_tells_warning(tally, bound_of_path(decision, path)))
		conclude_warning(out);
	else
		conclude_pass(out, tally);
}

static void conclude_verdict(struct decision *decision, const struct path_seen *path)
{
	const struct case_result *last = &decision->latest;
	const struct tally *tally = &decision->tally;
	struct case_result *out = &decision->result;

	if (last->verdict == VERDICT_ERROR)
		out->verdict = VERDICT_ERROR;
	else if (last->verdict == VERDICT_PASS)
		conclude_after_pass(decision, path);
	else if (case_result_accuses(last) && tally_accuses(tally, last))
		tell_how_often(out);
	else if (tally_tells_fail(tally))
		conclude_fail(out);
	else if (tally_fails(tally) > 0 && last->verdict != VERDICT_FAIL)
		doubt(out, tally, EXCUSE_ONCE, "the failure did not repeat");
	else if (case_result_accuses(last))
		doubt(out, tally, path->sound ? EXCUSE_ONCE : EXCUSE_PATH,
		      not_enough(path));
	else if (tally_tells_warning(tally, bound_of_path(decision, path)))
		conclude_warning(out);
	else if (tally->warnings > 0)
		doubt(out, tally, EXCUSE_PATH, "the warning did not repeat");
}

static void end_at_once(struct decision *decision, int64_t now)
{
	struct case_result *out = &decision->result;

	out->bad = tally_bad(&decision->tally);
	out->counted = tally_counted(&decision->tally);
	out->trials = decision->trials;
	out->controls = decision->controls;
	out->controls_answered = decision->controls_answered;
	out->elapsed_ns = now - decision->began;
}

static void conclude(struct decision *decision, const struct path_seen *path, int64_t now)
{
	end_at_once(decision, now);
	conclude_verdict(decision, path);
}

/* Alone it shows just what it showed beside others: then all those trials count. */
static bool confirms_beside(const struct decision *decision)
{
	const struct decision_beside *then = decision->beside;
	const struct case_result *trial = &decision->latest;

	return then && decision->tally.trials == 1 && case_result_accuses(trial) &&
	       trial->verdict == then->verdict && trial->at.line == then->line &&
	       trial->silence == then->silence;
}

/* A path that loses much asks for more patience than the user has. */
static bool took_too_long(const struct decision *decision, const struct path_seen *path,
			  int64_t now)
{
	const int64_t patience =
		tally_suspects(&decision->tally) ? PATIENCE_SUSPECT : PATIENCE;

	if (path->sound)
		return tally_bad(&decision->tally) > 0 && decision->tally.passes > 0 &&
		       now - decision->began > PATIENCE_COMING_AND_GOING;
	return decision->tally.trials > TRIALS_ALWAYS && now - decision->began > patience;
}

/* What failed while the path was thought to be better than it is may be its doing. */
static void forget_if_path_turned(struct decision *decision, const struct path_seen *path)
{
	if (decision->turns == path->trust->turns)
		return;
	decision->turns = path->trust->turns;
	decision->tally = fresh_tally(path);
	if (decision->beside)
		decision->beside->tally = decision->tally;
}

bool decision_count(struct decision *decision, const struct path_seen *path, int64_t now)
{
	const double by_path = chance_of_path(decision, path);
	const struct case_result *trial = &decision->latest;

	forget_if_path_turned(decision, path);
	decision->tally.bad_path = trust_broken(path->trust);
	tally_count(&decision->tally, trial, by_path);
	if (confirms_beside(decision)) {
		decision->beside->tally.bad_path = decision->tally.bad_path;
		decision->tally = decision->beside->tally;
		tally_count(&decision->tally, trial, by_path);
	}
	keep_trial(decision);
	if (!decision->port_closed && !tally_settled(&decision->tally, trial) &&
	    !took_too_long(decision, path, now))
		return false;
	conclude(decision, path, now);
	return true;
}

/* ---- the end of all ----------------------------------------------------------------------- */

void decision_target_died(struct decision *decision, bool suspected, char *why, int64_t now)
{
	struct case_result *out = &decision->result;

	end_at_once(decision, now);
	out->verdict = suspected ? VERDICT_FAIL : VERDICT_INCONCLUSIVE;
	if (!suspected)
		out->excuses |= excuse_bit(EXCUSE_DEAD);
	set_reason(out, why);
}

/* What was seen wrong as often as it must be is told as that; a silence beside other cases
 * may be their doing, and nobody can ask any more. */
void decision_stop(struct decision *decision, const char *why, int64_t now)
{
	const struct tally *tally = &decision->tally;
	struct case_result *out = &decision->result;
	const unsigned bad = tally_bad(tally);
	char *text;

	end_at_once(decision, now);
	out->verdict = tally_tells_fail(tally) && !out->silence ? VERDICT_FAIL
								: VERDICT_INCONCLUSIVE;
	if (out->verdict != VERDICT_FAIL)
		out->excuses |= excuse_bit(EXCUSE_STOPPED);
	text = bad ? text_print("%s in %u of %u trials, not yet shown alone: %s", bad_word(tally),
				bad, tally_counted(tally), out->reason ? out->reason : "")
		   : text_print("not decided: %s", why);
	set_reason(out, text);
}
