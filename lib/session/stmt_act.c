/* SPDX-License-Identifier: BSD-2-Clause */
/* stmt_act.c - the statements that send, count and steer. */
#include "session/build.h"
#include "session/session_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/seq.h"

static enum step tester_failed(struct session *s, const struct stmt *stmt,
			       const struct error *err)
{
	return session_failed(s, FAILED_TESTER, stmt->loc, NULL, NULL, "%s",
			      err->text);
}

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
	return failed ? tester_failed(s, stmt, &err) : STEP_NEXT;
}

enum step exec_wait(struct session *s, const struct stmt *stmt)
{
	int64_t wait = stmt->within_rtt ? stmt->within * s->env->rtt : stmt->within;

	s->progress.wake = s->progress.since + wait;
	if (!session_past(s, s->progress.wake))
		return STEP_WAIT;
	s->last_event = s->progress.wake;
	s->last_event_sent = false;
	return STEP_NEXT;
}

enum step exec_let(struct session *s, const struct stmt *stmt)
{
	struct scope scope = session_scope(s);
	struct value value;
	struct error err;

	if (eval(&scope, stmt->a, &value, &err) < 0)
		return tester_failed(s, stmt, &err);
	s->variables[stmt->slot] = value;
	return STEP_NEXT;
}

static int order(const struct value *a, const struct value *b)
{
	if (a->number == b->number)
		return 0;
	if (a->is_seq && b->is_seq)
		return seq_lt(a->number, b->number) ? -1 : 1;
	return a->number < b->number ? -1 : 1;
}

static bool holds(enum compare_op op, int order)
{
	switch (op) {
	case CMP_EQ:
		return order == 0;
	case CMP_NE:
		return order != 0;
	case CMP_LT:
		return order < 0;
	case CMP_LE:
		return order <= 0;
	case CMP_GT:
		return order > 0;
	case CMP_GE:
		break;
	}
	return order >= 0;
}

static char *number_text(const char *what, uint32_t number)
{
	char *text = NULL;

	if (asprintf(&text, "%s %u", what, number) < 0)
		return NULL;
	return text;
}

enum step exec_check(struct session *s, const struct stmt *stmt)
{
	static const char *const words[] = {
		[CMP_EQ] = "==", [CMP_NE] = "!=", [CMP_LT] = "<",
		[CMP_LE] = "<=", [CMP_GT] = ">",  [CMP_GE] = ">=",
	};
	struct scope scope = session_scope(s);
	struct value a, b;
	struct error err;

	if (eval(&scope, stmt->a, &a, &err) < 0 ||
	    eval(&scope, stmt->b, &b, &err) < 0)
		return tester_failed(s, stmt, &err);
	if (holds(stmt->op, order(&a, &b)))
		return STEP_NEXT;
	return session_failed(s, FAILED_MISMATCH, stmt->loc,
			      number_text(words[stmt->op], b.number),
			      number_text("the value", a.number),
			      "check does not hold: %u %s %u", a.number,
			      words[stmt->op], b.number);
}

enum step exec_isn(struct session *s, const struct stmt *stmt)
{
	struct connection *conn = session_conn(s);
	struct scope scope = session_scope(s);
	struct error err;

	if (eval_number(&scope, stmt->a, &conn->isn, &err) < 0)
		return tester_failed(s, stmt, &err);
	return STEP_NEXT;
}

enum step exec_connection(struct session *s, const struct stmt *stmt)
{
	struct error err;

	s->current = stmt->connection;
	if (session_open(s, session_conn(s), &err) < 0)
		return tester_failed(s, stmt, &err);
	return STEP_NEXT;
}

enum step exec_use(struct session *s, const struct stmt *stmt)
{
	s->frames[s->depth - 1].next = stmt->next;
	return session_enter(s, FRAME_USE, stmt->name, stmt->blocks->first);
}

enum step exec_should(struct session *s, const struct stmt *stmt)
{
	s->frames[s->depth - 1].next = stmt->next;
	return session_enter(s, FRAME_SHOULD, NULL, stmt->blocks->first);
}

enum step exec_warn(struct session *s, const struct stmt *stmt)
{
	return session_failed(s, FAILED_SHOULD, stmt->loc, NULL, NULL, "%s",
			      stmt->name);
}
