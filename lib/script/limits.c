/* SPDX-License-Identifier: BSD-2-Clause */
#include "script/limits.h"

#include <stddef.h>
#include <string.h>

static const struct {
	enum limit limit;
	const char *word;
} limits[] = {
	{ LIMIT_ALL, "all" },
	{ LIMIT_BACKLOG, "backlog" },
	{ LIMIT_SYN_COOKIES, "syn-cookies" },
	{ LIMIT_CHALLENGE_ACKS, "challenge-acks" },
	{ LIMIT_RESETS, "resets" },
	{ LIMIT_TIME_WAIT, "time-wait" },
};

uint32_t limit_parse(const char *word)
{
	for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++)
		if (strcmp(limits[i].word, word) == 0)
			return limits[i].limit;
	return 0;
}
