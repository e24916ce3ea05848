/* SPDX-License-Identifier: BSD-2-Clause */
/* names.c - the words that the language shares with the standard. */
#include <assert.h>
#include <string.h>

#include "script/ast.h"
#include "target/needs.h"

static const struct {
	const char *text;
	bool seq;
} names[] = {
	[NAME_SND_UNA] = { "SND.UNA", true },
	[NAME_SND_NXT] = { "SND.NXT", true },
	[NAME_SND_WND] = { "SND.WND", false },
	[NAME_ISS] = { "ISS", true },
	[NAME_RCV_NXT] = { "RCV.NXT", true },
	[NAME_RCV_WND] = { "RCV.WND", false },
	[NAME_RCV_MSS] = { "RCV.MSS", false },
	[NAME_IRS] = { "IRS", true },
	[NAME_SEG_SEQ] = { "SEG.SEQ", true },
	[NAME_SEG_ACK] = { "SEG.ACK", true },
	[NAME_SEG_LEN] = { "SEG.LEN", false },
	[NAME_SEG_WND] = { "SEG.WND", false },
	[NAME_SEG_UP] = { "SEG.UP", false },
	[NAME_MSS] = { "MSS", false },
};

static_assert(sizeof(names) / sizeof(names[0]) == NAME_COUNT,
	      "every name has its text");

const char *std_name_text(enum std_name name)
{
	return names[name].text;
}

bool std_name_parse(const char *text, enum std_name *out)
{
	for (int i = 0; i < NAME_COUNT; i++) {
		if (strcmp(names[i].text, text) == 0) {
			*out = (enum std_name)i;
			return true;
		}
	}
	return false;
}

bool std_name_is_seq(enum std_name name)
{
	return names[name].seq;
}

static const struct {
	enum need need;
	const char *word;
	bool written; /* scripts may write it; the others follow from `app` */
} needs[] = {
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
	for (size_t i = 0; i < sizeof(needs) / sizeof(needs[0]); i++) {
		if (needs[i].written && strcmp(needs[i].word, word) == 0)
			return needs[i].need;
	}
	return 0;
}

const char *need_name(enum need need)
{
	for (size_t i = 0; i < sizeof(needs) / sizeof(needs[0]); i++) {
		if (needs[i].need == need)
			return needs[i].word;
	}
	return "something unknown";
}
