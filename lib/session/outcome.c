/* SPDX-License-Identifier: BSD-2-Clause */
#include "session/outcome.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* The innermost probe or `should` decides what a failure means. */
static enum frame_kind judging_frame(const struct session *s, unsigned *depth)
{
	for (*depth = s->depth; *depth > 0; (*depth)--) {
		enum frame_kind kind = s->frames[*depth - 1].kind;

		if (kind == FRAME_USE || kind == FRAME_SHOULD)
			return kind;
	}
	return FRAME_CASE;
}

void outcome_clear(struct outcome *outcome)
{
	free(outcome->reason);
	free(outcome->expected);
	free(outcome->got);
	memset(outcome, 0, sizeof(*outcome));
}

static void set_outcome(struct session *s, struct outcome *outcome)
{
	/* The first warning stands until something worse comes. */
	if (s->outcome.verdict >= outcome->verdict && s->outcome.reason) {
		outcome_clear(outcome);
		return;
	}
	outcome_clear(&s->outcome);
	s->outcome = *outcome;
}

/* What a preamble finds fault with accuses nobody. */
static void set_warning(struct session *s, struct outcome *outcome)
{
	outcome->verdict = VERDICT_WARN;
	for (unsigned i = 0; i < s->depth; i++) {
		if (s->frames[i].kind != FRAME_USE)
			continue;
		outcome_clear(outcome);
		return;
	}
	set_outcome(s, outcome);
}

static char *preamble_reason(const char *probe, char *reason)
{
	char *text = text_print("the preamble '%s' did not come about: %s", probe,
				reason ? reason : "");

	free(reason);
	return text;
}

static void set_reason(struct outcome *outcome, char *text)
{
	free(outcome->reason);
	outcome->reason = text;
}

void session_clear_progress(struct session *s)
{
	free(s->progress.last_no);
	memset(&s->progress, 0, sizeof(s->progress));
	s->cause = (struct cause){ .kind = CAUSE_UNKNOWN };
}

static bool supplanted(const struct session *s)
{
	for (unsigned i = 0; i < s->tc->connections; i++)
		if (s->conns[i].supplanted)
			return true;
	return false;
}

static enum step end(struct session *s, struct outcome *outcome, enum verdict verdict)
{
	outcome->verdict = verdict;
	set_outcome(s, outcome);
	return STEP_OVER;
}

static enum step excuse(struct session *s, struct outcome *outcome, enum excuse why)
{
	outcome->excuses |= excuse_bit(why);
	return end(s, outcome, VERDICT_INCONCLUSIVE);
}

/* What the statement goes by, or how the case came here, is not known for sure. */
static bool blurred(const struct session *s)
{
	for (unsigned i = 0; i < s->depth; i++)
		if (s->frames[i].blurred)
			return true;
	return s->misled || s->progress.blurred;
}

/* No script foresees segments put together; who sent them apart did nothing wrong. */
static enum step undecided_if_merged(struct session *s, struct outcome *outcome)
{
	set_reason(outcome, text_print("%s; but an offload has put segments of the target "
				       "together: where each began is not known",
				       outcome->reason));
	outcome->silence = false;
	return excuse(s, outcome, EXCUSE_MERGED);
}

/* Nor that the target's SYN takes away the numbers it counts by. */
static enum step tester_failed(struct session *s, struct outcome *outcome)
{
	if (!supplanted(s))
		return end(s, outcome, VERDICT_ERROR);
	set_reason(outcome, text_print("the target opened a connection of its own on the "
				       "same ports: %s", outcome->reason));
	return excuse(s, outcome, EXCUSE_SUPPLANTED);
}

static enum step preamble_failed(struct session *s, struct outcome *outcome,
				 const char *probe)
{
	outcome->reason = preamble_reason(probe, outcome->reason);
	return excuse(s, outcome, EXCUSE_PREAMBLE);
}

static enum step should_failed(struct session *s, struct outcome *outcome, unsigned depth)
{
	set_warning(s, outcome);
	s->depth = depth - 1;
	session_clear_progress(s);
	return STEP_ENTER;
}

enum step session_failed(struct session *s, enum failure failure, struct loc at,
			 char *expected, char *got, const char *fmt, ...)
{
	struct outcome outcome = { .at = at, .expected = expected, .got = got,
				   .cause = s->cause,
				   .silence = failure == FAILED_SILENCE };
	unsigned depth;
	enum frame_kind kind = judging_frame(s, &depth);
	va_list ap;

	va_start(ap, fmt);
	outcome.reason = text_vprint(fmt, ap);
	va_end(ap);
	s->cause = (struct cause){ .kind = CAUSE_UNKNOWN };
	if (failure == FAILED_TESTER)
		return tester_failed(s, &outcome);
	if (failure == FAILED_MERGED || blurred(s))
		return undecided_if_merged(s, &outcome);
	if (failure == FAILED_SHOULD) {
		set_warning(s, &outcome);
		return STEP_NEXT;
	}
	if (kind == FRAME_USE)
		return preamble_failed(s, &outcome, s->frames[depth - 1].name);
	if (kind == FRAME_SHOULD)
		return should_failed(s, &outcome, depth);
	return end(s, &outcome, VERDICT_FAIL);
}

enum step session_undecided(struct session *s, enum excuse why, struct loc at,
			    char *expected, char *got, const char *fmt, ...)
{
	struct outcome outcome = { .at = at, .expected = expected, .got = got };
	va_list ap;

	va_start(ap, fmt);
	outcome.reason = text_vprint(fmt, ap);
	va_end(ap);
	return excuse(s, &outcome, why);
}

enum step session_cannot(struct session *s, const struct stmt *stmt,
			 const struct error *why)
{
	return session_failed(s, FAILED_TESTER, stmt->loc, NULL, NULL, "%s", why->text);
}
