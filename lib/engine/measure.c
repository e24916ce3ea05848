/* SPDX-License-Identifier: BSD-2-Clause */
#include "engine/measure.h"

#include <stdlib.h>

#define MS INT64_C(1000000)

enum {
	PAIR = 2,
	PAIRS_FIRST = 250, /* nothing disturbed: 0.3% a segment at most */
	PAIRS_AGAIN = 25,
	DISTURBED_ENOUGH = 12, /* the path is bad: more would change nothing */
	MSS = 536
};

static const int64_t patience = 1000 * MS; /* for one answer */
static const int64_t budget = 5000 * MS;   /* for all, unless answers stay out */

enum phase { PHASE_PACED, PHASE_PAIR, PHASE_LINGER };

struct pair {
	uint16_t local[PAIR]; /* 0: not lent */
	bool answered[PAIR];
};

struct measure {
	struct port_owner owner; /* first */
	struct task task;
	struct context *context;
	struct measure_plan plan;
	struct trust fresh[2]; /* what each port showed */
	unsigned round;        /* which port is asked */
	enum phase phase;
	struct pair pair, before;
	uint32_t isn[PAIR];
	unsigned pairs;  /* sent to this port */
	int64_t began;   /* with this port */
	int64_t until;   /* of the phase */
	bool inverted;   /* the second was answered, the first was not yet */
	struct error err;
	int failed;
};

/* ---- segments --------------------------------------------------------------------- */

static int send_flags(struct measure *m, unsigned i, uint16_t flags, uint32_t seq)
{
	static const uint8_t mss[] = { MSS >> 8, MSS & 0xff };
	struct segment seg = {
		.src = m->plan.target->hosts.tester, .dst = m->plan.target->hosts.target,
		.src_port = m->pair.local[i], .dst_port = m->plan.ports[m->round],
		.flags = flags, .seq = seq, .window = 65535, .df = true,
	};

	if (flags & SEG_SYN)
		segment_add_option(&seg, OPT_MSS, mss, sizeof(mss));
	/* What does not leave is not answered: it counts as disturbed. */
	return wire_send(m->context->wire, &seg, &m->err) == -1 ? -1 : 0;
}

static bool all_answered(const struct measure *m)
{
	return m->pair.answered[0] && m->pair.answered[1];
}

/* Answers come in the order of the SYNs and each once. What they say and how long the
 * target thought about it is the target's affair, not the path's. */
static void hear(struct port_owner *owner, const struct sighting *sighting)
{
	struct measure *m = (struct measure *)(void *)owner;
	const struct segment *seg = &sighting->decoded.seg;
	const unsigned i = seg->dst_port == m->pair.local[1];
	struct trust *fresh = &m->fresh[m->round];

	if (sighting->outgoing)
		return;
	if (sighting->decoded.status != DECODE_OK ||
	    sighting->decoded.checksum == CHECKSUM_BAD ||
	    seg->dst_port != m->pair.local[i] || m->pair.answered[i]) {
		fresh->disturbed++;
		return;
	}
	m->pair.answered[i] = true;
	if (i == 1 && !m->pair.answered[0])
		m->inverted = true;
	if ((seg->flags & SEG_SYN) && !(seg->flags & SEG_RST))
		m->failed |= send_flags(m, i, SEG_RST, m->isn[i] + 1);
	if (all_answered(m))
		tasks_wake(&m->context->tasks, &m->task);
}

static void give_back(struct measure *m, struct pair *pair)
{
	for (unsigned i = 0; i < PAIR; i++) {
		if (pair->local[i])
			ports_give_back(m->context->ports,
					&m->plan.target->hosts.target, pair->local[i]);
		pair->local[i] = 0;
	}
}

/* ---- pairs --------------------------------------------------------------------------- */

static int send_pair(struct measure *m)
{
	/* The one before is listened to no longer than the next: copies that come
	 * late come soon. */
	give_back(m, &m->before);
	m->before = m->pair;
	m->pair = (struct pair){ { 0, 0 }, { false, false } };
	m->inverted = false;
	for (unsigned i = 0; i < PAIR; i++) {
		/* Fresh sockets: how a target treats a second SYN on the same is
		 * what the cases ask. */
		if (ports_take(m->context->ports, &m->plan.target->hosts.target,
			       &m->owner, &m->pair.local[i], &m->err) < 0)
			return -1;
		m->isn[i] += 0x10000;
		if (send_flags(m, i, SEG_SYN, m->isn[i]) < 0)
			return -1;
	}
	m->pairs++;
	m->phase = PHASE_PAIR;
	m->until = wire_now(m->context->wire) + patience +
		   rtt_patience(&m->plan.target->rtt);
	return 0;
}

static void count_pair(struct measure *m)
{
	struct trust *fresh = &m->fresh[m->round];

	fresh->segments += 2 * PAIR;
	if (all_answered(m))
		fresh->disturbed += m->inverted;
	for (unsigned i = 0; i < PAIR; i++)
		fresh->disturbed += !m->pair.answered[i];
}

static bool enough(const struct measure *m)
{
	const unsigned most = m->plan.trust->segments ? PAIRS_AGAIN : PAIRS_FIRST;

	return m->pairs >= most ||
	       m->fresh[m->round].disturbed >= DISTURBED_ENOUGH ||
	       (m->pairs >= PAIRS_AGAIN &&
		wire_now(m->context->wire) - m->began > budget);
}

static void begin_round(struct measure *m)
{
	m->pairs = 0;
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
	give_back(m, &m->before);
	give_back(m, &m->pair);
	tasks_end(&m->context->tasks, &m->task);
}

static void conclude(struct measure *m)
{
	const bool both = m->round == 1;
	const struct trust *better =
		both && trust_chance(&m->fresh[1], 1) < trust_chance(&m->fresh[0], 1)
			? &m->fresh[1] : &m->fresh[0];

	trust_add(m->plan.trust, better);
}

static bool ask_other(const struct measure *m)
{
	return m->round == 0 && m->plan.ports[1] &&
	       m->plan.ports[1] != m->plan.ports[0] && m->fresh[0].disturbed > 0;
}

/* True when all is done. */
static bool advance(struct measure *m)
{
	if (m->phase == PHASE_LINGER) {
		if (!ask_other(m)) {
			conclude(m);
			return true;
		}
		m->round = 1;
		begin_round(m);
		return false;
	}
	if (m->phase == PHASE_PACED) {
		if (send_pair(m) < 0)
			m->failed = -1;
		return false;
	}
	count_pair(m);
	if (!enough(m)) {
		pace_pair(m);
		return false;
	}
	/* What comes twice may come behind all. */
	m->phase = PHASE_LINGER;
	m->until = wire_now(m->context->wire) + 20 * MS +
		   rtt_patience(&m->plan.target->rtt);
	return false;
}

static bool phase_over(const struct measure *m)
{
	return m->context->seen >= m->until ||
	       (m->phase == PHASE_PAIR && all_answered(m));
}

/* True when it is over, one way or the other. */
static bool step(struct measure *m)
{
	while (!m->failed && phase_over(m))
		if (advance(m))
			return true;
	return m->failed != 0;
}

static void run(struct task *task)
{
	struct measure *m =
		(struct measure *)(void *)((char *)task - offsetof(struct measure, task));
	struct measure_plan plan = m->plan;
	struct error err;
	int failed;

	if (!step(m)) {
		tasks_at(&m->context->tasks, &m->task, m->until);
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
	struct measure *m = calloc(1, sizeof(*m));

	if (!m)
		abort();
	m->owner.deliver = hear;
	m->task.run = run;
	m->context = context;
	m->plan = *plan;
	for (unsigned i = 0; i < PAIR; i++)
		m->isn[i] = (uint32_t)(plan->seed >> 16) + i * 0x40000000u;
	begin_round(m);
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
		if (wire_wait(context->wire, m->until, err) < 0)
			break;
	}
	measure_stop(m);
	return result;
}
