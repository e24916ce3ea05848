/* SPDX-License-Identifier: BSD-2-Clause */
/* What the tester sends: `<`, `app`, and the resets at the end. */
#include "session/evidence.h"
#include "session_fixture.h"

Test(session_send, segment_goes_out_with_addresses_ports_and_checksum)
{
	struct trial t;

	VERDICT(&t, "< S\n< S 7\n", VERDICT_PASS, { .on = 99 });
	for (unsigned i = 0; i < 2; i++) {
		const struct segment *seg = trial_sent(&t, i);

		cr_assert(ipaddr_equal(&seg->src, &t.fw->hosts.tester));
		cr_assert(ipaddr_equal(&seg->dst, &t.fw->hosts.target));
		cr_assert_eq(seg->src_port, FAKE_PORT);
		cr_assert_eq(seg->dst_port, TARGET_PORT);
		cr_assert_eq(t.fw->sent[i].checksum, CHECKSUM_GOOD);
	}
	cr_assert_eq(trial_sent(&t, 1)->seq - trial_sent(&t, 0)->seq, 7);
	trial_close(&t);
}

Test(session_send, written_ports_are_no_part_of_the_connection)
{
	struct trial t;

	VERDICT(&t, OPEN "< 1024 > 80 R RCV.NXT\nstate ESTABLISHED\n", VERDICT_PASS,
		ACCEPT, { .on = 2, .flags = A, .seq = 1, .ack = 1 });
	cr_assert_eq(trial_sent(&t, 2)->src_port, 1024);
	cr_assert_eq(trial_sent(&t, 2)->dst_port, 80);
	trial_close(&t);
}

Test(session_send, one_other_port_is_enough)
{
	static const char *const lines[] = { "< 1024 > 7 R RCV.NXT",
					     "< 40000 > 80 R RCV.NXT" };

	for (size_t i = 0; i < 2; i++) {
		struct trial t;
		char body[256];

		snprintf(body, sizeof(body), OPEN "%s\nstate ESTABLISHED\n", lines[i]);
		trial_body(&t, body);
		RUN(&t, ACCEPT, { .on = 2, .flags = A, .seq = 1, .ack = 1 },
		    { .on = 3, .flags = A, .seq = 1, .ack = 1 });
		cr_assert_neq(t.result.verdict, VERDICT_FAIL);
		cr_assert_null(strstr(t.result.reason, "by the segments exchanged"));
		trial_close(&t);
	}
}

Test(session_send, what_arrives_damaged_teaches_the_model_nothing)
{
	static const char *const damages[] = { "checksum=bad", "checksum=0x1234",
					       "offset=4", "offset=15",
					       "checksum=without-options",
					       "ipchecksum=bad", "src=multicast",
					       "dst=broadcast", "src=any" };

	for (size_t i = 0; i < sizeof(damages) / sizeof(damages[0]); i++) {
		struct trial t;
		char body[256];

		snprintf(body, sizeof(body),
			 OPEN "< R RCV.NXT <nop, nop, nop, mss 1> with %s\n"
			 "state ESTABLISHED\n", damages[i]);
		VERDICT(&t, body, VERDICT_PASS, ACCEPT,
			{ .on = 3, .flags = A, .seq = 1, .ack = 1 });
		trial_close(&t);
	}
}

Test(session_send, address_that_is_not_the_testers_or_the_targets)
{
	struct ipaddr addr;
	struct trial t;

	VERDICT(&t, "< S with src=broadcast\n< S with dst=multicast\n", VERDICT_PASS,
		{ .on = 99 });
	cr_assert(ipaddr_parse("255.255.255.255", &addr));
	cr_assert(ipaddr_equal(&trial_sent(&t, 0)->src, &addr));
	cr_assert(ipaddr_equal(&trial_sent(&t, 0)->dst, &t.fw->hosts.target));
	cr_assert(ipaddr_parse("224.0.0.1", &addr));
	cr_assert(ipaddr_equal(&trial_sent(&t, 1)->src, &t.fw->hosts.tester));
	cr_assert(ipaddr_equal(&trial_sent(&t, 1)->dst, &addr));
	trial_close(&t);
}

Test(session_send, wire_that_breaks_is_the_testers_fault)
{
	struct trial t;

	trial_body(&t, OPEN);
	t.fw->fail_send_at = 2;
	RUN(&t, ACCEPT);
	assert_verdict(&t, VERDICT_ERROR);
	assert_says(t.result.reason, "the fake wire broke");
	cr_assert_eq(t.result.at.line, BODY_LINE + 2);
	trial_close(&t);
}

Test(session_send, name_that_is_not_known_yet_is_the_scripts_fault)
{
	struct trial t;

	VERDICT(&t, "< . 1 ack SND.NXT\n", VERDICT_ERROR, { .on = 99 });
	assert_says(t.result.reason, "SND.NXT is not known yet");
	cr_assert_eq(t.fw->sent_count, 0);
	trial_close(&t);
}

/* ---- app ---------------------------------------------------------------------------------- */

Test(session_app, echo_sends_what_it_is_sent)
{
	struct trial t;

	VERDICT(&t, OPEN "app send 5\n> data \"abcde\"\n", VERDICT_PASS, ACCEPT,
		{ .on = 2, .flags = PA, .seq = 1, .ack = 6, .data = "abcde" });
	cr_assert_eq(trial_sent(&t, 2)->flags, PA);
	cr_assert_eq(memcmp(trial_sent(&t, 2)->payload, "bcdef", 5), 0,
		     "the pattern begins with the SYN's number");
	trial_close(&t);
}

Test(session_app, others_send_unasked)
{
	struct trial t;

	trial_body(&t, OPEN "app send 5\n> data (5)\n");
	t.env.app = APP_CHARGEN;
	RUN(&t, ACCEPT, { .on = 1, .flags = PA, .seq = 1, .ack = 1, .data = "abcde" });
	assert_verdict(&t, VERDICT_PASS);
	cr_assert_eq(t.fw->sent_count, 3);
	trial_close(&t);
}

Test(session_app, more_than_a_segment_holds_is_the_scripts_fault)
{
	static const char *const sizes[] = { "65536", "1073741823" };

	for (size_t i = 0; i < 2; i++) {
		struct trial t;
		char body[128];

		snprintf(body, sizeof(body), OPEN "app send %s\n", sizes[i]);
		VERDICT(&t, body, VERDICT_ERROR, ACCEPT);
		assert_says(t.result.reason, sizes[i]);
		trial_close(&t);
	}
}

Test(session_app, http_closes_when_it_has_answered)
{
	struct trial t;

	trial_body(&t, OPEN "app close\n> F. ack RCV.NXT\n");
	t.env.app = APP_HTTP;
	RUN(&t, ACCEPT,
	    { .on = 2, .flags = A, .seq = 1, .ack = 19, .data = "HTTP/1.0 200\r\n" },
	    { .on = 3, .flags = A, .seq = 15, .ack = 19, .data = "x" },
	    { .on = 4, .flags = FA, .seq = 16, .ack = 19 });
	assert_verdict(&t, VERDICT_PASS);
	cr_assert_eq(memcmp(trial_sent(&t, 2)->payload, "GET / HTTP/1.0\r\n\r\n", 18), 0);
	cr_assert_eq(trial_sent(&t, 3)->ack, TARGET_ISS + 15, "its data is acknowledged");
	cr_assert_eq(trial_sent(&t, 4)->ack, TARGET_ISS + 16);
	trial_close(&t);
}

Test(session_app, only_data_is_acknowledged_and_only_until_the_script_speaks)
{
	struct trial t;

	trial_body(&t, OPEN "app close\n> P. ack RCV.NXT\n< . RCV.NXT ack SND.NXT\n"
			    "> P.\n> F.\n");
	t.env.app = APP_HTTP;
	RUN(&t, ACCEPT, { .on = 2, .flags = A, .seq = 1, .ack = 19 },
	    { .on = 2, .flags = PA, .seq = 1, .ack = 19, .data = "abc", .ms = 2 },
	    { .on = 4, .flags = PA, .seq = 4, .ack = 19, .data = "def" },
	    { .on = 4, .flags = FA, .seq = 7, .ack = 19, .ms = 2 });
	assert_verdict(&t, VERDICT_PASS);
	cr_assert_eq(t.fw->sent_count, 6, "one acknowledgment of its own");
	trial_close(&t);
	/* Data with a FIN is for the script to acknowledge. */
	trial_body(&t, OPEN "app close\n> F. ack RCV.NXT\n");
	t.env.app = APP_HTTP;
	RUN(&t, ACCEPT, { .on = 2, .flags = FA, .seq = 1, .ack = 19, .data = "abc" });
	assert_verdict(&t, VERDICT_PASS);
	cr_assert_eq(t.fw->sent_count, 4);
	trial_close(&t);
}

Test(session_app, daytime_closes_unasked)
{
	struct trial t;

	trial_body(&t, OPEN "app close\n> F.\n");
	t.env.app = APP_DAYTIME;
	RUN(&t, ACCEPT, { .on = 1, .flags = FA, .seq = 1, .ack = 1, .data = "Mo" });
	assert_verdict(&t, VERDICT_PASS);
	cr_assert_eq(t.fw->sent_count, 3);
	trial_close(&t);
}

/* ---- the end ------------------------------------------------------------------------------- */

/* The last segment sent, after so many others. */
static const struct segment *reset(const struct trial *t, unsigned n)
{
	cr_assert_eq(t->fw->sent_count, n + 1, "%u segments", t->fw->sent_count);
	cr_assert(trial_sent(t, n)->flags & R);
	return trial_sent(t, n);
}

Test(session_end, connection_is_reset_at_rcv_nxt)
{
	struct trial t;

	VERDICT(&t, OPEN "< P. RCV.NXT (10) ack SND.NXT\n> . ack RCV.NXT\n", VERDICT_PASS,
		ACCEPT, { .on = 2, .flags = A, .seq = 1, .ack = 11 });
	cr_assert_eq(reset(&t, 3)->seq, trial_sent(&t, 0)->seq + 11);
	cr_assert_eq(reset(&t, 3)->ack, TARGET_ISS + 1);
	trial_close(&t);
}

Test(session_end, reset_also_goes_where_the_target_says_it_stands)
{
	struct trial t;

	/* It took only half of what it should have. */
	VERDICT(&t, OPEN "< P. RCV.NXT (10) ack SND.NXT\n> . ack RCV.NXT - 4\n",
		VERDICT_PASS, ACCEPT, { .on = 2, .flags = A, .seq = 1, .ack = 7 });
	cr_assert_eq(t.fw->sent_count, 5);
	cr_assert_eq(trial_sent(&t, 3)->seq, trial_sent(&t, 0)->seq + 11);
	cr_assert_eq(trial_sent(&t, 4)->seq, trial_sent(&t, 0)->seq + 7);
	trial_close(&t);
}

Test(session_end, failed_case_is_reset_too)
{
	struct trial t;

	VERDICT(&t, OPEN "> P.\n", VERDICT_FAIL, ACCEPT);
	reset(&t, 2);
	trial_close(&t);
}

Test(session_end, connection_that_the_target_reset_is_left_alone)
{
	struct trial t;

	VERDICT(&t, OPEN "< S RCV.NXT\n> R\n", VERDICT_PASS, ACCEPT,
		{ .on = 2, .flags = R, .seq = 1 });
	cr_assert_eq(t.fw->sent_count, 3);
	trial_close(&t);
	VERDICT(&t, "< S\n> R.\n", VERDICT_PASS, { .on = 0, .flags = RA, .ack = 1 });
	cr_assert_eq(t.fw->sent_count, 1);
	trial_close(&t);
}

/* A RST that answers a bad ACK ends nothing. */
Test(session_end, half_open_connection_is_reset_behind_a_rst_of_the_target)
{
	struct trial t;

	VERDICT(&t, "< S\n> S.\n< . RCV.NXT ack ISS\n> R\n", VERDICT_PASS, ACCEPT,
		{ .on = 1, .flags = R, .seq = 0 });
	cr_assert_eq(reset(&t, 2)->seq, trial_sent(&t, 0)->seq + 1);
	trial_close(&t);
}

Test(session_end, syn_whose_answer_was_not_seen_is_reset)
{
	struct trial t;

	VERDICT(&t, "< S\n", VERDICT_PASS, { .on = 99 });
	cr_assert_eq(reset(&t, 1)->seq, trial_sent(&t, 0)->seq + 1);
	cr_assert_eq(reset(&t, 1)->flags, R, "there is nothing to acknowledge");
	trial_close(&t);
}

Test(session_end, own_reset_may_have_been_lost)
{
	struct trial t;

	VERDICT(&t, OPEN "< R RCV.NXT\n", VERDICT_PASS, ACCEPT);
	cr_assert_eq(reset(&t, 3)->seq, trial_sent(&t, 2)->seq);
	trial_close(&t);
}

Test(session_end, closed_port_holds_nothing)
{
	static const struct reply deaf[] = { { .on = 99 } };
	struct trial t;

	trial_body(&t, "< S\n");
	t.env.closed_port = true;
	trial_run(&t, deaf, 1);
	cr_assert_eq(t.fw->sent_count, 1);
	trial_close(&t);
}

Test(session_end, what_came_last_is_learnt_before)
{
	struct trial t;

	VERDICT(&t, OPEN "< P. RCV.NXT (4) ack SND.NXT\nwait 10ms\n", VERDICT_PASS, ACCEPT,
		{ .on = 2, .flags = PA, .seq = 1, .ack = 5, .data = "abcd" });
	cr_assert_eq(reset(&t, 3)->ack, TARGET_ISS + 5);
	trial_close(&t);
}

Test(session_end, nothing_is_sent_where_nothing_was_begun)
{
	struct trial t;

	VERDICT(&t, "< F 5\n< R 7\nconnection other\n< . 1 ack 1\n", VERDICT_PASS,
		{ .on = 99 });
	cr_assert_eq(t.fw->sent_count, 3);
	trial_close(&t);
}

/* ---- evidence -------------------------------------------------------------------------------- */

Test(session_evidence, last_segments_are_told_with_numbers_to_count_from)
{
	struct trial t;

	VERDICT(&t, OPEN "connection second\nwait 5ms\n< S\n> R.\n", VERDICT_FAIL, ACCEPT);
	cr_assert_eq(t.result.trace_len, 5);
	for (size_t i = 0; i < 5; i++) {
		const struct trace_line *line = &t.result.trace[i];

		cr_assert_null(line->seg.payload);
		cr_assert_eq(line->connection, i / 3);
		cr_assert_eq(line->outgoing, i != 1 && i != 4);
		cr_assert_eq(line->blamed, i == 4);
	}
	cr_assert_eq(t.result.trace[0].seq_base, trial_sent(&t, 0)->seq);
	cr_assert_eq(t.result.trace[1].seq_base, TARGET_ISS);
	cr_assert_eq(t.result.trace[1].ack_base, trial_sent(&t, 0)->seq);
	cr_assert_eq(t.result.trace[1].time, 1 * FAKE_MS);
	cr_assert_eq(t.result.trace[4].time, 7 * FAKE_MS);
	trial_close(&t);
}

Test(session_evidence, only_the_latest_are_kept)
{
	struct trial t;

	VERDICT(&t, "< S 1\n< S 2\n< S 3\n< S 4\n< S 5\n< S 6\n< S 7\n< S 8\n< S 9\n"
		    "< S 10\n< S 11\n< S 12\n< S 13\n< S 14\n< S 15\n< S 16\n< S 17\n"
		    "< S 18\n< S 19\n< S 20\n< S 21\n< S 22\n< S 23\n< S 24\n< S 25\n"
		    "< S 26\n< S 27\nwait 1ms\n",
		VERDICT_PASS, { .on = 99 });
	cr_assert_eq(t.result.trace_len, EVIDENCE_LINES);
	cr_assert_eq(t.result.trace[0].seg.seq,
		     trial_sent(&t, 27 - EVIDENCE_LINES)->seq);
	cr_assert_eq(t.result.trace[EVIDENCE_LINES - 1].seg.seq, trial_sent(&t, 26)->seq);
	trial_close(&t);
}

Test(session_evidence, more_than_the_tester_keeps_decides_nothing)
{
	struct reply flood[520];
	struct trial t;

	flood[0] = (struct reply)ACCEPT;
	for (uint32_t i = 1; i < 520; i++)
		flood[i] = (struct reply){ .on = 1, .flags = A, .seq = i, .ack = 1,
					   .data = "x" };
	trial_body(&t, OPEN "wait 1s\n> R\n");
	trial_run(&t, flood, 520);
	assert_verdict(&t, VERDICT_INCONCLUSIVE);
	assert_says(t.result.reason, "more segments came");
	trial_close(&t);
}
