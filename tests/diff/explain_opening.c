/* SPDX-License-Identifier: BSD-2-Clause */
/* explain_opening.c - known differences in LISTEN and SYN-RECEIVED. */
#include "explain.h"

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

/* Text or FIN above a gap: the answers are alike, only the reference is established. */
static bool syn_received_stamps_hides(const struct difference *d)
{
	return echoes_later(d) && !stale(d) && acceptable(d) && is_ack(d) &&
	       d->step->ack == 1 && seq_gt(first(d), rcv_nxt(d)) && length(d) > 0 &&
	       refuses(d, d->sim);
}

/* The SYN that ended TIME-WAIT is taken back. */
static bool reopened_rst_hides(const struct difference *d)
{
	return in_state(d, STATE_SYN_RECEIVED) && d->gen->reopened && is_rst(d) &&
	       first(d) == rcv_nxt(d) && silent(d->sim);
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

/* ---- the entries ------------------------------------------------------------------ */

static const struct explanation entries[] = {
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
	  "itself, in an ACK after its SYN,ACK", syn_received_stamps,
	  syn_received_stamps_hides },
	{ "reopened-rst", KERNEL_DEPARTS, true, "RFC 9293 3.6.1",
	  "returns to TIME-WAIT state if the SYN turns out to be an old duplicate",
	  "the kernel has forgotten it", NULL, reopened_rst_hides },
	{ "syn-received-rst-stamps", KERNEL_DEPARTS, true, STEP("second, 3)"), RST_INSIDE,
	  "as above: dropped for a TSecr that the kernel sent itself",
	  syn_received_rst_stamps, NULL },
	{ "syn-received-rst-stamps-2", KERNEL_DEPARTS, true, STEP("second, 2)"), RST_EXACT,
	  "as above", NULL, syn_received_rst_stamps_hides },
};

const struct explanation_table explain_opening = {
	entries, sizeof(entries) / sizeof(entries[0])
};
