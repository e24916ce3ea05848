/* SPDX-License-Identifier: BSD-2-Clause */
/* `app connect` and what follows it: an agent that is a table, and connects. */
#include "session_fixture.h"

enum { ASKED_MOST = 16, FIRST_PORT = 50000 };

struct fake_agent {
	struct agent agent;
	struct fake_wire *fw;
	struct agent_request asked[ASKED_MOST];
	unsigned count, connects;
	bool refuses[CALL_ABORT + 1];
	uint16_t stray; /* flags of a segment of another connection before the SYN */
	unsigned force; /* spoils the first SYN, which then comes again */
	int64_t again;  /* the SYN comes again after so long */
	uint16_t again_flags;
};

static void say(struct fake_agent *fake, uint16_t from, const struct connection_id *id,
		uint16_t flags, unsigned force)
{
	struct segment seg = { .src_port = from, .dst_port = id->tester_port,
			       .flags = flags, .seq = TARGET_ISS, .window = 8000,
			       .force = force };

	fake_wire_reply(fake->fw, FAKE_MS, &seg);
}

static int ask(struct agent *agent, const struct agent_request *request,
	       struct error *err)
{
	struct fake_agent *fake = (struct fake_agent *)agent;

	cr_assert_lt(fake->count, ASKED_MOST);
	fake->asked[fake->count++] = *request;
	if (fake->refuses[request->call])
		return error_set(err, "not today");
	if (request->call != CALL_CONNECT)
		return 0;
	if (fake->stray)
		say(fake, 666, &request->id, fake->stray, 0);
	if (fake->force)
		say(fake, 667, &request->id, S, fake->force);
	say(fake, (uint16_t)(FIRST_PORT + fake->connects++), &request->id, S, 0);
	if (fake->again) {
		struct segment seg = { .src_port = FIRST_PORT, .flags = fake->again_flags,
				       .dst_port = request->id.tester_port,
				       .seq = TARGET_ISS, .window = 8000 };

		fake_wire_reply(fake->fw, fake->again, &seg);
	}
	return 0;
}

/* Ready to run, with the agent at the target. */
static void prepare(struct trial *t, struct fake_agent *fake, const char *body)
{
	trial_body(t, body);
	fake->agent.ask = ask;
	fake->fw = t->fw;
	t->env.agent = &fake->agent;
	t->env.app = APP_CHARGEN; /* what is said of a service shall not matter */
}

#define CONNECT "app connect\n> S\n"
#define OPENED CONNECT "< S. <mss 1460>\n> . ack RCV.NXT\n"
/* The answer to the tester's first segment, its SYN,ACK. */
#define ESTABLISHES { .on = 0, .flags = A, .seq = 1, .ack = 1 }

Test(session_app, the_syn_tells_the_port)
{
	struct fake_agent fake = { .count = 0 };
	struct trial t;

	prepare(&t, &fake, OPENED "state ESTABLISHED\n");
	RUN(&t, ESTABLISHES, { .on = 1, .flags = A, .seq = 1, .ack = 1 });
	assert_verdict(&t, VERDICT_PASS);
	cr_assert_eq(fake.asked[0].call, CALL_CONNECT);
	cr_assert_eq(fake.asked[0].id.tester_port, FAKE_PORT);
	cr_assert(ipaddr_equal(&fake.asked[0].id.tester, &t.fw->hosts.tester));
	cr_assert(ipaddr_equal(&fake.asked[0].id.target, &t.fw->hosts.target));
	for (unsigned i = 0; i < t.fw->sent_count; i++)
		cr_assert_eq(trial_sent(&t, i)->dst_port, FIRST_PORT);
	cr_assert_eq(trial_sent(&t, 0)->flags, SA);
	cr_assert_eq(trial_sent(&t, 0)->ack, TARGET_ISS + 1);
	trial_close(&t);
}

/* SYN-SENT is the one state in which the SYN comes again, and there it must. */
Test(session_app, syn_sent_is_shown_by_the_syn_that_comes_again)
{
	static const struct {
		int64_t again;
		uint16_t flags;
		enum verdict verdict;
	} rows[] = {
		{ 1000 * FAKE_MS, S, VERDICT_PASS }, { 3000 * FAKE_MS, S, VERDICT_PASS },
		{ 0, 0, VERDICT_FAIL }, { 1000 * FAKE_MS, R, VERDICT_FAIL },
		{ 9000 * FAKE_MS, S, VERDICT_FAIL },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fake_agent fake = { .again = rows[i].again,
					   .again_flags = rows[i].flags };
		struct trial t;

		prepare(&t, &fake, CONNECT "state SYN-SENT\n");
		RUN(&t, { .on = 9 });
		assert_verdict(&t, rows[i].verdict);
		if (rows[i].verdict == VERDICT_FAIL) {
			assert_says(t.result.reason, "the SYN did not come again");
			cr_assert(t.result.silence);
		}
		trial_close(&t);
	}
}

/* Whether a RST arrives or not: nothing of the connection is left at the target. */
Test(session_app, the_end_resets_and_aborts)
{
	struct fake_agent fake = { .count = 0 };
	struct trial t;

	prepare(&t, &fake, CONNECT);
	RUN(&t, { .on = 9 });
	assert_verdict(&t, VERDICT_PASS);
	cr_assert_eq(t.fw->sent_count, 1);
	cr_assert_eq(trial_sent(&t, 0)->flags, RA);
	cr_assert_eq(trial_sent(&t, 0)->ack, TARGET_ISS + 1, "in SYN-SENT the ACK counts");
	cr_assert_eq(trial_sent(&t, 0)->dst_port, FIRST_PORT);
	cr_assert_eq(fake.count, 2);
	cr_assert_eq(fake.asked[1].call, CALL_ABORT);
	cr_assert_eq(fake.asked[1].id.tester_port, FAKE_PORT);
	trial_close(&t);
}

Test(session_app, no_syn_came_and_it_is_aborted_all_the_same)
{
	struct fake_agent fake = { .count = 0 };
	struct trial t;

	prepare(&t, &fake, CONNECT);
	t.fw->deaf = true;
	RUN(&t, { .on = 9 });
	assert_verdict(&t, VERDICT_FAIL);
	cr_assert(t.result.silence);
	cr_assert_eq(t.fw->sent_count, 0, "there is no port to send to");
	cr_assert_eq(fake.asked[fake.count - 1].call, CALL_ABORT);
	trial_close(&t);
}

Test(session_app, what_is_of_another_connection_is_passed_over)
{
	static const uint16_t strays[] = { A, R, RA, SA, S | R, FA, 0 };
	struct trial t;

	for (size_t i = 0; i < sizeof(strays) / sizeof(strays[0]); i++) {
		struct fake_agent fake = { .stray = strays[i] };

		prepare(&t, &fake, OPENED);
		RUN(&t, ESTABLISHES);
		assert_verdict(&t, VERDICT_PASS);
		trial_close(&t);
	}
}

Test(session_app, a_damaged_syn_tells_nothing)
{
	struct fake_agent fake = { .force = BAD_CHECKSUM };
	struct trial t;

	prepare(&t, &fake, OPENED);
	RUN(&t, ESTABLISHES);
	assert_verdict(&t, VERDICT_PASS);
	cr_assert_eq(trial_sent(&t, 0)->dst_port, FIRST_PORT);
	trial_close(&t);
}

Test(session_app, nothing_can_be_sent_before_the_syn)
{
	struct fake_agent fake = { .count = 0 };
	struct trial t;

	prepare(&t, &fake, "app connect\n< S\n");
	RUN(&t, { .on = 9 });
	assert_verdict(&t, VERDICT_ERROR);
	assert_says(t.result.reason, "port is not known");
	trial_close(&t);
}

/* ---- other calls -------------------------------------------------------------------- */

Test(session_app, calls_are_passed_on)
{
	static const struct {
		const char *word;
		enum user_call call;
		uint32_t octets;
	} calls[] = {
		{ "app send 3 * 100", CALL_SEND, 300 },
		{ "app close", CALL_CLOSE, 0 },
		{ "app shutdown", CALL_SHUTDOWN, 0 },
		{ "app abort", CALL_ABORT, 0 },
	};
	char body[200];

	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
		struct fake_agent fake = { .count = 0 };
		struct trial t;

		snprintf(body, sizeof(body), OPENED "%s\n", calls[i].word);
		prepare(&t, &fake, body);
		RUN(&t, ESTABLISHES);
		assert_verdict(&t, VERDICT_PASS);
		cr_assert_eq(fake.asked[1].call, calls[i].call, "%s", calls[i].word);
		cr_assert_eq(fake.asked[1].octets, calls[i].octets, "%s", calls[i].word);
		cr_assert_eq(fake.asked[1].id.tester_port, FAKE_PORT);
		trial_close(&t);
	}
}

/* RFC 9293 sections 3.10.4 and 3.10.5. */
Test(session_app, close_in_syn_sent_and_abort_delete)
{
	static const char *const bodies[] = {
		CONNECT "app close\nstate CLOSED\n",
		CONNECT "app shutdown\nstate CLOSED\n",
		CONNECT "app abort\nstate CLOSED\n",
		OPENED "app abort\nstate CLOSED\n",
	};
	struct trial t;

	for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
		struct fake_agent fake = { .count = 0 };

		prepare(&t, &fake, bodies[i]);
		/* The answer to the witness. */
		if (i < 3)
			RUN(&t, { .on = 0, .flags = R, .seq = 1 });
		else
			RUN(&t, ESTABLISHES, { .on = 1, .flags = R, .seq = 1 });
		assert_verdict(&t, VERDICT_PASS);
		trial_close(&t);
	}
	/* In ESTABLISHED the FIN makes the difference, not the call. */
	{
		struct fake_agent fake = { .count = 0 };

		prepare(&t, &fake, OPENED "app close\nstate ESTABLISHED\n");
		RUN(&t, ESTABLISHES, { .on = 1, .flags = A, .seq = 1, .ack = 1 });
		assert_verdict(&t, VERDICT_PASS);
		trial_close(&t);
	}
}

Test(session_app, what_the_application_refuses_accuses_nobody)
{
	struct fake_agent fake = { .refuses[CALL_CLOSE] = true };
	struct trial t;

	prepare(&t, &fake, OPENED "app close\n");
	RUN(&t, ESTABLISHES);
	assert_verdict(&t, VERDICT_INCONCLUSIVE);
	assert_says(t.result.reason, "app close: not today");
	trial_close(&t);
	fake = (struct fake_agent){ .refuses[CALL_CONNECT] = true };
	prepare(&t, &fake, OPENED);
	RUN(&t, ESTABLISHES);
	assert_verdict(&t, VERDICT_ERROR);
	assert_says(t.result.reason, "app connect: not today");
	trial_close(&t);
}

Test(session_app, more_octets_than_it_sends_at_once)
{
	struct fake_agent fake = { .count = 0 };
	struct trial t;

	prepare(&t, &fake, OPENED "app send 2000000\n");
	RUN(&t, ESTABLISHES);
	assert_verdict(&t, VERDICT_ERROR);
	assert_says(t.result.reason, "2000000 octets");
	trial_close(&t);
}

Test(session_app, without_an_agent_there_is_nobody_to_ask)
{
	struct trial t;

	VERDICT(&t, CONNECT, VERDICT_ERROR, { .on = 9 });
	assert_says(t.result.reason, "no agent");
	trial_close(&t);
}

Test(session_app, a_service_is_asked_by_its_protocol)
{
	struct fake_agent fake = { .count = 0 };
	struct trial t;

	prepare(&t, &fake, OPEN "app send 4\n> data (4)\n");
	t.env.app = APP_ECHO;
	RUN(&t, ACCEPT, { .on = 2, .flags = PA, .seq = 1, .ack = 5, .data = "abcd" });
	assert_verdict(&t, VERDICT_PASS);
	cr_assert_eq(trial_sent(&t, 2)->payload_len, 4);
	cr_assert_eq(fake.count, 0);
	trial_close(&t);
}

/* ---- one port, more connections --------------------------------------------------------- */

Test(session_app, a_port_can_be_connected_to_again_when_it_is_free)
{
	struct fake_agent fake = { .count = 0 };
	struct trial t;

	prepare(&t, &fake, CONNECT "app close\n" OPENED);
	RUN(&t, ESTABLISHES);
	assert_verdict(&t, VERDICT_PASS);
	cr_assert_eq(trial_sent(&t, 0)->dst_port, FIRST_PORT + 1);
	trial_close(&t);
	fake = (struct fake_agent){ .count = 0 };
	prepare(&t, &fake, OPENED "app connect\n");
	RUN(&t, ESTABLISHES);
	assert_verdict(&t, VERDICT_ERROR);
	assert_says(t.result.reason, "open already");
	trial_close(&t);
}

/* The SYN comes again until the target has heard the answer. */
Test(session_app, the_syn_again_is_background)
{
	struct fake_agent fake = { .count = 0 };
	struct trial t;

	prepare(&t, &fake, OPENED "> nothing within 50ms\nstate ESTABLISHED\n");
	t.rules = rules_new(FAMILY_INET, PATH_PERFECT);
	RUN(&t, { .on = 0, .flags = S }, { .on = 0, .flags = A, .seq = 1, .ack = 1, .ms = 2 },
	    { .on = 0, .flags = S, .ms = 4 }, { .on = 1, .flags = A, .seq = 1, .ack = 1 });
	assert_verdict(&t, VERDICT_PASS);
	for (unsigned i = 0; i < rules_count(); i++)
		cr_assert_neq(rules_result(t.rules, i)->verdict, VERDICT_FAIL, "%s: %s",
			      rules_result(t.rules, i)->id,
			      rules_result(t.rules, i)->reason);
	trial_close(&t);
}
