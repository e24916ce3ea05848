/* SPDX-License-Identifier: BSD-2-Clause */
#include "session_fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STEPS_MOST = 100000 };

/* ---- the far end ------------------------------------------------------------------ */

static unsigned index_of(struct table *table, const struct segment *seg)
{
	unsigned i = 0;

	while (i < table->conn_count && table->conns[i].port != seg->src_port)
		i++;
	if (i == table->conn_count) {
		cr_assert_lt(i, CONNECTIONS);
		table->conns[i].port = seg->src_port;
		table->conns[i].isn = seg->seq;
		table->conn_count++;
	}
	return i;
}

static void answer(struct fake_wire *fw, const struct table *table, unsigned i,
		   const struct reply *reply, const struct segment *to)
{
	static const uint8_t nonsense[65536];
	struct segment seg = {
		.src_port = to->dst_port, .dst_port = to->src_port,
		.flags = reply->flags,
		.seq = TARGET_ISS + i * 0x1000000u + reply->seq,
		.window = reply->window ? reply->window : 8000,
		.force = reply->force,
	};

	if (reply->flags & SEG_ACK)
		seg.ack = table->conns[i].isn + reply->ack;
	seg.payload = reply->data ? (const uint8_t *)reply->data : nonsense;
	seg.payload_len = reply->data ? (uint32_t)strlen(reply->data) : reply->len;
	if (reply->options)
		cr_assert(segment_add_raw_options(&seg, reply->options,
						  reply->options_len));
	fake_wire_reply(fw, (reply->ms ? reply->ms : 1) * FAKE_MS, &seg);
}

void table_peer(struct fake_wire *fw, void *ctx, const struct decoded *decoded)
{
	struct table *table = ctx;
	unsigned i = index_of(table, &decoded->seg);
	unsigned number = table->conns[i].heard++;

	for (size_t k = 0; k < table->count; k++) {
		const struct reply *reply = &table->replies[k];

		if (reply->on == number && (!reply->conn || reply->conn == i + 1))
			answer(fw, table, i, reply, &decoded->seg);
	}
}

/* ---- a trial ------------------------------------------------------------------------ */

static void deliver(struct port_owner *owner, const struct sighting *sighting)
{
	struct trial *t = (struct trial *)(void *)((char *)owner -
						   offsetof(struct trial, owner));

	session_deliver(t->session, sighting);
}

void trial_load(struct trial *t, const char *text)
{
	char *messages = NULL;
	size_t len = 0;
	struct diagnostics diag = { .out = open_memstream(&messages, &len) };
	int loaded;

	memset(t, 0, sizeof(*t));
	t->suite = suite_new(NULL);
	loaded = suite_load_text(t->suite, "unit/unit.tc", text, strlen(text), &diag);
	fclose(diag.out);
	cr_assert_eq(loaded, 0, "%s", messages);
	free(messages);
	t->fw = fake_wire_new(FAMILY_INET);
	t->owner.deliver = deliver;
	t->ports = ports_new(&t->fw->wire);
	t->env = (struct session_env){
		.wire = &t->fw->wire, .hosts = t->fw->hosts,
		.ports = t->ports, .owner = &t->owner, .port = TARGET_PORT, .app = APP_ECHO,
		.timing = { .reply_window = 1000 * FAKE_MS,
			    .silence_window = 100 * FAKE_MS, .rtt = 20 * FAKE_MS },
		.seed = 4711,
	};
}

void trial_body(struct trial *t, const char *body)
{
	static const char head[] = "case unit\n  title \"A unit test\"\n"
				   "  covers RFC9293/MUST-2\n  cites \"none\"\n"
				   "  needs open-port\n{\n";
	char *text = NULL;

	cr_assert_geq(asprintf(&text, "%s%s\n}\n", head, body), 0);
	trial_load(t, text);
	free(text);
}

void trial_start(struct trial *t, const struct reply *replies, size_t count)
{
	const struct test_case *tc = t->suite->cases;
	struct error err = { "" };

	while (tc->next)
		tc = tc->next;
	t->table.replies = replies;
	t->table.count = count;
	t->fw->peer = table_peer;
	t->fw->ctx = &t->table;
	t->env.rules = t->rules;
	t->session = session_new(&t->env, tc, &err);
	cr_assert_not_null(t->session, "%s", err.text);
}


bool trial_until(struct trial *t, int64_t when)
{
	struct error err;

	for (int i = 0; i < STEPS_MOST; i++) {
		int64_t deadline;

		cr_assert_geq(ports_drain(t->ports, &err), 0);
		t->over = session_step(t->session, t->fw->now);
		if (t->over || t->fw->now >= when)
			return t->over;
		deadline = session_deadline(t->session);
		cr_assert_gt(deadline, t->fw->now, "it does not know what it waits for");
		wire_wait(&t->fw->wire, deadline < when ? deadline : when, &err);
	}
	cr_assert(false, "the session does not end");
	return false;
}

void trial_finish(struct trial *t)
{
	session_end(t->session, &t->result);
	session_reset_connections(t->session);
}

void trial_run(struct trial *t, const struct reply *replies, size_t count)
{
	trial_start(t, replies, count);
	trial_until(t, INT64_MAX);
	trial_finish(t);
}

void trial_close(struct trial *t)
{
	case_result_clear(&t->result);
	session_free(t->session);
	ports_free(t->ports);
	rules_free(t->rules);
	suite_free(t->suite);
	wire_close(&t->fw->wire);
	memset(t, 0, sizeof(*t));
}

const struct segment *trial_sent(const struct trial *t, unsigned n)
{
	cr_assert_lt(n, t->fw->sent_count, "only %u segments were sent",
		     t->fw->sent_count);
	return &t->fw->sent[n].seg;
}
