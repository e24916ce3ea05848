/* SPDX-License-Identifier: BSD-2-Clause */
#include "traffic/context.h"

void context_open(struct context *context, struct wire *wire, unsigned rate)
{
	*context = (struct context){ .wire = wire, .ports = ports_new(wire),
				     .pace = pace_of(rate) };
	tasks_init(&context->tasks);
	context->seen = wire_now(wire);
}

void context_close(struct context *context)
{
	tasks_clear(&context->tasks);
	ports_free(context->ports);
	context->ports = NULL;
}

int context_drain(struct context *context, struct error *err)
{
	/* Taken before: a deadline must not be found to have passed while the reply
	 * lies in the buffer. */
	const int64_t now = wire_now(context->wire);
	const int got = ports_drain(context->ports, err);

	if (got >= 0)
		context->seen = now;
	return got;
}
