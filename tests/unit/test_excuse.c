/* SPDX-License-Identifier: BSD-2-Clause */
/* The table of excuses, and what tcpvet-verdict(7) tells of it. */
#include <criterion/criterion.h>

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text_file.h"
#include "verdict/excuse.h"

static const char page[] = "man/tcpvet-verdict.7";

/* All white space as one blank, in place. */
static void squeeze(char *text)
{
	char *to = text;

	for (const char *from = text; *from; from++)
		if (!isspace((unsigned char)*from))
			*to++ = *from;
		else if (to != text && to[-1] != ' ')
			*to++ = ' ';
	*to = '\0';
}

/* The page's table as one line. */
static char *table(void)
{
	struct text_file file;
	const char *wrong = text_file_read(page, 1 << 20, &file);
	char *begin, *end, *text;

	cr_assert_null(wrong, "%s: %s", page, wrong);
	begin = strstr(file.text, ".\\\" excuses begin\n");
	end = strstr(file.text, ".\\\" excuses end\n");
	cr_assert(begin && end && begin < end);
	*end = '\0';
	text = text_copy(strchr(begin, '\n') + 1);
	text_file_free(&file);
	squeeze(text);
	return text;
}

static char *item_of(const struct excuse_row *row)
{
	const char *section = row->section;
	char *text;

	if (strncmp(section, "RFC ", 4) == 0)
		text = text_print(".It Sy %s %s (%s). May hide: %s. Bound: %s. ", row->name,
				  row->reason, section, row->hides, row->bound);
	else
		text = text_print(".It Sy %s %s. May hide: %s. Bound: %s. ", row->name,
				  row->reason, row->hides, row->bound);
	/* The reason begins a sentence there. */
	text[strlen(".It Sy  ") + strlen(row->name)] = (char)toupper((unsigned char)*row->reason);
	return text;
}

Test(excuse, the_page_tells_the_table)
{
	char *told = table();
	const char *at = told;

	for (int i = 0; i < EXCUSE_COUNT; i++) {
		char *item = item_of(&excuse_rows[i]);

		cr_assert(strncmp(at, item, strlen(item)) == 0,
			  "%s does not say:\n%s\nbut:\n%.300s", page, item, at);
		at += strlen(item);
		free(item);
	}
	cr_assert_str_eq(at, "", "%s tells of more: %s", page, at);
	free(told);
}

Test(excuse, rows_are_whole_and_names_differ)
{
	for (int i = 0; i < EXCUSE_COUNT; i++) {
		const struct excuse_row *row = &excuse_rows[i];

		cr_assert(*row->name && *row->reason && *row->hides && *row->bound);
		cr_assert(!*row->section || strncmp(row->section, "RFC ", 4) == 0);
		for (int k = 0; k < i; k++)
			cr_assert_str_neq(row->name, excuse_rows[k].name);
	}
}
