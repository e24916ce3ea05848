/* SPDX-License-Identifier: BSD-2-Clause */
/* explain_later.c - known differences from the SYN bit on (RFC 9293 section 3.10.7.4,
 * fourth to eighth step), and in when data is sent. */
#include "explain.h"

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

/* RFC 6191 drops it in silence. */
static bool time_wait_stale_syn(const struct difference *d)
{
	return in_state(d, STATE_TIME_WAIT) && has(d, SEG_SYN) &&
	       lacks(d, SEG_ACK | SEG_RST | SEG_FIN) && stale(d) &&
	       only_kernel_refuses(d);
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
	if (d->gen->port == 13 && seq_gt(first(d) + d->step->len, rcv_nxt(d)))
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

/* ---- the entries ------------------------------------------------------------------ */

static const struct explanation entries[] = {
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
	{ "time-wait-stale-syn", BOTH_RIGHT, false, STEP("first"),
	  "When the improved algorithm is implemented, the logic above is not applicable for "
	  "incoming SYN segments with Timestamp Options, received on a connection in the "
	  "TIME-WAIT state.",
	  "the reference goes by that algorithm (RFC 6191) and drops the SYN for its old "
	  "timestamp, the kernel by the logic above, and acknowledges", time_wait_stale_syn,
	  NULL },
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

const struct explanation_table explain_later = {
	entries, sizeof(entries) / sizeof(entries[0])
};
