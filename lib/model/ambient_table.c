/* SPDX-License-Identifier: BSD-2-Clause */
/* ambient_table.c - the rules of ambient.h, each with its requirement. */
#include "model/ambient_rules.h"

const struct ambient_rule ambient_rules[] = {
	{ "RFC9293/MUST-2", "the checksum is right", rule_checksum },
	{ "RFC9293/3.1-DOFF-TX", "the data offset fits the segment", rule_data_offset },
	{ "RFC9293/3.1-RSVD-TX", "reserved bits are zero", rule_reserved },
	{ "RFC9293/3.1-ACK-ALWAYS", "the ACK bit is set once synchronized", rule_ack_bit },
	{ "RFC9293/3.4-ACK-CUMULATIVE", "only what was sent is acknowledged", rule_ack_range },
	{ "RFC9293/3.8.6-WINDOW-SND", "no data beyond the advertised window", rule_window },
	{ "RFC9293/MUST-16", "no segment longer than the tester's MSS", rule_mss_given },
	{ "RFC9293/MUST-15", "no segment longer than the default MSS", rule_mss_default },
	{ "RFC9293/3.4-SYNFIN-SEQ", "new data follows what was sent before", rule_contiguous },
	{ "RFC9293/MUST-65", "MSS only with SYN", rule_mss_only_in_syn },
	{ "RFC9293/3.2-MSS-LEN", "the MSS option has length 4", rule_mss_length },
	{ "RFC9293/MUST-68", "options have a length and end in the header", rule_options_sound },
	{ "RFC9293/MUST-69", "zero behind the end of the option list", rule_zero_behind_eol },
	{ "RFC7323/2.2-2", "window scale only when offered", rule_wscale_if_offered },
	{ "RFC7323/3.2-2", "timestamps only when offered", rule_timestamps_if_offered },
	{ "RFC2018/2-1", "SACK-permitted only with SYN", rule_sack_permitted_only_in_syn },
	{ "RFC2018/2-4", "the SACK-permitted option has length 2", rule_sack_permitted_length },
	{ "RFC2018/4-1", "SACK only when permitted", rule_sack_if_permitted },
	{ "RFC3168/6.1.1-1", "ECN-setup SYN,ACK only for an ECN-setup SYN", rule_ecn_if_offered },
};

const unsigned ambient_rule_count = sizeof(ambient_rules) / sizeof(ambient_rules[0]);
