/* SPDX-License-Identifier: BSD-2-Clause */
#include "run/discover.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "run/behaviour.h"
#include "run/bare_segment.h"
#include "run/trial.h"

#define MS INT64_C(1000000)

/* When SYNs go out, and when the last reply counts: ns since the beginning. */
static const int64_t rounds[] = { 0, 1000 * MS, 2000 * MS, 3000 * MS, 4000 * MS };
static const int64_t patience = 6000 * MS;

/* Connections on which an application is asked; and how often it must do something else,
 * or say nothing, to be another one. */
enum { APP_TRIALS = 6, APP_VOID_MOST = 20, OTHERS_ENOUGH = 4, SILENCES_ENOUGH = 4 };

enum { DAYTIME_MOST = 512 };

enum { ROUND_COUNT = sizeof(rounds) / sizeof(rounds[0]) };

struct scan;

/* One port of the target, asked from one of the tester's. */
struct ask {
	struct port_owner owner; /* first */
	struct scan *scan;
	struct port_probe *probe;
	uint16_t local; /* 0: not lent */
	uint32_t isn;
	unsigned syns;
	int64_t sent; /* capture time of the last SYN */
};

struct scan {
	struct context context;
	struct target *target;
	struct ask *asks;
	size_t count;
	int failed;
	struct error err;
};

/* What finds no room leaves with the next round. */
static int send_to(struct ask *ask, uint16_t flags, uint32_t seq)
{
	struct scan *scan = ask->scan;
	const struct bare_segment bare = { .local = ask->local, .peer = ask->probe->port,
					   .flags = flags, .seq = seq };

	return bare_segment_send(scan->context.wire, &scan->target->hosts, &bare,
				 &scan->err) == -1 ? -1 : 0;
}

static int send_round(struct scan *scan)
{
	for (size_t i = 0; i < scan->count; i++) {
		struct ask *ask = &scan->asks[i];

		if (ask->probe->state != PORT_SILENT)
			continue;
		ask->syns++;
		if (send_to(ask, SEG_SYN, ask->isn) < 0)
			return -1;
	}
	return 0;
}

static void hear_reply(struct ask *ask, const struct sighting *sighting)
{
	const struct segment *seg = &sighting->decoded.seg;

	if (ask->probe->state == PORT_SILENT && ask->sent && ask->syns == 1)
		rtt_add(&ask->scan->target->rtt, sighting->time - ask->sent);
	if (seg->flags & SEG_RST) {
		if (ask->probe->state == PORT_SILENT)
			ask->probe->state = PORT_CLOSED;
	} else if (seg->flags & SEG_SYN) {
		ask->probe->state = PORT_OPEN;
		ask->scan->failed |= send_to(ask, SEG_RST, ask->isn + 1);
	}
}

static void hear(struct port_owner *owner, const struct sighting *sighting)
{
	struct ask *ask = (struct ask *)(void *)owner;
	const struct segment *seg = &sighting->decoded.seg;

	if (sighting->decoded.status != DECODE_OK)
		return;
	if (!sighting->outgoing) {
		if (seg->src_port == ask->probe->port)
			hear_reply(ask, sighting);
	} else if (seg->flags & SEG_SYN) {
		ask->sent = sighting->time;
	}
}

static bool all_known(const struct scan *scan)
{
	for (size_t i = 0; i < scan->count; i++)
		if (scan->asks[i].probe->state == PORT_SILENT)
			return false;
	return true;
}

static int64_t next_round(unsigned round)
{
	return round < ROUND_COUNT ? rounds[round] : patience;
}

static int run(struct scan *scan)
{
	struct context *context = &scan->context;
	const int64_t began = wire_now(context->wire);
	unsigned round = 0;

	while (!context_interrupted(context) && !all_known(scan) && !scan->failed) {
		if (context->seen - began >= next_round(round)) {
			if (round == ROUND_COUNT)
				break;
			round++;
			if (send_round(scan) < 0)
				return -1;
		}
		if (context_drain(context, &scan->err) < 0)
			return -1;
		if (!all_known(scan) &&
		    wire_wait(context->wire, began + next_round(round), &scan->err) < 0)
			return -1;
	}
	return scan->failed;
}

static int begin(struct scan *scan, struct port_probe *probes)
{
	for (size_t i = 0; i < scan->count; i++) {
		struct ask *ask = &scan->asks[i];

		probes[i].state = PORT_SILENT;
		*ask = (struct ask){ .owner = { hear }, .scan = scan,
				     .probe = &probes[i] };
		ask->isn = (uint32_t)(wire_now(scan->context.wire) >> 12) + (uint32_t)i;
		if (ports_take(scan->context.ports, &scan->target->hosts.target,
			       &ask->owner, &ask->local, &scan->err) < 0)
			return -1;
	}
	return 0;
}

int discover_ports(const struct discovery *discovery, struct target *target,
		   struct port_probe *probes, size_t count, struct error *err)
{
	struct scan scan = { .target = target, .count = count };
	int result;

	scan.asks = memory_zeroed(count, sizeof(*scan.asks));
	context_open(&scan.context, discovery->wire, discovery->rate);
	scan.context.interrupted = discovery->interrupted;
	result = begin(&scan, probes) < 0 ? -1 : run(&scan);
	if (result < 0)
		*err = scan.err;
	context_close(&scan.context);
	free(scan.asks);
	return result;
}

/* ---- what listens --------------------------------------------------------------------- */

struct inquiry {
	struct context context;
	const struct builtins *builtins;
	struct trial_plan plan;
	enum app app;
	char *instead;
	struct error *err;
};

/* One trial of the builtin: BEHAVIOUR_UNKNOWN also when the tester failed. */
static struct conduct ask_once(struct inquiry *inquiry, enum builtin which, bool *failed)
{
	const bool answers = inquiry->app == APP_ECHO || inquiry->app == APP_HTTP;
	struct case_result result;
	struct conduct conduct;

	inquiry->plan.tc = builtin_case(inquiry->builtins, which);
	inquiry->plan.seed++;
	trial_alone(&inquiry->context, &inquiry->plan, &result, inquiry->err);
	*failed = result.verdict == VERDICT_ERROR;
	conduct = conduct_of(&result, answers);
	case_result_clear(&result);
	return conduct;
}

/* Text that is not closed behind may be the work of a stack that sends no FIN: one that
 * sends it when the tester has closed can. Nobody has that much to say of the time. */
static struct conduct ask_daytime(struct inquiry *inquiry, bool *failed)
{
	struct conduct conduct = ask_once(inquiry, BUILTIN_IS_DAYTIME, failed);

	if (conduct.behaviour == BEHAVES || conduct.behaviour == BEHAVIOUR_UNKNOWN ||
	    conduct.octets == 0 || conduct.octets > DAYTIME_MOST || *failed)
		return conduct;
	if (ask_once(inquiry, BUILTIN_STAYS_OPEN, failed).behaviour != BEHAVES)
		conduct.behaviour = BEHAVIOUR_UNKNOWN;
	snprintf(conduct.words, sizeof(conduct.words), "sent %" PRIu32 " octets and did not "
		 "close", conduct.octets);
	return conduct;
}

static struct conduct ask(struct inquiry *inquiry, bool *failed)
{
	static const enum builtin tests[APP_COUNT] = {
		[APP_ECHO] = BUILTIN_IS_ECHO,
		[APP_DISCARD] = BUILTIN_IS_DISCARD,
		[APP_CHARGEN] = BUILTIN_IS_CHARGEN,
		[APP_HTTP] = BUILTIN_IS_HTTP,
		[APP_STALLED] = BUILTIN_IS_STALLED,
	};

	if (inquiry->app == APP_DAYTIME)
		return ask_daytime(inquiry, failed);
	return ask_once(inquiry, tests[inquiry->app], failed);
}

/* Told only when nothing speaks for it. */
static int inquire(struct inquiry *inquiry, enum app_found *found)
{
	unsigned others = 0, silences = 0, voided = 0;
	bool failed = false;

	*found = APP_UNDECIDED;
	for (unsigned i = 0; i < APP_TRIALS + voided && voided < APP_VOID_MOST &&
			     others < OTHERS_ENOUGH && silences < SILENCES_ENOUGH &&
			     !context_interrupted(&inquiry->context); i++) {
		const struct conduct conduct = ask(inquiry, &failed);

		if (failed)
			return -1;
		if (*conduct.words)
			snprintf(inquiry->instead, APP_INSTEAD, "%s", conduct.words);
		if (conduct.behaviour == BEHAVES) {
			*found = APP_FOUND;
			break;
		}
		voided += conduct.voided;
		others += conduct.behaviour == BEHAVES_NOT;
		silences += conduct.behaviour == BEHAVES_SILENT;
	}
	if (*found != APP_FOUND && (others >= OTHERS_ENOUGH || silences >= SILENCES_ENOUGH))
		*found = APP_OTHER;
	if (*found != APP_OTHER)
		*inquiry->instead = '\0';
	return 0;
}

int discover_app(const struct discovery *discovery, struct target *target,
		 const struct service *service, const struct builtins *builtins,
		 enum app_found *found, char instead[static APP_INSTEAD],
		 struct error *err)
{
	struct inquiry inquiry = {
		.builtins = builtins, .app = service->app, .instead = instead, .err = err,
		.plan = { .target = target, .service = service, .seed = target->seed },
	};
	int result;

	*instead = '\0';
	*found = APP_FOUND;
	if (service->app == APP_UNKNOWN)
		return 0;
	context_open(&inquiry.context, discovery->wire, discovery->rate);
	inquiry.context.interrupted = discovery->interrupted;
	result = inquire(&inquiry, found);
	context_close(&inquiry.context);
	return result;
}
