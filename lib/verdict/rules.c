/* SPDX-License-Identifier: BSD-2-Clause */
#include "verdict/rules.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/seq.h"
#include "model/ambient.h"
#include "verdict/damage.h"

/* A path may damage a segment now and then; a target with a wrong checksum does so
 * again and again. On a path that is not known to be sound this many count, where
 * they are one in so many of all. */
enum { DAMAGED_MIN = 3, DAMAGED_SHARE = 10 };

/* What a lost or a late segment explains. A private path is not measured as long as all
 * cases pass, and to lose one in a thousand hardly shows: there so many count, where they
 * are one in so many of all. */
enum { DOUBTFUL_MIN = 3, DOUBTFUL_SHARE = 200 };

/* Places in the table that matter here. */
enum { RULE_CHECKSUM = 0, RULE_DATA_OFFSET = 1 };

struct breaches {
	uint64_t count;
	char *why; /* the first one, like what follows */
	const char *case_id;
	struct trace_line line;
};

struct rule_count {
	struct rule_result result;
	struct breaches certain, doubtful, stray;
	uint64_t hidden;
};

struct rules {
	enum ip_family family;
	enum path_kind path;
	bool disturbed; /* it was seen to be */
	uint64_t segments, unfinished, merged;
	struct rule_count *counts;
	struct damage damage;
};

struct rules *rules_new(enum ip_family family, enum path_kind path)
{
	struct rules *rules = memory_zeroed(1, sizeof(*rules));

	rules->counts = memory_zeroed(ambient_rule_count, sizeof(*rules->counts));
	rules->family = family;
	rules->path = path;
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
		free(rules->counts[i].certain.why);
		free(rules->counts[i].doubtful.why);
		free(rules->counts[i].stray.why);
	}
	free(rules->counts);
	free(rules);
}

void rules_doubt_path(struct rules *rules)
{
	rules->path = PATH_UNKNOWN;
	rules->disturbed = true;
}

static void keep_breach(struct breaches *breaches, const char *why,
			const struct trace_line *line, const char *case_id)
{
	if (breaches->count++)
		return;
	breaches->why = text_copy(why);
	breaches->case_id = case_id;
	breaches->line = *line;
}

/* An earlier connection of the same two sockets may have left it, if the RST that was to
 * end that one was lost: the tester's numbers are nowhere near. */
static bool of_another_time(const struct tcb *tcb, const struct segment *seg)
{
	return (seg->flags & SEG_ACK) && tcb->irs_known &&
	       !seq_between(seg->ack, tcb->irs, tcb->rcv_max);
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
		keep_breach(of_another_time(tcb, &decoded->seg) ? &count->stray
								: &count->certain,
			    why.text, line, case_id);
		break;
	case AMBIENT_DOUBTFUL:
		keep_breach(&count->doubtful, why.text, line, case_id);
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
	if (!decoded->merged && (decoded->checksum == CHECKSUM_GOOD ||
				 decoded->checksum == CHECKSUM_BAD))
		damage_note(&rules->damage, tcb, &decoded->seg,
			    decoded->checksum == CHECKSUM_BAD);
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

/* The kind of segment that the wrong checksums choose; NULL: whatever comes. */
static const char *chosen(const struct rules *rules, unsigned i, unsigned *bad)
{
	if (rules->path != PATH_UNKNOWN || i != RULE_CHECKSUM)
		return NULL;
	return damage_chooses(&rules->damage, bad);
}

/* A wrong checksum, or a data offset that another bit makes nonsense of. */
static bool by_damage(const struct rules *rules, unsigned i)
{
	const struct rule_result *result = &rules->counts[i].result;
	unsigned bad;

	if (chosen(rules, i, &bad))
		return false;
	if (rules->path != PATH_UNKNOWN ||
	    (i != RULE_CHECKSUM && i != RULE_DATA_OFFSET))
		return false;
	return result->broken < DAMAGED_MIN ||
	       result->broken < result->segments / DAMAGED_SHARE;
}

/* What keeps it from being a fail. */
static excuse_set excuses_of(const struct rules *rules, unsigned i)
{
	const struct rule_count *count = &rules->counts[i];

	if (count->result.broken)
		return by_damage(rules, i) ? excuse_bit(EXCUSE_DAMAGE) : 0;
	if (count->doubtful.count || count->stray.count)
		return (count->doubtful.count ? excuse_bit(EXCUSE_LOSS) : 0) |
		       (count->stray.count ? excuse_bit(EXCUSE_STRAY) : 0);
	/* A finished checksum says something of the others; that some segments are
	 * short enough says nothing of one that seems too long. */
	if (count->hidden &&
	    (i != RULE_CHECKSUM || count->hidden == count->result.segments))
		return excuse_bit(EXCUSE_OFFLOAD);
	return 0;
}

static enum verdict verdict_of(const struct rule_count *count)
{
	if (count->result.excuses)
		return VERDICT_INCONCLUSIVE;
	if (count->result.broken)
		return VERDICT_FAIL;
	return count->result.segments ? VERDICT_PASS : VERDICT_SKIP;
}

static void take_breach(struct rule_result *result, const struct breaches *first,
			uint64_t count)
{
	/* What is only doubtful is shown too. */
	result->broken = count;
	if (!first->count)
		return;
	result->case_id = first->case_id;
	result->evident = true;
	result->breach = first->line;
}

/* The most certain. */
static const struct breaches *first_breach(const struct rule_count *count)
{
	if (count->certain.count)
		return &count->certain;
	return count->stray.count ? &count->stray : &count->doubtful;
}

/* Whether what is doubtful elsewhere breaks the rule here. */
static bool no_doubt(const struct rules *rules, const struct rule_count *count)
{
	const uint64_t doubtful = count->doubtful.count;

	if (rules->path != PATH_PRIVATE)
		return rules->path == PATH_PERFECT;
	return doubtful >= DOUBTFUL_MIN &&
	       doubtful >= count->result.segments / DOUBTFUL_SHARE;
}

static void take_breaches(const struct rules *rules, struct rule_count *count)
{
	const struct breaches *first = first_breach(count);
	uint64_t broken = count->certain.count;

	if (no_doubt(rules, count))
		broken += count->doubtful.count;
	if (!rules->disturbed)
		broken += count->stray.count;
	take_breach(&count->result, first, broken);
}

static const char *reason_of(const struct rule_count *count, unsigned i)
{
	if (first_breach(count)->count)
		return first_breach(count)->why;
	if (count->result.verdict == VERDICT_INCONCLUSIVE)
		return i == RULE_CHECKSUM
			       ? "an offload leaves checksums unfinished"
			       : "an offload has put segments together";
	if (count->result.verdict == VERDICT_SKIP)
		return "no segment that it speaks of was seen";
	return "";
}

static char *reason_with_choice(const struct rules *rules, unsigned i)
{
	const struct rule_count *count = &rules->counts[i];
	const char *reason = reason_of(count, i), *words;
	unsigned bad;

	words = count->result.broken ? chosen(rules, i, &bad) : NULL;
	if (!words)
		return text_copy(reason);
	return text_print("%s; of %u such segments %u are %s: a path does not choose",
			  reason, rules->damage.bad, bad, words);
}

const struct rule_result *rules_result(struct rules *rules, unsigned i)
{
	struct rule_count *count = &rules->counts[i];

	take_breaches(rules, count);
	count->result.excuses = excuses_of(rules, i);
	count->result.verdict = verdict_of(count);
	free(count->result.reason);
	count->result.reason = reason_with_choice(rules, i);
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
