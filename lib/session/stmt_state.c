/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * stmt_state.c - `state X`: the target's own table where it can be read, else a witness
 * exchange that tells the state from those it could be confused with, and always
 * what the segments exchanged say.
 *
 * The witness is an octet left of the window. Where there is no connection (CLOSED,
 * LISTEN) it draws <SEQ=SEG.ACK><RST> as any ACK does (RFC 9293 sections 3.10.7.1
 * and 3.10.7.2), in a synchronized state <SEQ=SND.NXT><ACK=RCV.NXT><ACK>, and
 * changes nothing (section 3.5.2, group 3); RCV.NXT tells whether the tester's FIN
 * was taken. SYN-RECEIVED has none that leaves it as it is.
 *
 * BSD sends its FIN with every ACK until it is acknowledged (tcp_output() steps back by
 * one): what comes again and was not acknowledged shows a connection as well.
 *
 * Silence decides nothing. Where a connection is claimed its ACK may be throttled (RFC
 * 5961 section 7). Where none is, a RST is due, but it may be that the target sends none
 * for a connection it does not know: that is asked by the cases of CLOSED and LISTEN,
 * and says nothing about how this one ended.
 */
#include "session/statements.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/seq.h"
#include "session/inbox.h"
#include "session/outcome.h"
#include "session/send.h"

enum { POLL_NS = 2000000 };

enum witness { WITNESS_NONE, WITNESS_GONE, WITNESS_SYNCHRONIZED };

static bool in_set(uint32_t states, enum tcp_state state)
{
	const uint32_t gone = 1u << STATE_CLOSED | 1u << STATE_LISTEN;

	/* To the connection both are the same: there is none. */
	if (states & gone)
		states |= gone;
	return states & (1u << state);
}

static char *names_of(uint32_t states)
{
	char *text;
	size_t len;
	FILE *out = text_stream(&text, &len);
	const char *gap = "";

	for (int i = 0; i < STATE_COUNT; i++) {
		if (!(states & (1u << i)))
			continue;
		fprintf(out, "%s%s", gap, state_name((enum tcp_state)i));
		gap = " or ";
	}
	text_stream_close(out);
	return text;
}

static bool in_branch(const struct session *s)
{
	for (unsigned i = 0; i < s->depth; i++)
		if (s->frames[i].kind == FRAME_BRANCH)
			return true;
	return false;
}

/* An alternative that the standard allows was taken, and the script says which. */
static void adopt(struct session *s, const struct stmt *stmt)
{
	struct tcb *tcb = &session_conn(s)->tcb;

	if (!in_branch(s) || in_set(stmt->states, tcb->state))
		return;
	for (int i = 0; i < STATE_COUNT; i++) {
		if (stmt->states & (1u << i)) {
			tcb_set_state(tcb, (enum tcp_state)i);
			return;
		}
	}
}

/* What came meanwhile and is background is learnt first: a FIN of the application
 * may be on its way while the state is asked for. */
static void learn_background(struct session *s)
{
	struct connection *conn = session_conn(s);

	while (conn->inbox && session_permits(s, conn, conn->inbox) &&
	       !(conn->inbox->decoded.seg.flags & SEG_FIN))
		session_consume(s, conn);
}

static enum step model_says(struct session *s, const struct stmt *stmt)
{
	enum tcp_state state = session_conn(s)->tcb.state;

	if (in_set(stmt->states, state))
		return STEP_NEXT;
	return session_undecided(s, EXCUSE_MODEL, stmt->loc, names_of(stmt->states),
				 text_copy(state_name(state)),
			      "by the segments exchanged the state is %s",
			      state_name(state));
}

/* What the target's table says is what was asked for, and then the application closed
 * by its own mind. */
static bool closed_since(const struct session *s, const struct connection *conn,
			 uint32_t wanted, enum tcp_state state)
{
	if (session_app_stays(session_app(s, conn)) || s->env->closed_port)
		return false;
	switch (state) {
	case STATE_FIN_WAIT_1:
	case STATE_FIN_WAIT_2:
		return in_set(wanted, STATE_SYN_RECEIVED) || in_set(wanted, STATE_ESTABLISHED);
	case STATE_LAST_ACK:
		return in_set(wanted, STATE_CLOSE_WAIT);
	default:
		return false;
	}
}

static void blame_state(struct session *s, enum tcp_state state)
{
	s->cause = (struct cause){ .kind = CAUSE_STATE, .detail = (uint8_t)state,
				   .sent = session_conn(s)->last_kind };
}

static enum step ask_oracle(struct session *s, const struct stmt *stmt)
{
	struct connection *conn = session_conn(s);
	struct connection_id id = session_id(s, conn);
	int64_t now = session_now(s);
	enum tcp_state state;
	struct error err;

	if (s->env->oracle->state(s->env->oracle, &id, &state, &err) < 0)
		return session_failed(s, FAILED_TESTER, stmt->loc, NULL, NULL, "%s",
				      err.text);
	if (in_set(stmt->states, state))
		return model_says(s, stmt);
	if (now < s->progress.since + s->env->timing.reply_window) {
		s->progress.wake = now + POLL_NS;
		return STEP_WAIT;
	}
	if (closed_since(s, conn, stmt->states, state))
		return session_undecided(s, EXCUSE_APPLICATION, stmt->loc,
					 names_of(stmt->states),
					 text_copy(state_name(state)),
					 "the target's table says %s", state_name(state));
	blame_state(s, state);
	return session_failed(s, FAILED_MISMATCH, stmt->loc, names_of(stmt->states),
			      text_copy(state_name(state)), "the target's table says %s",
			      state_name(state));
}

/* ---- witnesses ------------------------------------------------------------------- */

static enum witness witness_for(const struct session *s, uint32_t states)
{
	const struct tcb *tcb = &s->conns[s->current].tcb;
	bool gone = true, synchronized = true;

	if (!tcb->iss_known || !tcb->irs_known)
		return WITNESS_NONE;
	for (int i = 0; i < STATE_COUNT; i++) {
		if (!(states & (1u << i)))
			continue;
		gone = gone && (i == STATE_CLOSED || i == STATE_LISTEN);
		synchronized = synchronized && state_synchronized((enum tcp_state)i);
	}
	if (gone)
		return WITNESS_GONE;
	return synchronized ? WITNESS_SYNCHRONIZED : WITNESS_NONE;
}

/* As the tester last gave it: what the target holds back must not come now, with the
 * answer on board. */
static uint16_t same_window(const struct tcb *tcb)
{
	uint32_t window = tcb->snd_wnd >> (tcb->wscale ? tcb->offer.shift : 0);

	return window > UINT16_MAX ? UINT16_MAX : (uint16_t)window;
}

static int send_witness(struct session *s, enum witness witness, struct error *err)
{
	static const uint8_t octet[1] = { 'w' };
	struct connection *conn = session_conn(s);
	const struct tcb *tcb = &conn->tcb;
	struct segment seg = {
		.seq = tcb->rcv_nxt - 1, .ack = tcb->snd_nxt,
		.flags = SEG_ACK, .window = same_window(tcb), .df = true,
		.payload = octet, .payload_len = 1,
	};

	/* An ACK that says nothing new, should a target look at it all the same. */
	if (witness == WITNESS_SYNCHRONIZED)
		seg.ack = tcb->snd_una;
	return session_send(s, conn, &seg, err);
}

/* Unacknowledged, and nothing new. */
static bool comes_again(const struct tcb *tcb, const struct segment *seg)
{
	return (seg->flags & (SEG_SYN | SEG_ACK)) == SEG_ACK && segment_len(seg) > 0 &&
	       seq_covers(tcb->snd_una, tcb->snd_nxt, seg->seq,
			  seg->seq + segment_len(seg));
}

enum weight { AGREES, CONTRADICTS, SAYS_NOTHING };

static enum weight weigh(const struct connection *conn, const struct inbox_item *item,
			 enum witness witness)
{
	const struct segment *seg = &item->decoded.seg;
	bool rst = (seg->flags & SEG_RST) != 0;
	bool pure_ack = segment_len(seg) == 0 && (seg->flags & SEG_ACK) && !rst;

	if (item->time < conn->last_sent)
		return SAYS_NOTHING;
	if (witness == WITNESS_GONE) {
		if (rst)
			return AGREES;
		return pure_ack ? CONTRADICTS : SAYS_NOTHING;
	}
	if (rst)
		return CONTRADICTS;
	return (pure_ack || comes_again(&conn->tcb, seg)) &&
			       seg->ack == conn->tcb.rcv_nxt
		       ? AGREES : SAYS_NOTHING;
}

static enum step contradicted(struct session *s, const struct stmt *stmt,
			      const struct inbox_item *item, enum witness witness)
{
	struct trace_line *line = evidence_line(&s->evidence, item->line);
	const char *why = witness == WITNESS_GONE
				  ? "the target still answers for the connection"
				  : "the target does not know the connection any more";

	if (line) {
		line->blamed = true;
		line->note = "contradicts the state";
	}
	if (session_app_may_end(s, session_conn(s), &item->decoded.seg))
		return session_undecided(s, EXCUSE_APPLICATION, stmt->loc,
					 names_of(stmt->states),
					 session_show(session_conn(s), &item->decoded.seg),
					 "%s", why);
	/* What the answer shows: a connection, or none. */
	blame_state(s, witness == WITNESS_GONE ? STATE_ESTABLISHED : STATE_CLOSED);
	return session_failed(s, FAILED_MISMATCH, stmt->loc, names_of(stmt->states),
			      session_show(session_conn(s), &item->decoded.seg), "%s",
			      why);
}

/* The answer to the witness is taken out of the inbox; what came beside it (a FIN
 * of the application) stays for the statements behind. */
static bool answered(struct session *s, const struct stmt *stmt,
		     enum witness witness, enum step *step)
{
	struct connection *conn = session_conn(s);
	const struct inbox_item *against = NULL;

	for (struct inbox_item *item = conn->inbox; item; item = item->next) {
		switch (weigh(conn, item, witness)) {
		case SAYS_NOTHING:
			continue;
		case AGREES:
			session_drop(s, conn, item);
			*step = STEP_NEXT;
			return true;
		case CONTRADICTS:
			against = against ? against : item;
		}
	}
	/* An ACK may have been on its way when the connection ended: then the RST
	 * is still to come. */
	if (!against || (witness == WITNESS_GONE && !session_past(s, s->progress.wake)))
		return false;
	*step = contradicted(s, stmt, against, witness);
	return true;
}

static enum step ask_witness(struct session *s, const struct stmt *stmt,
			     enum witness witness)
{
	enum step step;
	struct error err;

	if (!s->progress.probed) {
		if (send_witness(s, witness, &err) < 0)
			return session_failed(s, FAILED_TESTER, stmt->loc, NULL, NULL,
					      "%s", err.text);
		s->progress.probed = true;
		s->progress.since = session_now(s);
	}
	s->progress.wake = s->progress.since + s->env->timing.reply_window;
	if (answered(s, stmt, witness, &step))
		return step;
	if (!session_past(s, s->progress.wake))
		return STEP_WAIT;
	return session_undecided(s, EXCUSE_WITNESS, stmt->loc, names_of(stmt->states),
				 text_copy("no answer"),
			      "the segment that would show the state was not answered");
}

enum step exec_state(struct session *s, const struct stmt *stmt)
{
	enum witness witness;
	enum step step;

	/* Once the witness is out, what looks like background may be its answer. */
	if (!s->progress.probed)
		learn_background(s);
	adopt(s, stmt);
	if (s->env->oracle)
		return ask_oracle(s, stmt);
	step = model_says(s, stmt);
	if (step != STEP_NEXT)
		return step;
	witness = witness_for(s, stmt->states);
	if (witness == WITNESS_NONE)
		return STEP_NEXT;
	return ask_witness(s, stmt, witness);
}
