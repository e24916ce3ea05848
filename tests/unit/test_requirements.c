/* SPDX-License-Identifier: BSD-2-Clause */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "script/requirements.h"

#define HEADER "id\trfc\tsection\tlevel\tstatement\n"

static struct requirements *load_n(const char *text, size_t len, struct error *err)
{
	char path[] = "/tmp/tcpvet-test-XXXXXX";
	struct requirements *reqs;
	int fd = mkstemp(path);

	cr_assert_geq(fd, 0);
	cr_assert_eq(write(fd, text, len), (ssize_t)len);
	close(fd);
	reqs = requirements_load(path, err);
	unlink(path);
	return reqs;
}

static void assert_refused(const char *text, const char *message)
{
	struct error err = { "" };

	cr_assert_null(load_n(text, strlen(text), &err));
	cr_assert_not_null(strstr(err.text, message), "\"%s\" lacks \"%s\"", err.text,
			   message);
}

Test(requirements, rows_are_found_by_id)
{
	static const char text[] = HEADER
		"B\tRFC2\t2.1\tSHOULD\tBe kind.\tmore\tcolumns\n"
		"\n"
		"A\tRFC1\t1\tMUST\tBe right.\r\n";
	struct error err;
	struct requirements *reqs = load_n(text, strlen(text), &err);
	const struct requirement *req;

	cr_assert_not_null(reqs, "%s", err.text);
	cr_assert_eq(requirements_count(reqs), 2);
	req = requirements_find(reqs, "B");
	cr_assert_not_null(req);
	cr_assert_str_eq(req->rfc, "RFC2");
	cr_assert_str_eq(req->section, "2.1");
	cr_assert_str_eq(req->level, "SHOULD");
	cr_assert_str_eq(req->statement, "Be kind.");
	cr_assert_str_eq(requirements_find(reqs, "A")->statement, "Be right.");
	cr_assert_null(requirements_find(reqs, "id"));
	cr_assert_null(requirements_find(reqs, "AB"));
	requirements_free(reqs);
}

Test(requirements, what_is_no_catalogue_is_refused)
{
	assert_refused("", "no requirement");
	assert_refused(HEADER, "no requirement");
	assert_refused("name\trfc\tsection\tlevel\tstatement\nA\tB\tC\tD\tE\n",
		       ":1: column 1 is \"name\" where \"id\" belongs");
	assert_refused("\nA\tB\tC\tD\tE\n", ":1: 1 columns");
	assert_refused(HEADER "A\tB\tC\tD\n", ":2: 4 columns where at least 5");
	assert_refused(HEADER "A\tB\t\tD\tE\n", ":2: column \"section\" is empty");
	assert_refused(HEADER "A\tB\tC\tD\tE\nA\tB\tC\tD\tF\n", "A is there twice");
}

Test(requirements, binary_and_unreadable_are_refused)
{
	struct error err = { "" };

	cr_assert_null(load_n(HEADER "A\0B", sizeof(HEADER "A\0B") - 1, &err));
	cr_assert_not_null(strstr(err.text, ":2: binary data"));
	cr_assert_null(requirements_load("/nonexistent/file", &err));
	cr_assert_str_eq(err.text,
			 "cannot read /nonexistent/file: No such file or directory");
	cr_assert_null(requirements_load("/", &err));
	cr_assert_str_eq(err.text, "cannot read /: Is a directory");
}

Test(requirements, many_rows_stay_where_they_are)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	struct requirements *reqs;
	struct error err;

	fputs(HEADER, out);
	for (int i = 0; i < 2000; i++)
		fprintf(out, "R/%d\tRFC\t1\tMUST\tstatement %d\n", i * 7919 % 2000, i);
	fclose(out);
	reqs = load_n(text, size, &err);
	cr_assert_not_null(reqs, "%s", err.text);
	cr_assert_eq(requirements_count(reqs), 2000);
	for (int i = 0; i < 2000; i++) {
		char id[16], statement[32];

		snprintf(id, sizeof(id), "R/%d", i * 7919 % 2000);
		snprintf(statement, sizeof(statement), "statement %d", i);
		cr_assert_str_eq(requirements_find(reqs, id)->statement, statement);
	}
	requirements_free(reqs);
	free(text);
}
