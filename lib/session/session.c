/* SPDX-License-Identifier: BSD-2-Clause */
/* session.c - a session's life and its end: what others see of it. */
#include "session/session.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/random.h"
#include "session/inbox.h"
#include "session/interpreter.h"
#include "session/outcome.h"
#include "session/send.h"

/* ---- life ------------------------------------------------------------------ */

/* Initial sequence numbers need be different, not secret. */
static uint32_t random32(struct session *s)
{
	return (uint32_t)(random_next(&s->random) >> 16);
}

struct session *session_new(const struct session_env *env,
			    const struct test_case *tc, struct error *err)
{
	struct session *s = memory_zeroed(1, sizeof(*s));

	s->env = env;
	s->tc = tc;
	s->random = env->seed;
	s->conns = memory_zeroed(tc->connections, sizeof(*s->conns));
	s->variables = memory_zeroed(tc->variables, sizeof(*s->variables));
	for (unsigned i = 0; i < tc->connections; i++)
		connection_init(&s->conns[i], !env->closed_port, random32(s));
	if (session_open(s, &s->conns[0], err) < 0) {
		session_free(s);
		return NULL;
	}
	s->frames[0] = (struct frame){ .kind = FRAME_CASE, .next = tc->body.first };
	s->depth = 1;
	s->started = s->last_event = session_now(s);
	return s;
}

static void give_ports_back(struct session *s, const struct connection *conn)
{
	if (conn->open)
		ports_give_back(s->env->ports, &s->env->hosts.target, conn->port);
	if (conn->alias.family != FAMILY_NONE)
		ports_give_back(s->env->ports, &conn->alias, conn->port);
}

void session_free(struct session *s)
{
	if (!s)
		return;
	for (unsigned i = 0; i < s->tc->connections; i++) {
		give_ports_back(s, &s->conns[i]);
		connection_clear(&s->conns[i]);
	}
	free(s->conns);
	evidence_clear(&s->evidence);
	free(s->variables);
	free(s->progress.last_no);
	outcome_clear(&s->outcome);
	free(s);
}

/* ---- the end ------------------------------------------------------------------------ */

static void send_reset(struct session *s, struct connection *conn, uint32_t seq)
{
	struct segment seg = { .flags = SEG_RST, .seq = seq, .df = true };
	struct error ignored;

	if (conn->tcb.iss_known) {
		seg.flags |= SEG_ACK;
		seg.ack = conn->tcb.snd_nxt;
	}
	/* The wire may be what failed: there is nothing more to try. */
	(void)session_send(s, conn, &seg, &ignored);
}

/* The target may hold something of it. A RST that it sent ended the connection,
 * unless that answered a bad ACK in SYN-RECEIVED; a SYN,ACK that was not seen may
 * still be on its way. */
static bool may_live(const struct connection *conn)
{
	if (!conn->open || (conn->mute && tcb_gone(&conn->tcb)))
		return false;
	return conn->tcb.iss_known || conn->tcb.irs_known;
}

/* What its application holds of the connection, whether or not a RST arrives. */
static void abort_opened(struct session *s, const struct connection *conn)
{
	struct agent_request request = { .call = CALL_ABORT };
	struct error ignored;

	if (!conn->opened)
		return;
	request.id = session_id(s, conn);
	/* Who does not answer any more holds nothing either: it has ended. */
	(void)s->env->agent->ask(s->env->agent, &request, &ignored);
}

static void reset_connection(struct session *s, struct connection *conn)
{
	/* Only a RST at the target's own RCV.NXT is sure to be taken: what it must be,
	 * and what it last said it was. In SYN-SENT its ACK is what counts. */
	uint32_t next = conn->tcb.rcv_nxt;

	send_reset(s, conn, next);
	if (conn->tcb.acked && conn->tcb.last_ack != next)
		send_reset(s, conn, conn->tcb.last_ack);
}

void session_reset_connections(struct session *s)
{
	for (unsigned i = 0; i < s->tc->connections; i++) {
		struct connection *conn = &s->conns[i];

		while (conn->inbox)
			session_consume(s, conn);
		if (may_live(conn))
			reset_connection(s, conn);
		abort_opened(s, conn);
	}
}

/* What was sent before a segment that was expected has come through, and so has that
 * segment; of what was sent since, each segment or the answer to it may be lost. */
static struct exposure exposure_of(const struct session *s)
{
	struct exposure exposure = {
		.segments = s->evidence.added + 1 - s->mended, .open = 1
	};

	for (unsigned i = 0; i < s->tc->connections; i++)
		exposure.open += 2 * (uint64_t)s->conns[i].unconfirmed;
	return exposure;
}

/* As from a port where nobody listens. That another connection of the case was let in and
 * goes on does not tell that this one must be: the host may have one socket a port. Where
 * the tester's RST has ended all of them, none is left that takes room (RFC 9293 section
 * 3.10.7.4, second step), and the refusal counts as it came. */
static bool refused(const struct session *s, const struct connection *conn)
{
	bool ended = false;

	if (!conn->heard_rst || conn->heard_syn)
		return false;
	for (unsigned i = 0; i < s->tc->connections; i++) {
		if (!s->conns[i].heard_syn)
			continue;
		if (!s->conns[i].gone_at)
			return true;
		ended = true;
	}
	return !ended;
}

static bool accepted(const struct session *s)
{
	for (unsigned i = 0; i < s->tc->connections; i++)
		if (s->conns[i].heard_syn)
			return true;
	return false;
}

void session_end(struct session *s, struct case_result *out)
{
	struct outcome *outcome = &s->outcome;

	*out = (struct case_result){
		.tc = s->tc,
		.verdict = outcome->verdict,
		.reason = outcome->reason ? outcome->reason : text_copy(""),
		.at = outcome->at,
		.expected = outcome->expected,
		.got = outcome->got,
		.cause = outcome->cause,
		.silence = outcome->silence,
		.silence_held = s->silence_held,
		.unwitnessed = s->unwitnessed,
		.accepted = accepted(s),
		.refused = refused(s, session_conn(s)),
		.unsent = s->unsent,
		.exposure = exposure_of(s),
		.excuses = outcome->excuses,
		.port = s->env->port,
		.app = s->env->app,
		.elapsed_ns = session_now(s) - s->started,
	};
	outcome->reason = outcome->expected = outcome->got = NULL;
	out->trace = evidence_copy(&s->evidence, &out->trace_len);
	out->trace_before = s->evidence.added - out->trace_len;
}
