/* SPDX-License-Identifier: BSD-2-Clause */
/* ambient_segment.c - what every segment must meet in its header, its numbers, and what
 * it carries. */
#include "base/seq.h"
#include "model/ambient_rules.h"

/* RFC 9293 section 3.1. */
RULE(checksum)
{
	(void)tcb;
	switch (decoded->checksum) {
	case CHECKSUM_GOOD:
		return AMBIENT_KEPT;
	case CHECKSUM_BAD:
		/* Of several merged segments no checksum is right. */
		if (decoded->merged)
			return AMBIENT_HIDDEN;
		return rule_broken(error_set(why, "checksum 0x%04x is wrong",
					decoded->seg.checksum));
	case CHECKSUM_PARTIAL:
		return AMBIENT_HIDDEN;
	case CHECKSUM_UNSEEN:
		break;
	}
	return AMBIENT_UNTOUCHED;
}

/* RFC 9293 section 3.1: the only rule that is asked about a header whose data
 * offset makes no sense. */
RULE(data_offset)
{
	(void)tcb;
	if (decoded->status == DECODE_BAD_OFFSET)
		return rule_broken(error_set(why, "data offset %u does not fit the segment",
					decoded->seg.data_offset));
	return AMBIENT_KEPT;
}

/* RFC 9293 section 3.1; AE is reserved until AccECN is offered, which the target's own
 * SYN may do (RFC 9768). */
RULE(reserved)
{
	const uint16_t setup = SEG_SYN | SEG_AE | SEG_ECE | SEG_CWR;
	const uint16_t flags = decoded->seg.flags;
	bool offers = (flags & (setup | SEG_ACK)) == setup;
	uint16_t mask = tcb->offer.accecn || offers ? SEG_RESERVED
						    : SEG_RESERVED | SEG_AE;
	uint16_t bits = flags & mask;

	if (bits)
		return rule_broken(error_set(why, "reserved bits are %u, not 0",
					(unsigned)bits >> 8));
	return AMBIENT_KEPT;
}

/* RFC 9293 section 3.1: "Once a connection is established, this is always sent."
 * A RST may go without (section 3.10.5). */
RULE(ack_bit)
{
	const struct segment *seg = &decoded->seg;

	if (!has_connection(tcb) || (seg->flags & SEG_RST) || tcb_own_syn(tcb, seg))
		return AMBIENT_UNTOUCHED;
	if (seg->flags & SEG_ACK)
		return AMBIENT_KEPT;
	return rule_broken(error_set(why, "no ACK bit in state %s",
				state_name(tcb->state)));
}

/* RFC 9293 section 3.4: never more than was sent, nor before the SYN. */
RULE(ack_range)
{
	const struct segment *seg = &decoded->seg;

	if (!tcb->irs_known || tcb_gone(tcb) || !(seg->flags & SEG_ACK) ||
	    (seg->flags & SEG_RST))
		return AMBIENT_UNTOUCHED;
	if (tcb->state == STATE_TIME_WAIT && (seg->flags & SEG_SYN))
		return AMBIENT_UNTOUCHED;
	/* Before its SYN,ACK an ACK may speak of an older connection that the
	 * target still remembers (RFC 9293 section 3.5.1). */
	if (!tcb->iss_known && !(seg->flags & SEG_SYN))
		return AMBIENT_UNTOUCHED;
	if (seq_gt(seg->ack, tcb->rcv_max))
		return rule_against_syn(tcb, error_set(why,
					"ack lies %u above all that was sent",
					seg->ack - tcb->rcv_max));
	if (seq_leq(seg->ack, tcb->irs))
		return rule_against_syn(tcb, error_set(why, "ack does not cover the SYN"));
	return AMBIENT_KEPT;
}

/* RFC 9293 section 3.8.6. Octets count, not SYN and FIN; a probe of a closed
 * window (section 3.8.6.1) is beyond the edge by its nature. */
RULE(window)
{
	const struct segment *seg = &decoded->seg;
	uint32_t end = seg->seq + seg->payload_len;

	if (!has_connection(tcb) || seg->payload_len == 0 ||
	    (seg->flags & SEG_RST))
		return AMBIENT_UNTOUCHED;
	if (seq_gt(seg->seq, tcb->snd_nxt))
		return AMBIENT_UNTOUCHED;
	if (seq_leq(end, tcb->snd_edge))
		return AMBIENT_KEPT;
	if (tcb->snd_wnd == 0)
		return AMBIENT_KEPT;
	return rule_against_syn(tcb, error_set(why, "%u octets beyond the advertised window",
				end - tcb->snd_edge));
}

bool ambient_may_be_several(const struct tcb *tcb, const struct decoded *decoded)
{
	const struct segment *seg = &decoded->seg;

	if (decoded->status != DECODE_OK || seg->payload_len == 0)
		return false;
	return decoded->merged ||
	       (decoded->checksum == CHECKSUM_PARTIAL &&
		seg->payload_len + seg->options_len >
			tcb_send_mss(tcb, seg->src.family));
}

static enum ambient_outcome judge_mss(const struct tcb *tcb,
				      const struct decoded *decoded,
				      struct error *why)
{
	const struct segment *seg = &decoded->seg;
	uint32_t most = tcb_send_mss(tcb, seg->src.family);
	uint32_t len = seg->payload_len + seg->options_len;

	/* Where the options alone take it all, there is no right size. */
	if (seg->options_len >= most)
		return AMBIENT_UNTOUCHED;
	if (len <= most)
		return AMBIENT_KEPT;
	/* On the wire it may have been several: not yet cut up where it was sent, or
	 * merged where it came. */
	if (ambient_may_be_several(tcb, decoded))
		return AMBIENT_HIDDEN;
	return rule_against_syn(tcb, error_set(why,
				"%u octets of data and %u of options; MSS is %u",
				seg->payload_len, seg->options_len, most));
}

static bool carries_data(const struct tcb *tcb, const struct segment *seg)
{
	return has_connection(tcb) && seg->payload_len > 0 &&
	       !(seg->flags & (SEG_RST | SEG_SYN));
}

/* RFC 9293 section 3.7.1. */
RULE(mss_given)
{
	if (!carries_data(tcb, &decoded->seg) || tcb->offer.mss == 0)
		return AMBIENT_UNTOUCHED;
	return judge_mss(tcb, decoded, why);
}

RULE(mss_default)
{
	if (!carries_data(tcb, &decoded->seg) || tcb->offer.mss != 0)
		return AMBIENT_UNTOUCHED;
	return judge_mss(tcb, decoded, why);
}

/* RFC 9293 section 3.4: each octet has its number, so new data begins where the
 * last ended; a gap may also be a segment that the path lost. */
RULE(contiguous)
{
	const struct segment *seg = &decoded->seg;

	if (!has_connection(tcb) || (seg->flags & (SEG_RST | SEG_SYN)))
		return AMBIENT_UNTOUCHED;
	if (seq_gt(seg->seq, tcb->snd_nxt))
		return rule_doubtful(error_set(why, "sequence number is %u above SND.NXT",
					  seg->seq - tcb->snd_nxt));
	if (seq_lt(seg->seq, tcb->iss))
		return rule_against_syn(tcb, error_set(why, "sequence number is %u below ISS",
					tcb->iss - seg->seq));
	return AMBIENT_KEPT;
}
