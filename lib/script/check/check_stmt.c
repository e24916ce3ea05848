/* SPDX-License-Identifier: BSD-2-Clause */
#include "script/check/check_stmt.h"

#include <string.h>

#include "script/check/check_segment.h"
#include "script/check/check_text.h"
#include "script/check/variables.h"
#include "target/needs.h"
#include "target/state.h"

/* ---- values ----------------------------------------------------------- */

static const struct value_bounds data_bounds = { "a number of octets", 0x3fffffff };
static const struct value_bounds isn_bounds = { "a sequence number", UINT32_MAX };

static void check_within(struct checker *c, const struct node *node,
			 struct stmt *stmt)
{
	if (node)
		stmt->within = check_duration(c, node, &stmt->within_rtt);
}

static void check_data(struct checker *c, const struct node *node,
		       struct stmt *stmt)
{
	if (node->a->kind == N_STRING) {
		stmt->data = (const uint8_t *)check_string(c, node->a,
							   &stmt->data_len);
		if (stmt->data_len == 0)
			report_error(c->report, node->a->place,
				     "this text is empty");
	} else {
		stmt->a = check_number(c, node->a, &data_bounds);
	}
}

static void check_let(struct checker *c, const struct node *node,
		      struct stmt *stmt)
{
	struct typed_expr value = check_expr(c, node->b);

	stmt->a = value.expr;
	stmt->name = node_text(c->arena, node->a);
	stmt->slot = check_declare(c, node->a, &value);
}

static enum compare_op compare_op(const struct node *node)
{
	static const char *const texts[] = {
		[CMP_EQ] = "==", [CMP_NE] = "!=", [CMP_LT] = "<",
		[CMP_LE] = "<=", [CMP_GT] = ">", [CMP_GE] = ">="
	};
	int op = CMP_EQ;

	while (op < CMP_GE && !node_is(node, texts[op]))
		op++;
	return (enum compare_op)op;
}

static void check_check(struct checker *c, const struct node *node,
			struct stmt *stmt)
{
	struct typed_expr a = check_expr(c, node->a), b = check_expr(c, node->b);

	stmt->a = a.expr;
	stmt->b = b.expr;
	stmt->op = compare_op(node->c);
	if ((a.type == TYPE_SEQ && b.type == TYPE_NUMBER) ||
	    (a.type == TYPE_NUMBER && b.type == TYPE_SEQ))
		report_error(c->report, node->c->place, "a sequence number cannot "
			     "be compared with a plain number; write 'ISS + n' "
			     "or 'IRS + n', or compare a difference");
}

static void check_isn(struct checker *c, const struct node *node,
		      struct stmt *stmt)
{
	struct typed_expr value = check_expr(c, node->a);

	if (value.type == TYPE_NUMBER && value.number >= 0)
		check_bounds(c, node->a, &value, &isn_bounds);
	stmt->a = value.expr;
}

/* ---- connections, states, the application ------------------------------- */

static void check_connection(struct checker *c, const struct node *node,
			     struct stmt *stmt)
{
	const char *name = node_text(c->arena, node->a);
	struct test_case *tc = c->tc;
	unsigned i = 0;

	stmt->name = name;
	while (i < tc->connections && strcmp(tc->connection_names[i], name) != 0)
		i++;
	if (i == CASE_CONNECTIONS_MAX) {
		report_error(c->report, node->a->place, "a case can have %d "
			     "connections, 'main' included",
			     CASE_CONNECTIONS_MAX);
		return;
	}
	if (i == tc->connections)
		tc->connection_names[tc->connections++] = name;
	stmt->connection = c->connection = i;
}

static void check_state(struct checker *c, const struct node *node,
			struct stmt *stmt)
{
	for (const struct node *n = node->first; n; n = n->next) {
		enum tcp_state state;

		if (!state_parse(node_text(c->report->arena, n), &state))
			report_error(c->report, n->place, "'%s' is no state; "
				     "RFC 9293 section 3.3.2 spells them CLOSED "
				     "LISTEN SYN-SENT SYN-RECEIVED ESTABLISHED "
				     "FIN-WAIT-1 FIN-WAIT-2 CLOSE-WAIT CLOSING "
				     "LAST-ACK TIME-WAIT",
				     node_show(c->report->arena, n));
		else if (stmt->states & 1u << state)
			report_error(c->report, n->place, "state %s stands here "
				     "twice", state_name(state));
		else
			stmt->states |= 1u << state;
	}
}

static const struct {
	uint32_t need;   /* on a connection that came to a service ... */
	uint32_t opened; /* ... and on one that the application opened */
	bool number;
} calls[CALL_COUNT] = {
	[CALL_SEND] = { NEED_APP_SEND, NEED_CONNECT, true },
	[CALL_CLOSE] = { NEED_APP_CLOSE, NEED_CONNECT, false },
	[CALL_SHUTDOWN] = { NEED_AGENT, NEED_CONNECT, false },
	[CALL_ABORT] = { NEED_AGENT, NEED_CONNECT, false },
	[CALL_CONNECT] = { NEED_CONNECT, NEED_CONNECT, false },
	[CALL_LISTEN] = { NEED_AGENT, NEED_AGENT, false },
	[CALL_RECEIVE] = { NEED_AGENT, NEED_AGENT, true },
};

static void check_app(struct checker *c, const struct node *node,
		      struct stmt *stmt)
{
	enum user_call call = 0;

	while (call < CALL_COUNT && !node_is(node->a, user_call_name(call)))
		call++;
	if (call == CALL_COUNT) {
		report_error(c->report, node->a->place, "'%s' is nothing that an "
			     "application can do; send, close, shutdown, abort, "
			     "connect, listen and receive are",
			     node_show(c->report->arena, node->a));
		return;
	}
	stmt->call = call;
	if (call == CALL_CONNECT)
		c->connected |= 1u << c->connection;
	c->tc->needs |= c->connected & 1u << c->connection ? calls[call].opened
							   : calls[call].need;
	if (node->b && !calls[call].number)
		report_error(c->report, node->b->place, "no number stands behind "
			     "'app %s'", user_call_name(call));
	else if (node->b)
		stmt->a = check_number(c, node->b, &data_bounds);
	else if (call == CALL_SEND)
		report_error(c->report, node->a->place, "how many octets? write "
			     "'app send 100'");
}

/* ---- segments and times ------------------------------------------------- */

static void check_time(struct checker *c, const struct node *node,
		       struct stmt *stmt)
{
	static const enum time_kind kinds[] = {
		[N_AT] = TIME_ABSOLUTE, [N_AT_RANGE] = TIME_ABSOLUTE_RANGE,
		[N_AFTER] = TIME_RELATIVE, [N_AFTER_RANGE] = TIME_RELATIVE_RANGE,
		[N_AT_ANY] = TIME_ANY
	};
	struct time_spec *time = &stmt->time;

	if (!node)
		return;
	time->kind = kinds[node->kind];
	time->loc = place_loc(node->place);
	if (node->a)
		time->from = time->to = check_seconds(c, node->a);
	if (node->b)
		time->to = check_seconds(c, node->b);
	if (time->to < time->from)
		report_error(c->report, node->place, "this time ends before it "
			     "begins");
	if (stmt->kind == STMT_SEND && (node->b || node->kind == N_AT_ANY))
		report_error(c->report, node->place, "%s can stand only before "
			     "'>'; what is sent needs one time",
			     node->b ? "a range of times" : "'*'");
}

static void check_send(struct checker *c, const struct node *node,
		       struct stmt *stmt)
{
	check_time(c, node->c, stmt);
	stmt->segment = check_segment(c, node->a, SENT);
}

static void check_expect(struct checker *c, const struct node *node,
			 struct stmt *stmt)
{
	check_time(c, node->c, stmt);
	if (node->kind == N_DATA)
		check_data(c, node, stmt);
	else if (node->a)
		stmt->segment = check_segment(c, node->a, EXPECTED);
	check_within(c, node->b, stmt);
	if (node->b && (stmt->time.kind == TIME_RELATIVE_RANGE ||
			stmt->time.kind == TIME_ABSOLUTE_RANGE))
		report_error(c->report, node->b->place, "the range of times "
			     "before '>' says already how long to wait");
}

static void check_wait(struct checker *c, const struct node *node,
		       struct stmt *stmt)
{
	stmt->within = check_duration(c, node->a, NULL);
}

static void check_warn(struct checker *c, const struct node *node,
		       struct stmt *stmt)
{
	stmt->name = check_prose(c, node->a);
}

static void check_fill(struct checker *c, const struct node *node,
		       struct stmt *stmt)
{
	if (node->a && !node_is(node->a, "leaving"))
		report_error(c->report, node->a->place, "only 'leaving' can stand "
			     "behind 'fill'; write 'fill leaving 100'");
	if (node->b)
		stmt->a = check_number(c, node->b, &data_bounds);
}

/* ---- all of them ------------------------------------------------------- */

static const struct stmt_check statements[] = {
	{ N_SEND, STMT_SEND, check_send },
	{ N_EXPECT, STMT_EXPECT, check_expect },
	{ N_NOTHING, STMT_NOTHING, check_expect },
	{ N_NO, STMT_NO, check_expect },
	{ N_DATA, STMT_DATA, check_expect },
	{ N_WAIT, STMT_WAIT, check_wait },
	{ N_LET, STMT_LET, check_let },
	{ N_CHECK, STMT_CHECK, check_check },
	{ N_ISN, STMT_ISN, check_isn },
	{ N_CONNECTION, STMT_CONNECTION, check_connection },
	{ N_STATE, STMT_STATE, check_state },
	{ N_APP, STMT_APP, check_app },
	{ N_WARN, STMT_WARN, check_warn },
	{ N_FILL, STMT_FILL, check_fill },
};

const struct stmt_check *check_stmt(enum node_kind kind)
{
	for (size_t i = 0; i < sizeof(statements) / sizeof(statements[0]); i++)
		if (statements[i].node == kind)
			return &statements[i];
	return NULL;
}
