/* SPDX-License-Identifier: BSD-2-Clause */
#include "target/feature.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "base/memory.h"

const char feature_words[] = "urgent, window-scale, timestamps or sack";

static const char separators[] = ", \t\r";

static const struct {
	const char *word, *name;
} features[FEATURE_COUNT] = {
	[FEATURE_URGENT] = { "urgent", "urgent data" },
	[FEATURE_WINDOW_SCALE] = { "window-scale", "window scaling" },
	[FEATURE_TIMESTAMPS] = { "timestamps", "timestamps" },
	[FEATURE_SACK] = { "sack", "selective acknowledgments" },
};

/* Ids that begin and end so. A closed port, or a SYN, that meets URG is not here: what it
 * answers has nothing to do with urgent data. */
static const struct {
	enum feature feature;
	const char *begins, *ends;
} theirs[] = {
	{ FEATURE_URGENT, "RFC9293/MUST-30", "MUST-30" },
	{ FEATURE_URGENT, "RFC9293/MUST-31", "MUST-31" },
	{ FEATURE_URGENT, "RFC9293/MUST-32", "MUST-32" },
	{ FEATURE_URGENT, "RFC9293/MUST-33", "MUST-33" },
	{ FEATURE_URGENT, "RFC9293/MUST-62", "MUST-62" },
	{ FEATURE_URGENT, "RFC9293/3.10.7.4-", "-URG" },
	{ FEATURE_URGENT, "RFC6093/", "" },
	{ FEATURE_WINDOW_SCALE, "RFC7323/2.", "" },
	{ FEATURE_TIMESTAMPS, "RFC7323/3.", "" },
	{ FEATURE_TIMESTAMPS, "RFC7323/4.", "" },
	{ FEATURE_TIMESTAMPS, "RFC7323/5.", "" },
	{ FEATURE_SACK, "RFC2018/", "" },
};

static int find_word(const char *word, size_t len)
{
	for (int i = 0; i < FEATURE_COUNT; i++)
		if (strlen(features[i].word) == len && strncmp(features[i].word, word, len) == 0)
			return i;
	return -1;
}

char *features_parse(const char *list, feature_set *out)
{
	const char *word = list + strspn(list, separators);

	if (!*word)
		return text_copy("");
	while (*word) {
		const size_t len = strcspn(word, separators);
		const int found = find_word(word, len);

		if (found < 0)
			return text_print("%.*s", (int)(len < 40 ? len : 40), word);
		*out |= (feature_set)1 << found;
		word += len;
		word += strspn(word, separators);
	}
	return NULL;
}

static bool ends_with(const char *text, const char *end)
{
	const size_t len = strlen(text), tail = strlen(end);

	return len >= tail && strcmp(text + len - tail, end) == 0;
}

/* Which one's it is; FEATURE_COUNT: any TCP's. */
static enum feature owner_of(const char *id)
{
	for (size_t i = 0; i < sizeof(theirs) / sizeof(theirs[0]); i++)
		if (strncmp(id, theirs[i].begins, strlen(theirs[i].begins)) == 0 &&
		    ends_with(id, theirs[i].ends))
			return theirs[i].feature;
	return FEATURE_COUNT;
}

const char *features_excuse(feature_set without, const char *const *covers)
{
	const char *name = NULL;

	for (size_t i = 0; covers && covers[i]; i++) {
		const enum feature feature = owner_of(covers[i]);

		if (feature == FEATURE_COUNT || !(without & (feature_set)1 << feature))
			return NULL;
		if (!name)
			name = features[feature].name;
	}
	return name;
}
