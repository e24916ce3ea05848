/* SPDX-License-Identifier: BSD-2-Clause */
/* names.c - the words that the language shares with the standard. */
#include <assert.h>
#include <string.h>

#include "script/ast.h"

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
