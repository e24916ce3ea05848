/* SPDX-License-Identifier: BSD-2-Clause */
#include "run/ask_again.h"

#include <stddef.h>
#include <stdlib.h>

#include "base/memory.h"
#include "run/bare_segment.h"

#define S INT64_C(1000000000)

enum { ROUNDS = 3, AT_ONCE = 2 };

/* A SYN that was sent, and what came of it. */
struct question {
	size_t place; /* of the service */
	uint16_t local; /* lent */
	uint32_t next; /* what the tester sends next; 0: nothing is open */
};

struct ask_again {
	struct port_owner owner; /* first */
	struct task task;
	struct context *context;
	const struct target *target;
	ask_again_done *done;
	void *ctx;
	struct question *questions; /* of this round */
	size_t asked;
	unsigned rounds;
	uint32_t isn;
	int64_t next; /* round, or the end */
	struct asked_again said;
	bool unasked; /* some did not leave the tester */
};

static void send_to(struct ask_again *asking, const struct question *q, uint16_t flags,
		    uint32_t seq)
{
	const struct bare_segment bare = {
		.local = q->local, .peer = asking->target->services[q->place].port,
		.flags = flags, .seq = seq,
	};
	struct error ignored;

	pace_reserve(&asking->context->pace, wire_now(asking->context->wire));
	if (bare_segment_send(asking->context->wire, &asking->target->hosts, &bare,
			      &ignored) < 0)
		asking->unasked = true;
}

/* ---- what comes ------------------------------------------------------------------------- */

static void take_answer(struct ask_again *asking, struct question *q,
			const struct segment *seg)
{
	if (seg->src_port != asking->target->services[q->place].port)
		return;
	if (seg->flags & SEG_RST) {
		asking->said.refuses[q->place] = true;
		q->next = 0;
	} else if (seg->flags & SEG_SYN) {
		asking->said.accepts[q->place] = true;
		q->next = seg->ack;
	}
}

static void hear(struct port_owner *owner, const struct sighting *sighting)
{
	struct ask_again *asking = (struct ask_again *)(void *)owner;
	const struct segment *seg = &sighting->decoded.seg;

	if (sighting->outgoing || sighting->decoded.status != DECODE_OK)
		return;
	for (size_t i = 0; i < asking->asked; i++)
		if (asking->questions[i].local == seg->dst_port)
			take_answer(asking, &asking->questions[i], seg);
}

/* ---- rounds ----------------------------------------------------------------------------- */

static void end_round(struct ask_again *asking)
{
	for (size_t i = 0; i < asking->asked; i++) {
		const struct question *q = &asking->questions[i];

		if (q->next && i % AT_ONCE == 1 && asking->questions[i - 1].next)
			asking->said.several = true;
		if (q->next)
			send_to(asking, q, SEG_RST, q->next);
		ports_give_back(asking->context->ports, &asking->target->hosts.target,
				q->local);
	}
	asking->asked = 0;
}

static void ask(struct ask_again *asking, size_t place)
{
	struct question *q = &asking->questions[asking->asked];
	struct error ignored;

	*q = (struct question){ .place = place };
	if (ports_take(asking->context->ports, &asking->target->hosts.target,
		       &asking->owner, &q->local, &ignored) < 0) {
		asking->unasked = true;
		return;
	}
	asking->asked++;
	send_to(asking, q, SEG_SYN, asking->isn += 0x10000);
}

static void ask_all(struct ask_again *asking)
{
	for (size_t i = 0; i < asking->target->service_count * AT_ONCE; i++)
		ask(asking, i / AT_ONCE);
	asking->rounds++;
	asking->next = wire_now(asking->context->wire) + S +
		       rtt_patience(&asking->target->rtt);
}

static void run(struct task *task)
{
	struct ask_again *asking =
		(struct ask_again *)(void *)((char *)task - offsetof(struct ask_again, task));

	if (asking->context->seen >= asking->next) {
		end_round(asking);
		if (asking->rounds == ROUNDS || asking->unasked) {
			asking->done(asking->ctx, asking->unasked ? NULL : &asking->said);
			ask_again_stop(asking);
			return;
		}
		ask_all(asking);
	}
	tasks_at(&asking->context->tasks, &asking->task, asking->next);
}

struct ask_again *ask_again_start(struct context *context, const struct target *target,
				  ask_again_done *done, void *ctx)
{
	struct ask_again *asking = memory_zeroed(1, sizeof(*asking));
	const size_t count = target->service_count;

	asking->owner.deliver = hear;
	asking->task.run = run;
	asking->context = context;
	asking->target = target;
	asking->done = done;
	asking->ctx = ctx;
	asking->questions = memory_zeroed(count * AT_ONCE, sizeof(*asking->questions));
	asking->said.accepts = memory_zeroed(count, sizeof(bool));
	asking->said.refuses = memory_zeroed(count, sizeof(bool));
	asking->isn = (uint32_t)(wire_now(context->wire) >> 8);
	asking->next = INT64_MIN;
	tasks_wake(&context->tasks, &asking->task);
	return asking;
}

void ask_again_stop(struct ask_again *asking)
{
	if (!asking)
		return;
	end_round(asking);
	tasks_end(&asking->context->tasks, &asking->task);
	free(asking->questions);
	free(asking->said.accepts);
	free(asking->said.refuses);
	free(asking);
}
