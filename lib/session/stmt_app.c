/* SPDX-License-Identifier: BSD-2-Clause */
/* stmt_app.c - what the application at the target is asked for: a service does what its
 * protocol lets the tester ask, an application that opened the connection what the
 * agent is told. */
#include "session/statements.h"

#include <stdlib.h>

#include "base/memory.h"
#include "session/build.h"
#include "session/outcome.h"
#include "session/send.h"

/* ---- a service ---------------------------------------------------------------------- */

static int app_request(struct session *s, const uint8_t *bytes, uint32_t len,
		       struct error *err)
{
	struct connection *conn = session_conn(s);
	struct segment seg = { .flags = SEG_ACK | SEG_PSH, .window = 65535,
			       .df = true };

	seg.seq = conn->tcb.rcv_nxt;
	seg.ack = conn->tcb.snd_nxt;
	seg.payload = bytes;
	seg.payload_len = len;
	conn->sent_data = true;
	return session_send(s, conn, &seg, err);
}

/* What the echo service is sent it sends. */
static int app_send(struct session *s, const struct stmt *stmt, struct error *err)
{
	struct connection *conn = session_conn(s);
	struct scope scope = session_scope(s);
	uint8_t *bytes;
	uint32_t len;
	int failed;

	if (s->env->app != APP_ECHO)
		return 0;
	if (eval_number(&scope, stmt->a, &len, err) < 0)
		return -1;
	if (len > 65535)
		return error_set(err, "cannot send %u octets in one segment", len);
	bytes = memory_zeroed(len, 1);
	for (uint32_t i = 0; i < len; i++)
		bytes[i] = build_pattern(conn, conn->tcb.rcv_nxt + i);
	failed = app_request(s, bytes, len, err);
	free(bytes);
	return failed;
}

/* daytime closes unasked; an HTTP/1.0 server when it has answered. Before the FIN both
 * have data to send, and the FIN may wait for the ACK of that. */
static int app_close(struct session *s, struct error *err)
{
	static const char request[] = "GET / HTTP/1.0\r\n\r\n";

	session_conn(s)->auto_ack = true;
	if (s->env->app != APP_HTTP)
		return 0;
	return app_request(s, (const uint8_t *)request, sizeof(request) - 1, err);
}

static int ask_service(struct session *s, const struct stmt *stmt, struct error *err)
{
	if (stmt->call == CALL_SEND)
		return app_send(s, stmt, err);
	if (stmt->call == CALL_CLOSE)
		return app_close(s, err);
	return error_set(err, "the target has no agent for this action");
}

/* ---- an application that opens ------------------------------------------------------- */

static int ask_agent(struct session *s, const struct agent_request *request,
		     struct error *err)
{
	struct agent *agent = s->env->agent;
	struct error why = { "" };

	if (agent->ask(agent, request, &why) < 0)
		return error_set(err, "app %s: %.400s",
				 user_call_name(request->call), why.text);
	return 0;
}

static int app_connect(struct session *s, struct error *err)
{
	struct connection *conn = session_conn(s);
	struct agent_request request = { .call = CALL_CONNECT,
					 .id = session_id(s, conn) };

	if (!s->env->agent)
		return error_set(err, "the target has no agent that opens connections");
	if (!tcb_gone(&conn->tcb))
		return error_set(err, "app connect: the connection is open already");
	connection_expect_open(conn);
	return ask_agent(s, &request, err);
}

/* ... by the application, which has its reasons; other failures are -1. */
enum { REFUSED = -2 };

/* What the call makes of the connection at once, whatever is sent for it. */
static void follow(struct tcb *tcb, enum user_call call)
{
	bool close = call == CALL_CLOSE || call == CALL_SHUTDOWN;

	/* RFC 9293 sections 3.10.4 and 3.10.5: the TCB is deleted. */
	if (call == CALL_ABORT || (close && tcb->state == STATE_SYN_SENT))
		tcb_set_state(tcb, STATE_CLOSED);
}

static int ask_opener(struct session *s, const struct stmt *stmt, struct error *err)
{
	struct connection *conn = session_conn(s);
	struct scope scope = session_scope(s);
	struct agent_request request = { .call = stmt->call,
					 .id = session_id(s, conn) };

	if (stmt->call == CALL_LISTEN || stmt->call == CALL_RECEIVE)
		return error_set(err, "the target has no agent for this action");
	if (stmt->call == CALL_SEND &&
	    eval_number(&scope, stmt->a, &request.octets, err) < 0)
		return -1;
	if (request.octets > AGENT_SEND_MOST)
		return error_set(err, "app send: %u octets are more than %d",
				 request.octets, AGENT_SEND_MOST);
	if (ask_agent(s, &request, err) < 0)
		return REFUSED;
	follow(&conn->tcb, request.call);
	return 0;
}

enum step exec_app(struct session *s, const struct stmt *stmt)
{
	struct error err;
	int failed;

	s->acts++;
	if (stmt->call == CALL_CONNECT)
		failed = app_connect(s, &err);
	else if (session_conn(s)->opened)
		failed = ask_opener(s, stmt, &err);
	else
		failed = ask_service(s, stmt, &err);
	if (!failed)
		return STEP_NEXT;
	/* The application may have no connection any more to close or to send on. */
	if (failed == REFUSED)
		return session_undecided(s, EXCUSE_AGENT, stmt->loc, NULL, NULL, "%s",
					 err.text);
	return session_cannot(s, stmt, &err);
}
