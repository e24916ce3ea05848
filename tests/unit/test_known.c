/* SPDX-License-Identifier: BSD-2-Clause */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "verdict/known.h"

static struct known *load_n(const char *text, size_t len, struct error *err)
{
	char path[] = "/tmp/tcpvet-test-XXXXXX";
	struct known *expect;
	int fd = mkstemp(path);

	cr_assert_geq(fd, 0);
	cr_assert_eq(write(fd, text, len), (ssize_t)len);
	close(fd);
	expect = known_load(path, err);
	unlink(path);
	return expect;
}

static struct known *load(const char *text)
{
	struct error err = { "" };
	struct known *expect = load_n(text, strlen(text), &err);

	cr_assert_not_null(expect, "%s", err.text);
	return expect;
}

static void assert_refused(const char *text, const char *message)
{
	struct error err = { "" };

	cr_assert_null(load_n(text, strlen(text), &err));
	cr_assert_not_null(strstr(err.text, message), "\"%s\" lacks \"%s\"", err.text,
			   message);
}

/* Collects the stale ones as "id/family;". */
static void note(void *ctx, const char *id, const char *family)
{
	char *all = ctx;

	snprintf(all + strlen(all), 256 - strlen(all), "%s/%s;", id, family);
}

static void assert_stale(const struct known *expect, unsigned count, const char *want)
{
	char all[256] = "";

	cr_assert_eq(known_stale(expect, note, all), count);
	cr_assert_str_eq(all, want);
}

Test(known, a_listed_fail_has_its_reason)
{
	struct known *e = load("# comment: with colon\n\n"
				"a/b : why: because\n"
				"  c/d\tinet6: only there  \n");

	cr_assert_str_eq(known_match(e, "a/b", FAMILY_INET, VERDICT_FAIL),
			 "why: because");
	cr_assert_str_eq(known_match(e, "a/b", FAMILY_INET6, VERDICT_FAIL),
			 "why: because");
	cr_assert_str_eq(known_match(e, "c/d", FAMILY_INET6, VERDICT_FAIL),
			 "only there");
	cr_assert_null(known_match(e, "c/d", FAMILY_INET, VERDICT_FAIL));
	cr_assert_null(known_match(e, "a", FAMILY_INET, VERDICT_FAIL));
	cr_assert_null(known_match(e, "a/b", FAMILY_INET, VERDICT_PASS));
	cr_assert_null(known_match(NULL, "a/b", FAMILY_INET, VERDICT_FAIL));
	known_free(e);
}

Test(known, only_what_ran_and_held_is_stale)
{
	struct known *e = load("a/b : x\nc/d inet : x\ne/f : x\ng/h : x\ni/j : x\n");

	known_match(e, "a/b", FAMILY_INET, VERDICT_PASS);
	known_match(e, "a/b", FAMILY_INET6, VERDICT_FAIL);
	known_match(e, "c/d", FAMILY_INET, VERDICT_PASS);
	known_match(e, "c/d", FAMILY_INET6, VERDICT_FAIL);
	known_match(e, "e/f", FAMILY_INET, VERDICT_PASS);
	known_match(e, "g/h", FAMILY_INET, VERDICT_SKIP);
	known_match(e, "g/h", FAMILY_INET6, VERDICT_INCONCLUSIVE);
	assert_stale(e, 2, "c/d/inet;e/f/;");
	known_free(e);
	assert_stale(NULL, 0, "");
}

Test(known, warnings_may_be_listed_too)
{
	struct known *e = load("a/b : x\nc/d warn : y\ne/f inet6 warn : z\n");

	cr_assert_str_eq(known_match(e, "a/b", FAMILY_INET, VERDICT_WARN), "x");
	cr_assert_str_eq(known_match(e, "c/d", FAMILY_INET, VERDICT_WARN), "y");
	cr_assert_str_eq(known_match(e, "e/f", FAMILY_INET6, VERDICT_WARN), "z");
	/* Who listed a warning did not list a fail. */
	cr_assert_null(known_match(e, "c/d", FAMILY_INET6, VERDICT_FAIL));
	cr_assert_null(known_match(e, "e/f", FAMILY_INET, VERDICT_WARN));
	assert_stale(e, 0, "");
	known_free(e);
}

static const char *renamed(const void *ctx, const char *id)
{
	(void)ctx;
	if (strcmp(id, "old") == 0)
		return "a/b";
	return strcmp(id, "a/b") == 0 ? id : NULL;
}

Test(known, ids_are_brought_up_to_date)
{
	struct error err = { "" };
	struct known *e = load("old inet : x\na/b inet6 : y\n");

	cr_assert_eq(known_resolve(e, renamed, NULL, &err), 0, "%s", err.text);
	cr_assert_str_eq(known_match(e, "a/b", FAMILY_INET, VERDICT_FAIL), "x");
	known_free(e);
	e = load("# c\nold : x\na/b : y\n");
	cr_assert_eq(known_resolve(e, renamed, NULL, &err), -1);
	cr_assert_not_null(strstr(err.text, ":3: a/b is already listed in line 2"));
	known_free(e);
	e = load("a/b : x\n\ngone : y\n");
	cr_assert_eq(known_resolve(e, renamed, NULL, &err), -1);
	cr_assert_not_null(strstr(err.text, ":3: no case or rule 'gone'"), "%s", err.text);
	known_free(e);
}

/* A device that never ends is no list; reading it must end. */
Test(known, what_never_ends_is_refused)
{
	struct error err = { "" };

	cr_assert_null(known_load("/dev/zero", &err));
	cr_assert_not_null(strstr(err.text, "/dev/zero: not a regular file"), "%s", err.text);
}

Test(known, errors_name_the_line)
{
	assert_refused("a/b why\n", ":1: no colon");
	assert_refused("# c\na/b :  \n", ":2: no reason");
	assert_refused(": why\n", ":1: no case or rule");
	assert_refused("a/b ipv4 : why\n", ":1: \"ipv4\" is no family");
	assert_refused("a/b inet x : why\n", ":1: unexpected \"x\"");
	assert_refused("a/b : x\n\na/b inet : y\n", ":3: a/b is already listed in line 1");
}

Test(known, families_of_one_case_may_differ)
{
	struct known *e = load("a/b inet : x\na/b inet6 : y\n");

	cr_assert_str_eq(known_match(e, "a/b", FAMILY_INET6, VERDICT_FAIL), "y");
	known_free(e);
}

Test(known, binary_and_unreadable_are_refused)
{
	struct error err = { "" };

	cr_assert_null(load_n("a\0b", 3, &err));
	cr_assert_not_null(strstr(err.text, ":1: binary data"));
	cr_assert_null(known_load("/nonexistent/file", &err));
	cr_assert_str_eq(err.text,
			 "cannot read /nonexistent/file: No such file or directory");
	cr_assert_null(known_load("/", &err));
	cr_assert_str_eq(err.text, "cannot read /: Is a directory");
}
