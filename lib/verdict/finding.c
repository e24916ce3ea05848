/* SPDX-License-Identifier: BSD-2-Clause */
#include "verdict/finding.h"

#include <assert.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* ---- words ------------------------------------------------------------------------ */

static const struct {
	const char *id, *words;
} kinds[] = {
	[KIND_NONE] = { "nothing", "nothing" },
	[KIND_SYN] = { "syn", "a SYN" },
	[KIND_SYN_ACK] = { "syn-ack", "a SYN,ACK" },
	[KIND_RST] = { "rst", "a RST" },
	[KIND_FIN] = { "fin", "a FIN" },
	[KIND_DATA] = { "data", "data" },
	[KIND_ACK] = { "ack", "an ACK" },
	[KIND_OTHER] = { "no-flags", "a segment without flags" },
};

static_assert(sizeof(kinds) / sizeof(kinds[0]) == KIND_COUNT, "every kind has words");

static const struct {
	const char *id, *words;
} parts[] = {
	[PART_NONE] = { "field", "a field" },
	[PART_FLAGS] = { "flags", "the flags" },
	[PART_SEQUENCE] = { "sequence", "the sequence number" },
	[PART_LENGTH] = { "length", "the length" },
	[PART_ACK] = { "acknowledgment", "the acknowledgment number" },
	[PART_PAYLOAD] = { "content", "the content" },
	[PART_WINDOW] = { "window", "the window" },
	[PART_URGENT] = { "urgent", "the urgent pointer" },
	[PART_PORT] = { "port", "a port" },
	[PART_OPTION] = { "option", "an option" },
	[PART_CHECKSUM] = { "checksum", "the checksum" },
	[PART_OFFSET] = { "offset", "the data offset" },
	[PART_RESERVED] = { "reserved", "the reserved field" },
	[PART_TTL] = { "ttl", "the TTL" },
	[PART_TOS] = { "tos", "the type of service" },
	[PART_DF] = { "df", "the don't-fragment bit" },
	[PART_ID] = { "ip-id", "the IP identification" },
	[PART_FLOW] = { "flow", "the flow label" },
	[PART_ECN] = { "ecn", "the ECN field" },
	[PART_IP_OPTIONS] = { "ip-options", "the IP options" },
};

static_assert(sizeof(parts) / sizeof(parts[0]) == PART_COUNT, "every part has words");

/* Where the tester has sent nothing yet, the target came by its own mind. */
static const char *after_id(enum segment_kind sent)
{
	return sent == KIND_NONE ? "open" : kinds[sent].id;
}

static const char *after_words(enum segment_kind sent)
{
	return sent == KIND_NONE ? "what its application was asked for" : kinds[sent].words;
}

/* What draws it does not part them. */
static bool made_at_one_place(enum segment_kind reply)
{
	return reply == KIND_RST || reply == KIND_SYN_ACK || reply == KIND_SYN;
}

static void option_text(const struct cause *cause, char buf[static 8])
{
	buf[0] = '\0';
	if (cause->part == PART_OPTION)
		snprintf(buf, 8, "-%u", cause->detail);
}

static void id_of_field(const struct cause *cause, char buf[static FINDING_ID])
{
	char option[8];

	option_text(cause, option);
	if (made_at_one_place(cause->reply))
		snprintf(buf, FINDING_ID, "%s-%s%s", kinds[cause->reply].id,
			 parts[cause->part].id, option);
	else
		snprintf(buf, FINDING_ID, "%s-%s%s-after-%s", kinds[cause->reply].id,
			 parts[cause->part].id, option, after_id(cause->sent));
}

static void id_of_state(const struct cause *cause, char buf[static FINDING_ID])
{
	snprintf(buf, FINDING_ID, "state-%s-after-%s",
		 state_name((enum tcp_state)cause->detail), after_id(cause->sent));
	for (char *c = buf; *c; c++)
		*c = (char)tolower((unsigned char)*c);
}

const char *finding_id(const struct case_result *result, char buf[static FINDING_ID])
{
	const struct cause *cause = &result->cause;
	const char *sent = after_id(cause->sent);

	switch (cause->kind) {
	case CAUSE_FIELD:
		id_of_field(cause, buf);
		break;
	case CAUSE_INSTEAD:
		snprintf(buf, FINDING_ID, "%s-instead-of-%s-after-%s",
			 kinds[cause->reply].id, kinds[cause->wanted].id, sent);
		break;
	case CAUSE_UNANSWERED:
		snprintf(buf, FINDING_ID, "no-%s-after-%s",
			 cause->wanted == KIND_NONE ? "reply" : kinds[cause->wanted].id,
			 sent);
		break;
	case CAUSE_FORBIDDEN:
		snprintf(buf, FINDING_ID, "unwanted-%s-after-%s", kinds[cause->reply].id,
			 sent);
		break;
	case CAUSE_TIME:
		snprintf(buf, FINDING_ID, "%s-time-after-%s", kinds[cause->reply].id, sent);
		break;
	case CAUSE_STATE:
		id_of_state(cause, buf);
		break;
	case CAUSE_UNKNOWN:
		snprintf(buf, FINDING_ID, "%s", result->tc->id);
		break;
	}
	return buf;
}

static void title_of_field(const struct cause *cause, char *buf, size_t size)
{
	char option[8];

	option_text(cause, option);
	if (cause->part == PART_OPTION)
		snprintf(buf, size, "option kind %u of %s is wrong", cause->detail,
			 kinds[cause->reply].words);
	else
		snprintf(buf, size, "%s of %s is wrong", parts[cause->part].words,
			 kinds[cause->reply].words);
	if (!made_at_one_place(cause->reply))
		snprintf(buf + strlen(buf), size - strlen(buf), " after %s",
			 after_words(cause->sent));
}

static void title_of(const struct cause *cause, char *buf, size_t size)
{
	const char *sent = after_words(cause->sent);

	switch (cause->kind) {
	case CAUSE_FIELD:
		title_of_field(cause, buf, size);
		break;
	case CAUSE_INSTEAD:
		snprintf(buf, size, "%s comes after %s, where %s is due",
			 kinds[cause->reply].words, sent,
			 cause->wanted == KIND_NONE ? "another segment"
						    : kinds[cause->wanted].words);
		break;
	case CAUSE_UNANSWERED:
		snprintf(buf, size, "%s is not followed by %s", sent,
			 cause->wanted == KIND_NONE ? "any reply"
						    : kinds[cause->wanted].words);
		break;
	case CAUSE_FORBIDDEN:
		snprintf(buf, size, "%s comes after %s, where none may",
			 kinds[cause->reply].words, sent);
		break;
	case CAUSE_TIME:
		snprintf(buf, size, "%s comes at the wrong time after %s",
			 kinds[cause->reply].words, sent);
		break;
	case CAUSE_STATE:
		snprintf(buf, size, "the state after %s is %s", sent,
			 state_name((enum tcp_state)cause->detail));
		break;
	case CAUSE_UNKNOWN:
		buf[0] = '\0';
		break;
	}
}

/* ---- collecting -------------------------------------------------------------------- */

static struct finding *find(struct findings *findings, const struct case_result *result,
			    const char *id)
{
	for (size_t i = 0; i < findings->count; i++) {
		struct finding *f = &findings->all[i];

		if (f->verdict == result->verdict && f->known == result->known &&
		    strcmp(f->id, id) == 0)
			return f;
	}
	return NULL;
}

static struct finding *add(struct findings *findings, const struct case_result *result,
			   const char *id)
{
	struct finding *f;

	findings->all = memory_resized(findings->all, findings->count + 1,
				       sizeof(*findings->all));
	f = &findings->all[findings->count++];
	*f = (struct finding){ .verdict = result->verdict, .known = result->known };
	memcpy(f->id, id, strlen(id) + 1);
	title_of(&result->cause, f->title, sizeof(f->title));
	return f;
}

static bool has_case(const struct finding *f, const struct test_case *tc)
{
	for (size_t i = 0; i < f->count; i++)
		if (f->cases[i].tc == tc)
			return true;
	return false;
}

void findings_add(struct findings *findings, const struct case_result *result)
{
	char id[FINDING_ID];
	struct finding *f;

	if (!case_result_accuses(result))
		return;
	finding_id(result, id);
	f = find(findings, result, id);
	if (!f)
		f = add(findings, result, id);
	f->distinct += !has_case(f, result->tc);
	f->cases = memory_resized(f->cases, f->count + 1, sizeof(*f->cases));
	f->cases[f->count++] = (struct finding_case){ result->tc, result->family };
}

static bool heavier(const struct finding *a, const struct finding *b)
{
	if (a->known != b->known)
		return !a->known;
	if (a->verdict != b->verdict)
		return a->verdict > b->verdict;
	return a->distinct > b->distinct;
}

void findings_sort(struct findings *findings)
{
	for (size_t i = 1; i < findings->count; i++) {
		const struct finding moved = findings->all[i];
		size_t at = i;

		for (; at > 0 && heavier(&moved, &findings->all[at - 1]); at--)
			findings->all[at] = findings->all[at - 1];
		findings->all[at] = moved;
	}
}

void findings_clear(struct findings *findings)
{
	for (size_t i = 0; i < findings->count; i++)
		free(findings->all[i].cases);
	free(findings->all);
	*findings = (struct findings){ NULL, 0 };
}
