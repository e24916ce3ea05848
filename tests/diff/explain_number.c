/* SPDX-License-Identifier: BSD-2-Clause */
/* explain_number.c - known differences about the sequence number and the RST bit (RFC
 * 9293 section 3.10.7.4, first and second step). */
#include "explain.h"

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
	return silent(d->live) || only_kernel_goes_on(d) ||
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

/* The FIN that nobody reads fills the receive queue of a closed socket. */
static bool past_edge_in_closing(const struct difference *d)
{
	if (!in_state(d, STATE_CLOSING) || d->gen->port != 13 || !d->step->from_edge ||
	    !in_window(d, first(d)) || seq_leq(behind(d), d->gen->edge))
		return false;
	return is_rst(d) ? only_reference_refuses(d)
			 : is_ack(d) && only_kernel_refuses(d);
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

/* Where a block of SACK that the target sent may end: behind text or FIN above a gap. */
static bool at_block_end(const struct difference *d)
{
	const struct gen *gen = d->gen;
	bool queues = in_state(d, STATE_ESTABLISHED) || in_state(d, STATE_FIN_WAIT_1) ||
		      in_state(d, STATE_FIN_WAIT_2);
	bool ends = gen->fin_above && first(d) == gen->fin_at + 1;

	if (!queues || !(gen->offers & OFFER_SACK) || !seq_gt(first(d), rcv_nxt(d)))
		return false;
	for (unsigned i = 0; i < gen->holds; i++)
		ends |= gen->held[i].to == first(d);
	return ends;
}

static bool rst_at_block_end(const struct difference *d)
{
	return is_rst(d) && at_block_end(d) && in_window(d, first(d)) &&
	       only_reference_refuses(d);
}

static bool rst_at_block_end_hides(const struct difference *d)
{
	return is_rst(d) && at_block_end(d) && at_edge(d) && silent(d->sim);
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

/* ---- the entries ------------------------------------------------------------------ */

static const struct explanation entries[] = {
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
	{ "past-edge-in-closing", KERNEL_DEPARTS, true, "RFC 9293 3.4", WINDOW,
	  "in CLOSING, of a closed socket, the kernel refuses what begins in the window and "
	  "ends behind it", past_edge_in_closing, NULL },
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
	{ "rst-at-block-end", KERNEL_DEPARTS, true, STEP("second, 3)"), RST_INSIDE,
	  "the kernel takes the end of its rightmost block of SACK for as good as RCV.NXT, "
	  "even at RCV.NXT+RCV.WND", rst_at_block_end, rst_at_block_end_hides },
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
};

const struct explanation_table explain_number = {
	entries, sizeof(entries) / sizeof(entries[0])
};
