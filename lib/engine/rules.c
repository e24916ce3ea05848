/* SPDX-License-Identifier: BSD-2-Clause */
#include "engine/rules.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/ambient.h"

/* A path may damage a segment now and then; a target with a wrong checksum does so
 * again and again. On a path that is not known to be sound this many count, where
 * they are one in so many of all. */
enum { DAMAGED_MIN = 3, DAMAGED_SHARE = 10 };

/* Places in the table that matter here. */
enum { RULE_CHECKSUM = 0, RULE_DATA_OFFSET = 1 };

struct rule_count {
	struct rule_result result;
	uint64_t doubtful, hidden;
	char *doubt;
};

struct rules {
	enum ip_family family;
	bool lossless;
	uint64_t segments, unfinished, merged;
	struct rule_count *counts;
};

struct rules *rules_new(enum ip_family family, bool lossless)
{
	struct rules *rules = calloc(1, sizeof(*rules));

	if (!rules)
		abort();
	rules->counts = calloc(ambient_rule_count, sizeof(*rules->counts));
	if (!rules->counts)
		abort();
	rules->family = family;
	rules->lossless = lossless;
	for (unsigned i = 0; i < ambient_rule_count; i++) {
		struct rule_result *result = &rules->counts[i].result;

		result->id = ambient_rules[i].id;
		result->title = ambient_rules[i].title;
		result->family = family;
	}
	return rules;
}

void rules_free(struct rules *rules)
{
	if (!rules)
		return;
	for (unsigned i = 0; i < ambient_rule_count; i++) {
		free(rules->counts[i].result.reason);
		free(rules->counts[i].doubt);
	}
	free(rules->counts);
	free(rules);
}

static void keep_breach(struct rule_count *count, const char *why,
			const struct trace_line *line, const char *case_id)
{
	struct rule_result *result = &count->result;

	if (result->broken++)
		return;
	free(result->reason);
	result->reason = strdup(why);
	result->case_id = case_id;
	result->breach = *line;
}

static void judge_one(struct rules *rules, unsigned i, const struct tcb *tcb,
		      const struct decoded *decoded, const struct trace_line *line,
		      const char *case_id)
{
	struct rule_count *count = &rules->counts[i];
	struct error why = { "" };

	switch (ambient_rules[i].judge(tcb, decoded, &why)) {
	case AMBIENT_UNTOUCHED:
		return;
	case AMBIENT_KEPT:
		break;
	case AMBIENT_BROKEN:
		keep_breach(count, why.text, line, case_id);
		break;
	case AMBIENT_DOUBTFUL:
		if (rules->lossless) {
			keep_breach(count, why.text, line, case_id);
		} else {
			count->doubtful++;
			if (!count->doubt)
				count->doubt = strdup(why.text);
		}
		break;
	case AMBIENT_HIDDEN:
		count->hidden++;
		break;
	}
	count->result.segments++;
}

void rules_judge(struct rules *rules, const struct tcb *tcb,
		 const struct decoded *decoded, const struct trace_line *line,
		 const char *case_id)
{
	rules->segments++;
	if (decoded->status == DECODE_BAD_OFFSET) {
		judge_one(rules, RULE_DATA_OFFSET, tcb, decoded, line, case_id);
		return;
	}
	rules->unfinished += decoded->checksum == CHECKSUM_PARTIAL;
	rules->merged += ambient_may_be_several(tcb, decoded);
	for (unsigned i = 0; i < ambient_rule_count; i++) {
		judge_one(rules, i, tcb, decoded, line, case_id);
		/* What is damaged says nothing about the other rules. */
		if (i == RULE_CHECKSUM && decoded->checksum == CHECKSUM_BAD &&
		    !decoded->merged)
			return;
	}
}

unsigned rules_count(void)
{
	return ambient_rule_count;
}

/* A wrong checksum, or a data offset that another bit makes nonsense of. */
static bool by_damage(const struct rules *rules, unsigned i)
{
	const struct rule_result *result = &rules->counts[i].result;

	if (rules->lossless || (i != RULE_CHECKSUM && i != RULE_DATA_OFFSET))
		return false;
	return result->broken < DAMAGED_MIN ||
	       result->broken < result->segments / DAMAGED_SHARE;
}

static enum verdict verdict_of(const struct rules *rules, unsigned i)
{
	const struct rule_count *count = &rules->counts[i];

	if (count->result.broken && !by_damage(rules, i))
		return VERDICT_FAIL;
	if (count->result.broken || count->doubtful)
		return VERDICT_INCONCLUSIVE;
	/* A finished checksum says something of the others; that some segments are
	 * short enough says nothing of one that seems too long. */
	if (count->hidden &&
	    (i != RULE_CHECKSUM || count->hidden == count->result.segments))
		return VERDICT_INCONCLUSIVE;
	return count->result.segments ? VERDICT_PASS : VERDICT_SKIP;
}

static void explain(struct rule_count *count, unsigned i)
{
	struct rule_result *result = &count->result;
	const char *why = "";

	if (result->reason)
		return;
	if (count->doubt)
		why = count->doubt;
	else if (result->verdict == VERDICT_INCONCLUSIVE)
		why = i == RULE_CHECKSUM ?
		      "an offload leaves checksums unfinished" :
		      "an offload has put segments together";
	else if (result->verdict == VERDICT_SKIP)
		why = "no segment that it speaks of was seen";
	result->reason = strdup(why);
}

const struct rule_result *rules_result(struct rules *rules, unsigned i)
{
	struct rule_count *count = &rules->counts[i];

	count->result.verdict = verdict_of(rules, i);
	explain(count, i);
	return &count->result;
}

uint64_t rules_segments(const struct rules *rules)
{
	return rules->segments;
}

uint64_t rules_unfinished(const struct rules *rules)
{
	return rules->unfinished;
}

uint64_t rules_merged(const struct rules *rules)
{
	return rules->merged;
}
