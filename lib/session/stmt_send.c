/* SPDX-License-Identifier: BSD-2-Clause */
/* stmt_send.c - < segment. */
#include "session/statements.h"

#include <stdlib.h>

#include "session/build.h"
#include "session/outcome.h"
#include "session/send.h"

/* When a timed statement is to be done. */
static int64_t due(const struct session *s, const struct time_spec *time)
{
	if (time->kind == TIME_RELATIVE)
		return s->last_event + time->from;
	if (time->kind == TIME_ABSOLUTE)
		return s->started + time->from;
	return INT64_MIN;
}

/* Addresses that are not the tester's and the target's; choose.c lets no case with
 * any come where they do not belong. */
static int set_addresses(struct session *s, const struct segment_spec *spec,
			 struct segment *seg, struct error *err)
{
	enum ip_family family = s->env->hosts.target.family;

	for (const struct with_spec *with = spec->with; with; with = with->next) {
		if (with->kind != WITH_SRC && with->kind != WITH_DST)
			continue;
		if (!ipaddr_special(with->special, family,
				    with->kind == WITH_SRC ? &seg->src : &seg->dst))
			return error_set(err, "%s has no such address",
					 family_name(family));
	}
	if (seg->dst.family == FAMILY_NONE)
		return 0;
	return session_answers_from(s, session_conn(s), &seg->dst, err);
}

enum step exec_send(struct session *s, const struct stmt *stmt)
{
	struct connection *conn = session_conn(s);
	struct scope scope = session_scope(s);
	struct segment seg = { 0 };
	uint8_t *payload = NULL;
	uint32_t port;
	struct error err;
	int failed = 0;

	s->progress.wake = due(s, &stmt->time);
	if (session_now(s) < s->progress.wake)
		return STEP_WAIT;
	if (!s->progress.slot)
		s->progress.slot = session_slot(s);
	/* Only the first waits for its moment. A segment held back in the middle of an
	 * exchange would meet the target's timers; it is paid for, and the trials that
	 * begin behind it wait. */
	s->progress.wake = s->progress.slot;
	if (!s->begun && session_now(s) < s->progress.slot)
		return STEP_WAIT;
	conn->auto_ack = false;
	if (build_segment(&scope, stmt->segment, &seg, &payload, &err) < 0)
		failed = -1;
	s->misled = s->misled || s->progress.blurred;
	if (!failed && stmt->segment->src_port.kind == FIELD_VALUE) {
		failed = eval_number(&scope, stmt->segment->src_port.lo, &port, &err);
		seg.src_port = (uint16_t)port;
	}
	if (!failed && stmt->segment->dst_port.kind == FIELD_VALUE) {
		failed = eval_number(&scope, stmt->segment->dst_port.lo, &port, &err);
		seg.dst_port = (uint16_t)port;
	}
	if (!failed)
		failed = set_addresses(s, stmt->segment, &seg, &err);
	if (!failed)
		failed = session_send(s, conn, &seg, &err);
	free(payload);
	conn->sent_data = conn->sent_data || seg.payload_len > 0;
	return failed ? session_cannot(s, stmt, &err) : STEP_NEXT;
}
