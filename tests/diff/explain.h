/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * explain.h - the inside of the table of explanations: what its entries ask of a
 * difference, the sentences that several of them name, and the parts of the table.
 */
#ifndef TCPVET_TESTS_EXPLAIN_H
#define TCPVET_TESTS_EXPLAIN_H

#include "diff.h"
#include "base/seq.h"

/* ---- the segment ------------------------------------------------------------------ */

static inline bool has(const struct difference *d, uint16_t flags)
{
	return (d->step->flags & flags) == flags;
}

static inline bool lacks(const struct difference *d, uint16_t flags)
{
	return !(d->step->flags & flags);
}

/* An ACK, perhaps with text or FIN. */
static inline bool is_ack(const struct difference *d)
{
	return has(d, SEG_ACK) && lacks(d, SEG_SYN | SEG_RST);
}

static inline bool is_rst(const struct difference *d)
{
	return has(d, SEG_RST);
}

/* SEG.SEQ, as the reference was sent it. */
static inline uint32_t first(const struct difference *d)
{
	return step_begins(d->gen, d->step);
}

/* SEG.LEN */
static inline uint32_t length(const struct difference *d)
{
	return step_length(d->step);
}

/* SEG.SEQ+SEG.LEN */
static inline uint32_t behind(const struct difference *d)
{
	return first(d) + length(d);
}

static inline uint32_t rcv_nxt(const struct difference *d)
{
	return d->gen->rcv_nxt;
}

/* RCV.NXT =< n < RCV.NXT+RCV.WND, the window being what was announced. */
static inline bool in_window(const struct difference *d, uint32_t n)
{
	return n - rcv_nxt(d) < d->gen->edge - rcv_nxt(d);
}

/* Table 6. */
static inline bool acceptable(const struct difference *d)
{
	return step_acceptable(d->gen, d->step);
}

/* Begins left of RCV.NXT and reaches it. */
static inline bool straddles(const struct difference *d)
{
	return seq_lt(first(d), rcv_nxt(d)) && seq_geq(behind(d), rcv_nxt(d));
}

/* RCV.NXT+RCV.WND, whatever each side announced. */
static inline bool at_edge(const struct difference *d)
{
	return d->step->from_edge && d->step->seq == 0;
}

static inline bool stale(const struct difference *d)
{
	return d->sim_side->stamps && d->step->stamp == STAMP_OLD;
}

/* SND.UNA < SEG.ACK =< SND.NXT */
static inline bool acks_news(const struct difference *d)
{
	return has(d, SEG_ACK) && seq_gt(d->step->ack, d->gen->snd_una) &&
	       seq_leq(d->step->ack, d->gen->snd_nxt);
}

/* Neither news nor SND.UNA itself. */
static inline bool acks_elsewhere(const struct difference *d)
{
	return has(d, SEG_ACK) && d->step->ack != d->gen->snd_una && !acks_news(d);
}

/* ---- the state --------------------------------------------------------------------- */

static inline bool in_state(const struct difference *d, enum tcp_state state)
{
	return d->gen->state == state;
}

static inline bool synchronized(const struct difference *d)
{
	return state_synchronized(d->gen->state);
}

static inline bool alive(const struct difference *d)
{
	return synchronized(d) || in_state(d, STATE_SYN_RECEIVED);
}

/* The peer's FIN was taken, and TIME-WAIT is not reached. */
static inline bool behind_fin(const struct difference *d)
{
	return in_state(d, STATE_CLOSE_WAIT) || in_state(d, STATE_LAST_ACK) ||
	       in_state(d, STATE_CLOSING);
}

/* What the kernel keeps of a socket whose application is gone (daytime) is less than
 * a whole TCB. */
static inline bool orphan(const struct difference *d)
{
	return in_state(d, STATE_FIN_WAIT_2) && d->gen->port == 13;
}

/* ---- the answers --------------------------------------------------------------------- */

static inline bool silent(const struct answer *a)
{
	return !a->acks && !a->odd && a->resets == 0;
}

static inline bool acks(const struct answer *a)
{
	return a->acks && !a->odd && a->resets == 0 && !a->syn;
}

/* <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>, and nothing of the segment was taken. */
static inline bool refuses(const struct difference *d, const struct answer *a)
{
	return acks(a) && !a->fin && a->ack == rcv_nxt(d) && a->end == d->gen->snd_nxt;
}

/* One reset as section 3.10.7.1 forms it; `begins` is SEG.SEQ at that side. */
static inline bool resets(const struct difference *d, const struct answer *a, uint32_t begins)
{
	if (a->acks || a->resets != 1)
		return false;
	if (has(d, SEG_ACK))
		return a->reset_flags == SEG_RST && a->reset_seq == d->step->ack;
	return a->reset_flags == (SEG_RST | SEG_ACK) && a->reset_zero &&
	       a->reset_ack == begins + length(d);
}

static inline bool kernel_resets(const struct difference *d)
{
	uint32_t begins = d->step->from_edge ? d->live_edge + d->step->seq
					     : d->step->seq;

	return resets(d, d->live, begins);
}

/* The kernel took the ACK of what the reference refused, and the echo goes on. */
static inline bool only_kernel_goes_on(const struct difference *d)
{
	return d->gen->port == 7 && acks_news(d) && refuses(d, d->sim) &&
	       acks(d->live) && d->live->ack == rcv_nxt(d) &&
	       seq_gt(d->live->end, d->gen->snd_nxt);
}

static inline bool only_kernel_refuses(const struct difference *d)
{
	return silent(d->sim) && refuses(d, d->live);
}

static inline bool only_reference_refuses(const struct difference *d)
{
	return refuses(d, d->sim) && silent(d->live);
}

/* ---- the sentences, word for word ------------------------------------------------ */

#define STEP(which) "RFC 9293 3.10.7.4, " which

#define UNACCEPTABLE \
	"If an incoming segment is not acceptable, an acknowledgment should be sent in " \
	"reply (unless the RST bit is set, if so drop the segment and return)"
#define WINDOW "RCV.NXT =< SEG.SEQ < RCV.NXT+RCV.WND"
#define RST_OUTSIDE \
	"If the RST bit is set and the sequence number is outside the current receive " \
	"window, silently drop the segment."
#define RST_EXACT \
	"If the RST bit is set and the sequence number exactly matches the next expected " \
	"sequence number (RCV.NXT), then TCP endpoints MUST reset the connection"
#define RST_INSIDE \
	"If the RST bit is set and the sequence number does not exactly match the next " \
	"expected sequence value, yet is within the current receive window, TCP endpoints " \
	"MUST send an acknowledgment (challenge ACK)"
#define SYN_CHALLENGED \
	"if the SYN bit is set, irrespective of the sequence number, TCP endpoints MUST " \
	"send a \"challenge ACK\" to the remote peer"
#define STRADDLE \
	"If a segment's contents straddle the boundary between old and new, only the new " \
	"parts are processed."
#define BAD_ACK \
	"All incoming segments whose ACK value doesn't satisfy the above condition MUST be " \
	"discarded and an ACK sent back."
#define QUEUED "any other control or text should be queued for processing later"
#define LOST \
	"if new data is received after CLOSE is called, its TCP implementation SHOULD " \
	"send a RST to show that data was lost (SHLD-3)"

/* ---- the parts --------------------------------------------------------------------- */

struct explanation_table {
	const struct explanation *at;
	unsigned count;
};

extern const struct explanation_table explain_opening; /* LISTEN, SYN-RECEIVED */
extern const struct explanation_table explain_number;  /* first and second step */
extern const struct explanation_table explain_later;   /* fourth step, and sending */

#endif
