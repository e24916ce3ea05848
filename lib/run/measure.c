/* SPDX-License-Identifier: BSD-2-Clause */
#include "run/measure.h"

#include <stdlib.h>

#include "base/memory.h"
#include "run/bare_segment.h"

#define MS INT64_C(1000000)

enum {
	PAIR = 2,
	PAIRS_FIRST = 250, /* nothing disturbed: 0.3% a segment at most */
	PAIRS_AGAIN = 25,
	PAIRS_OUT = 32, /* no more are waited for at a time */
	/* The path is bad: more would change nothing. */
	CONFUSED_ENOUGH = 12,
	LOST_ENOUGH = 100
};

static const int64_t patience = 1000 * MS; /* for one answer */
static const int64_t budget = 5000 * MS;   /* for all, unless answers stay out */

/* What is sent. A host that hands connections to others (a proxy, a user-mode stack) may
 * answer the later SYN first as its habit; the RST for an ACK comes from its TCP at once. */
enum round { ROUND_FIRST, ROUND_OTHER, ROUND_ACKS, ROUNDS };

/* What may leave; the pair that left last is looked at; none leaves any more. */
enum phase { PHASE_PACED, PHASE_PAIR, PHASE_LINGER };

struct pair {
	uint16_t local[PAIR]; /* 0: not lent */
	uint32_t isn[PAIR];
	bool answered[PAIR];
	bool inverted; /* the second was answered, the first was not yet */
	bool out;      /* still waited for */
	int64_t until; /* ... for so long */
};

struct measure {
	struct port_owner owner; /* first */
	struct task task;
	struct context *context;
	struct measure_plan plan;
	struct trust fresh[ROUNDS];
	unsigned asked[ROUNDS];    /* pairs sent */
	unsigned inverted[ROUNDS]; /* of them, which count as confused too */
	enum round round;
	enum phase phase;
	struct pair pairs[PAIRS_OUT]; /* those not waited for are listened to still */
	unsigned latest; /* of them */
	uint32_t isn[PAIR];
	int64_t began;   /* with this round */
	int64_t until;   /* of the phase */
	struct error err;
	int failed;
};

/* How long behind the others an answer may come on a path as it was measured. */
static int64_t usual(const struct measure *m)
{
	return 20 * MS + rtt_patience(&m->plan.target->rtt);
}

/* ---- segments --------------------------------------------------------------------- */

/* What does not leave is not answered: it counts as lost. */
static int send_one(struct measure *m, const struct pair *pair, unsigned i,
		    uint16_t flags, uint32_t seq)
{
	const struct bare_segment bare = {
		.local = pair->local[i], .peer = m->plan.ports[m->round == ROUND_OTHER],
		.flags = flags, .seq = seq, .ack = flags & SEG_ACK ? ~seq : 0,
	};

	return bare_segment_send(m->context->wire, &m->plan.target->hosts, &bare,
				 &m->err) == -1 ? -1 : 0;
}

static int undo(struct measure *m, const struct pair *pair, unsigned i)
{
	if (m->round == ROUND_ACKS)
		return 0;
	pace_reserve(&m->context->pace, wire_now(m->context->wire));
	return send_one(m, pair, i, SEG_RST, pair->isn[i] + 1);
}

static bool all_answered(const struct pair *pair)
{
	return pair->answered[0] && pair->answered[1];
}

/* ---- what comes --------------------------------------------------------------------- */

static struct pair *find_pair(struct measure *m, uint16_t port, unsigned *i)
{
	for (unsigned k = 0; k < PAIR * PAIRS_OUT; k++) {
		struct pair *pair = &m->pairs[k / PAIR];

		*i = k % PAIR;
		if (pair->local[*i] == port)
			return pair;
	}
	return NULL;
}

static void pair_over(struct measure *m, struct pair *pair)
{
	struct trust *fresh = &m->fresh[m->round];

	pair->out = false;
	fresh->segments += 2 * PAIR;
	if (all_answered(pair)) {
		fresh->confused += pair->inverted;
		m->inverted[m->round] += pair->inverted;
	}
	for (unsigned i = 0; i < PAIR; i++)
		fresh->lost += !pair->answered[i];
}

/* Answers come in the order of the SYNs and each once. What they say and how long the
 * target thought about it is the target's affair, not the path's. */
static void hear(struct port_owner *owner, const struct sighting *sighting)
{
	struct measure *m = (struct measure *)(void *)owner;
	const struct segment *seg = &sighting->decoded.seg;
	struct pair *pair;
	unsigned i;

	if (sighting->outgoing)
		return;
	pair = find_pair(m, seg->dst_port, &i);
	if (!pair || sighting->decoded.status != DECODE_OK ||
	    sighting->decoded.checksum == CHECKSUM_BAD || pair->answered[i]) {
		m->fresh[m->round].confused++;
		return;
	}
	pair->answered[i] = true;
	if ((seg->flags & SEG_SYN) && !(seg->flags & SEG_RST))
		m->failed |= undo(m, pair, i);
	if (i == 1 && !pair->answered[0])
		pair->inverted = true;
	if (!pair->out || !all_answered(pair))
		return;
	pair_over(m, pair);
	tasks_wake(&m->context->tasks, &m->task);
}

/* ---- pairs --------------------------------------------------------------------------- */

/* What the target may hold of those that were not answered is reset too: the answer
 * may be lost. */
static void give_back(struct measure *m, struct pair *pair)
{
	for (unsigned i = 0; i < PAIR; i++) {
		if (!pair->local[i])
			continue;
		if (!pair->answered[i])
			m->failed |= undo(m, pair, i);
		ports_give_back(m->context->ports, &m->plan.target->hosts.target,
				pair->local[i]);
	}
	*pair = (struct pair){ .out = false };
}

/* The place of the next pair; one that is waited for keeps its own. */
static struct pair *next_place(struct measure *m)
{
	struct pair *pair = &m->pairs[(m->latest + 1) % PAIRS_OUT];

	return pair->out ? NULL : pair;
}

static int send_pair(struct measure *m)
{
	struct pair *pair = next_place(m);

	give_back(m, pair);
	m->latest = (unsigned)(pair - m->pairs);
	m->asked[m->round]++;
	for (unsigned i = 0; i < PAIR; i++) {
		/* Fresh sockets: how a target treats a second SYN on the same is
		 * what the cases ask. */
		if (ports_take(m->context->ports, &m->plan.target->hosts.target,
			       &m->owner, &pair->local[i], &m->err) < 0)
			return -1;
		pair->isn[i] = m->isn[i] += 0x10000;
		if (send_one(m, pair, i, m->round == ROUND_ACKS ? SEG_ACK : SEG_SYN,
			       pair->isn[i]) < 0)
			return -1;
	}
	pair->out = true;
	pair->until = wire_now(m->context->wire) + patience +
		      rtt_patience(&m->plan.target->rtt);
	m->phase = PHASE_PAIR;
	m->until = wire_now(m->context->wire) + usual(m);
	return m->failed;
}

/* When the first of those waited for has been waited for long enough. */
static int64_t first_until(const struct measure *m)
{
	int64_t first = INT64_MAX;

	for (unsigned k = 0; k < PAIRS_OUT; k++)
		if (m->pairs[k].out && m->pairs[k].until < first)
			first = m->pairs[k].until;
	return first;
}

static void give_up_late(struct measure *m)
{
	for (unsigned k = 0; k < PAIRS_OUT; k++)
		if (m->pairs[k].out && m->pairs[k].until <= m->context->seen)
			pair_over(m, &m->pairs[k]);
}

static bool enough(const struct measure *m)
{
	const bool known = m->plan.trust->segments >= 2 * PAIR * PAIRS_FIRST;
	const unsigned sent = m->asked[m->round];
	const unsigned most = known || m->plan.glance ? PAIRS_AGAIN : PAIRS_FIRST;

	return sent >= most ||
	       m->fresh[m->round].confused >= CONFUSED_ENOUGH ||
	       m->fresh[m->round].lost >= LOST_ENOUGH ||
	       (sent >= PAIRS_AGAIN &&
		wire_now(m->context->wire) - m->began > budget);
}

static void begin_round(struct measure *m, enum round round)
{
	m->round = round;
	m->began = wire_now(m->context->wire);
	m->phase = PHASE_PACED;
	m->until = m->began;
}

/* When the pair may leave: both are paid for before. */
static void pace_pair(struct measure *m)
{
	struct pace *pace = &m->context->pace;
	const int64_t now = wire_now(m->context->wire);

	pace_reserve(pace, now);
	m->phase = PHASE_PACED;
	m->until = pace_reserve(pace, now);
}

/* ---- the end --------------------------------------------------------------------------- */

static void release(struct measure *m)
{
	for (unsigned k = 0; k < PAIRS_OUT; k++)
		give_back(m, &m->pairs[k]);
	tasks_end(&m->context->tasks, &m->task);
}

/* What disturbed least says how much the path did at most. */
static void conclude(struct measure *m)
{
	static const struct exposure one = { 1, 1 };
	const struct trust *best = &m->fresh[ROUND_FIRST];

	for (enum round i = ROUND_OTHER; i < ROUNDS; i++)
		if (m->fresh[i].segments > 0 &&
		    trust_chance(&m->fresh[i], &one) < trust_chance(best, &one))
			best = &m->fresh[i];
	trust_add(m->plan.trust, best);
}

static bool clean(const struct trust *fresh)
{
	return fresh->lost + fresh->confused == 0;
}

/* So many turned round, and none lost: it may be the way of the target, which answers the
 * last first where it has both at once. */
static bool inverts(const struct measure *m, enum round round)
{
	return m->inverted[round] > 0 && m->fresh[round].lost == 0 &&
	       4 * m->inverted[round] >= m->asked[round];
}

/* True when the rounds so far have left something to ask, and another has begun. */
static bool another_round(struct measure *m)
{
	const bool habit = inverts(m, ROUND_FIRST) || inverts(m, ROUND_OTHER);
	const bool other = m->plan.ports[1] && m->plan.ports[1] != m->plan.ports[0];

	if (clean(&m->fresh[m->round]))
		return false;
	if (habit && m->asked[ROUND_ACKS] == 0)
		begin_round(m, ROUND_ACKS);
	else if (other && m->asked[ROUND_OTHER] == 0)
		begin_round(m, ROUND_OTHER);
	else
		return false;
	return true;
}

/* True when all is done. */
static bool advance(struct measure *m)
{
	if (m->phase == PHASE_LINGER) {
		for (unsigned k = 0; k < PAIRS_OUT; k++)
			give_back(m, &m->pairs[k]);
		if (another_round(m))
			return false;
		conclude(m);
		return true;
	}
	if (m->phase == PHASE_PACED) {
		if (send_pair(m) < 0)
			m->failed = -1;
		return false;
	}
	if (!enough(m)) {
		pace_pair(m);
		return false;
	}
	/* What comes twice may come behind all. */
	m->phase = PHASE_LINGER;
	m->until = wire_now(m->context->wire) + usual(m);
	return false;
}

static bool phase_over(const struct measure *m)
{
	const bool due = m->context->seen >= m->until;

	switch (m->phase) {
	case PHASE_PAIR:
		return (due || !m->pairs[m->latest].out) &&
		       !m->pairs[(m->latest + 1) % PAIRS_OUT].out;
	case PHASE_LINGER:
		return due && first_until(m) == INT64_MAX;
	default:
		return due;
	}
}

/* True when it is over, one way or the other. */
static bool step(struct measure *m)
{
	give_up_late(m);
	while (!m->failed && phase_over(m))
		if (advance(m))
			return true;
	return m->failed != 0;
}

/* When step wants to be called at the latest: what is past is over, or waits for a
 * pair. */
static int64_t deadline(const struct measure *m)
{
	const int64_t first = first_until(m);

	return m->until > m->context->seen && m->until < first ? m->until : first;
}

static void run(struct task *task)
{
	struct measure *m =
		(struct measure *)(void *)((char *)task - offsetof(struct measure, task));
	struct measure_plan plan = m->plan;
	struct error err;
	int failed;

	if (!step(m)) {
		tasks_at(&m->context->tasks, &m->task, deadline(m));
		return;
	}
	failed = m->failed;
	err = m->err;
	measure_stop(m);
	plan.done(plan.ctx, failed, &err);
}

/* ---- life --------------------------------------------------------------------------------- */

struct measure *measure_start(struct context *context, const struct measure_plan *plan)
{
	struct measure *m = memory_zeroed(1, sizeof(*m));

	m->owner.deliver = hear;
	m->task.run = run;
	m->context = context;
	m->plan = *plan;
	for (unsigned i = 0; i < PAIR; i++)
		m->isn[i] = (uint32_t)(plan->seed >> 16) + i * 0x40000000u;
	begin_round(m, ROUND_FIRST);
	tasks_wake(&context->tasks, &m->task);
	return m;
}

void measure_stop(struct measure *m)
{
	if (!m)
		return;
	release(m);
	free(m);
}

int measure_alone(struct context *context, const struct measure_plan *plan,
		  struct error *err)
{
	struct measure *m = measure_start(context, plan);
	int result = -1;

	while (!context_interrupted(context)) {
		if (context_drain(context, err) < 0)
			break;
		if (step(m)) {
			result = m->failed;
			*err = m->err;
			break;
		}
		if (wire_wait(context->wire, deadline(m), err) < 0)
			break;
	}
	measure_stop(m);
	return result;
}
