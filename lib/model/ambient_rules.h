/* SPDX-License-Identifier: BSD-2-Clause */
/* ambient_rules.h - the rules of ambient.h by name, and what they judge with; internal to
 * lib/model. */
#ifndef TCPVET_MODEL_AMBIENT_RULES_H
#define TCPVET_MODEL_AMBIENT_RULES_H

#include "model/ambient.h"

/* A rule judges as struct ambient_rule has it. */
#define RULE(name)                                                          \
	enum ambient_outcome rule_##name(const struct tcb *tcb,             \
					 const struct decoded *decoded,     \
					 struct error *why)

/* ambient_segment.c: header, numbers, windows. */
RULE(checksum);
RULE(data_offset);
RULE(reserved);
RULE(ack_bit);
RULE(ack_range);
RULE(window);
RULE(mss_given);
RULE(mss_default);
RULE(contiguous);

/* ambient_options.c: options of any segment, and of a SYN,ACK. */
RULE(mss_only_in_syn);
RULE(sack_permitted_only_in_syn);
RULE(mss_length);
RULE(sack_permitted_length);
RULE(options_sound);
RULE(zero_behind_eol);
RULE(wscale_if_offered);
RULE(timestamps_if_offered);
RULE(sack_if_permitted);
RULE(ecn_if_offered);

/* error_set returns int: these make a verdict of it in one expression. */
static inline enum ambient_outcome rule_broken(int ignored)
{
	(void)ignored;
	return AMBIENT_BROKEN;
}

static inline enum ambient_outcome rule_doubtful(int ignored)
{
	(void)ignored;
	return AMBIENT_DOUBTFUL;
}

/* What contradicts the tester's SYN may agree with another one of it, which the path
 * let through instead or of which a late segment speaks. */
static inline enum ambient_outcome rule_against_syn(const struct tcb *tcb, int ignored)
{
	(void)ignored;
	return tcb->syns.differ ? AMBIENT_DOUBTFUL : AMBIENT_BROKEN;
}

/* The connection stands, and the target's numbers are known. */
static inline bool has_connection(const struct tcb *tcb)
{
	return state_synchronized(tcb->state) && tcb->iss_known;
}

#endif
