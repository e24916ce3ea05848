/* SPDX-License-Identifier: BSD-2-Clause */
#include "target/needs.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"

static const struct {
	enum need need;
	const char *word;
	bool written; /* scripts may write it; the others follow from `app` */
} words[] = {
	{ NEED_OPEN_PORT, "open-port", true },
	{ NEED_CLOSED_PORT, "closed-port", true },
	{ NEED_ECHO, "echo", true },
	{ NEED_DISCARD, "discard", true },
	{ NEED_DAYTIME, "daytime", true },
	{ NEED_CHARGEN, "chargen", true },
	{ NEED_HTTP, "http", true },
	{ NEED_STALLED, "stalled", true },
	{ NEED_ACTIVE_CLOSE, "active-close", true },
	{ NEED_CLOSE_AFTER_FIN, "close-after-fin", true },
	{ NEED_QUIET, "quiet", true },
	{ NEED_APP_SEND, "an application that can be made to send", false },
	{ NEED_APP_CLOSE, "an application that can be made to close", false },
	{ NEED_AGENT, "an agent that acts for the application", false },
	{ NEED_CONNECT, "an agent on the target that opens connections", false },
	{ NEED_INET, "inet", true },
	{ NEED_INET6, "inet6", true },
	{ NEED_SAME_LINK, "same-link", true },
	{ NEED_PRIVATE_LINK, "private-link", true },
	{ NEED_FRAMES, "an Ethernet link, where frames go out as they stand",
	  false },
};

uint32_t need_parse(const char *word)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (words[i].written && strcmp(words[i].word, word) == 0)
			return words[i].need;
	}
	return 0;
}

const char *need_name(enum need need)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (words[i].need == need)
			return words[i].word;
	}
	return "something unknown";
}

char *needs_text(uint32_t needs)
{
	char *text;
	size_t size;
	FILE *out = text_stream(&text, &size);
	const char *separator = "";

	for (uint32_t bit = 1; bit && bit <= needs; bit <<= 1) {
		const char *name = needs & bit ? need_name((enum need)bit) : NULL;

		/* The derived ones have sentences; the script's own words suffice. */
		if (!name || strchr(name, ' '))
			continue;
		fprintf(out, "%s%s", separator, name);
		separator = " ";
	}
	text_stream_close(out);
	return text;
}
