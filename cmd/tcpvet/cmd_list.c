/* SPDX-License-Identifier: BSD-2-Clause */
/* cmd_list.c - tcpvet list: the test cases by topic. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd.h"
#include "common.h"
#include "options.h"
#include "report/json_write.h"
#include "report/text_util.h"
#include "target/needs.h"

enum { JSON_KEY = 256, WIDTH = 80 };

static const struct option_row rows[] = {
	{ JSON_KEY, "json", NULL, "one JSON object a line" },
};

static const struct usage usage = {
	"list", "[OPTION]... [TOPIC|CASE|FILE.tc]...",
	"Lists test cases: id, what the target must offer, title.",
	rows, sizeof(rows) / sizeof(rows[0])
};

static size_t topic_size(const struct selection *sel, const char *topic)
{
	size_t n = 0;

	for (size_t i = 0; i < sel->count; i++)
		n += strcmp(sel->cases[i]->topic, topic) == 0;
	return n;
}

static void print_case(const struct test_case *tc)
{
	char *needs = needs_text(tc->needs);

	printf("  %s", tc->id);
	if (needs && *needs)
		printf("  [%s]", needs);
	printf("%s\n      ", tc->full ? "  (full profile)" : "");
	text_wrap(stdout, WIDTH, 6, 6, tc->title);
	free(needs);
}

static void print_json(const struct test_case *tc)
{
	char *needs = needs_text(tc->needs);

	fputs("{\"type\":\"case\"", stdout);
	json_key(stdout, "id", tc->id);
	json_key(stdout, "topic", tc->topic);
	json_key(stdout, "title", tc->title);
	fputs(",\"covers\":[", stdout);
	for (const char **id = tc->covers; id && *id; id++) {
		if (id != tc->covers)
			putchar(',');
		json_string(stdout, *id);
	}
	fputs("]", stdout);
	json_key(stdout, "needs", needs ? needs : "");
	json_key(stdout, "profile", tc->full ? "full" : "quick");
	json_key(stdout, "file", tc->loc.file);
	printf(",\"line\":%u}\n", tc->loc.line);
	free(needs);
}

static void print_topics(const struct selection *sel)
{
	const char *topic = "";

	for (size_t i = 0; i < sel->count; i++) {
		const struct test_case *tc = sel->cases[i];

		if (strcmp(tc->topic, topic) != 0) {
			size_t n = topic_size(sel, tc->topic);

			printf("%s%s: %zu %s\n", i ? "\n" : "", tc->topic, n,
			       n == 1 ? "case" : "cases");
		}
		topic = tc->topic;
		print_case(tc);
	}
}

int cmd_list(int argc, char **argv)
{
	struct selection sel;
	bool json = false;
	int key, status;

	while ((key = options_next(&usage, argc, argv)) >= 0)
		json = json || key == JSON_KEY;
	if (key == OPTIONS_DONE)
		return output_status("list");
	if (key == OPTIONS_WRONG)
		return EXIT_MISUSE;
	status = common_select(&sel, "list", argv + optind, (size_t)(argc - optind),
			       SELECT_TO_SHOW);
	if (status == EXIT_PASS) {
		if (json)
			for (size_t i = 0; i < sel.count; i++)
				print_json(sel.cases[i]);
		else
			print_topics(&sel);
		status = output_status("list");
	}
	selection_close(&sel);
	return status;
}
