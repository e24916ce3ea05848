/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * state_witness.c - the witness for `state X` tells the state from those that it could be
 * confused with, and leaves it as it is.
 *
 * An octet left of the window: where there is no connection (CLOSED, LISTEN) it draws
 * <SEQ=SEG.ACK><RST> as any ACK does (RFC 9293 sections 3.10.7.1 and 3.10.7.2), in
 * a synchronized state <SEQ=SND.NXT><ACK=RCV.NXT><ACK>, and changes nothing (section
 * 3.5.2, group 3); RCV.NXT tells whether the tester's FIN was taken.
 *
 * SYN-SENT and SYN-RECEIVED: only there the target's SYN, or its SYN,ACK, comes again
 * (section 3.10.8), and to wait for it changes nothing. It is due as long after the last
 * as that was after the one before, doubled; the first time after 3 seconds at most (RFC
 * 6298 sections 2 and 5.7). A target that opened itself has to (MUST-20), and so
 * it is a failure when none comes; of one that was opened it may be that it keeps nothing
 * (SYN cookies, RFC 4987 section 3.6).
 *
 * BSD sends its FIN with every ACK until it is acknowledged (tcp_output() steps back by
 * one): what comes again and was not acknowledged shows a connection as well.
 *
 * Silence decides nothing else. Where a connection is claimed its ACK may be throttled
 * (RFC 5961 section 7). Where none is, a RST is due, but it may be that the target sends
 * none for a connection it does not know: that is asked by the cases of CLOSED and LISTEN,
 * and says nothing about how this one ended.
 */
#include "session/state_witness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/seq.h"
#include "session/app_end.h"
#include "session/inbox.h"
#include "session/outcome.h"
#include "session/send.h"

#define STATES_GONE (1u << STATE_CLOSED | 1u << STATE_LISTEN)
#define STATES_OPENING (1u << STATE_SYN_SENT | 1u << STATE_SYN_RECEIVED)

/* What an initial timeout comes to at most. */
#define FIRST_TIMEOUT INT64_C(3000000000)

enum witness { WITNESS_NONE, WITNESS_GONE, WITNESS_ALIVE, WITNESS_AGAIN };

char *session_state_names(uint32_t states)
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

void session_blame_state(struct session *s, enum tcp_state state)
{
	s->cause = (struct cause){ .kind = CAUSE_STATE, .detail = (uint8_t)state,
				   .sent = session_conn(s)->last_kind };
}

/* ---- which ------------------------------------------------------------------------- */

static uint32_t states_synchronized(void)
{
	uint32_t states = 0;

	for (int i = 0; i < STATE_COUNT; i++)
		if (state_synchronized((enum tcp_state)i))
			states |= 1u << i;
	return states;
}

static enum witness witness_for(const struct tcb *tcb, uint32_t states)
{
	const uint32_t synchronized = states_synchronized();

	if (tcb->iss_known && !(states & ~STATES_OPENING))
		return WITNESS_AGAIN;
	/* Any ACK draws the RST. */
	if (tcb->iss_known && !(states & ~STATES_GONE))
		return WITNESS_GONE;
	if (!tcb->iss_known || !tcb->irs_known)
		return WITNESS_NONE;
	if (!(states & ~(synchronized | 1u << STATE_SYN_RECEIVED)))
		return WITNESS_ALIVE;
	return states & synchronized ? WITNESS_NONE : WITNESS_AGAIN;
}

/* ---- an octet left of the window ----------------------------------------------------- */

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
	if (witness == WITNESS_ALIVE)
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

enum weight { SAYS_NOTHING, OTHER_NUMBER, AGREES, CONTRADICTS };

static enum weight weigh(const struct session *s, const struct inbox_item *item,
			 enum witness witness)
{
	const struct connection *conn = &s->conns[s->current];
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
	/* Who keeps nothing of a SYN that it answered knows no connection. */
	if (rst)
		return witness == WITNESS_AGAIN ? AGREES : CONTRADICTS;
	if (witness == WITNESS_AGAIN)
		return pure_ack ? OTHER_NUMBER : SAYS_NOTHING;
	if (!pure_ack && !comes_again(&conn->tcb, seg))
		return SAYS_NOTHING;
	if (seg->ack == conn->tcb.rcv_nxt)
		return AGREES;
	return session_acks_too_much(s, conn, seg) ? CONTRADICTS : OTHER_NUMBER;
}

static const char *why_contradicted(const struct inbox_item *item, enum witness witness)
{
	if (witness == WITNESS_GONE)
		return "the target still answers for the connection";
	if (item->decoded.seg.flags & SEG_RST)
		return "the target does not know the connection any more";
	return "the target acknowledges what it must not have taken";
}

static enum step contradicted(struct session *s, const struct stmt *stmt,
			      const struct inbox_item *item, enum witness witness)
{
	struct trace_line *line = evidence_line(&s->evidence, item->line);
	const char *why = why_contradicted(item, witness);

	if (line) {
		line->blamed = true;
		line->note = "contradicts the state";
	}
	if (session_app_may_end(s, session_conn(s), &item->decoded.seg))
		return session_undecided(s, EXCUSE_APPLICATION, stmt->loc,
					 session_state_names(stmt->states),
					 session_show(session_conn(s), &item->decoded.seg),
					 "%s", why);
	/* What the answer shows: a connection, or none. */
	session_blame_state(s, witness == WITNESS_GONE ? STATE_ESTABLISHED : STATE_CLOSED);
	return session_failed(s, FAILED_MISMATCH, stmt->loc,
			      session_state_names(stmt->states),
			      session_show(session_conn(s), &item->decoded.seg), "%s",
			      why);
}

/* The first item that weighs so much, or NULL. */
static struct inbox_item *first_of(const struct session *s, enum witness witness,
				   enum weight weight)
{
	struct inbox_item *item = s->conns[s->current].inbox;

	while (item && weigh(s, item, witness) != weight)
		item = item->next;
	return item;
}

/* The answer to the witness is taken out of the inbox; what came beside it (a FIN
 * of the application) stays for the statements behind. */
static bool answered(struct session *s, const struct stmt *stmt,
		     enum witness witness, enum step *step)
{
	struct connection *conn = session_conn(s);
	struct inbox_item *item = first_of(s, witness, AGREES);

	if (item) {
		session_drop(s, conn, item);
		*step = STEP_NEXT;
		return true;
	}
	item = first_of(s, witness, CONTRADICTS);
	/* An ACK may have been on its way when the connection ended: then the RST
	 * is still to come. */
	if (!item || (witness == WITNESS_GONE && !session_past(s, s->progress.wake)))
		return false;
	*step = contradicted(s, stmt, item, witness);
	return true;
}

static enum step not_told(struct session *s, const struct stmt *stmt, enum witness witness)
{
	struct connection *conn = session_conn(s);
	const struct inbox_item *item = first_of(s, witness, OTHER_NUMBER);

	if (!item)
		return session_undecided(s, EXCUSE_WITNESS, stmt->loc,
					 session_state_names(stmt->states),
					 text_copy("no answer"),
					 "the segment that would show the state was not answered");
	return session_undecided(s, EXCUSE_WITNESS, stmt->loc,
				 session_state_names(stmt->states),
				 session_show(conn, &item->decoded.seg),
				 "the answer to the segment that would show the state tells "
				 "of another one or of a segment that was lost");
}

static enum step ask_octet(struct session *s, const struct stmt *stmt, enum witness witness)
{
	enum step step;
	struct error err;

	if (!s->progress.probed) {
		if (send_witness(s, witness, &err) < 0)
			return session_cannot(s, stmt, &err);
		s->progress.probed = true;
		s->progress.since = session_now(s);
	}
	s->progress.wake = s->progress.since + s->env->timing.reply_window;
	if (answered(s, stmt, witness, &step))
		return step;
	if (!session_past(s, s->progress.wake))
		return STEP_WAIT;
	return not_told(s, stmt, witness);
}

/* ---- the SYN that comes again ---------------------------------------------------------- */

static bool is_syn_of(const struct tcb *tcb, const struct segment *seg, uint32_t states)
{
	const uint16_t flags = seg->flags & (SEG_SYN | SEG_ACK | SEG_RST | SEG_FIN);

	if (states & (1u << STATE_SYN_SENT) && tcb_own_syn(tcb, seg))
		return true;
	return states & (1u << STATE_SYN_RECEIVED) && flags == (SEG_SYN | SEG_ACK) &&
	       tcb->irs_known && seg->seq == tcb->iss &&
	       seq_acceptable_ack(seg->ack, tcb->irs, tcb->rcv_max);
}

/* What left the target before the tester's last segment was there tells nothing. */
static struct inbox_item *syn_again(const struct session *s, struct connection *conn,
				    uint32_t states)
{
	const struct timing *timing = &s->env->timing;
	const int64_t on_the_way = timing->path_time > timing->rtt ? timing->path_time
								  : timing->rtt;
	struct inbox_item *item = conn->inbox;

	while (item && (item->time <= conn->last_sent + on_the_way ||
			!is_syn_of(&conn->tcb, &item->decoded.seg, states)))
		item = item->next;
	return item;
}

static enum step never_again(struct session *s, const struct stmt *stmt)
{
	const long long ms = (session_now(s) - s->progress.since) / 1000000;

	if (stmt->states & ~STATES_OPENING)
		return ask_octet(s, stmt, WITNESS_AGAIN);
	if (session_conn(s)->tcb.passive)
		return session_undecided(s, EXCUSE_WITNESS, stmt->loc,
					 session_state_names(stmt->states),
					 text_copy("no SYN,ACK"),
					 "the SYN,ACK, which would show the state, did not come "
					 "again within %lld ms", ms);
	return session_failed(s, FAILED_SILENCE, stmt->loc,
			      session_state_names(stmt->states), text_copy("no SYN"),
			      "the SYN did not come again within %lld ms, as it does in this "
			      "state", ms);
}

static enum step await_syn(struct session *s, const struct stmt *stmt)
{
	struct connection *conn = session_conn(s);
	struct inbox_item *item;

	if (s->progress.probed)
		return ask_octet(s, stmt, WITNESS_AGAIN);
	item = syn_again(s, conn, stmt->states);
	if (item) {
		session_drop(s, conn, item);
		return STEP_NEXT;
	}
	/* So long as the whole case took until here, and the first timeout. */
	s->progress.wake = s->progress.since + (s->progress.since - s->started) +
			   FIRST_TIMEOUT + s->env->timing.reply_window;
	if (!session_past(s, s->progress.wake))
		return STEP_WAIT;
	return never_again(s, stmt);
}

/* ---- no witness -------------------------------------------------------------------------- */

static enum step leave_unchecked(struct session *s, const struct stmt *stmt)
{
	s->unwitnessed++;
	s->unchecked = stmt;
	return STEP_NEXT;
}

void session_settle_unchecked(struct session *s)
{
	if (s->outcome.verdict != VERDICT_PASS || !s->unchecked)
		return;
	session_undecided(s, EXCUSE_WITNESS, s->unchecked->loc,
			  session_state_names(s->unchecked->states), NULL,
			  "the state was not checked: nothing that is sent could show it");
}

enum step session_ask_witness(struct session *s, const struct stmt *stmt)
{
	const enum witness witness = witness_for(&session_conn(s)->tcb, stmt->states);
	enum step step;

	s->progress.witness_due = true;
	if (witness == WITNESS_NONE)
		return leave_unchecked(s, stmt);
	step = witness == WITNESS_AGAIN ? await_syn(s, stmt)
					: ask_octet(s, stmt, witness);
	if (step == STEP_NEXT)
		s->unchecked = NULL;
	return step;
}
