/* SPDX-License-Identifier: BSD-2-Clause */
#include "model/ambient.h"

#include "base/seq.h"

#define RULE(name)                                                          \
	static enum ambient_outcome name(const struct tcb *tcb,             \
					 const struct decoded *decoded,     \
					 struct error *why)

/* error_set returns int: these make a verdict of it in one expression. */
static enum ambient_outcome broken(int ignored)
{
	(void)ignored;
	return AMBIENT_BROKEN;
}

static enum ambient_outcome doubtful(int ignored)
{
	(void)ignored;
	return AMBIENT_DOUBTFUL;
}

/* What contradicts the tester's SYN may agree with another one of it, which the path
 * let through instead or of which a late segment speaks. */
static enum ambient_outcome against_syn(const struct tcb *tcb, int ignored)
{
	(void)ignored;
	return tcb->syns.differ ? AMBIENT_DOUBTFUL : AMBIENT_BROKEN;
}

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
		return broken(error_set(why, "checksum 0x%04x is wrong",
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
		return broken(error_set(why, "data offset %u does not fit the segment",
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
		return broken(error_set(why, "reserved bits are %u, not 0",
					(unsigned)bits >> 8));
	return AMBIENT_KEPT;
}

static bool has_connection(const struct tcb *tcb)
{
	return state_synchronized(tcb->state) && tcb->iss_known;
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
	return broken(error_set(why, "no ACK bit in state %s",
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
		return against_syn(tcb, error_set(why,
					"ack lies %u above all that was sent",
					seg->ack - tcb->rcv_max));
	if (seq_leq(seg->ack, tcb->irs))
		return against_syn(tcb, error_set(why, "ack does not cover the SYN"));
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
	return against_syn(tcb, error_set(why, "%u octets beyond the advertised window",
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
	return against_syn(tcb, error_set(why,
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
		return doubtful(error_set(why, "sequence number is %u above SND.NXT",
					  seg->seq - tcb->snd_nxt));
	if (seq_lt(seg->seq, tcb->iss))
		return against_syn(tcb, error_set(why, "sequence number is %u below ISS",
					tcb->iss - seg->seq));
	return AMBIENT_KEPT;
}

static enum ambient_outcome only_in_syn(const struct segment *seg, uint8_t kind,
					const char *name, struct error *why)
{
	struct option_iter it = option_iter(seg->options, seg->options_len);
	struct option opt;

	if (seg->flags & SEG_SYN)
		return AMBIENT_UNTOUCHED;
	while (option_next(&it, &opt))
		if (opt.kind == kind)
			return broken(error_set(why, "%s option without SYN", name));
	return AMBIENT_KEPT;
}

RULE(mss_only_in_syn)
{
	(void)tcb;
	return only_in_syn(&decoded->seg, OPT_MSS, "MSS", why);
}

/* RFC 2018 section 2. */
RULE(sack_permitted_only_in_syn)
{
	(void)tcb;
	return only_in_syn(&decoded->seg, OPT_SACK_PERMITTED, "SACK-permitted", why);
}

static enum ambient_outcome option_length(const struct segment *seg, uint8_t kind,
					  unsigned length, const char *name,
					  struct error *why)
{
	struct option_iter it = option_iter(seg->options, seg->options_len);
	struct option opt;

	while (option_next(&it, &opt)) {
		if (opt.kind != kind)
			continue;
		if (opt.status == OPTION_OK)
			return AMBIENT_KEPT;
		return broken(error_set(why, "%s option of length %u, not %u", name,
					opt.length, length));
	}
	return AMBIENT_UNTOUCHED;
}

/* RFC 9293 section 3.2. */
RULE(mss_length)
{
	(void)tcb;
	return option_length(&decoded->seg, OPT_MSS, 4, "MSS", why);
}

/* RFC 2018 section 2. */
RULE(sack_permitted_length)
{
	(void)tcb;
	return option_length(&decoded->seg, OPT_SACK_PERMITTED, 2, "SACK-permitted", why);
}

/* RFC 9293 MUST-68, and what follows from it: options end within the header. */
RULE(options_sound)
{
	const struct segment *seg = &decoded->seg;
	struct option_iter it = option_iter(seg->options, seg->options_len);
	struct option opt;

	(void)tcb;
	if (seg->options_len == 0)
		return AMBIENT_UNTOUCHED;
	while (option_next(&it, &opt)) {
		switch (opt.status) {
		case OPTION_NO_LENGTH:
		case OPTION_SHORT_LENGTH:
		case OPTION_OVERRUN:
			return broken(error_set(why, "option kind %u: %s", opt.kind,
						option_status_text(opt.status)));
		default:
			break;
		}
	}
	return AMBIENT_KEPT;
}

/* RFC 9293 MUST-69. */
RULE(zero_behind_eol)
{
	const struct segment *seg = &decoded->seg;
	struct option_iter it = option_iter(seg->options, seg->options_len);
	size_t eol = it.at;
	struct option opt;

	(void)tcb;
	/* The iteration ends with EOL, wherever that stands. */
	for (; option_next(&it, &opt); eol = it.at) {
		if (opt.kind != OPT_EOL)
			continue;
		for (size_t i = eol + 1; i < seg->options_len; i++)
			if (seg->options[i])
				return broken(error_set(why,
					"octet 0x%02x behind the end of the option list",
					seg->options[i]));
		return AMBIENT_KEPT;
	}
	return AMBIENT_UNTOUCHED;
}

/* In a simultaneous open the SYN,ACK repeats the target's own SYN (RFC 9293 section
 * 3.5, figure 7), and offers what that did. */
static bool answers_syn(const struct tcb *tcb, const struct segment *seg)
{
	const uint16_t both = SEG_SYN | SEG_ACK;

	return tcb->state == STATE_SYN_RECEIVED && tcb->passive &&
	       (seg->flags & both) == both;
}

static enum ambient_outcome only_if_offered(const struct tcb *tcb,
					    const struct segment *seg, bool offered,
					    uint8_t kind, const char *name,
					    struct error *why)
{
	struct option opt;

	if (!answers_syn(tcb, seg) || offered)
		return AMBIENT_UNTOUCHED;
	if (segment_option(seg, kind, &opt))
		return against_syn(tcb, error_set(why, "%s in the SYN,ACK, not in the SYN", name));
	return AMBIENT_KEPT;
}

/* RFC 7323 sections 2.2 and 3.2. */
RULE(wscale_if_offered)
{
	return only_if_offered(tcb, &decoded->seg, tcb->offer.wscale, OPT_WSCALE,
			       "window scale", why);
}

RULE(timestamps_if_offered)
{
	return only_if_offered(tcb, &decoded->seg, tcb->offer.ts, OPT_TIMESTAMPS,
			       "timestamps", why);
}

/* RFC 2018 section 4. */
RULE(sack_if_permitted)
{
	struct option opt;

	if (!has_connection(tcb) || tcb->offer.sack)
		return AMBIENT_UNTOUCHED;
	if (segment_option(&decoded->seg, OPT_SACK, &opt))
		return against_syn(tcb, error_set(why, "SACK without SACK-permitted"));
	return AMBIENT_KEPT;
}

/* RFC 3168 section 6.1.1. */
RULE(ecn_if_offered)
{
	const struct segment *seg = &decoded->seg;

	if (!answers_syn(tcb, seg) || tcb->offer.ecn)
		return AMBIENT_UNTOUCHED;
	if ((seg->flags & (SEG_ECE | SEG_CWR)) == SEG_ECE)
		return against_syn(tcb, error_set(why, "ECN-setup SYN,ACK, but the SYN was none"));
	return AMBIENT_KEPT;
}

const struct ambient_rule ambient_rules[] = {
	{ "RFC9293/MUST-2", "the checksum is right", checksum },
	{ "RFC9293/3.1-DOFF-TX", "the data offset fits the segment", data_offset },
	{ "RFC9293/3.1-RSVD-TX", "reserved bits are zero", reserved },
	{ "RFC9293/3.1-ACK-ALWAYS", "the ACK bit is set once synchronized", ack_bit },
	{ "RFC9293/3.4-ACK-CUMULATIVE", "only what was sent is acknowledged", ack_range },
	{ "RFC9293/3.8.6-WINDOW-SND", "no data beyond the advertised window", window },
	{ "RFC9293/MUST-16", "no segment longer than the tester's MSS", mss_given },
	{ "RFC9293/MUST-15", "no segment longer than the default MSS", mss_default },
	{ "RFC9293/3.4-SYNFIN-SEQ", "new data follows what was sent before", contiguous },
	{ "RFC9293/MUST-65", "MSS only with SYN", mss_only_in_syn },
	{ "RFC9293/3.2-MSS-LEN", "the MSS option has length 4", mss_length },
	{ "RFC9293/MUST-68", "options have a length and end in the header", options_sound },
	{ "RFC9293/MUST-69", "zero behind the end of the option list", zero_behind_eol },
	{ "RFC7323/2.2-2", "window scale only when offered", wscale_if_offered },
	{ "RFC7323/3.2-2", "timestamps only when offered", timestamps_if_offered },
	{ "RFC2018/2-1", "SACK-permitted only with SYN", sack_permitted_only_in_syn },
	{ "RFC2018/2-4", "the SACK-permitted option has length 2", sack_permitted_length },
	{ "RFC2018/4-1", "SACK only when permitted", sack_if_permitted },
	{ "RFC3168/6.1.1-1", "ECN-setup SYN,ACK only for an ECN-setup SYN", ecn_if_offered },
};

const unsigned ambient_rule_count = sizeof(ambient_rules) / sizeof(ambient_rules[0]);
