/* SPDX-License-Identifier: BSD-2-Clause */
#include "run/ceased.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { SUSPECTS_MOST = 16, SUSPECTS_SHOWN = 8, DEATHS_MOST = 16 };

/* So many trials beside others, none of them refused: the port takes several at once. */
enum { CROWD_ENOUGH = 8 };

struct suspect {
	const struct test_case *tc;
	int64_t ended;
	bool first; /* trial of the case on the port */
};

struct port_life {
	int64_t accepted;  /* when the latest trial began that it accepted */
	int64_t refused;   /* since when it refuses; 0: it does not */
	int64_t ended;     /* the latest trial that it accepted */
	unsigned crowd;    /* trials that it accepted beside others, in all its lives */
	bool collided;     /* it refused one, and not the next */
	unsigned count, more; /* suspects, and those for which there was no room */
	struct suspect suspects[SUSPECTS_MOST];
};

struct ceased {
	const struct target *target;
	struct port_life *lives; /* of the target's services */
	struct death {
		const struct test_case *killer; /* the single suspect */
		bool crowd; /* the port had taken several connections at once */
	} deaths[DEATHS_MOST];
	unsigned count;
};

struct ceased *ceased_new(const struct target *target)
{
	struct ceased *ceased = memory_zeroed(1, sizeof(*ceased));

	ceased->target = target;
	ceased->lives = memory_zeroed(target->service_count, sizeof(*ceased->lives));
	return ceased;
}

void ceased_free(struct ceased *ceased)
{
	if (!ceased)
		return;
	free(ceased->lives);
	free(ceased);
}

/* NULL for the closed port. */
static struct port_life *life_of(const struct ceased *ceased, const struct service *service)
{
	const struct target *target = ceased->target;

	for (size_t i = 0; i < target->service_count; i++)
		if (target->services[i].port == service->port)
			return &ceased->lives[i];
	return NULL;
}

/* ---- suspects -------------------------------------------------------------------------- */

/* A case that had ended when the port accepted another connection is none. */
static void acquit(struct port_life *life)
{
	unsigned kept = 0;

	for (unsigned i = 0; i < life->count; i++)
		if (life->suspects[i].ended > life->accepted)
			life->suspects[kept++] = life->suspects[i];
	if (kept < life->count)
		life->more = 0;
	life->count = kept;
}

static void suspect(struct port_life *life, const struct test_case *tc, bool first,
		    int64_t ended)
{
	for (unsigned i = 0; i < life->count; i++) {
		if (life->suspects[i].tc != tc)
			continue;
		life->suspects[i].ended = ended;
		life->suspects[i].first = false;
		return;
	}
	if (life->count == SUSPECTS_MOST) {
		life->more++;
		return;
	}
	life->suspects[life->count++] = (struct suspect){ tc, ended, first };
}

/* Once a port refuses it is known who was the last: no one came behind. */
static void note_death(struct ceased *ceased, const struct port_life *life)
{
	const bool single = life->count == 1 && !life->more && life->suspects[0].first;

	if (single && ceased->count < DEATHS_MOST)
		ceased->deaths[ceased->count++] = (struct death){
			.killer = life->suspects[0].tc,
			.crowd = life->crowd >= CROWD_ENOUGH && !life->collided,
		};
}

/* A host with one socket a port, and those that wait out TIME-WAIT in it, refuses rightly:
 * several: it is known to take more. */
static const struct test_case *killer_of(const struct ceased *ceased, bool several)
{
	const struct death *deaths = ceased->deaths;

	for (unsigned i = 0; i < ceased->count; i++)
		for (unsigned j = i + 1; j < ceased->count; j++)
			if (deaths[i].killer == deaths[j].killer &&
			    (several || (deaths[i].crowd && deaths[j].crowd)))
				return deaths[i].killer;
	return NULL;
}

/* ---- what jobs meet ---------------------------------------------------------------------- */

void ceased_accepts(struct ceased *ceased, struct job *job, int64_t now)
{
	struct port_life *life = life_of(ceased, job->service);
	const int64_t began = job->decision.trial_began;
	const bool first = job->accepted_on != job->service;

	if (!life)
		return;
	job->accepted_on = job->service;
	if (life->refused && began > life->refused) {
		note_death(ceased, life);
		*life = (struct port_life){ .crowd = life->crowd,
					    .collided = life->collided };
	}
	life->crowd += began < life->ended;
	life->ended = now;
	if (began > life->accepted)
		life->accepted = began;
	suspect(life, job->tc, first, now);
	acquit(life);
}

void ceased_refuses(struct ceased *ceased, struct job *job, int64_t now)
{
	struct port_life *life = life_of(ceased, job->service);

	job->accepted_on = NULL;
	if (life && !life->refused)
		life->refused = now;
}

void ceased_collides(struct ceased *ceased, const struct job *job)
{
	struct port_life *life = life_of(ceased, job->service);

	if (life)
		life->collided = true;
}

bool ceased_any(const struct ceased *ceased)
{
	for (size_t i = 0; i < ceased->target->service_count; i++)
		if (ceased->lives[i].refused)
			return true;
	return false;
}

/* ---- the end --------------------------------------------------------------------------------- */

static bool refuses_still(const struct ceased *ceased, const struct asked_again *asked,
			  size_t i)
{
	return ceased->lives[i].refused &&
	       (!asked || (asked->refuses[i] && !asked->accepts[i]));
}

/* Notes the deaths of those that have not come back; the place of the first, or -1. */
static int first_gone(struct ceased *ceased, const struct asked_again *asked)
{
	int first = -1;

	for (size_t i = 0; i < ceased->target->service_count; i++) {
		if (!ceased->lives[i].refused)
			continue;
		note_death(ceased, &ceased->lives[i]);
		if (first < 0 && refuses_still(ceased, asked, i))
			first = (int)i;
	}
	return first;
}

static void print_ports(FILE *out, const struct ceased *ceased,
			const struct asked_again *asked)
{
	const char *gap = "port ";

	for (size_t i = 0; i < ceased->target->service_count; i++) {
		if (!refuses_still(ceased, asked, i))
			continue;
		fprintf(out, "%s%u", gap, ceased->target->services[i].port);
		gap = ", port ";
	}
}

static void print_suspects(FILE *out, const struct port_life *life)
{
	if (!life->count)
		return;
	fprintf(out, life->count == 1 && !life->more ? "; the last case before was"
						      : "; the last cases before were");
	for (unsigned i = 0; i < life->count && i < SUSPECTS_SHOWN; i++)
		fprintf(out, " %s", life->suspects[i].tc->id);
	if (life->count + life->more > SUSPECTS_SHOWN)
		fprintf(out, " and %u more", life->count + life->more - SUSPECTS_SHOWN);
}

/* The place of one that accepts, or -1. */
static int beside(const struct ceased *ceased, const struct asked_again *asked)
{
	for (size_t i = 0; asked && i < ceased->target->service_count; i++)
		if (asked->accepts[i])
			return (int)i;
	return -1;
}

static char *gone_text(const struct ceased *ceased, const struct asked_again *asked,
		       size_t first)
{
	const int other = beside(ceased, asked);
	char *text;
	size_t len;
	FILE *out = text_stream(&text, &len);

	print_ports(out, ceased, asked);
	fprintf(out, " accepted connections and refused them %s",
		asked ? "at the end of the run" : "later, and could not be asked again");
	if (other >= 0)
		fprintf(out, ", when port %u accepted", ceased->target->services[other].port);
	print_suspects(out, &ceased->lives[first]);
	text_stream_close(out);
	return text;
}

void ceased_tell(struct ceased *ceased, const struct asked_again *asked,
		 struct rule_result *out)
{
	const int first = first_gone(ceased, asked);
	const struct test_case *killer = killer_of(ceased, asked && asked->several);

	/* Where each case has a target of its own, what one showed stands. */
	if (!killer && out->id && out->verdict == VERDICT_FAIL)
		return;
	free(out->reason);
	out->reason = NULL;
	if (killer) {
		out->verdict = VERDICT_FAIL;
		out->case_id = killer->id;
		out->reason = text_print("twice a port that accepted connections, several at "
					 "once, refused them since the segments of %s",
					 killer->id);
	} else if (first >= 0) {
		const struct port_life *life = &ceased->lives[first];

		out->verdict = VERDICT_INCONCLUSIVE;
		out->case_id = life->count == 1 && !life->more ? life->suspects[0].tc->id : NULL;
		out->excuses = excuse_bit(EXCUSE_REFUSED);
		out->reason = gone_text(ceased, asked, (size_t)first);
	} else {
		return;
	}
	out->id = "target/accepts";
	out->title = "Ports that accept connections do so to the end of the run";
	out->family = ceased->target->hosts.target.family;
}
