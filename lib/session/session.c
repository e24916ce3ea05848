/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * session.c - the interpreter's frame: statements one after the other, what a
 * failure means where it happens, sending, the end.
 */
#include "session/session_internal.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "model/ambient.h"

/* ---- life ------------------------------------------------------------------ */

/* Initial sequence numbers need be different, not secret. */
static uint32_t random32(struct session *s)
{
	return (uint32_t)(random_next(&s->random) >> 16);
}

struct session *session_new(const struct session_env *env,
			    const struct test_case *tc, struct error *err)
{
	struct session *s = calloc(1, sizeof(*s));

	if (!s)
		goto no_memory;
	s->env = env;
	s->tc = tc;
	s->random = env->seed;
	s->conns = calloc(tc->connections, sizeof(*s->conns));
	s->variables = calloc(tc->variables + 1u, sizeof(*s->variables));
	if (!s->conns || !s->variables)
		goto no_memory;
	for (unsigned i = 0; i < tc->connections; i++)
		connection_init(&s->conns[i], !env->closed_port, random32(s));
	if (session_open(s, &s->conns[0], err) < 0)
		goto fail;
	s->frames[0] = (struct frame){ FRAME_CASE, tc->body.first, NULL };
	s->depth = 1;
	s->started = s->last_event = session_now(s);
	return s;

no_memory:
	error_set(err, "no memory for a session");
fail:
	session_free(s);
	return NULL;
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
	for (unsigned i = 0; s->conns && i < s->tc->connections; i++) {
		give_ports_back(s, &s->conns[i]);
		connection_clear(&s->conns[i]);
	}
	free(s->conns);
	evidence_clear(&s->evidence);
	free(s->variables);
	free(s->progress.last_no);
	free(s->outcome.reason);
	free(s->outcome.expected);
	free(s->outcome.got);
	free(s);
}

int session_open(struct session *s, struct connection *conn, struct error *err)
{
	if (conn->open)
		return 0;
	if (ports_take(s->env->ports, &s->env->hosts.target, s->env->owner, &conn->port,
		       err) < 0)
		return -1;
	conn->open = true;
	conn->peer = s->env->port;
	return 0;
}

int session_answers_from(struct session *s, struct connection *conn,
			 const struct ipaddr *alias, struct error *err)
{
	if (ipaddr_equal(&conn->alias, alias))
		return 0;
	if (conn->alias.family != FAMILY_NONE)
		ports_give_back(s->env->ports, &conn->alias, conn->port);
	conn->alias = (struct ipaddr){ .family = FAMILY_NONE };
	if (ports_lend(s->env->ports, alias, s->env->owner, conn->port, err) < 0)
		return -1;
	conn->alias = *alias;
	return 0;
}

/* ---- evidence ---------------------------------------------------------------- */

static struct connection *conn_of_port(struct session *s, uint16_t port)
{
	for (unsigned i = 0; i < s->tc->connections; i++)
		if (s->conns[i].open && s->conns[i].port == port)
			return &s->conns[i];
	return NULL;
}

static const char *note_on(const struct decoded *decoded)
{
	if (decoded->status != DECODE_OK)
		return decode_status_text(decoded->status);
	if (decoded->merged)
		return "may be several, merged by an offload";
	return decoded->checksum == CHECKSUM_BAD ? "bad checksum" : NULL;
}

static uint64_t add_line(struct session *s, struct connection *conn,
			 const struct sighting *sighting, struct trace_line *line)
{
	const struct segment *seg = &sighting->decoded.seg;

	if (!sighting->outgoing && (seg->flags & SEG_SYN))
		conn->shown_iss = seg->seq;
	*line = (struct trace_line){
		.time = sighting->time - s->started,
		.outgoing = sighting->outgoing,
		.connection = (unsigned)(conn - s->conns),
		.seq_base = sighting->outgoing ? conn->isn : conn->shown_iss,
		.ack_base = sighting->outgoing ? conn->shown_iss : conn->isn,
		.note = note_on(&sighting->decoded),
		.seg = *seg,
	};
	line->seg.payload = NULL;
	return evidence_add(&s->evidence, line);
}

/* Of several merged segments no checksum need be right. */
static bool undamaged(const struct decoded *decoded)
{
	return decoded->status == DECODE_OK &&
	       (decoded->checksum != CHECKSUM_BAD || decoded->merged);
}

/* The target chooses the port of a connection that it opens, and its SYN tells which.
 * What else it sends to the tester's port is of another connection. */
static bool is_of(struct connection *conn, const struct sighting *sighting)
{
	const struct segment *seg = &sighting->decoded.seg;

	if (!conn->opened || sighting->outgoing)
		return true;
	if (!conn->peer && undamaged(&sighting->decoded) &&
	    (seg->flags & (SEG_SYN | SEG_ACK | SEG_RST)) == SEG_SYN)
		conn->peer = seg->src_port;
	return seg->src_port == conn->peer;
}

/* ---- the round trip ------------------------------------------------------------ */

static void note_syn(struct connection *conn, const struct sighting *sighting)
{
	if (!(sighting->decoded.seg.flags & SEG_SYN))
		return;
	conn->syn_sent = conn->syns_sent++ ? 0 : sighting->time;
	conn->syn_seq = sighting->decoded.seg.seq;
}

/* A SYN that was sent once and its answer: what no target delays (RFC 6298 section 3
 * forbids to measure what was sent twice). */
static void measure_rtt(const struct session *s, struct connection *conn,
			const struct sighting *sighting)
{
	const struct segment *seg = &sighting->decoded.seg;
	/* An older connection's are anywhere; what the SYN carried may be counted. */
	const bool answers = (seg->flags & SEG_ACK) && (seg->flags & (SEG_SYN | SEG_RST)) &&
			     seg->ack - conn->syn_seq - 1 <= UINT16_MAX;

	if (conn->syn_sent && s->env->measured && answers)
		rtt_add(s->env->measured, sighting->time - conn->syn_sent);
	conn->syn_sent = 0;
}

void session_deliver(struct session *s, const struct sighting *sighting)
{
	const struct decoded *decoded = &sighting->decoded;
	uint16_t port = sighting->outgoing ? decoded->seg.src_port
					   : decoded->seg.dst_port;
	struct connection *conn = conn_of_port(s, port);
	struct trace_line line;
	uint64_t number;

	if (!conn || !is_of(conn, sighting))
		return;
	number = add_line(s, conn, sighting, &line);
	if (sighting->outgoing) {
		/* The capture's clock stamps both directions. */
		if (s->last_event_sent && sighting->time > s->last_event)
			s->last_event = sighting->time;
		note_syn(conn, sighting);
		return;
	}
	measure_rtt(s, conn, sighting);
	s->merged = s->merged || ambient_may_be_several(&conn->tcb, decoded);
	if (undamaged(decoded)) {
		s->heard_syn = s->heard_syn || (decoded->seg.flags & SEG_SYN);
		s->heard_rst = s->heard_rst || (decoded->seg.flags & SEG_RST);
		connection_push(conn, sighting, number);
	} else if (s->env->rules) {
		rules_judge(s->env->rules, &conn->tcb, decoded, &line, s->tc->id);
	}
}

/* ---- sending ------------------------------------------------------------------- */

/* What the target will make of a segment made wrong on purpose: only what arrives whole
 * changes its TCB. The decoder decides, as it does for what the target sends. */
static int arrives_whole(const struct segment *seg, bool *whole, struct error *err)
{
	size_t size = 60u + 60u + 40u + seg->payload_len;
	uint8_t *bytes = malloc(size);
	struct decoded decoded;
	int len;

	if (!bytes)
		return error_set(err, "no memory for a segment of %zu octets", size);
	len = segment_encode_ip(seg, bytes, size, err);
	if (len > 0)
		segment_decode(bytes, (size_t)len, (size_t)len, LINK_RAW, &decoded);
	free(bytes);
	if (len < 0)
		return -1;
	*whole = decoded.status == DECODE_OK && decoded.checksum == CHECKSUM_GOOD &&
		 decoded.ip_checksum == CHECKSUM_GOOD;
	return 0;
}

static bool between(const struct hosts *hosts, const struct segment *seg)
{
	return ipaddr_equal(&seg->src, &hosts->tester) &&
	       ipaddr_equal(&seg->dst, &hosts->target);
}

static int teach(const struct session *s, struct connection *conn,
		 const struct segment *seg, struct error *err)
{
	bool whole = between(&s->env->hosts, seg);
	const bool gone = tcb_gone(&conn->tcb);

	if (seg->src_port != conn->port || seg->dst_port != conn->peer)
		return 0;
	if (seg->force && arrives_whole(seg, &whole, err) < 0)
		return -1;
	if (whole)
		tcb_tester_sent(&conn->tcb, seg);
	if (!gone && tcb_gone(&conn->tcb))
		conn->gone_at = session_now(s);
	return 0;
}

int64_t session_slot(struct session *s)
{
	const int64_t now = session_now(s);

	return s->env->pace ? pace_reserve(s->env->pace, now) : now;
}

int session_send(struct session *s, struct connection *conn, struct segment *seg,
		 struct error *err)
{
	int status;

	if (seg->src.family == FAMILY_NONE)
		seg->src = s->env->hosts.tester;
	if (seg->dst.family == FAMILY_NONE)
		seg->dst = s->env->hosts.target;
	if (!seg->src_port)
		seg->src_port = conn->port;
	if (!seg->dst_port)
		seg->dst_port = conn->peer;
	if (!seg->dst_port)
		return error_set(err, "the target's port is not known: of a connection "
				 "that it opens its SYN comes first");
	conn->last_sent = s->last_event = session_now(s);
	conn->unconfirmed++;
	s->last_event_sent = true;
	s->begun = true;
	/* One that waited for its moment has paid for it. */
	if (!s->progress.slot)
		(void)session_slot(s);
	status = wire_send(s->env->wire, seg, err);
	if (status == WIRE_UNSENT)
		s->unsent = true;
	if (status < 0)
		return -1;
	return teach(s, conn, seg, err);
}

/* ---- failures ------------------------------------------------------------------ */

static char *vprint(const char *fmt, va_list ap)
{
	char *text = NULL;

	if (vasprintf(&text, fmt, ap) < 0)
		return NULL;
	return text;
}

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

static void outcome_clear(struct outcome *outcome)
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
	char *text = NULL;

	if (asprintf(&text, "the preamble '%s' did not come about: %s", probe,
		     reason ? reason : "") < 0)
		return reason;
	free(reason);
	return text;
}

/* No script foresees segments put together; who sent them apart did nothing wrong. */
static enum failure excuse_merged(const struct session *s, enum failure failure,
				  struct outcome *outcome)
{
	char *text = NULL;

	if (!s->merged || failure == FAILED_TESTER || failure == FAILED_UNDECIDED)
		return failure;
	if (asprintf(&text, "%s; but an offload has put segments of the target "
		     "together: where each began is not known",
		     outcome->reason ? outcome->reason : "") >= 0) {
		free(outcome->reason);
		outcome->reason = text;
	}
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
static enum failure excuse_supplanted(const struct session *s, enum failure failure,
				      struct outcome *outcome)
{
	char *text = NULL;

	if (failure != FAILED_TESTER || !supplanted(s))
		return failure;
	if (asprintf(&text, "the target opened a connection of its own on the same "
		     "ports: %s", outcome->reason ? outcome->reason : "") >= 0) {
		free(outcome->reason);
		outcome->reason = text;
	}
	return FAILED_UNDECIDED;
}

static void clear_progress(struct session *s)
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
	outcome.reason = vprint(fmt, ap);
	va_end(ap);
	failure = excuse_merged(s, failure, &outcome);
	failure = excuse_supplanted(s, failure, &outcome);
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
		clear_progress(s);
		return STEP_ENTER;
	} else {
		outcome.verdict = VERDICT_FAIL;
	}
	set_outcome(s, &outcome);
	return STEP_OVER;
}

/* ---- stepping -------------------------------------------------------------------- */

enum step session_enter(struct session *s, enum frame_kind kind, const char *name,
			const struct stmt *first)
{
	if (s->depth == sizeof(s->frames) / sizeof(s->frames[0])) {
		struct loc nowhere = { s->tc->loc.file, s->tc->loc.line, 0 };

		return session_failed(s, FAILED_TESTER, nowhere, NULL, NULL,
				      "the case is nested too deeply");
	}
	s->frames[s->depth++] = (struct frame){ kind, first, name };
	return STEP_ENTER;
}

static enum step exec(struct session *s, const struct stmt *stmt)
{
	static enum step (*const table[])(struct session *, const struct stmt *) = {
		[STMT_SEND] = exec_send,       [STMT_EXPECT] = exec_expect,
		[STMT_NOTHING] = exec_nothing, [STMT_NO] = exec_no,
		[STMT_DATA] = exec_data,       [STMT_WAIT] = exec_wait,
		[STMT_LET] = exec_let,	       [STMT_CHECK] = exec_check,
		[STMT_ISN] = exec_isn,	       [STMT_CONNECTION] = exec_connection,
		[STMT_USE] = exec_use,	       [STMT_ONE_OF] = exec_one_of,
		[STMT_SHOULD] = exec_should,   [STMT_STATE] = exec_state,
		[STMT_APP] = exec_app,	       [STMT_WARN] = exec_warn,
		[STMT_FILL] = exec_fill,
	};

	if (!s->progress.entered) {
		s->progress.entered = true;
		s->progress.since = session_now(s);
		s->progress.wake = INT64_MAX;
	}
	return table[stmt->kind](s, stmt);
}

static bool overflowed(struct session *s)
{
	for (unsigned i = 0; i < s->tc->connections; i++)
		if (s->conns[i].overflow)
			return true;
	return false;
}

bool session_step(struct session *s, int64_t seen)
{
	s->seen = seen;
	while (!s->over) {
		struct frame *top = &s->frames[s->depth - 1];
		const struct stmt *stmt = top->next;
		enum step step;

		if (!stmt) {
			s->over = --s->depth == 0;
			continue;
		}
		if (overflowed(s)) {
			session_failed(s, FAILED_UNDECIDED, stmt->loc, NULL, NULL,
				       "more segments came than the tester keeps");
			s->over = true;
			break;
		}
		step = exec(s, stmt);
		if (step == STEP_WAIT)
			return false;
		if (step == STEP_OVER)
			s->over = true;
		if (step == STEP_NEXT)
			top->next = stmt->next;
		clear_progress(s);
	}
	return true;
}

int64_t session_deadline(const struct session *s)
{
	return s->progress.wake;
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

struct session_end session_end(const struct session *s)
{
	return (struct session_end){
		.verdict = s->outcome.verdict,
		.silence = s->outcome.silence,
		.quiet = s->quiet,
		.refused = s->heard_rst && !s->heard_syn,
		.exposure = exposure_of(s),
		.unsent = s->unsent,
		.line = s->outcome.at.line,
	};
}

void session_take_result(struct session *s, struct case_result *out)
{
	out->tc = s->tc;
	out->verdict = s->outcome.verdict;
	out->reason = s->outcome.reason ? s->outcome.reason : strdup("");
	out->expected = s->outcome.expected;
	out->got = s->outcome.got;
	out->at = s->outcome.at;
	s->outcome.reason = s->outcome.expected = s->outcome.got = NULL;
	out->trace = evidence_copy(&s->evidence, &out->trace_len);
	out->elapsed_ns = session_now(s) - s->started;
}
