/* SPDX-License-Identifier: BSD-2-Clause */
/* Statements, expressions, scopes and probes: what the tree holds. */
#include "script_fixture.h"

/* ---- times ---------------------------------------------------------------- */

static void assert_time(const struct stmt *stmt, enum time_kind kind, int64_t from,
			int64_t to)
{
	cr_assert_eq(stmt->time.kind, kind);
	cr_assert_eq(stmt->time.from, from, "%lld", (long long)stmt->time.from);
	cr_assert_eq(stmt->time.to, to);
}

Test(script_stmt, times_are_packetdrills)
{
	struct script s = script_load(CASE(
		"< S\n+0 < S\n+.1 < S\n1.5 < S\n* > S\n+0.1~+.25 > S\n2~3.000000001 > S"));

	assert_time(case_stmt(&s, 0), TIME_NONE, 0, 0);
	assert_time(case_stmt(&s, 1), TIME_RELATIVE, 0, 0);
	assert_time(case_stmt(&s, 2), TIME_RELATIVE, 100000000, 100000000);
	assert_time(case_stmt(&s, 3), TIME_ABSOLUTE, 1500000000, 1500000000);
	assert_time(case_stmt(&s, 4), TIME_ANY, 0, 0);
	assert_time(case_stmt(&s, 5), TIME_RELATIVE_RANGE, 100000000, 250000000);
	assert_time(case_stmt(&s, 6), TIME_ABSOLUTE_RANGE, 2000000000, 3000000001);
	script_free(&s);
}

Test(script_stmt, durations_have_units)
{
	struct script s = script_load(CASE(
		"wait 500us ; wait 20ms ; wait 1.5s ; wait .25s ; wait 86400s\n"
		"> nothing within 4rtt\n> . 1 within 2s\n> no R\n"));

	cr_assert_eq(case_stmt(&s, 0)->within, 500000);
	cr_assert_eq(case_stmt(&s, 1)->within, 20000000);
	cr_assert_eq(case_stmt(&s, 2)->within, 1500000000);
	cr_assert_eq(case_stmt(&s, 3)->within, 250000000);
	cr_assert_eq(case_stmt(&s, 4)->within, 86400000000000);
	cr_assert_eq(case_stmt(&s, 5)->within, 4);
	cr_assert(case_stmt(&s, 5)->within_rtt);
	cr_assert_not(case_stmt(&s, 6)->within_rtt);
	cr_assert_eq(case_stmt(&s, 7)->within, 0);
	script_free(&s);
}

/* ---- expressions ----------------------------------------------------------- */

Test(script_stmt, products_bind_closer_than_sums_and_sums_to_the_left)
{
	struct script s = script_load(CASE("let x = 10-2*3-1 ; let y = -(1+2)"));
	const struct expr *e = case_stmt(&s, 0)->a;

	cr_assert_eq(e->kind, EXPR_SUB);
	cr_assert_eq(e->b->number, 1);
	cr_assert_eq(e->a->kind, EXPR_SUB);
	cr_assert_eq(e->a->a->number, 10);
	cr_assert_eq(e->a->b->kind, EXPR_MUL);
	e = case_stmt(&s, 1)->a;
	cr_assert_eq(e->kind, EXPR_SUB);
	cr_assert_eq(e->a->number, 0);
	cr_assert_eq(e->b->kind, EXPR_ADD);
	script_free(&s);
}

Test(script_stmt, every_name_of_the_standard_is_known)
{
	for (int i = 0; i < NAME_COUNT; i++) {
		const char *name = std_name_text((enum std_name)i);
		enum std_name parsed = NAME_COUNT;
		char text[200];
		struct script s;

		cr_assert(std_name_parse(name, &parsed));
		cr_assert_eq(parsed, (enum std_name)i);
		snprintf(text, sizeof(text), "case c ; " HEAD "{ let x = %s-1 }",
			 name);
		s = script_load(text);
		cr_assert_eq(case_stmt(&s, 0)->a->a->name, (enum std_name)i);
		cr_assert_eq(case_stmt(&s, 0)->a->is_seq,
			     std_name_is_seq((enum std_name)i));
		script_free(&s);
	}
}

Test(script_stmt, variables_take_the_type_of_their_value)
{
	struct script s = script_load(CASE(
		"let a = SND.NXT ; let b = a + 5 ; let c = b - a ; let d = c\n"
		"< . b win d"));

	cr_assert(case_stmt(&s, 1)->a->is_seq);
	cr_assert_not(case_stmt(&s, 2)->a->is_seq);
	cr_assert_not(case_stmt(&s, 3)->a->is_seq);
	cr_assert(case_segment(&s, 4)->seq.lo->is_seq);
	cr_assert_eq(case_segment(&s, 4)->seq.lo->slot, 1);
	cr_assert_eq(case_segment(&s, 4)->window.lo->slot, 3);
	cr_assert_eq(s.suite->cases->variables, 4);
	script_free(&s);
}

Test(script_stmt, a_known_variable_is_checked_like_a_number)
{
	assert_refused(CASE("let w = 70000 ; < . 1 win w"), "not 70000");
	assert_refused(CASE("let w = 1 ; < . 1 win w - 2"), "not -1");
}

Test(script_stmt, slots_of_a_block_are_used_again_behind_it)
{
	struct script s = script_load(CASE(
		"let a = 1\n"
		"should { let b = 2 ; let c = 3 ; > . b win c }\n"
		"let d = 4\n< . d"));

	cr_assert_eq(stmt_at(case_stmt(&s, 1)->blocks, 1)->slot, 2);
	cr_assert_eq(case_stmt(&s, 2)->slot, 1);
	cr_assert_eq(s.suite->cases->variables, 3);
	script_free(&s);
}

/* ---- statements ------------------------------------------------------------ */

Test(script_stmt, fill_may_leave_some_octets)
{
	struct script s = script_load("case c ; " HEAD "{ fill ; fill leaving 100 }");

	cr_assert_eq(case_stmt(&s, 0)->kind, STMT_FILL);
	cr_assert_null(case_stmt(&s, 0)->a);
	cr_assert_eq(case_stmt(&s, 1)->kind, STMT_FILL);
	cr_assert_eq(case_stmt(&s, 1)->a->number, 100);
	script_free(&s);
}

Test(script_stmt, check_keeps_operator_and_sides)
{
	static const struct {
		const char *text;
		enum compare_op op;
	} ops[] = { { "==", CMP_EQ }, { "!=", CMP_NE }, { "<", CMP_LT },
		    { "<=", CMP_LE }, { ">", CMP_GT }, { ">=", CMP_GE } };

	for (size_t i = 0; i < sizeof(ops) / sizeof(ops[0]); i++) {
		char text[200];
		struct script s;

		snprintf(text, sizeof(text), "case c ; " HEAD "{ check MSS %s 5 }",
			 ops[i].text);
		s = script_load(text);
		cr_assert_eq(case_stmt(&s, 0)->op, ops[i].op, "%s", ops[i].text);
		cr_assert_eq(case_stmt(&s, 0)->a->name, NAME_MSS);
		cr_assert_eq(case_stmt(&s, 0)->b->number, 5);
		script_free(&s);
	}
}

Test(script_stmt, connections_are_numbered_from_main)
{
	struct script s = script_load(CASE(
		"connection b ; connection main ; connection c ; connection b"));

	cr_assert_eq(case_stmt(&s, 0)->connection, 1);
	cr_assert_eq(case_stmt(&s, 1)->connection, 0);
	cr_assert_eq(case_stmt(&s, 2)->connection, 2);
	cr_assert_eq(case_stmt(&s, 3)->connection, 1);
	cr_assert_eq(s.suite->cases->connections, 3);
	cr_assert_str_eq(s.suite->cases->connection_names[0], "main");
	cr_assert_str_eq(s.suite->cases->connection_names[2], "c");
	script_free(&s);
}

Test(script_stmt, states_are_a_set)
{
	struct script s = script_load(CASE("state SYN-SENT or FIN-WAIT-1 or\n CLOSED"));

	cr_assert_eq(case_stmt(&s, 0)->states,
		     1u << STATE_SYN_SENT | 1u << STATE_FIN_WAIT_1 |
		     1u << STATE_CLOSED);
	script_free(&s);
}

Test(script_stmt, data_is_a_number_or_octets)
{
	struct script s = script_load(CASE("> data (2*RCV.WND) within 5s\n> data \"hi\""));

	cr_assert_eq(case_stmt(&s, 0)->kind, STMT_DATA);
	cr_assert_eq(case_stmt(&s, 0)->a->kind, EXPR_MUL);
	cr_assert_null(case_stmt(&s, 0)->data);
	cr_assert_null(case_stmt(&s, 1)->a);
	cr_assert_eq(case_stmt(&s, 1)->data_len, 2);
	cr_assert_arr_eq(case_stmt(&s, 1)->data, "hi", 2);
	script_free(&s);
}

Test(script_stmt, alternatives_are_a_list_of_blocks)
{
	struct script s = script_load(CASE(
		"one of {\n> R\nstate CLOSED }\nor {\n> nothing }\n\n or\n{ > . 1 }\n< S"));
	const struct block *b = case_stmt(&s, 0)->blocks;

	cr_assert_eq(stmt_at(b, 0)->kind, STMT_EXPECT);
	cr_assert_eq(stmt_at(b, 1)->kind, STMT_STATE);
	cr_assert_eq(stmt_at(b->next, 0)->kind, STMT_NOTHING);
	cr_assert_eq(stmt_at(b->next->next, 0)->kind, STMT_EXPECT);
	cr_assert_null(b->next->next->next);
	cr_assert_eq(case_stmt(&s, 1)->kind, STMT_SEND);
	script_free(&s);
}

Test(script_stmt, warn_keeps_its_words)
{
	struct script s = script_load(CASE("warn \"so so\""));

	cr_assert_eq(case_stmt(&s, 0)->kind, STMT_WARN);
	cr_assert_str_eq(case_stmt(&s, 0)->name, "so so");
	script_free(&s);
}

/* ---- probes ----------------------------------------------------------------- */

#define PROBE "probe p(a, b=5) { < . a win b ; let c = 1 ; < . c }\n"

Test(script_stmt, a_use_holds_its_own_copy_behind_its_parameters)
{
	struct script s = script_load(
		PROBE CASE("let x = 1 ; use p(RCV.NXT) ; use p(b=7, a=x) ; let y = 2"));
	const struct block *first = case_stmt(&s, 1)->blocks;
	const struct block *second = case_stmt(&s, 2)->blocks;

	cr_assert_str_eq(case_stmt(&s, 1)->name, "p");
	cr_assert_null(first->next);
	cr_assert_eq(stmt_at(first, 0)->kind, STMT_LET);
	cr_assert_str_eq(stmt_at(first, 0)->name, "a");
	cr_assert_eq(stmt_at(first, 0)->a->name, NAME_RCV_NXT);
	cr_assert_eq(stmt_at(first, 1)->a->number, 5);
	cr_assert_eq(stmt_at(first, 2)->segment->seq.lo->slot,
		     stmt_at(first, 0)->slot);
	cr_assert(stmt_at(first, 2)->segment->seq.lo->is_seq);
	cr_assert_eq(stmt_at(second, 0)->a->kind, EXPR_VAR);
	cr_assert_eq(stmt_at(second, 0)->a->slot, 0);
	cr_assert_eq(stmt_at(second, 1)->a->number, 7);
	cr_assert_not(stmt_at(second, 2)->segment->seq.lo->is_seq);
	cr_assert_neq(stmt_at(first, 2), stmt_at(second, 2));
	cr_assert_eq(stmt_at(first, 2)->loc.line, 1);
	cr_assert_eq(s.suite->cases->variables, 4);
	cr_assert_eq(case_stmt(&s, 3)->slot, 1);
	script_free(&s);
}

Test(script_stmt, a_probe_and_its_user_do_not_see_each_others_variables)
{
	assert_refused(PROBE CASE("use p(1) ; < . c"), "nothing here is called 'c'");
	assert_refused("probe p { < . v }\n" CASE("let v = 1 ; use p"),
		       "nothing here is called 'v'");
}

Test(script_stmt, an_error_in_a_probe_names_the_uses_that_led_there)
{
	struct script s = script_load_named("x.tc",
		"probe inner(w) { < . 1 win w }\nprobe outer(w) { use inner(w) }\n"
		CASE("use outer(65536)"));

	cr_assert_eq(s.diag.errors, 1);
	cr_assert_str_eq(s.printed,
		"x.tc:1:28: error: a window is a number from 0 to 65535, not 65536\n"
		"probe inner(w) { < . 1 win w }\n"
		"                           ^\n"
		"x.tc:2:18: note: in this use of probe 'inner'\n"
		"x.tc:4:1: note: in this use of probe 'outer'\n");
	script_free(&s);
}
