/* SPDX-License-Identifier: BSD-2-Clause */
/* ambient_options.c - what every segment must meet in its options, and a SYN,ACK in what
 * it offers. */
#include "model/ambient_rules.h"

static enum ambient_outcome only_in_syn(const struct segment *seg, uint8_t kind,
					const char *name, struct error *why)
{
	struct option_iter it = option_iter(seg->options, seg->options_len);
	struct option opt;

	if (seg->flags & SEG_SYN)
		return AMBIENT_UNTOUCHED;
	while (option_next(&it, &opt))
		if (opt.kind == kind)
			return rule_broken(error_set(why, "%s option without SYN", name));
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
		return rule_broken(error_set(why, "%s option of length %u, not %u", name,
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
			return rule_broken(error_set(why, "option kind %u: %s", opt.kind,
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
				return rule_broken(error_set(why,
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
		return rule_against_syn(tcb, error_set(why, "%s in the SYN,ACK, not in the SYN", name));
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
		return rule_against_syn(tcb, error_set(why, "SACK without SACK-permitted"));
	return AMBIENT_KEPT;
}

/* RFC 3168 section 6.1.1. */
RULE(ecn_if_offered)
{
	const struct segment *seg = &decoded->seg;

	if (!answers_syn(tcb, seg) || tcb->offer.ecn)
		return AMBIENT_UNTOUCHED;
	if ((seg->flags & (SEG_ECE | SEG_CWR)) == SEG_ECE)
		return rule_against_syn(tcb, error_set(why, "ECN-setup SYN,ACK, but the SYN was none"));
	return AMBIENT_KEPT;
}
