/* SPDX-License-Identifier: BSD-2-Clause */
/* cmd_show.c - tcpvet show: one test case, what it covers and its text. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "cmd.h"
#include "common.h"
#include "options.h"
#include "report/text_util.h"
#include "target/needs.h"

enum { WIDTH = 80, FIELD = 10 };

static const struct usage usage = {
	"show", "CASE...",
	"Shows test cases: title, requirements with the RFC's statement, script.",
	NULL, 0
};

static void print_field(const char *label, const char *text)
{
	if (!text || !*text)
		return;
	printf("%-*s", FIELD, label);
	text_wrap(stdout, WIDTH, FIELD, FIELD, text);
}

static void print_covers(const struct selection *sel, const struct test_case *tc)
{
	for (const char **id = tc->covers; id && *id; id++) {
		const struct requirement *req = requirements_find(sel->reqs, *id);
		char *text = !req ? NULL : text_print("%s, section %s, %s: %s", *id,
						      req->section, req->level,
						      req->statement);

		print_field("covers", text ? text : *id);
		free(text);
	}
}

static void print_case(const struct selection *sel, const struct test_case *tc)
{
	char *needs = needs_text(tc->needs);

	print_field("case", tc->id);
	print_field("title", tc->title);
	print_covers(sel, tc);
	print_field("cites", tc->cites);
	print_field("needs", needs);
	print_field("profile", tc->full ? "full" : "quick");
	print_field("skipped", tc->unsupported);
	printf("%-*s%s:%u\n\n", FIELD, "at", tc->loc.file, tc->loc.line);
	fwrite(tc->source, 1, tc->source_len, stdout);
	if (!tc->source_len || tc->source[tc->source_len - 1] != '\n')
		putchar('\n');
	free(needs);
}

int cmd_show(int argc, char **argv)
{
	struct selection sel;
	int key, status;

	while ((key = options_next(&usage, argc, argv)) >= 0)
		;
	if (key == OPTIONS_DONE)
		return output_status("show");
	if (key == OPTIONS_WRONG)
		return EXIT_MISUSE;
	if (optind == argc)
		return usage_wrong(&usage, "no test case named");
	status = common_select(&sel, "show", argv + optind, (size_t)(argc - optind),
			       SELECT_TO_SHOW);
	if (status == EXIT_PASS) {
		for (size_t i = 0; i < sel.count; i++) {
			if (i)
				putchar('\n');
			print_case(&sel, sel.cases[i]);
		}
		status = output_status("show");
	}
	selection_close(&sel);
	return status;
}
