/* SPDX-License-Identifier: BSD-2-Clause */
#include "session/time_window.h"

enum { MS = 1000000 };

/* A timer may have a granularity as coarse as that: RFC 6298 section 4 finds 100 ms
 * and less to do well and demands nothing. Shorter intervals are taken for what shorter
 * ticks measure. */
enum { GRANULARITY = 100 * MS, TICKS = 10 };

static int64_t granularity(int64_t interval)
{
	const int64_t tick = interval / TICKS;

	return tick < GRANULARITY ? tick : GRANULARITY;
}

/* What is not to come so soon must not be taken for sooner than it is. */
static int64_t surely_before(const struct session *s, int64_t since, int64_t interval)
{
	return since + interval - granularity(interval) - s->env->timing.path_jitter;
}

static int64_t earliest(const struct session *s, int64_t since, int64_t interval)
{
	return interval <= 0 ? INT64_MIN : surely_before(s, since, interval);
}

static int64_t latest(const struct session *s, int64_t since, int64_t interval)
{
	return since + interval + granularity(interval) + s->env->timing.path_time;
}

/* What is written speaks of the target's end, but for round trips. */
static int64_t written_window(const struct session *s, const struct stmt *stmt,
			      int64_t otherwise)
{
	const struct timing *timing = &s->env->timing;
	const bool of_target = stmt->within && !stmt->within_rtt;

	return timing_within(timing, stmt, otherwise) +
	       (of_target ? timing->path_time : 0);
}

struct window session_window(const struct session *s, const struct stmt *stmt)
{
	const struct time_spec *time = &stmt->time;
	int64_t wait = written_window(s, stmt, s->env->timing.reply_window);
	struct window w = { INT64_MIN, INT64_MAX, s->progress.since + wait };

	switch (time->kind) {
	case TIME_NONE:
	case TIME_ANY:
		break;
	case TIME_RELATIVE:
		w.from = earliest(s, s->last_event, time->from);
		w.wait = s->last_event + time->from + wait;
		break;
	case TIME_ABSOLUTE:
		w.from = earliest(s, s->started, time->from);
		w.wait = s->started + time->from + wait;
		break;
	case TIME_RELATIVE_RANGE:
		w.from = earliest(s, s->last_event, time->from);
		w.to = w.wait = latest(s, s->last_event, time->to);
		break;
	case TIME_ABSOLUTE_RANGE:
		w.from = earliest(s, s->started, time->from);
		w.to = w.wait = latest(s, s->started, time->to);
		break;
	}
	if (stmt->within)
		w.to = w.wait;
	return w;
}

struct window session_silence_window(const struct session *s, const struct stmt *stmt)
{
	const struct time_spec *time = &stmt->time;
	struct window w = { INT64_MIN, 0, 0 };

	switch (time->kind) {
	case TIME_RELATIVE_RANGE:
		w.from = latest(s, s->last_event, time->from);
		w.to = surely_before(s, s->last_event, time->to);
		/* Nothing comes back any sooner. */
		if (s->last_event_sent)
			w.to += s->env->timing.rtt;
		break;
	case TIME_ABSOLUTE_RANGE:
		w.from = latest(s, s->started, time->from);
		w.to = surely_before(s, s->started, time->to);
		break;
	default:
		w.to = s->progress.since +
		       written_window(s, stmt, s->env->timing.silence_window);
	}
	if (time->from == 0)
		w.from = INT64_MIN;
	w.wait = w.to;
	return w;
}

enum step session_silence_held(struct session *s)
{
	s->silence_held = true;
	return STEP_NEXT;
}

enum step session_wait_until(struct session *s, int64_t when)
{
	s->progress.wake = when;
	return STEP_WAIT;
}
