/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * explain.c - the differences that are known between the reference endpoint and this
 * kernel (Linux), and which sentence decides. The first entry that fits counts. Each
 * names the state, the segment and both answers, so that a mistake of the reference
 * which happens to fall on the same segment stays unexplained.
 */
#include "diff.h"
#include "seq.h"

/* ---- the segment ------------------------------------------------------------------ */

static bool has(const struct difference *d, uint16_t flags)
{
	return (d->step->flags & flags) == flags;
}

static bool lacks(const struct difference *d, uint16_t flags)
{
	return !(d->step->flags & flags);
}

/* An ACK, perhaps with text or FIN. */
static bool is_ack(const struct difference *d)
{
	return has(d, SEG_ACK) && lacks(d, SEG_SYN | SEG_RST);
}

static bool is_rst(const struct difference *d)
{
	return has(d, SEG_RST);
}

/* SEG.SEQ, as the reference was sent it. */
static uint32_t first(const struct difference *d)
{
	return step_begins(d->gen, d->step);
}

/* SEG.LEN */
static uint32_t length(const struct difference *d)
{
	return step_length(d->step);
}

/* SEG.SEQ+SEG.LEN */
static uint32_t behind(const struct difference *d)
{
	return first(d) + length(d);
}

static uint32_t rcv_nxt(const struct difference *d)
{
	return d->gen->rcv_nxt;
}

/* RCV.NXT =< n < RCV.NXT+RCV.WND, the window being what was announced. */
static bool in_window(const struct difference *d, uint32_t n)
{
	return n - rcv_nxt(d) < d->gen->edge - rcv_nxt(d);
}

/* Table 6. */
static bool acceptable(const struct difference *d)
{
	return step_acceptable(d->gen, d->step);
}

/* Begins left of RCV.NXT and reaches it. */
static bool straddles(const struct difference *d)
{
	return seq_lt(first(d), rcv_nxt(d)) && seq_geq(behind(d), rcv_nxt(d));
}

/* RCV.NXT+RCV.WND, whatever each side announced. */
static bool at_edge(const struct difference *d)
{
	return d->step->from_edge && d->step->seq == 0;
}

static bool stale(const struct difference *d)
{
	return d->sim_side->stamps && d->step->stamp == STAMP_OLD;
}

/* SND.UNA < SEG.ACK =< SND.NXT */
static bool acks_news(const struct difference *d)
{
	return has(d, SEG_ACK) && seq_gt(d->step->ack, d->gen->snd_una) &&
	       seq_leq(d->step->ack, d->gen->snd_nxt);
}

/* Neither news nor SND.UNA itself. */
static bool acks_elsewhere(const struct difference *d)
{
	return has(d, SEG_ACK) && d->step->ack != d->gen->snd_una && !acks_news(d);
}

/* ---- the state --------------------------------------------------------------------- */

static bool in_state(const struct difference *d, enum tcp_state state)
{
	return d->gen->state == state;
}

static bool synchronized(const struct difference *d)
{
	return state_synchronized(d->gen->state);
}

static bool alive(const struct difference *d)
{
	return synchronized(d) || in_state(d, STATE_SYN_RECEIVED);
}

/* The peer's FIN was taken, and TIME-WAIT is not reached. */
static bool behind_fin(const struct difference *d)
{
	return in_state(d, STATE_CLOSE_WAIT) || in_state(d, STATE_LAST_ACK) ||
	       in_state(d, STATE_CLOSING);
}

/* What the kernel keeps of a socket whose application is gone (daytime) is less than
 * a whole TCB. */
static bool orphan(const struct difference *d)
{
	return in_state(d, STATE_FIN_WAIT_2) && d->gen->port == 13;
}

/* ---- the answers --------------------------------------------------------------------- */

static bool silent(const struct answer *a)
{
	return !a->acks && !a->odd && a->resets == 0;
}

static bool acks(const struct answer *a)
{
	return a->acks && !a->odd && a->resets == 0 && !a->syn;
}

/* <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>, and nothing of the segment was taken. */
static bool refuses(const struct difference *d, const struct answer *a)
{
	return acks(a) && !a->fin && a->ack == rcv_nxt(d) && a->end == d->gen->snd_nxt;
}

/* One reset as section 3.10.7.1 forms it; `begins` is SEG.SEQ at that side. */
static bool resets(const struct difference *d, const struct answer *a, uint32_t begins)
{
	if (a->acks || a->resets != 1)
		return false;
	if (has(d, SEG_ACK))
		return a->reset_flags == SEG_RST && a->reset_seq == d->step->ack;
	return a->reset_flags == (SEG_RST | SEG_ACK) && a->reset_zero &&
	       a->reset_ack == begins + length(d);
}

static bool kernel_resets(const struct difference *d)
{
	uint32_t begins = d->step->from_edge ? d->live_edge + d->step->seq
					     : d->step->seq;

	return resets(d, d->live, begins);
}

/* The kernel took the ACK of what the reference refused, and the echo goes on. */
static bool only_kernel_goes_on(const struct difference *d)
{
	return d->gen->port == 7 && acks_news(d) && refuses(d, d->sim) &&
	       acks(d->live) && d->live->ack == rcv_nxt(d) &&
	       seq_gt(d->live->end, d->gen->snd_nxt);
}

static bool only_kernel_refuses(const struct difference *d)
{
	return silent(d->sim) && refuses(d, d->live);
}

static bool only_reference_refuses(const struct difference *d)
{
	return refuses(d, d->sim) && silent(d->live);
}

/* ---- LISTEN and SYN-RECEIVED ------------------------------------------------------------ */

static bool syn_fin(const struct difference *d)
{
	return in_state(d, STATE_LISTEN) && has(d, SEG_SYN | SEG_FIN) &&
	       lacks(d, SEG_ACK | SEG_RST) && d->sim->syn &&
	       d->sim->ack == first(d) + 1 && silent(d->live);
}

/* The text of the SYN on its way to RCV.NXT, with the octets of this segment. */
static uint32_t with_syn_text(const struct difference *d)
{
	uint32_t end = rcv_nxt(d) + d->gen->syn_text;

	if (length(d) > 0 && seq_leq(first(d), end) && seq_gt(behind(d), end))
		return behind(d);
	return end;
}

static uint32_t without_syn_text(const struct difference *d)
{
	return length(d) > 0 && seq_leq(first(d), rcv_nxt(d)) ? behind(d) : rcv_nxt(d);
}

/* The first good ACK: the reference has the text of the SYN, the kernel has not.
 * Daytime speaks at once. */
static bool text_in_syn(const struct difference *d)
{
	if (!in_state(d, STATE_SYN_RECEIVED) || d->gen->syn_text == 0 || !is_ack(d) ||
	    d->step->ack != 1 || !acceptable(d) || !acks(d->sim) ||
	    d->sim->ack != with_syn_text(d))
		return false;
	if (length(d) == 0 && d->gen->port != 13)
		return silent(d->live);
	return acks(d->live) && d->live->ack == without_syn_text(d);
}

static bool syn_again(const struct difference *d)
{
	bool bare = length(d) == 1;

	return in_state(d, STATE_SYN_RECEIVED) && has(d, SEG_SYN) &&
	       lacks(d, SEG_ACK | SEG_RST) && first(d) == d->gen->irs && d->live->syn &&
	       d->live->ack == rcv_nxt(d) && d->live->resets == 0 &&
	       (bare || stale(d) ? refuses(d, d->sim) : silent(d->sim));
}

static bool syn_received_syn(const struct difference *d)
{
	return in_state(d, STATE_SYN_RECEIVED) && has(d, SEG_SYN) &&
	       lacks(d, SEG_RST) && (lacks(d, SEG_ACK) || d->step->ack == 1) &&
	       in_window(d, first(d)) && silent(d->sim) && kernel_resets(d);
}

static bool syn_received_syn_bad_ack(const struct difference *d)
{
	return in_state(d, STATE_SYN_RECEIVED) && has(d, SEG_SYN | SEG_ACK) &&
	       lacks(d, SEG_RST) && d->step->ack != 1 && in_window(d, first(d)) &&
	       silent(d->sim) && kernel_resets(d);
}

static bool syn_received_old_syn(const struct difference *d)
{
	return in_state(d, STATE_SYN_RECEIVED) && has(d, SEG_SYN) &&
	       lacks(d, SEG_RST | SEG_ACK) && straddles(d) &&
	       first(d) != d->gen->irs && silent(d->sim) && kernel_resets(d);
}

/* The reference takes what stands behind the SYN, its ACK too. */
static bool syn_received_syn_ack(const struct difference *d)
{
	if (!in_state(d, STATE_SYN_RECEIVED) || !has(d, SEG_SYN | SEG_ACK) ||
	    !lacks(d, SEG_RST) || !straddles(d) || d->step->ack != 1)
		return false;
	if (!silent(d->sim) && !(acks(d->sim) && seq_geq(d->sim->ack, behind(d))))
		return false;
	return first(d) == d->gen->irs ? refuses(d, d->live) : kernel_resets(d);
}

static bool syn_received_bad_ack(const struct difference *d)
{
	return in_state(d, STATE_SYN_RECEIVED) && has(d, SEG_ACK) && !is_rst(d) &&
	       d->step->ack != 1 && (!acceptable(d) || stale(d)) &&
	       refuses(d, d->sim) && kernel_resets(d);
}

/* The kernel has sent an ACK with a later TSval since its SYN,ACK, and the tester
 * echoes that. */
static bool echoes_later(const struct difference *d)
{
	return in_state(d, STATE_SYN_RECEIVED) && d->live_side->stamps &&
	       d->step->stamp != STAMP_MISSING && has(d, SEG_ACK) &&
	       d->live_side->syn_tsval != d->live_tsval;
}

static bool syn_received_stamps(const struct difference *d)
{
	if (!echoes_later(d) || !acceptable(d) || is_rst(d))
		return false;
	return d->step->ack == 1 && refuses(d, d->live) &&
	       (silent(d->sim) || acks(d->sim));
}

static bool syn_received_rst_stamps(const struct difference *d)
{
	return echoes_later(d) && is_rst(d) && in_window(d, first(d)) &&
	       refuses(d, d->sim) && silent(d->live);
}

static bool syn_received_rst_stamps_hides(const struct difference *d)
{
	return echoes_later(d) && is_rst(d) && first(d) == rcv_nxt(d) &&
	       silent(d->sim);
}

/* ---- the sequence number ------------------------------------------------------------------ */

static bool no_ack_bit(const struct difference *d)
{
	return alive(d) && !in_state(d, STATE_TIME_WAIT) &&
	       lacks(d, SEG_ACK | SEG_RST | SEG_SYN) &&
	       (!acceptable(d) || stale(d)) && only_reference_refuses(d);
}

/* The kernel announced 65,535, the most it can without window scale, and has more. */
static bool past_65535(const struct difference *d)
{
	return synchronized(d) && d->step->from_edge && (int32_t)d->step->seq > 0 &&
	       d->live_side->shift == 0 && d->live_edge - rcv_nxt(d) == 65535;
}

/* In SYN-RECEIVED the kernel is established by it; daytime speaks then. */
static bool ack_at_edge(const struct difference *d)
{
	if (!alive(d) || !is_ack(d) || !at_edge(d) || length(d) > 0 ||
	    !refuses(d, d->sim))
		return false;
	return silent(d->live) ||
	       (in_state(d, STATE_SYN_RECEIVED) && d->gen->port == 13 &&
		d->live->fin && d->live->ack == rcv_nxt(d));
}

/* Text or FIN there is refused by the kernel too, but only after its ACK was taken,
 * and after it was seen that nobody would read it. */
static bool refused_late(const struct difference *d)
{
	if (!is_ack(d) || length(d) == 0 || !refuses(d, d->sim))
		return false;
	if (behind_fin(d))
		return silent(d->live);
	if (d->gen->port == 13)
		return (in_state(d, STATE_FIN_WAIT_1) || in_state(d, STATE_FIN_WAIT_2)) &&
		       kernel_resets(d);
	return only_kernel_goes_on(d);
}

static bool text_at_edge(const struct difference *d)
{
	return synchronized(d) && at_edge(d) && refused_late(d);
}

static bool at_edge_hides(const struct difference *d)
{
	return synchronized(d) && (at_edge(d) || past_65535(d)) && is_ack(d) &&
	       acks_news(d) && refuses(d, d->sim);
}

static bool rst_at_edge(const struct difference *d)
{
	return alive(d) && is_rst(d) && at_edge(d) && only_kernel_refuses(d);
}

static bool unscaled_window(const struct difference *d)
{
	if (!past_65535(d))
		return false;
	if (is_rst(d))
		return only_kernel_refuses(d);
	return length(d) > 0 ? refused_late(d) : is_ack(d) && only_reference_refuses(d);
}

/* The kernel takes the ACK of what ends at RCV.NXT; what the ACK ends is silent. */
static bool ends_at_next(const struct difference *d)
{
	if (!synchronized(d) || !is_ack(d) || length(d) == 0 || behind(d) != rcv_nxt(d))
		return false;
	if (only_kernel_goes_on(d))
		return true;
	return (in_state(d, STATE_LAST_ACK) || in_state(d, STATE_CLOSING) ||
		in_state(d, STATE_FIN_WAIT_1)) &&
	       d->step->ack == d->gen->snd_nxt && only_reference_refuses(d);
}

static bool ends_at_next_hides(const struct difference *d)
{
	return synchronized(d) && !in_state(d, STATE_TIME_WAIT) && is_ack(d) &&
	       length(d) > 0 && behind(d) == rcv_nxt(d) && acks_news(d) && !stale(d);
}

/* ---- RST ------------------------------------------------------------------------------------- */

static bool rst_left_of_window(const struct difference *d)
{
	return alive(d) && is_rst(d) && straddles(d) && only_kernel_refuses(d);
}

/* Behind a FIN the kernel takes RCV.NXT-1 too. */
static bool rst_before_next_hides(const struct difference *d)
{
	return behind_fin(d) && is_rst(d) && first(d) == rcv_nxt(d) - 1 &&
	       silent(d->sim);
}

static bool stale_rst(const struct difference *d)
{
	return in_state(d, STATE_SYN_RECEIVED) && is_rst(d) && stale(d) &&
	       in_window(d, first(d)) && only_reference_refuses(d);
}

static bool stale_rst_hides(const struct difference *d)
{
	return (in_state(d, STATE_SYN_RECEIVED) || in_state(d, STATE_TIME_WAIT)) &&
	       is_rst(d) && stale(d) && first(d) == rcv_nxt(d) && silent(d->sim);
}

static bool time_wait_rst(const struct difference *d)
{
	return in_state(d, STATE_TIME_WAIT) && is_rst(d) && in_window(d, first(d)) &&
	       first(d) != rcv_nxt(d) && only_reference_refuses(d);
}

static bool orphan_rst(const struct difference *d)
{
	return orphan(d) && is_rst(d) && in_window(d, first(d)) &&
	       first(d) != rcv_nxt(d) && only_reference_refuses(d);
}

static bool orphan_old_rst(const struct difference *d)
{
	return orphan(d) && is_rst(d) && !in_window(d, first(d)) &&
	       only_kernel_refuses(d);
}

/* The kernel places it by its end, or at the edge. */
static bool orphan_old_rst_hides(const struct difference *d)
{
	return orphan(d) && is_rst(d) && !in_window(d, first(d)) && silent(d->sim);
}

/* ---- SYN -------------------------------------------------------------------------------------- */

static bool orphan_syn(const struct difference *d)
{
	return orphan(d) && has(d, SEG_SYN) && !is_rst(d) && refuses(d, d->sim) &&
	       (silent(d->live) || kernel_resets(d));
}

static bool time_wait_syn_fin(const struct difference *d)
{
	return in_state(d, STATE_TIME_WAIT) && has(d, SEG_SYN | SEG_FIN) &&
	       lacks(d, SEG_ACK | SEG_RST) && only_reference_refuses(d);
}

static bool time_wait_syn_at_next(const struct difference *d)
{
	return in_state(d, STATE_TIME_WAIT) && has(d, SEG_SYN) &&
	       lacks(d, SEG_ACK | SEG_RST | SEG_FIN) && first(d) == rcv_nxt(d) &&
	       d->sim->syn && d->sim->ack == first(d) + 1 && refuses(d, d->live);
}

/* ---- ACK --------------------------------------------------------------------------------------- */

/* Acceptable to RFC 5961, and below the first octet that the target ever sent. */
static bool below_first_octet(const struct difference *d)
{
	return synchronized(d) && !orphan(d) && !in_state(d, STATE_TIME_WAIT) &&
	       is_ack(d) && acceptable(d) && seq_lt(d->step->ack, 1) &&
	       seq_geq(d->step->ack, d->gen->snd_una - 65535) &&
	       refuses(d, d->live);
}

/* What a receiver answers that takes the segment. */
static bool taken(const struct difference *d, const struct answer *a)
{
	if (length(d) == 0)
		return silent(a);
	if (behind_fin(d))
		return silent(a);
	if (d->gen->port == 13 && d->step->len > 0)
		return resets(d, a, first(d));
	return acks(a) && seq_geq(a->ack, seq_leq(first(d), rcv_nxt(d)) ? behind(d)
									: rcv_nxt(d));
}

static bool ack_never_sent(const struct difference *d)
{
	return below_first_octet(d) && taken(d, d->sim);
}

static bool ack_never_sent_hides(const struct difference *d)
{
	return below_first_octet(d) && length(d) > 0 && refuses(d, d->sim);
}

static bool old_ack_taken(const struct difference *d)
{
	return in_state(d, STATE_ESTABLISHED) && is_ack(d) && lacks(d, SEG_FIN | SEG_URG) &&
	       d->step->len > 0 && first(d) == rcv_nxt(d) &&
	       acks_elsewhere(d) && seq_lt(d->step->ack, d->gen->snd_una) &&
	       refuses(d, d->sim) && acks(d->live) && d->live->ack == behind(d);
}

static bool time_wait_ack(const struct difference *d)
{
	return (in_state(d, STATE_TIME_WAIT) || orphan(d)) && is_ack(d) &&
	       length(d) == 0 && acks_elsewhere(d) && acceptable(d) &&
	       only_reference_refuses(d);
}

/* Text or FIN with such an ACK. */
static bool orphan_ack(const struct difference *d)
{
	if (!orphan(d) || !is_ack(d) || length(d) == 0 || !acks_elsewhere(d) ||
	    !acceptable(d) || !refuses(d, d->sim))
		return false;
	if (has(d, SEG_FIN) && behind(d) == rcv_nxt(d) + 1)
		return acks(d->live) && d->live->ack == rcv_nxt(d) + 1 &&
		       d->live->end == d->gen->snd_nxt;
	return kernel_resets(d);
}

static bool paws_bare_ack(const struct difference *d)
{
	return synchronized(d) && stale(d) && length(d) == 0 && is_ack(d) &&
	       only_reference_refuses(d);
}

/* The kernel takes it; the reference says nothing and keeps as it was. */
static bool stamp_missing(const struct difference *d)
{
	return alive(d) && d->sim_side->stamps && lacks(d, SEG_RST | SEG_SYN) &&
	       d->step->stamp == STAMP_MISSING && silent(d->sim);
}

/* ---- text --------------------------------------------------------------------------------------- */

static bool text_behind_fin(const struct difference *d)
{
	return (in_state(d, STATE_LAST_ACK) || in_state(d, STATE_CLOSING)) && is_ack(d) &&
	       straddles(d) && seq_gt(first(d) + d->step->len, rcv_nxt(d)) &&
	       silent(d->sim) && kernel_resets(d);
}

static bool fin_above_gap_after_close(const struct difference *d)
{
	return d->gen->port == 13 &&
	       (in_state(d, STATE_FIN_WAIT_1) || in_state(d, STATE_FIN_WAIT_2)) &&
	       is_ack(d) && has(d, SEG_FIN) && d->step->len == 0 &&
	       in_window(d, first(d)) && first(d) != rcv_nxt(d) &&
	       refuses(d, d->sim) && kernel_resets(d);
}

static bool time_wait_text(const struct difference *d)
{
	return in_state(d, STATE_TIME_WAIT) && is_ack(d) && acceptable(d) &&
	       (length(d) > 0 || first(d) != rcv_nxt(d)) && only_kernel_refuses(d);
}

static bool time_wait_no_ack_bit(const struct difference *d)
{
	return in_state(d, STATE_TIME_WAIT) && lacks(d, SEG_ACK | SEG_RST | SEG_SYN) &&
	       acceptable(d) && (length(d) > 0 || first(d) != rcv_nxt(d)) &&
	       only_kernel_refuses(d);
}

/* ---- sending ------------------------------------------------------------------------------------- */

static bool echo_alike(const struct difference *d)
{
	return alive(d) && d->gen->port == 7 && is_ack(d) && acks(d->sim) &&
	       acks(d->live) && d->sim->ack == d->live->ack &&
	       d->sim->fin == d->live->fin;
}

/* Less than a full segment, while something is unacknowledged. */
static bool nagle(const struct difference *d)
{
	uint32_t more = d->live->end - d->sim->end;

	return echo_alike(d) && seq_lt(d->sim->end, d->live->end) && more < 1460 &&
	       seq_gt(d->sim->end, seq_max(d->gen->snd_una, acks_news(d) ? d->step->ack
									  : 0));
}

/* What waited goes alone, not with the answer to this segment's text. */
static bool nagle_joins(const struct difference *d)
{
	uint32_t echoed = rcv_nxt(d) - (d->gen->irs + 1);
	uint32_t waiting = 1 + echoed - d->gen->snd_nxt;

	return echo_alike(d) && acks_news(d) && d->step->len > 0 && waiting > 0 &&
	       waiting < 1460 && d->live->end == d->gen->snd_nxt + waiting &&
	       seq_gt(d->sim->end, d->live->end);
}

/* ---- the table ------------------------------------------------------------------------------------ */

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
const struct explanation explanations[] = {
	{ "syn-fin", KERNEL_DEPARTS, true, "RFC 9293 3.10.7.2, third", QUEUED,
	  "the kernel's listener drops a SYN with FIN", syn_fin, NULL },
	{ "text-in-syn", KERNEL_DEPARTS, true, "RFC 9293 3.10.7.2, third", QUEUED,
	  "the kernel forgets the text of a SYN and leaves it unacknowledged",
	  text_in_syn, NULL },
	{ "syn-again", KERNEL_DEPARTS, false, STEP("first"), UNACCEPTABLE,
	  "the kernel answers a SYN that comes again by its SYN,ACK, with text or without; "
	  "the reference by an ACK, or drops it for the missing ACK bit when text or FIN "
	  "make it acceptable", syn_again, NULL },
	{ "syn-received-syn", KERNEL_DEPARTS, false, STEP("fourth"),
	  "If the connection was initiated with a passive OPEN, then return this connection "
	  "to the LISTEN state and return.",
	  "the kernel sends a reset besides", syn_received_syn, NULL },
	{ "syn-received-syn-bad-ack", KERNEL_DEPARTS, true, STEP("fourth"),
	  "If the connection was initiated with a passive OPEN, then return this connection "
	  "to the LISTEN state and return.",
	  "the kernel looks at the ACK field first, resets and stays",
	  syn_received_syn_bad_ack, NULL },
	{ "syn-received-old-syn", KERNEL_DEPARTS, true, STEP("first"), STRADDLE,
	  "a SYN left of the window is old: it is cut off. The kernel does so at IRS only, "
	  "and resets for any other", syn_received_old_syn, NULL },
	{ "syn-received-syn-ack", KERNEL_DEPARTS, true, STEP("first"), STRADDLE,
	  "a SYN left of the window is old, the text behind it and the ACK are taken. The "
	  "kernel makes the connection and then challenges the SYN, or resets",
	  syn_received_syn_ack, NULL },
	{ "syn-received-bad-ack", KERNEL_DEPARTS, false, STEP("first"), UNACCEPTABLE,
	  "the kernel looks at the ACK field first, and resets", syn_received_bad_ack,
	  NULL },
	{ "syn-received-stamps", KERNEL_DEPARTS, true, STEP("fifth"),
	  "If SND.UNA < SEG.ACK =< SND.NXT, then enter ESTABLISHED state and continue "
	  "processing",
	  "in SYN-RECEIVED the kernel takes a TSecr for out of the window that it sent "
	  "itself, in an ACK after its SYN,ACK", syn_received_stamps, NULL },
	{ "syn-received-rst-stamps", KERNEL_DEPARTS, true, STEP("second, 3)"), RST_INSIDE,
	  "as above: dropped for a TSecr that the kernel sent itself",
	  syn_received_rst_stamps, NULL },
	{ "syn-received-rst-stamps-2", KERNEL_DEPARTS, true, STEP("second, 2)"), RST_EXACT,
	  "as above", NULL, syn_received_rst_stamps_hides },
	{ "no-ack-bit", KERNEL_DEPARTS, false, STEP("first"), UNACCEPTABLE,
	  "the kernel drops what has no ACK bit before it looks at the number",
	  no_ack_bit, NULL },
	{ "ack-at-edge", KERNEL_DEPARTS, true, "RFC 9293 3.4", WINDOW,
	  "to the kernel RCV.NXT+RCV.WND is in the window", ack_at_edge, NULL },
	{ "text-at-edge", KERNEL_DEPARTS, true, "RFC 9293 3.4", WINDOW,
	  "as above: the kernel refuses text there, but takes the ACK, is silent behind a FIN "
	  "and resets after CLOSE", text_at_edge, at_edge_hides },
	{ "rst-at-edge", KERNEL_DEPARTS, false, STEP("second, 1)"), RST_OUTSIDE,
	  "to the kernel RCV.NXT+RCV.WND is in the window", rst_at_edge, NULL },
	{ "unscaled-window", KERNEL_DEPARTS, true, "RFC 9293 3.4", WINDOW,
	  "without window scale the kernel reckons with more than the 65,535 that it could "
	  "announce", unscaled_window, NULL },
	{ "ends-at-next", KERNEL_DEPARTS, true, "RFC 9293 3.4",
	  "RCV.NXT =< SEG.SEQ+SEG.LEN-1 < RCV.NXT+RCV.WND",
	  "to the kernel what ends just before RCV.NXT is acceptable: it takes the ACK",
	  ends_at_next, ends_at_next_hides },
	{ "rst-left-of-window", KERNEL_DEPARTS, false, STEP("second, 1)"), RST_OUTSIDE,
	  "the kernel places a reset by its end too, and challenges", rst_left_of_window,
	  NULL },
	{ "rst-before-next", KERNEL_DEPARTS, true, STEP("second, 1)"), RST_OUTSIDE,
	  "behind a FIN the kernel takes a reset at RCV.NXT-1 as well", NULL,
	  rst_before_next_hides },
	{ "stale-rst", KERNEL_DEPARTS, true, "RFC 7323 D",
	  "If SEG.TSval < TS.Recent and the RST bit is off",
	  "in SYN-RECEIVED and TIME-WAIT the kernel drops a reset for an old timestamp",
	  stale_rst, stale_rst_hides },
	{ "time-wait-rst", KERNEL_DEPARTS, false, STEP("second, 3)"), RST_INSIDE,
	  "in TIME-WAIT the kernel drops it in silence", time_wait_rst, NULL },
	{ "orphan-rst", KERNEL_DEPARTS, true, STEP("second, 3)"), RST_INSIDE,
	  "in the FIN-WAIT-2 of a closed socket the kernel takes any reset in the window",
	  orphan_rst, NULL },
	{ "orphan-old-rst", KERNEL_DEPARTS, true, STEP("second, 1)"), RST_OUTSIDE,
	  "in the FIN-WAIT-2 of a closed socket the kernel answers it by an ACK, or takes it "
	  "for its end", orphan_old_rst, orphan_old_rst_hides },
	{ "orphan-syn", KERNEL_DEPARTS, true, STEP("fourth"), SYN_CHALLENGED,
	  "in the FIN-WAIT-2 of a closed socket the kernel is silent or resets",
	  orphan_syn, NULL },
	{ "time-wait-syn-fin", KERNEL_DEPARTS, true, STEP("fourth"), SYN_CHALLENGED,
	  "the kernel gives up TIME-WAIT for a SYN with FIN that its listener then drops",
	  time_wait_syn_fin, NULL },
	{ "time-wait-syn-at-next", BOTH_RIGHT, true, "RFC 9293 3.6.1",
	  "it MAY accept a new SYN from the remote TCP endpoint to reopen the connection "
	  "directly from TIME-WAIT state (MAY-2)",
	  "the kernel wants a number above RCV.NXT", time_wait_syn_at_next, NULL },
	{ "ack-never-sent", KERNEL_DEPARTS, true, "RFC 5961 5.2",
	  "only ACKs that are in the range ((SND.UNA - MAX.SND.WND) <= SEG.ACK <= SND.NXT) "
	  "get through",
	  "the kernel refuses of these what lies below the first octet that it sent",
	  ack_never_sent, ack_never_sent_hides },
	{ "old-ack-taken", KERNEL_DEPARTS, true, STEP("fifth"), BAD_ACK,
	  "the kernel's fast path takes the text", old_ack_taken, NULL },
	{ "time-wait-ack", KERNEL_DEPARTS, false, STEP("fifth"), BAD_ACK,
	  "in TIME-WAIT, and in the FIN-WAIT-2 of a closed socket, the kernel looks at no ACK "
	  "field", time_wait_ack, NULL },
	{ "orphan-ack", KERNEL_DEPARTS, true, STEP("fifth"), BAD_ACK,
	  "in the FIN-WAIT-2 of a closed socket the kernel takes the FIN, and resets for the "
	  "text", orphan_ack, NULL },
	{ "paws-bare-ack", KERNEL_DEPARTS, false, "RFC 7323 D",
	  "is not acceptable; follow the steps below for an unacceptable segment",
	  "the kernel drops a bare ACK with an old timestamp in silence", paws_bare_ack,
	  NULL },
	{ "stamp-missing", KERNEL_DEPARTS, true, "RFC 7323 3.2",
	  "If a non-<RST> segment is received without a TSopt, a TCP SHOULD silently drop "
	  "the segment.", "the kernel takes it", stamp_missing, stamp_missing },
	{ "text-behind-fin", BOTH_RIGHT, true, "RFC 9293 3.6.1", LOST,
	  "text behind the peer's own FIN, after CLOSE: the kernel resets; the reference "
	  "follows section 3.10.7.4, seventh: \"Ignore the segment text.\"",
	  text_behind_fin, NULL },
	{ "fin-above-gap", KERNEL_DEPARTS, true, STEP("first"),
	  "Segments with higher beginning sequence numbers SHOULD be held for later "
	  "processing (SHLD-31).",
	  "after CLOSE the kernel resets for a FIN above a gap, before anything is lost",
	  fin_above_gap_after_close, NULL },
	{ "time-wait-text", BOTH_RIGHT, false, STEP("fifth"),
	  "The only thing that can arrive in this state is a retransmission of the remote "
	  "FIN. Acknowledge it, and restart the 2 MSL timeout.",
	  "so the kernel acknowledges whatever arrives; the reference knows the FIN by its "
	  "bit, and else follows the seventh step: \"Ignore the segment text.\"",
	  time_wait_text, NULL },
	{ "time-wait-no-ack-bit", KERNEL_DEPARTS, false, STEP("fifth"),
	  "if the ACK bit is off, drop the segment and return",
	  "in TIME-WAIT the kernel answers it", time_wait_no_ack_bit, NULL },
	{ "nagle", BOTH_RIGHT, true, "RFC 9293 3.7.4",
	  "some implementations use minor variations of the Nagle algorithm, such as the one "
	  "described in Appendix A.3",
	  "the kernel holds a short segment back only while another short one is "
	  "unacknowledged", nagle, NULL },
	{ "nagle-joins", BOTH_RIGHT, true, "RFC 9293 3.7.4",
	  "until the outstanding data has been acknowledged",
	  "what the ACK of a segment releases may leave before or after the application has "
	  "written its answer to the segment's text", nagle_joins, NULL },
};

const unsigned explanation_count = sizeof(explanations) / sizeof(explanations[0]);

const struct explanation *explain(const struct difference *d)
{
	for (unsigned i = 0; i < explanation_count; i++)
		if (explanations[i].fits && explanations[i].fits(d))
			return &explanations[i];
	return NULL;
}

const struct explanation *explain_hidden(const struct difference *d)
{
	for (unsigned i = 0; i < explanation_count; i++)
		if (explanations[i].hides && explanations[i].hides(d))
			return &explanations[i];
	return NULL;
}
