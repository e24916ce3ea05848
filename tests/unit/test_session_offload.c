/* SPDX-License-Identifier: BSD-2-Clause */
/* What a session makes of segments that an offload may have put together. */
#include "session_fixture.h"

static const struct reply eight[] = {
	{ .on = 0, .flags = SA, .ack = 1 },
	{ .on = 1, .flags = PA, .seq = 1, .ack = 1, .data = "abcdefgh" },
};

static void run(struct trial *t, const char *body, const struct reply *replies,
		bool merges)
{
	trial_body(t, body);
	t->fw->merges = merges;
	trial_run(t, replies, 2);
}

static void verdict_is(const char *body, bool merges, enum verdict verdict)
{
	struct trial t;

	run(&t, body, eight, merges);
	cr_assert_eq(t.result.verdict, verdict, "%s: %s (%s)", body,
		     verdict_name(t.result.verdict), t.result.reason);
	cr_assert_eq(strstr(t.result.reason, "put segments of the target together") != NULL,
		     merges && verdict == VERDICT_INCONCLUSIVE, "%s", t.result.reason);
	trial_close(&t);
}

Test(session_offload, nobody_is_accused_of_segments_put_together)
{
	static const char *const bodies[] = {
		OPEN "> P. 1:5(4) ack 1\n",                       /* another */
		OPEN "> no P. 1:9(8)\n",                          /* forbidden */
		OPEN "> data (8)\ncheck SEG.LEN == 4\n",          /* the script's sum */
		OPEN "> P. 5:9(4) within 50ms\n",                 /* the second of them */
		OPEN "> data (4)\n> P. 5:9(4) within 50ms\n",    /* silence */
		OPEN "> data (8)\nlet n = SEG.LEN\nwait 10ms\ncheck n == 4\n",
		OPEN "one of { > P. 1:5(4) } or { > . 5:7(2) }\n",
		OPEN "> data (8)\n< . RCV.NXT+RCV.WND ack SND.NXT\n> R within 50ms\n",
	};

	for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
		verdict_is(bodies[i], false, VERDICT_FAIL);
		verdict_is(bodies[i], true, VERDICT_INCONCLUSIVE);
	}
}

/* That one came merged says nothing of what has another reason. */
Test(session_offload, what_a_merged_segment_does_not_explain_is_judged)
{
	static const char *const bodies[] = {
		OPEN "> data (8)\n> P. 9:13(4) within 50ms\n",
		OPEN "> data (8)\n> R within 50ms\n",
		OPEN "> data (8)\n> P. 1:9(8) within 50ms\n",    /* not again */
		OPEN "> R within 50ms\n",                         /* while it came */
		OPEN "> P. 1:5(4) ack 2 within 50ms\n",
		OPEN "> data (8)\n< . RCV.NXT ack SND.NXT\n> . ack 1 within 50ms\n",
		OPEN "> data (8)\ncheck SEG.ACK == IRS\n",
		OPEN "> data \"abcdefgx\"\n",
		OPEN "> data (9) within 50ms\n",
		OPEN "> nothing within 50ms\n",
		OPEN "> no P. within 50ms\n",
		OPEN "> no * * (1..65535) within 50ms\n",
		OPEN "one of { > P. 1:9(8)\n> R within 50ms } or { > R }\n",
	};

	for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
		verdict_is(bodies[i], false, VERDICT_FAIL);
		verdict_is(bodies[i], true, VERDICT_FAIL);
	}
}

/* A wrong RST behind it is no part of it. */
Test(session_offload, what_comes_apart_from_it_is_judged)
{
	static const struct reply replies[] = {
		{ .on = 0, .flags = SA, .ack = 1 },
		{ .on = 1, .flags = PA, .seq = 1, .ack = 1, .data = "abcdefgh" },
		{ .on = 1, .flags = R, .seq = 5000, .ms = 2 },
	};
	struct trial t;

	trial_body(&t, OPEN "> P. 5:9(4)\n");
	t.fw->merges = true;
	trial_run(&t, replies, 3);
	assert_verdict(&t, VERDICT_FAIL);
	trial_close(&t);
}

/* Two alternatives could be meant: what follows in the one that was taken accuses nobody. */
Test(session_offload, an_alternative_that_was_not_chosen_for_sure_accuses_nobody)
{
	static const char body[] = OPEN "one of { > P. 1:5(4) } or { > P. 1:9(8)\n"
					"> R within 50ms }\n";

	verdict_is(body, false, VERDICT_FAIL);
	verdict_is(body, true, VERDICT_INCONCLUSIVE);
}

Test(session_offload, nobody_is_warned_either)
{
	verdict_is(OPEN "should { > no P. 1:9(8) }\n", false, VERDICT_WARN);
	verdict_is(OPEN "should { > no P. 1:9(8) }\n", true, VERDICT_INCONCLUSIVE);
}

Test(session_offload, what_is_met_all_the_same_passes)
{
	verdict_is(OPEN "> data \"abcdefgh\"\n", true, VERDICT_PASS);
	verdict_is(OPEN "> P. 1:9(8) ack 1\n", true, VERDICT_PASS);
}

/* Of what was merged no checksum need be right. */
Test(session_offload, a_merged_segment_counts_whatever_its_checksum)
{
	static const struct reply damaged[] = {
		{ .on = 0, .flags = SA, .ack = 1 },
		{ .on = 1, .flags = PA, .seq = 1, .ack = 1, .data = "abcdefgh",
		  .force = BAD_CHECKSUM },
	};

	for (int merges = 0; merges < 2; merges++) {
		struct trial t;

		run(&t, OPEN "> data \"abcdefgh\"\n", damaged, merges != 0);
		cr_assert_eq(t.result.verdict, merges ? VERDICT_PASS : VERDICT_FAIL,
			     "%s", t.result.reason);
		trial_close(&t);
	}
}
