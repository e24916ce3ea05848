/* SPDX-License-Identifier: BSD-2-Clause */
/* check_stmt.c - statements, blocks, variables, connections. */
#include <string.h>

#include "target/state.h"
#include "script/check/check.h"

/* ---- variables -------------------------------------------------------- */

static const struct variable *declared(const struct checker *c,
				       const char *name)
{
	for (const struct variable *v = c->variables; v != c->frame; v = v->up) {
		if (strcmp(v->name, name) == 0)
			return v;
	}
	return NULL;
}

unsigned check_declare(struct checker *c, const struct node *name,
		       const struct value *value)
{
	struct variable *v = arena_alloc(c->arena, sizeof(*v));
	const struct variable *old;
	enum std_name std;

	v->name = node_text(c->arena, name);
	v->loc = place_loc(name->place);
	v->type = value->type;
	v->constant = value->constant;
	v->number = value->number;
	v->up = c->variables;
	old = declared(c, v->name);
	if (std_name_parse(v->name, &std))
		report_error(c->report, name->place, "'%s' is a name of the "
			     "standard, and the target gives it its value",
			     v->name);
	else if (strpbrk(v->name, "-."))
		report_error(c->report, name->place, "a variable's name is made "
			     "of letters, digits and _");
	else if (old)
		report_clash(c->report, name->place, old->loc,
			     "it got its value here", "'%s' has a value already; "
			     "take another name", v->name);
	if (c->slots == CASE_VARIABLES_MAX) {
		report_error(c->report, name->place, "a case can have %d "
			     "variables at a time, parameters of probes included",
			     CASE_VARIABLES_MAX);
		return 0;
	}
	v->slot = c->slots++;
	c->variables = v;
	if (c->tc->variables < c->slots)
		c->tc->variables = c->slots;
	return v->slot;
}

/* ---- simple statements ------------------------------------------------ */

static const struct bounds data_bounds = { "a number of octets", 0x3fffffff };
static const struct bounds isn_bounds = { "a sequence number", UINT32_MAX };

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
	struct value value = check_expr(c, node->b);

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
	struct value a = check_expr(c, node->a), b = check_expr(c, node->b);

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
	struct value value = check_expr(c, node->a);

	if (value.type == TYPE_NUMBER && value.number >= 0)
		check_bounds(c, node->a, &value, &isn_bounds);
	stmt->a = value.expr;
}

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

/* ---- blocks ----------------------------------------------------------- */

static bool begins_with_expect(const struct stmt *stmt)
{
	return stmt && (stmt->kind == STMT_EXPECT || stmt->kind == STMT_NOTHING ||
			stmt->kind == STMT_NO || stmt->kind == STMT_DATA);
}

static void check_one_of(struct checker *c, const struct node *node,
			 struct stmt *stmt)
{
	struct block **tail = &stmt->blocks;
	unsigned silent = 0;

	for (const struct node *n = node->first; n; n = n->next) {
		struct block *block = arena_alloc(c->arena, sizeof(*block));

		check_block(c, n, block);
		if (block->first && !begins_with_expect(block->first) &&
		    !c->broken)
			report_error(c->report, n->first->place, "an alternative "
				     "must begin with what is expected, '> ...': "
				     "that tells which one it is");
		if (block->first && block->first->kind == STMT_NOTHING &&
		    ++silent == 2)
			report_error(c->report, n->first->place, "only one "
				     "alternative can begin with '> nothing'");
		*tail = block;
		tail = &block->next;
	}
}

static void check_should(struct checker *c, const struct node *node,
			 struct stmt *stmt)
{
	stmt->blocks = arena_alloc(c->arena, sizeof(*stmt->blocks));
	check_block(c, node->a, stmt->blocks);
}

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

/* ---- all of them ------------------------------------------------------ */

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

static const struct {
	enum node_kind node;
	enum stmt_kind stmt;
	void (*check)(struct checker *, const struct node *, struct stmt *);
} statements[] = {
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
	{ N_USE, STMT_USE, check_use },
	{ N_ONE_OF, STMT_ONE_OF, check_one_of },
	{ N_SHOULD, STMT_SHOULD, check_should },
	{ N_STATE, STMT_STATE, check_state },
	{ N_APP, STMT_APP, check_app },
	{ N_WARN, STMT_WARN, check_warn },
	{ N_FILL, STMT_FILL, check_fill },
};

struct stmt *check_add(struct checker *c, struct stmt ***tail,
		       enum stmt_kind kind, struct place place)
{
	struct stmt *stmt;

	if (c->full)
		return NULL;
	if (c->statements == CASE_STATEMENTS_MAX ||
	    *c->suite_statements == SUITE_STATEMENTS_MAX) {
		c->full = true;
		report_error(c->report, place, "with the probes written out "
			     "there are too many statements: more than %d in a "
			     "case, or %d in all", CASE_STATEMENTS_MAX,
			     SUITE_STATEMENTS_MAX);
		return NULL;
	}
	c->statements++;
	++*c->suite_statements;
	stmt = arena_alloc(c->arena, sizeof(*stmt));
	stmt->kind = kind;
	stmt->loc = place_loc(place);
	**tail = stmt;
	*tail = &stmt->next;
	return stmt;
}

void check_statements(struct checker *c, const struct node *list,
		      struct stmt ***tail)
{
	for (const struct node *n = list->first; n && !c->full; n = n->next) {
		size_t i = 0;
		struct stmt *stmt;

		while (statements[i].node != n->kind)
			i++;
		stmt = check_add(c, tail, statements[i].stmt, n->place);
		if (stmt)
			statements[i].check(c, n, stmt);
	}
}

void check_block(struct checker *c, const struct node *list,
		 struct block *block)
{
	const struct variable *variables = c->variables;
	unsigned slots = c->slots;
	struct stmt **tail = &block->first;

	if (c->depth == BLOCK_DEPTH_MAX) {
		report_error(c->report, list->place, "blocks stand in each other "
			     "more than %d deep, the probes written out",
			     BLOCK_DEPTH_MAX);
		return;
	}
	if (!list->first && !c->broken)
		report_error(c->report, list->place, "nothing stands in this "
			     "block");
	c->depth++;
	check_statements(c, list, &tail);
	c->depth--;
	c->variables = variables;
	c->slots = slots;
}
