/* SPDX-License-Identifier: BSD-2-Clause */
/* Files, headers, families, limits: what a load gives out and what it refuses. */
#include <sys/stat.h>
#include <unistd.h>

#include "script_fixture.h"

/* ---- headers ---------------------------------------------------------------- */

Test(script_load, a_header_is_kept)
{
	struct script s = script_load(
		"case some-name\n  title \"A \\\"title\\\"\"\n  covers RFC1/A-1.2_3 B\n"
		"  covers C, D/e\n  cites \"RFC 1\"\n  needs echo, quiet active-close\n"
		"  profile full\n{ < S }\n");
	const struct test_case *tc = s.suite->cases;

	cr_assert_str_eq(tc->id, "topic/some-name");
	cr_assert_str_eq(tc->topic, "topic");
	cr_assert_str_eq(tc->name, "some-name");
	cr_assert_str_eq(tc->title, "A \"title\"");
	cr_assert_str_eq(tc->cites, "RFC 1");
	cr_assert_str_eq(tc->covers[0], "RFC1/A-1.2_3");
	cr_assert_str_eq(tc->covers[1], "B");
	cr_assert_str_eq(tc->covers[2], "C");
	cr_assert_str_eq(tc->covers[3], "D/e");
	cr_assert_null(tc->covers[4]);
	cr_assert_eq(tc->needs, NEED_ECHO | NEED_QUIET | NEED_ACTIVE_CLOSE |
		     NEED_OPEN_PORT);
	cr_assert(tc->full);
	cr_assert_eq(tc->loc.line, 1);
	cr_assert_eq(tc->loc.column, 6);
	cr_assert_str_eq(tc->loc.file, "dir/topic/file.tc");
	cr_assert_eq(s.suite->count, 1);
	script_free(&s);
}

Test(script_load, what_need_not_be_written_has_a_default)
{
	struct script s = script_load("case c ; title \"T\" ; covers A { < S }");
	const struct test_case *tc = s.suite->cases;

	cr_assert_str_eq(tc->cites, "");
	cr_assert_eq(tc->needs, NEED_OPEN_PORT);
	cr_assert_not(tc->full);
	cr_assert_null(tc->unsupported);
	cr_assert_eq(tc->connections, 1);
	cr_assert_eq(tc->variables, 0);
	script_free(&s);
}

static void assert_needs(const char *needs, const char *body, uint32_t expected)
{
	char text[300];
	struct script s;

	snprintf(text, sizeof(text), "case c ; " HEAD "%s%s { %s }",
		 *needs ? "; needs " : "", needs, body);
	s = script_load(text);
	cr_assert_eq(s.suite->cases->needs, expected, "needs %s, %s: %x", needs,
		     body, s.suite->cases->needs);
	script_free(&s);
}

Test(script_load, needs_follow_from_what_the_application_is_asked_for)
{
	assert_needs("", "app send 5", NEED_OPEN_PORT | NEED_APP_SEND);
	assert_needs("", "app close", NEED_OPEN_PORT | NEED_APP_CLOSE);
	assert_needs("", "app abort", NEED_OPEN_PORT | NEED_AGENT);
	assert_needs("", "app listen", NEED_OPEN_PORT | NEED_AGENT);
	assert_needs("closed-port", "< S", NEED_CLOSED_PORT);
	assert_needs("inet6", "< S", NEED_INET6 | NEED_OPEN_PORT);
}

/* Who opened the connection is asked for what becomes of it, and nobody else. */
Test(script_load, what_follows_app_connect_needs_no_service)
{
	const uint32_t connect = NEED_OPEN_PORT | NEED_CONNECT;

	assert_needs("", "app connect", connect);
	assert_needs("", "app connect; app send 5; app shutdown", connect);
	assert_needs("", "app connect; app close", connect);
	assert_needs("", "app connect; app abort", connect);
	assert_needs("", "app connect; app receive", connect | NEED_AGENT);
	assert_needs("", "app close; app connect", connect | NEED_APP_CLOSE);
	assert_needs("", "app connect; connection b; app close",
		     connect | NEED_APP_CLOSE);
	assert_needs("", "connection b; app connect; connection main; < S;"
		     "connection b; app close", connect);
}

Test(script_load, every_need_has_its_word)
{
	static const char *const words[] = {
		"open-port", "closed-port", "echo", "discard", "daytime", "chargen", "stalled",
		"http", "active-close", "close-after-fin", "quiet", "inet", "inet6"
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		uint32_t need = need_parse(words[i]);

		cr_assert_neq(need, 0, "%s", words[i]);
		cr_assert_str_eq(need_name((enum need)need), words[i]);
	}
	for (unsigned bit = 0; bit <= 15; bit++)
		cr_assert_neq(strcmp(need_name((enum need)(1u << bit)),
				     "something unknown"), 0);
	cr_assert_eq(need_parse("an agent that acts for the application"), 0);
	cr_assert_eq(need_parse(""), 0);
}

static bool is_known(const void *ctx, const char *id)
{
	return strcmp(id, ctx) == 0;
}

Test(script_load, requirements_are_looked_up)
{
	struct script s = { .suite = suite_new(NULL) };
	const char *good = CASE("< S"), *bad = "case d ; title \"T\"; covers A/2 { < S }";

	s.diag.out = open_memstream(&s.printed, &s.printed_len);
	suite_set_requirements(s.suite, is_known, "A/1");
	cr_assert_eq(suite_load_text(s.suite, "x", good, strlen(good), &s.diag), 0);
	cr_assert_eq(suite_load_text(s.suite, "x", bad, strlen(bad), &s.diag), -1);
	fflush(s.diag.out);
	cr_assert_not_null(strstr(s.printed, "'A/2' is not in the catalogue"));
	cr_assert_eq(s.suite->count, 1);
	script_free(&s);
}

/* ---- names of cases ---------------------------------------------------------- */

static void assert_topic(const char *path, const char *topic)
{
	struct script s = script_load_named(path, CASE("< S"));

	cr_assert_eq(s.result, 0);
	cr_assert_str_eq(s.suite->cases->topic, topic, "%s: %s", path,
			 s.suite->cases->topic);
	script_free(&s);
}

Test(script_load, the_topic_is_the_folder_or_else_the_stem)
{
	assert_topic("a/reset/blind.tc", "reset");
	assert_topic("reset/blind.tc", "reset");
	assert_topic("/reset/blind.tc", "reset");
	assert_topic("blind.tc", "blind");
	assert_topic("./blind.tc", "blind");
	assert_topic("../blind.tc", "blind");
	assert_topic("/blind.tc", "blind");
	assert_topic("blind", "blind");
	assert_topic(".tc", ".tc");
}

Test(script_load, thousands_of_names_are_kept_apart)
{
	struct script s = { .suite = suite_new(NULL), .diag.out = stderr };
	size_t n = 0;

	for (int i = 0; i < 3000; i++) {
		char text[100];
		int len = snprintf(text, sizeof(text),
				   "case c%d ; title \"T\"; covers A { < S }", i);

		cr_assert_eq(suite_load_text(s.suite, "t/x.tc", text, (size_t)len,
					     &s.diag), 0);
	}
	for (const struct test_case *tc = s.suite->cases; tc; tc = tc->next)
		n++;
	cr_assert_eq(n, 3000);
	cr_assert_eq(s.suite->count, 3000);
	suite_free(s.suite);
}

/* ---- families ---------------------------------------------------------------- */

Test(script_load, a_family_is_a_case_for_each_word)
{
	struct script s = script_load(
		"for STATE in ESTABLISHED FIN-WAIT-1 {\n"
		"  case Is-${STATE} ; title \"${STATE}!\"; covers A/${STATE}\n"
		"  { state ${STATE} }\n}\n");
	const struct test_case *tc = s.suite->cases;

	cr_assert_eq(s.suite->count, 2);
	cr_assert_str_eq(tc->id, "topic/Is-established");
	cr_assert_str_eq(tc->title, "ESTABLISHED!");
	cr_assert_str_eq(tc->covers[0], "A/ESTABLISHED");
	cr_assert_eq(stmt_at(&tc->body, 0)->states, 1u << STATE_ESTABLISHED);
	tc = tc->next;
	cr_assert_str_eq(tc->id, "topic/Is-fin-wait-1");
	cr_assert_eq(stmt_at(&tc->body, 0)->states, 1u << STATE_FIN_WAIT_1);
	cr_assert_eq(tc->loc.line, 2);
	cr_assert_eq(tc->loc.column, 8);
	cr_assert_eq(stmt_at(&tc->body, 0)->loc.line, 3);
	cr_assert_eq(stmt_at(&tc->body, 0)->loc.column, 5);
	script_free(&s);
}

Test(script_load, families_nest_and_words_may_hold_blanks)
{
	struct script s = script_load(
		"for A in x, y {\n for B in \". 1 ack 2\" {\n"
		"  case ${A}-v ; title \"${B}\"; covers A { < ${B} win 5 }\n"
		"  case ${A}-w ; title \"T\"; covers A { < R }\n"
		" }\n}\n");
	const struct test_case *tc = s.suite->cases;

	cr_assert_eq(s.suite->count, 4);
	cr_assert_str_eq(tc->name, "x-v");
	cr_assert_str_eq(tc->title, ". 1 ack 2");
	assert_number(&case_segment(&s, 0)->ack, 2);
	assert_number(&case_segment(&s, 0)->window, 5);
	cr_assert_str_eq(tc->next->name, "x-w");
	cr_assert_str_eq(tc->next->next->name, "y-v");
	script_free(&s);
}

Test(script_load, the_source_of_a_case_is_its_text_with_words_replaced)
{
	struct script s = script_load(
		"probe p { < S }\n"
		"for F in S R {  case c-${F} # words\n ; title \"T\"; covers A\n"
		"  { < ${F} 1 }   }");
	const struct test_case *tc = s.suite->cases;
	static const char want[] =
		"case c-S # words\n ; title \"T\"; covers A\n  { < S 1 }";

	cr_assert_eq(tc->source_len, sizeof(want) - 1);
	cr_assert_arr_eq(tc->source, want, sizeof(want) - 1);
	cr_assert_str_eq(tc->next->name, "c-r");
	script_free(&s);
}

/* ---- what is refused ---------------------------------------------------------- */

Test(script_load, octets_that_are_no_text_are_refused_without_a_line)
{
	struct script s = { .suite = suite_new(NULL) };

	s.diag.out = open_memstream(&s.printed, &s.printed_len);
	cr_assert_eq(suite_load_text(s.suite, "a.tc", "case\0", 5, &s.diag), -1);
	fflush(s.diag.out);
	cr_assert_str_eq(s.printed, "a.tc: error: holds NUL octets, so it is binary "
			 "and no script\n");
	script_free(&s);
}

Test(script_load, a_mebibyte_is_read_and_more_is_not)
{
	static const char text[] = CASE("< S");
	const size_t most = 1 << 20;
	char *padded = malloc(most + 1);
	struct script s = { .suite = suite_new(NULL) };

	memset(padded, '\n', most + 1);
	memcpy(padded, text, sizeof(text) - 1);
	s.diag.out = open_memstream(&s.printed, &s.printed_len);
	cr_assert_eq(suite_load_text(s.suite, "a.tc", padded, most, &s.diag), 0);
	cr_assert_eq(suite_load_text(s.suite, "b.tc", padded, most + 1, &s.diag),
		     -1);
	fflush(s.diag.out);
	cr_assert_not_null(strstr(s.printed, "b.tc: error: larger than 1 MiB"));
	free(padded);
	script_free(&s);
}

Test(script_load, all_errors_are_counted_and_some_printed)
{
	struct script s = { .suite = suite_new(NULL), .diag.max = 3 };
	char *text = malloc(100000), *end = text;
	unsigned lines = 0;

	end += sprintf(end, "case c ; " HEAD "{\n");
	for (int i = 0; i < 5000; i++)
		end += sprintf(end, "foo %d\n", i);
	end += sprintf(end, "}\n");
	s.diag.out = open_memstream(&s.printed, &s.printed_len);
	cr_assert_eq(suite_load_text(s.suite, "a.tc", text, (size_t)(end - text),
				     &s.diag), -1);
	fflush(s.diag.out);
	cr_assert_eq(s.diag.errors, 5000);
	for (char *c = s.printed; *c; c++)
		lines += *c == '\n';
	cr_assert_eq(lines, 3 * 3 + 1, "%s", s.printed);
	free(text);
	script_free(&s);
}

Test(script_load, colour_is_for_those_who_ask)
{
	struct script s = { .suite = suite_new(NULL), .diag.colour = true };

	s.diag.out = open_memstream(&s.printed, &s.printed_len);
	suite_load_text(s.suite, "a.tc", "foo", 3, &s.diag);
	fflush(s.diag.out);
	cr_assert_not_null(strstr(s.printed, "\033[1;31merror:\033[0m"));
	cr_assert_not_null(strstr(s.printed, "\033[1;32m^~~\033[0m"));
	script_free(&s);
	s = script_load_named("a.tc", "foo");
	cr_assert_null(strchr(s.printed, '\033'));
	script_free(&s);
}

Test(script_load, a_long_line_is_shown_around_its_error)
{
	char text[3000], *at;
	struct script s;

	memset(text, ' ', sizeof(text));
	memcpy(text, "case c ; " HEAD "{", strlen("case c ; " HEAD "{"));
	strcpy(text + 2000, "foo }");
	s = script_load_named("a.tc", text);
	cr_assert_eq(s.diag.errors, 1);
	cr_assert_lt(s.printed_len, 600);
	cr_assert_not_null(strstr(s.printed, "a.tc:1:2001: error: 'foo'"));
	at = strchr(s.printed, '\n') + 1;
	cr_assert_eq(strstr(at, "foo") - at, strchr(at, '^') - strchr(at, '\n') - 1);
	script_free(&s);
}

Test(script_load, nothing_of_a_file_with_an_error_is_kept)
{
	struct script s = script_load_named("x.tc",
		"case a ; title \"T\"; covers A { < S }\n"
		"case b ; title \"T\"; covers A { < X }\n");

	cr_assert_eq(s.result, -1);
	cr_assert_null(s.suite->cases);
	cr_assert_eq(s.suite->count, 0);
	script_free(&s);
}

/* ---- files and folders -------------------------------------------------------- */

struct folder {
	char path[64];
};

static struct folder folder_new(void)
{
	struct folder f = { "/tmp/tcpvet-test-XXXXXX" };

	cr_assert_not_null(mkdtemp(f.path));
	return f;
}

static void put(const struct folder *f, const char *name, const char *text)
{
	char path[200], *slash;
	FILE *out;

	snprintf(path, sizeof(path), "%s/%s", f->path, name);
	slash = strrchr(path, '/');
	*slash = '\0';
	mkdir(path, 0700);
	*slash = '/';
	out = fopen(path, "w");
	cr_assert_not_null(out);
	fputs(text, out);
	fclose(out);
}

static void folder_remove(const struct folder *f)
{
	char command[200];

	snprintf(command, sizeof(command), "rm -r %s", f->path);
	cr_assert_eq(system(command), 0);
}

#define NAMED(name, body) "case " name " ; title \"T\"; covers A { " body " }\n"

Test(script_load, a_folder_is_read_in_order_of_names)
{
	struct folder f = folder_new();
	struct script s = { .suite = suite_new(NULL), .diag.out = stderr };
	const struct test_case *tc;

	put(&f, "b/two.tc", NAMED("x", "< S"));
	put(&f, "b/one.tc", NAMED("y", "< S"));
	put(&f, "a/one.tc", NAMED("x", "< S"));
	put(&f, "a/one.txt", "no script");
	put(&f, "a/.hidden.tc", "no script");
	cr_assert_eq(suite_load_dir(s.suite, f.path, &s.diag), 0);
	tc = s.suite->cases;
	cr_assert_str_eq(tc->id, "a/x");
	cr_assert_str_eq(tc->next->id, "b/y");
	cr_assert_str_eq(tc->next->next->id, "b/x");
	cr_assert_eq(s.suite->count, 3);
	suite_free(s.suite);
	folder_remove(&f);
}

static void assert_folder_refused(struct folder *f, const char *words)
{
	struct script s = { .suite = suite_new(NULL) };

	s.diag.out = open_memstream(&s.printed, &s.printed_len);
	cr_assert_eq(suite_load_dir(s.suite, f->path, &s.diag), -1);
	fflush(s.diag.out);
	cr_assert_not_null(strstr(s.printed, words), "%s", s.printed);
	script_free(&s);
}

Test(script_load, a_folder_that_cannot_be_read_is_told)
{
	struct folder none = { "/tmp/tcpvet-test-none" }, f = folder_new();

	assert_folder_refused(&none, "tcpvet-test-none: error: cannot be read: No such");
	assert_folder_refused(&f, "holds no script: no *.tc below it");
	put(&f, "a.tc", "foo");
	assert_folder_refused(&f, "a.tc:1:1: error: 'foo' cannot stand here");
	folder_remove(&f);
}

Test(script_load, a_folder_that_holds_itself_comes_to_an_end)
{
	struct folder f = folder_new();
	char path[200];

	put(&f, "a/x.tc", NAMED("x", "< S"));
	snprintf(path, sizeof(path), "%s/a/again", f.path);
	cr_assert_eq(symlink("..", path), 0);
	assert_folder_refused(&f, "is it linked to itself?");
	folder_remove(&f);
}

static struct script load_with(const struct folder *probes, const char *text)
{
	return script_load_into(suite_new(probes->path), "t/x.tc", text);
}

Test(script_load, probes_come_from_their_file_or_any_or_the_script_itself)
{
	struct folder f = folder_new();
	struct script s;

	put(&f, "a.probe", "probe a { wait 1s }\nprobe a2 { use b2 }\n");
	put(&f, "b.probe", "probe b { wait 2s }\nprobe b2 { wait 3s }\n");
	s = load_with(&f, "probe b { wait 9s }\n"
		      NAMED("x", "use a ; use a2 ; use b ; use b2"));
	cr_assert_eq(s.result, 0, "%s", s.printed);
	cr_assert_eq(stmt_at(case_stmt(&s, 0)->blocks, 0)->within, 1000000000);
	cr_assert_eq(stmt_at(stmt_at(case_stmt(&s, 1)->blocks, 0)->blocks, 0)->within,
		     3000000000);
	cr_assert_eq(stmt_at(case_stmt(&s, 2)->blocks, 0)->within, 9000000000);
	cr_assert_eq(stmt_at(case_stmt(&s, 3)->blocks, 0)->within, 3000000000);
	script_free(&s);
	folder_remove(&f);
}

Test(script_load, files_of_probes_that_nobody_uses_are_not_read)
{
	struct folder f = folder_new();
	struct script s;

	put(&f, "good.probe", "probe good { wait 1s }\n");
	put(&f, "bad.probe", "rubbish\n");
	s = load_with(&f, NAMED("x", "use good"));
	cr_assert_eq(s.result, 0, "%s", s.printed);
	script_free(&s);
	s = load_with(&f, NAMED("x", "use none"));
	cr_assert_eq(s.result, -1);
	cr_assert_not_null(strstr(s.printed, "bad.probe:1:1: error: 'rubbish'"));
	cr_assert_not_null(strstr(s.printed, "there is no probe 'none', here or in"));
	script_free(&s);
	folder_remove(&f);
}

Test(script_load, every_listener_hears_what_is_wrong_with_a_probe)
{
	struct folder f = folder_new();
	struct suite *suite = suite_new(f.path);
	static const char *const texts[] = {
		NAMED("x", "use wrong"), NAMED("y", "use wrong"),
		NAMED("z", "use broken"), NAMED("w", "use broken")
	};
	static const char *const words[] = {
		"'X' is no flag", "'X' is no flag", "'foo' begins no statement",
		"probe 'broken' has an error, which was told"
	};

	put(&f, "wrong.probe", "probe wrong { < X }\n");
	put(&f, "broken.probe", "probe broken { foo }\n");
	for (size_t i = 0; i < 4; i++) {
		struct script s = script_load_into(suite, "t/x.tc", texts[i]);

		cr_assert_eq(s.result, -1);
		cr_assert_gt(s.diag.errors, 0);
		cr_assert_not_null(strstr(s.printed, words[i]), "%s", s.printed);
		cr_assert_null(suite->cases);
		free(s.printed);
	}
	suite_free(suite);
	folder_remove(&f);
}
