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

/* No script foresees segments put together; who sent them apart did nothing wrong. */
static enum failure undecided_if_merged(const struct session *s, enum failure failure,
				  struct outcome *outcome)
{
	if (!s->merged || failure == FAILED_TESTER || failure == FAILED_UNDECIDED)
		return failure;
	set_reason(outcome, text_print("%s; but an offload has put segments of the target "
				       "together: where each began is not known",
				       outcome->reason));
	return FAILED_UNDECIDED;
}

static bool supplanted(const struct session *s)
{
	for (unsigned i = 0; i < s->tc->connections; i++)
		if (s->conns[i].supplanted)
			return true;
	return false;
}

/* No script foresees either that the target's SYN takes away the numbers it counts by. */
static enum failure undecided_if_supplanted(const struct session *s, enum failure failure,
				      struct outcome *outcome)
{
	if (failure != FAILED_TESTER || !supplanted(s))
		return failure;
	set_reason(outcome, text_print("the target opened a connection of its own on the "
				       "same ports: %s", outcome->reason));
	return FAILED_UNDECIDED;
}

void session_clear_progress(struct session *s)
{
	free(s->progress.last_no);
	memset(&s->progress, 0, sizeof(s->progress));
}

enum step session_failed(struct session *s, enum failure failure, struct loc at,
			 char *expected, char *got, const char *fmt, ...)
{
	struct outcome outcome = { .at = at, .expected = expected, .got = got };
	unsigned depth;
	enum frame_kind kind = judging_frame(s, &depth);
	va_list ap;

	va_start(ap, fmt);
	outcome.reason = text_vprint(fmt, ap);
	va_end(ap);
	failure = undecided_if_merged(s, failure, &outcome);
	failure = undecided_if_supplanted(s, failure, &outcome);
	outcome.silence = failure == FAILED_SILENCE;
	if (failure == FAILED_TESTER) {
		outcome.verdict = VERDICT_ERROR;
	} else if (failure == FAILED_UNDECIDED) {
		outcome.verdict = VERDICT_INCONCLUSIVE;
	} else if (failure == FAILED_SHOULD) {
		set_warning(s, &outcome);
		return STEP_NEXT;
	} else if (kind == FRAME_USE) {
		outcome.verdict = VERDICT_INCONCLUSIVE;
		outcome.reason = preamble_reason(s->frames[depth - 1].name,
						 outcome.reason);
	} else if (kind == FRAME_SHOULD) {
		set_warning(s, &outcome);
		s->depth = depth - 1;
		session_clear_progress(s);
		return STEP_ENTER;
	} else {
		outcome.verdict = VERDICT_FAIL;
	}
	set_outcome(s, &outcome);
	return STEP_OVER;
}

enum step session_cannot(struct session *s, const struct stmt *stmt,
			 const struct error *why)
{
	return session_failed(s, FAILED_TESTER, stmt->loc, NULL, NULL, "%s", why->text);
}
