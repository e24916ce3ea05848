/* SPDX-License-Identifier: BSD-2-Clause */
#include "run/alive.h"

#include <stddef.h>
#include <stdlib.h>

#include "base/memory.h"
#include "run/bare_segment.h"

#define S INT64_C(1000000000)

enum { ROUNDS = 4, EACH_ROUND = 6 };

struct alive {
	struct port_owner owner; /* first */
	struct task task;
	struct context *context;
	struct target *target;
	alive_done *done;
	void *ctx;
	uint16_t locals[ROUNDS * EACH_ROUND]; /* lent */
	uint16_t peers[ROUNDS * EACH_ROUND];  /* asked from each */
	unsigned asked, rounds;
	uint32_t isn;
	int64_t next; /* round, or the end */
	bool answers;
	bool unasked; /* some did not leave the tester */
};

/* Nothing is left open at a target that lives. */
static void undo(const struct alive *alive, unsigned i, uint32_t seq)
{
	const struct bare_segment rst = { .local = alive->locals[i],
					  .peer = alive->peers[i],
					  .flags = SEG_RST, .seq = seq };
	struct error ignored;

	(void)bare_segment_send(alive->context->wire, &alive->target->hosts, &rst,
				&ignored);
}

static void hear(struct port_owner *owner, const struct sighting *sighting)
{
	struct alive *alive = (struct alive *)(void *)owner;
	const struct segment *seg = &sighting->decoded.seg;

	if (sighting->outgoing || sighting->decoded.status != DECODE_OK)
		return;
	alive->answers = true;
	alive->target->heard = sighting->time;
	for (unsigned i = 0; i < alive->asked; i++)
		if (alive->locals[i] == seg->dst_port && (seg->flags & SEG_SYN))
			undo(alive, i, seg->ack);
	tasks_wake(&alive->context->tasks, &alive->task);
}

static void ask(struct alive *alive, uint16_t port)
{
	struct context *context = alive->context;
	struct bare_segment syn = { .peer = port, .flags = SEG_SYN,
				    .seq = alive->isn += 0x10000 };
	struct error ignored;

	if (ports_take(context->ports, &alive->target->hosts.target, &alive->owner,
		       &syn.local, &ignored) < 0) {
		alive->unasked = true;
		return;
	}
	alive->locals[alive->asked] = syn.local;
	alive->peers[alive->asked++] = port;
	pace_reserve(&context->pace, wire_now(context->wire));
	if (bare_segment_send(context->wire, &alive->target->hosts, &syn, &ignored) < 0)
		alive->unasked = true;
}

/* The closed port, if one is known, comes behind the services. */
static uint16_t port_of(const struct target *target, size_t number)
{
	const size_t count = target->service_count + (target->closed_port ? 1 : 0);
	const size_t i = count ? number % count : 0;

	if (!count)
		return 1;
	return i < target->service_count ? target->services[i].port : target->closed_port;
}

static void ask_some(struct alive *alive)
{
	for (size_t i = 0; i < EACH_ROUND; i++)
		ask(alive, port_of(alive->target, alive->rounds * EACH_ROUND + i));
	alive->rounds++;
	alive->next = wire_now(alive->context->wire) + S +
		      rtt_patience(&alive->target->rtt);
}

static void run(struct task *task)
{
	struct alive *alive =
		(struct alive *)(void *)((char *)task - offsetof(struct alive, task));
	alive_done *done = alive->done;
	void *ctx = alive->ctx;
	bool answers;

	if (!alive->answers && alive->rounds < ROUNDS &&
	    alive->context->seen >= alive->next)
		ask_some(alive);
	if (!alive->answers && (alive->rounds < ROUNDS ||
				alive->context->seen < alive->next)) {
		tasks_at(&alive->context->tasks, &alive->task, alive->next);
		return;
	}
	/* What did not leave is not missed. */
	answers = alive->answers || alive->unasked;
	alive_stop(alive);
	done(ctx, answers);
}

struct alive *alive_start(struct context *context, struct target *target, alive_done *done,
			  void *ctx)
{
	struct alive *alive = memory_zeroed(1, sizeof(*alive));

	alive->owner.deliver = hear;
	alive->task.run = run;
	alive->context = context;
	alive->target = target;
	alive->done = done;
	alive->ctx = ctx;
	alive->isn = (uint32_t)(wire_now(context->wire) >> 8);
	alive->next = INT64_MIN;
	tasks_wake(&context->tasks, &alive->task);
	return alive;
}

void alive_stop(struct alive *alive)
{
	if (!alive)
		return;
	for (unsigned i = 0; i < alive->asked; i++)
		ports_give_back(alive->context->ports, &alive->target->hosts.target,
				alive->locals[i]);
	tasks_end(&alive->context->tasks, &alive->task);
	free(alive);
}
