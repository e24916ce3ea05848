/* SPDX-License-Identifier: BSD-2-Clause */
/* What the rules make of a tester that sent SYNs that are not alike. */
#include "model/ambient.h"

#include <string.h>

#include "model_fixture.h"

static enum ambient_outcome judge(const struct conv *c, const char *id,
				  const struct segment *seg)
{
	struct decoded decoded = { .status = DECODE_OK, .checksum = CHECKSUM_GOOD,
				   .seg = *seg };
	struct error why = { "" };

	for (unsigned i = 0; i < ambient_rule_count; i++)
		if (strcmp(ambient_rules[i].id, id) == 0)
			return ambient_rules[i].judge(&c->tcb, &decoded, &why);
	cr_assert_fail("no rule %s", id);
	return AMBIENT_UNTOUCHED;
}

static const char ack_rule[] = "RFC9293/3.4-ACK-CUMULATIVE";
static const char seq_rule[] = "RFC9293/3.4-SYNFIN-SEQ";

Test(ambient, one_syn_leaves_no_doubt)
{
	for (size_t i = 0; i < BASES; i++) {
		struct conv c;
		struct segment early, late, below;

		reach(&c, i, STATE_ESTABLISHED);
		tester(&c, S, 0, 0, 0); /* again, the same */
		early = from_target(&c, A, 1, 0, 0);
		late = from_target(&c, A, 1, 2, 0);
		below = from_target(&c, A, UINT32_MAX, 1, 0);
		cr_assert_eq(judge(&c, ack_rule, &early), AMBIENT_BROKEN);
		cr_assert_eq(judge(&c, ack_rule, &late), AMBIENT_BROKEN);
		cr_assert_eq(judge(&c, seq_rule, &below), AMBIENT_BROKEN);
	}
}

Test(ambient, another_syn_leaves_doubt)
{
	for (size_t i = 0; i < BASES; i++) {
		struct conv c;
		struct segment early, late, below;

		reach(&c, i, STATE_ESTABLISHED);
		tester(&c, S, 500, 0, 0);
		early = from_target(&c, A, 1, 0, 0);
		late = from_target(&c, A, 1, 501, 0);
		below = from_target(&c, A, UINT32_MAX, 1, 0);
		cr_assert_eq(judge(&c, ack_rule, &early), AMBIENT_DOUBTFUL);
		cr_assert_eq(judge(&c, ack_rule, &late), AMBIENT_DOUBTFUL);
		cr_assert_eq(judge(&c, seq_rule, &below), AMBIENT_DOUBTFUL);
	}
}

Test(ambient, the_doubt_outlives_the_connection)
{
	struct conv c;
	struct segment early;

	reach(&c, 0, STATE_SYN_RECEIVED);
	tester(&c, R, 1, 0, 0);
	assert_state(&c, STATE_LISTEN);
	tester(&c, S, 100, 0, 0);
	target(&c, SA, 7000, 101, 0);
	early = from_target(&c, SA, 0, 1, 0);
	cr_assert_eq(judge(&c, ack_rule, &early), AMBIENT_DOUBTFUL);
}

Test(ambient, options_of_another_syn_leave_doubt)
{
	struct conv c;
	struct segment synack = { 0 };
	static const uint8_t shift[] = { 7 };

	start(&c, 0);
	tester(&c, S, 0, 0, 0);
	synack = from_target(&c, SA, 0, 1, 0);
	segment_add_option(&synack, OPT_WSCALE, shift, sizeof(shift));
	cr_assert_eq(judge(&c, "RFC7323/2.2-2", &synack), AMBIENT_BROKEN);
	{
		struct segment syn = from_tester(&c, S, 0, 0, 0);

		segment_add_option(&syn, OPT_WSCALE, shift, sizeof(shift));
		tcb_tester_sent(&c.tcb, &syn);
	}
	cr_assert_eq(judge(&c, "RFC7323/2.2-2", &synack), AMBIENT_DOUBTFUL);
}

Test(tcb, a_late_synack_makes_no_incarnation_of_time_wait)
{
	for (size_t i = 0; i < BASES; i++) {
		struct conv c;

		reach(&c, i, STATE_TIME_WAIT);
		target(&c, SA, 0, 1, 0);
		assert_state(&c, STATE_TIME_WAIT);
		cr_assert_eq(c.tcb.rcv_max, c.tcb.rcv_nxt);
	}
}
