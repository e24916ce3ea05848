/* SPDX-License-Identifier: BSD-2-Clause */
/* Times before statements, windows behind them, waiting. */
#include "session_fixture.h"

/* A SYN,ACK after so many milliseconds, and the line that expects it. */
static enum verdict arrival(const char *line, int64_t ms, char reason[static 128])
{
	char body[256];
	struct trial t;
	enum verdict verdict;

	snprintf(body, sizeof(body), "< S\n%s\n", line);
	trial_body(&t, body);
	RUN(&t, { .on = 0, .flags = SA, .ack = 1, .ms = ms });
	verdict = t.result.verdict;
	snprintf(reason, 128, "%s", t.result.reason);
	if (verdict == VERDICT_FAIL)
		cr_assert_not(t.result.silence && strstr(reason, "too"));
	trial_close(&t);
	return verdict;
}

Test(session_time, segment_must_come_in_its_time)
{
	static const struct {
		const char *line;
		int64_t ms;
		enum verdict verdict;
		const char *reason;
	} rows[] = {
		{ "+0 > S.", 1, VERDICT_PASS, "" },
		{ "+0.5 > S.", 500, VERDICT_PASS, "" },
		{ "+0.5 > S.", 455, VERDICT_PASS, "" }, /* a tenth is tolerated */
		{ "+0.5 > S.", 400, VERDICT_FAIL, "50.0 ms too early" },
		{ "+0.5 > S.", 1400, VERDICT_PASS, "" },
		{ "+0.02 > S.", 18, VERDICT_PASS, "" },
		{ "+0.02 > S.", 17, VERDICT_FAIL, "too early" },
		{ "+3 > S.", 2900, VERDICT_PASS, "" }, /* or 100 ms */
		{ "+3 > S.", 2899, VERDICT_FAIL, "too early" },
		{ "+0.5 > S. within 100ms", 700, VERDICT_FAIL, "no such segment" },
		{ "+1~+2 > S.", 800, VERDICT_FAIL, "100 ms too early" },
		{ "+1~+2 > S.", 900, VERDICT_PASS, "" },
		{ "+1~+2 > S.", 2100, VERDICT_PASS, "" },
		{ "+1~+2 > S.", 2101, VERDICT_FAIL, "no such segment" },
		{ "1.5 > S.", 1340, VERDICT_FAIL, "too early" },
		{ "1.5 > S.", 1500, VERDICT_PASS, "" },
		{ "1.5~2.5 > S.", 1000, VERDICT_FAIL, "too early" },
		{ "1.5~2.5 > S.", 2600, VERDICT_PASS, "" },
		{ "1.5~2.5 > S.", 2601, VERDICT_FAIL, "no such segment" },
		{ "* > S.", 1, VERDICT_PASS, "" },
		{ "> S. within 300ms", 300, VERDICT_PASS, "" },
		{ "> S. within 300ms", 301, VERDICT_FAIL, "no such segment" },
		{ "> S. within 4rtt", 80, VERDICT_PASS, "" },
		{ "> S. within 4rtt", 81, VERDICT_FAIL, "no such segment" },
		{ "> S. within 1rtt", 50, VERDICT_PASS, "" }, /* the floor */
		{ "> S. within 1rtt", 51, VERDICT_FAIL, "no such segment" },
		{ "> S.", 1000, VERDICT_PASS, "" },
		{ "> S.", 1001, VERDICT_FAIL, "no such segment" },
		/* The round trip of 20 ms, and of the interval nine tenths at least. */
		{ "+0~+0.5 > no S.", 471, VERDICT_PASS, "" },
		{ "+0~+0.5 > no S.", 470, VERDICT_FAIL, "a segment came" },
		{ "+0~+0.5 > nothing", 471, VERDICT_PASS, "" },
		{ "+0~+0.5 > nothing", 470, VERDICT_FAIL, "a segment came" },
		{ "+0.2~+0.5 > no S.", 219, VERDICT_PASS, "" },
		{ "+0.2~+0.5 > no S.", 240, VERDICT_FAIL, "a segment came" },
		{ "0~0.5 > no S.", 451, VERDICT_PASS, "" },
		{ "0~0.5 > no S.", 450, VERDICT_FAIL, "a segment came" },
		{ "> no S. within 300ms", 300, VERDICT_FAIL, "a segment came" },
		{ "> no S. within 300ms", 301, VERDICT_PASS, "" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char reason[128];
		enum verdict verdict = arrival(rows[i].line, rows[i].ms, reason);

		cr_assert_eq(verdict, rows[i].verdict, "%s at %ld ms: %s %s",
			     rows[i].line, (long)rows[i].ms, verdict_name(verdict),
			     reason);
		cr_assert(strstr(reason, rows[i].reason), "%s at %ld ms: %s",
			  rows[i].line, (long)rows[i].ms, reason);
	}
}

/* What the path may do to a reply is measured, and no fault of the target. */
Test(session_time, what_is_written_is_stretched_by_the_path)
{
	static const struct {
		const char *line;
		int64_t ms;
		enum verdict verdict;
	} rows[] = {
		{ "> S. within 300ms", 900, VERDICT_PASS },
		{ "> S. within 300ms", 901, VERDICT_FAIL },
		{ "+0~+0.5 > S.", 1150, VERDICT_PASS },
		{ "+0~+0.5 > S.", 1151, VERDICT_FAIL },
		{ "+0.5 > S.", 350, VERDICT_PASS },
		{ "+0.5 > S.", 349, VERDICT_FAIL },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct reply late = { .on = 0, .flags = SA, .ack = 1,
					    .ms = rows[i].ms };
		char body[128];
		struct trial t;

		snprintf(body, sizeof(body), "< S\n%s\n", rows[i].line);
		trial_body(&t, body);
		t.env.timing.path_time = 600 * FAKE_MS;
		t.env.timing.path_jitter = 100 * FAKE_MS;
		trial_run(&t, &late, 1);
		cr_assert_eq(t.result.verdict, rows[i].verdict, "%s at %ld ms: %s %s",
			     rows[i].line, (long)rows[i].ms,
			     verdict_name(t.result.verdict), t.result.reason);
		trial_close(&t);
	}
}

/* Times of arrival count, not the moment that the tester got round to look. */
static void overslept(struct trial *t, const char *line, int64_t ms)
{
	struct sighting sighting;
	struct error err;
	char body[128];

	snprintf(body, sizeof(body), "< S\n%s\n", line);
	trial_body(t, body);
	t->table.conn_count = 0;
	{
		static struct reply reply;

		reply = (struct reply){ .on = 0, .flags = SA, .ack = 1, .ms = ms };
		trial_start(t, &reply, 1);
	}
	cr_assert_not(trial_until(t, FAKE_EPOCH));
	t->fw->now += 20000 * FAKE_MS;
	while (wire_next(&t->fw->wire, &sighting, &err) > 0)
		session_deliver(t->session, &sighting);
	cr_assert(session_step(t->session, t->fw->now));
	trial_finish(t);
}

Test(session_time, tester_that_looks_late_still_sees_what_came)
{
	struct trial t;

	overslept(&t, "> S.", 1);

	assert_verdict(&t, VERDICT_PASS);
	trial_close(&t);
	/* Nobody said when it had to come. */
	overslept(&t, "> S.", 5000);
	assert_verdict(&t, VERDICT_PASS);
	trial_close(&t);
	overslept(&t, "+0.5 > S.", 5000);
	assert_verdict(&t, VERDICT_PASS);
	trial_close(&t);
}

Test(session_time, segment_that_came_late_is_late_however_late_one_looks)
{
	struct trial t;

	overslept(&t, "> S. within 300ms", 400);

	assert_verdict(&t, VERDICT_FAIL);
	assert_says(t.result.reason, "100 ms too late");
	cr_assert_str_eq(t.result.trace[t.result.trace_len - 1].note, "too late");
	trial_close(&t);
	overslept(&t, "+0.1~+0.2 > S.", 400);
	assert_verdict(&t, VERDICT_FAIL);
	assert_says(t.result.reason, "too late");
	trial_close(&t);
	overslept(&t, "0.1~0.2 > S.", 400);
	assert_verdict(&t, VERDICT_FAIL);
	assert_says(t.result.reason, "too late");
	trial_close(&t);
}

Test(session_time, sending_waits_for_its_time)
{
	struct trial t;

	VERDICT(&t, "< S\n+0.25 < S\n2 < S\n+.5 < S\nwait 30ms\n< S\n+0.1 < S\n",
		VERDICT_PASS, { .on = 99 });
	{
		static const int64_t due[] = { 0, 250, 2000, 2500, 2530, 2630 };

		for (unsigned i = 0; i < 6; i++)
			cr_assert_eq(t.fw->sent[i].time - FAKE_EPOCH, due[i] * FAKE_MS,
				     "segment %u at %ld us", i,
				     (long)(t.fw->sent[i].time - FAKE_EPOCH) / 1000);
	}
	trial_close(&t);
}

Test(session_time, relative_time_counts_from_the_last_event)
{
	struct trial t;

	/* Of a reply that is its arrival, not the end of its window. */
	VERDICT(&t, "< S\n> S.\n+0.2 < . RCV.NXT ack SND.NXT\n", VERDICT_PASS,
		{ .on = 0, .flags = SA, .ack = 1, .ms = 40 });
	cr_assert_eq(t.fw->sent[1].time - FAKE_EPOCH, 240 * FAKE_MS);
	trial_close(&t);
	VERDICT(&t, "< S\n> S.\n+0.2 > S.\n", VERDICT_PASS,
		{ .on = 0, .flags = SA, .ack = 1, .ms = 40 },
		{ .on = 0, .flags = SA, .ack = 1, .ms = 240 });
	trial_close(&t);
	VERDICT(&t, "< S\n> S.\n+0.2 > S.\n", VERDICT_FAIL,
		{ .on = 0, .flags = SA, .ack = 1, .ms = 40 },
		{ .on = 0, .flags = SA, .ack = 1, .ms = 210 });
	trial_close(&t);
}

Test(session_time, relative_time_counts_from_the_captures_stamp)
{
	static const struct reply accept[] = { ACCEPT };
	struct trial t;

	trial_body(&t, "< S\n+0.2 < S\n");
	t.fw->lag = 5 * FAKE_MS;
	trial_run(&t, accept, 1);
	cr_assert_eq(t.fw->sent[1].time - FAKE_EPOCH, 205 * FAKE_MS);
	trial_close(&t);
	VERDICT(&t, "< S\nwait 300ms\n+0.2 < S\n", VERDICT_PASS, { .on = 99 });
	cr_assert_eq(t.fw->sent[1].time - FAKE_EPOCH, 500 * FAKE_MS, "waiting counts");
	trial_close(&t);
}

Test(session_time, wait_takes_its_time_and_no_more)
{
	struct trial t;

	VERDICT(&t, "wait 1500ms\nwait 2s\nwait 10us\n", VERDICT_PASS, { .on = 99 });
	cr_assert_eq(t.fw->now - FAKE_EPOCH, 3500 * FAKE_MS + 10000);
	cr_assert_eq(t.result.elapsed_ns, 3500 * FAKE_MS + 10000);
	trial_close(&t);
}

Test(session_time, what_comes_while_waiting_is_kept_for_later)
{
	struct trial t;

	VERDICT(&t, "< S\nwait 1s\n> S. ack RCV.NXT\n", VERDICT_PASS, ACCEPT);
	trial_close(&t);
}
