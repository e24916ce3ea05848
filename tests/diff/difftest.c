/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * difftest [-n COUNT] [-s SEED] [-a] [-f FAULT] [-x MOST] [-r]: COUNT random sequences
 * from SEED on (odd seeds IPv6), each to the reference endpoint and to this machine's
 * kernel. Prints what explanations were needed how often, and each unexplained
 * difference with its seed and both traces.
 *   -a  prints explained ones too
 *   -f  the reference has that fault: what this check can see, and the table of
 *       explanations does not excuse
 *   -x  ends after so many unexplained sequences
 *   -r  no kernel: the faulty reference beside a faultless one. How many sequences
 *       show the fault at all
 * Exit 0 when all is explained, 1 when not, 3 when the lab cannot be had.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "diff.h"
#include "lab/kernel/kernel_lab.h"
#include "base/seq.h"
#include "wire/live/live.h"
#include "prove/sim_wire.h"

#define US INT64_C(1000)
#define MS (1000 * US)

enum { ATTEMPTS = 4, PORTS = 4096, EXPLANATIONS_MOST = 64 };

/* A difference counts when it stays as the live side is given more time: on a busy
 * machine applications answer late. */
static const struct patience patience[ATTEMPTS] = {
	{ 300 * US, 8 * MS }, { 2 * MS, 30 * MS }, { 10 * MS, 60 * MS },
	{ 40 * MS, 150 * MS }
};

struct check {
	struct lab *lab;
	struct wire *live[2];
	struct hosts hosts[2]; /* of these */
	uint16_t port[2];      /* of the tester, in turn */
	struct fault_set faults;
	bool all, alone;
	uint64_t steps, retried;
	uint64_t explained[EXPLANATIONS_MOST];
	struct error err;
};

enum outcome { SAME, EXPLAINED, UNEXPLAINED, BROKEN };

struct pair {
	struct side sim, live;
	struct gen gen;
	bool alone; /* `live` is a faultless reference; nothing is explained */
	unsigned seen[STEPS_MOST + 2]; /* indices of explanations */
	unsigned seen_count;
	FILE *notes;
};

/* ---- one step --------------------------------------------------------------------------- */

/* A reference may delay an ACK: then it is waited for, on its own clock. */
static int ask_sim(struct side *sim, const struct step *step, unsigned number,
		   struct answer *out)
{
	static const struct patience soon = { MS, MS }, late = { MS, 250 * MS };
	bool wait = step->len > 0 && (step->flags & SEG_ACK);

	if (side_send(sim, step, number) < 0 ||
	    side_collect(sim, &soon, NULL, out) < 0)
		return -1;
	if (out->acks || out->resets || !wait)
		return 0;
	return side_collect(sim, &late, NULL, out);
}

static int ask_both(struct pair *pair, const struct step *step,
		    const struct patience *wait, struct answer *sim,
		    struct answer *live)
{
	unsigned number = pair->gen.at;

	if (ask_sim(&pair->sim, step, number, sim) < 0)
		return -1;
	if (pair->alone)
		return ask_sim(&pair->live, step, number, live);
	if (side_send(&pair->live, step, number) < 0)
		return -1;
	return side_collect(&pair->live, wait, sim, live);
}

/* SND.UNA, where the segment was neither refused nor dropped before its ACK. */
static void learn_ack(struct gen *gen, const struct step *step)
{
	if ((step->flags & (SEG_ACK | SEG_RST | SEG_SYN)) != SEG_ACK ||
	    step->stamp != STAMP_RIGHT || !step_acceptable(gen, step))
		return;
	if (seq_gt(step->ack, gen->snd_una) && seq_leq(step->ack, gen->snd_nxt))
		gen->snd_una = step->ack;
}

static int learn(struct pair *pair, const struct step *step,
		 const struct answer *answer)
{
	struct gen *gen = &pair->gen;

	gen_note(gen, step);
	learn_ack(gen, step);
	gen->rcv_nxt = pair->sim.ack;
	gen->snd_nxt = pair->sim.end;
	gen->edge = pair->sim.edge;
	if (answer->syn) {
		gen->irs = step->seq;
		gen->syn_text = step->len;
		gen->reopened = gen->state == STATE_TIME_WAIT;
		gen->holds = 0;
		gen->fin_above = false;
		gen->snd_una = 0;
	}
	return side_state(&pair->sim, &gen->state);
}

/* The answers agree; what only later ones would show ends the comparison. */
static enum outcome judge_hidden(struct pair *pair, const struct difference *d)
{
	unsigned index;

	if (!explain_hidden(d, &index) || pair->alone)
		return SAME;
	pair->seen[pair->seen_count++] = index;
	return EXPLAINED;
}

static enum outcome judge(struct pair *pair, const struct difference *d)
{
	unsigned index;
	const struct explanation *found = explain(d, &index);

	if (!found || pair->alone) {
		fprintf(pair->notes, "in %s:\n  reference:",
			state_name(pair->gen.state));
		answer_print(pair->notes, d->sim);
		fputs("  kernel:   ", pair->notes);
		answer_print(pair->notes, d->live);
		return UNEXPLAINED;
	}
	pair->seen[pair->seen_count++] = index;
	return found->ends ? EXPLAINED : SAME;
}

static enum outcome one_step(struct pair *pair, const struct patience *wait)
{
	struct answer sim, live;
	struct step step;
	struct difference d = { .gen = &pair->gen, .step = &step, .sim = &sim,
				.live = &live, .sim_side = &pair->sim,
				.live_side = &pair->live,
				.live_edge = pair->live.edge,
				.live_tsval = pair->live.tsval };
	enum outcome outcome;

	gen_next(&pair->gen, &step);
	if (ask_both(pair, &step, wait, &sim, &live) < 0)
		return BROKEN;
	outcome = answers_equal(&sim, &live) ? judge_hidden(pair, &d) : judge(pair, &d);
	if (pair->live.broken || pair->sim.broken)
		return BROKEN;
	if (outcome == SAME && learn(pair, &step, &sim) < 0)
		return BROKEN;
	return outcome;
}

/* The answers were alike to the end: no entry excuses states that are not. */
static enum outcome compare_ends(struct pair *pair)
{
	enum tcp_state sim, live;

	if (side_state(&pair->sim, &sim) < 0 || side_state(&pair->live, &live) < 0)
		return BROKEN;
	if (sim == live)
		return SAME;
	fprintf(pair->notes, "in %s: states at the end: reference %s, kernel %s\n",
		state_name(pair->gen.state), state_name(sim), state_name(live));
	return UNEXPLAINED;
}

/* ---- one sequence -------------------------------------------------------------------------- */

static void sim_open(struct side *side, struct wire *wire, const struct gen *gen,
		     FILE *trace)
{
	const struct hosts *hosts = wire_sim_hosts(wire);

	*side = (struct side){ .name = "reference", .wire = wire,
			       .oracle = wire_sim_oracle(wire), .isn = gen->isn,
			       .trace = trace };
	side->id = (struct connection_id){ hosts->tester, hosts->target,
					   wire->port_first, gen->port };
}

static void live_open(struct side *side, struct check *check, unsigned family,
		      const struct gen *gen, FILE *trace)
{
	const struct hosts *hosts = &check->hosts[family];
	struct wire *wire = check->live[family];
	uint16_t *port = &check->port[family];

	*side = (struct side){ .name = "kernel", .wire = wire,
			       .oracle = lab_oracle(check->lab), .isn = gen->isn,
			       .trace = trace };
	*port = *port == wire->port_last ? wire->port_first : (uint16_t)(*port + 1);
	side->id = (struct connection_id){ hosts->tester, hosts->target, *port,
					   gen->port };
}

/* Nothing of the sequence is left at the kernel. */
static void sweep(struct pair *pair)
{
	struct step rst = { .flags = SEG_RST, .seq = pair->live.ack };

	side_send(&pair->live, &rst, STEPS_MOST);
	rst.seq = pair->gen.rcv_nxt;
	side_send(&pair->live, &rst, STEPS_MOST);
}

static struct wire *reference_open(uint64_t seed, const struct fault_set *faults)
{
	struct wire_sim_config config = { .family = seed % 2 ? FAMILY_INET6
							      : FAMILY_INET,
					  .endpoint.seed = seed,
					  .endpoint.half_duplex = true };

	if (faults)
		config.endpoint.faults = *faults;
	return wire_sim_open(&config);
}

static enum outcome play_steps(struct check *check, struct pair *pair, unsigned attempt)
{
	enum outcome outcome = SAME;

	if (side_state(&pair->sim, &pair->gen.state) < 0)
		return BROKEN;
	while (outcome == SAME && pair->gen.at <= pair->gen.count) {
		outcome = one_step(pair, &patience[attempt]);
		check->steps++;
	}
	return outcome == SAME ? compare_ends(pair) : outcome;
}

static enum outcome play(struct check *check, uint64_t seed, unsigned attempt,
			 struct pair *pair, FILE *traces[2])
{
	struct wire *sim = reference_open(seed, &check->faults);
	struct wire *other = check->alone ? reference_open(seed, NULL) : NULL;
	enum outcome outcome;

	gen_start(&pair->gen, seed);
	sim_open(&pair->sim, sim, &pair->gen, traces[0]);
	if (other)
		sim_open(&pair->live, other, &pair->gen, traces[1]);
	else
		live_open(&pair->live, check, seed % 2, &pair->gen, traces[1]);
	outcome = play_steps(check, pair, attempt);
	fflush(traces[1]);
	if (outcome != BROKEN)
		sweep(pair);
	wire_close(sim);
	wire_close(other);
	return outcome;
}

static void report(uint64_t seed, enum outcome outcome, const struct pair *pair,
		   char *const text[3])
{
	printf("%s: seed %" PRIu64 ", port %u %s\n",
	       outcome == UNEXPLAINED ? "UNEXPLAINED"
	       : outcome == BROKEN    ? "BROKEN" : "explained",
	       seed, pair->gen.port, text[2]);
	if (outcome == BROKEN)
		printf(" %s %s\n", pair->sim.err.text, pair->live.err.text);
	for (unsigned i = 0; i < pair->seen_count; i++)
		printf(" by %s\n", explanation_at(pair->seen[i])->id);
	printf(" reference:\n%s kernel:\n%s", text[0], text[1]);
}

/* Once, with a given patience. */
static enum outcome try_once(struct check *check, uint64_t seed, unsigned attempt)
{
	char *text[3];
	size_t size[3];
	FILE *file[3];
	struct pair pair = { .alone = check->alone };
	enum outcome outcome;
	bool told = attempt + 1 == ATTEMPTS && !check->alone;

	for (int i = 0; i < 3; i++)
		file[i] = open_memstream(&text[i], &size[i]);
	pair.notes = file[2];
	outcome = play(check, seed, attempt, &pair, file);
	for (int i = 0; i < 3; i++)
		fclose(file[i]);
	if (outcome >= UNEXPLAINED ? told : check->all && pair.seen_count)
		report(seed, outcome, &pair, text);
	if (outcome < UNEXPLAINED)
		for (unsigned i = 0; i < pair.seen_count; i++)
			check->explained[pair.seen[i]]++;
	for (int i = 0; i < 3; i++)
		free(text[i]);
	return outcome;
}

static bool sequence(struct check *check, uint64_t seed)
{
	unsigned attempts = check->alone ? 1 : ATTEMPTS;

	for (unsigned attempt = 0; attempt < attempts; attempt++) {
		if (try_once(check, seed, attempt) < UNEXPLAINED)
			return true;
		check->retried++;
	}
	return false;
}

/* ---- all of them ------------------------------------------------------------------------------ */

static int open_live(struct check *check, enum ip_family family, unsigned i)
{
	struct wire_live_config config = { .route_count = 1, .ports = PORTS };
	struct hosts *hosts = &check->hosts[i];

	hosts->target = *lab_target(check->lab, family);
	if (route_lookup(&hosts->target, lab_ifname(check->lab), NULL,
			 &config.routes[0], &check->err) < 0)
		return -1;
	hosts->tester = config.routes[0].source;
	check->live[i] = wire_live_open(&config, &check->err);
	if (!check->live[i])
		return -1;
	check->port[i] = check->live[i]->port_last;
	return 0;
}

/* Without what answers only so often, later or again of its own accord. */
static int set_up(struct check *check)
{
	static const char *const sysctls[] = {
		"net.ipv4.tcp_invalid_ratelimit=0",
		"net.ipv4.tcp_challenge_ack_limit=2147483647",
		"net.ipv4.tcp_early_retrans=0", "net.ipv4.tcp_comp_sack_nr=0",
		"net.ipv4.tcp_autocorking=0", "net.ipv4.tcp_no_metrics_save=1", NULL
	};
	struct lab_config config = { .sysctls = sysctls };

	check->lab = lab_open(&config, &check->err);
	if (!check->lab)
		return -1;
	if (open_live(check, FAMILY_INET, 0) < 0)
		return -1;
	return open_live(check, FAMILY_INET6, 1);
}

static void tear_down(struct check *check)
{
	wire_close(check->live[0]);
	wire_close(check->live[1]);
	lab_close(check->lab);
}

static void print_explanations(const struct check *check)
{
	const struct explanation *e;

	for (unsigned i = 0; (e = explanation_at(i)); i++) {
		if (!check->explained[i])
			continue;
		printf("%5" PRIu64 "  %-24s %s  %s\n       \"%s\": %s\n",
		       check->explained[i], e->id,
		       e->verdict == BOTH_RIGHT ? "both right" : "kernel departs",
		       e->reference, e->sentence, e->why);
	}
}

struct wish {
	uint64_t count, seed, most;
};

static bool read_options(int argc, char **argv, struct check *check, struct wish *wish)
{
	int key;

	while ((key = getopt(argc, argv, "n:s:af:x:r")) != -1) {
		if (key == 'n')
			wish->count = strtoull(optarg, NULL, 10);
		else if (key == 's')
			wish->seed = strtoull(optarg, NULL, 10);
		else if (key == 'x')
			wish->most = strtoull(optarg, NULL, 10);
		else if (key == 'a')
			check->all = true;
		else if (key == 'r')
			check->alone = true;
		else if (key == 'f' && fault_find(optarg) != FAULT_COUNT)
			fault_add(&check->faults, fault_find(optarg));
		else
			return false;
	}
	return optind == argc;
}

int main(int argc, char **argv)
{
	struct check check = { 0 };
	struct wish wish = { .count = 2000, .seed = 1, .most = UINT64_MAX };
	uint64_t done = 0, failed = 0;
	time_t began = time(NULL);

	if (!read_options(argc, argv, &check, &wish)) {
		fputs("difftest: wrong usage, see difftest.c\n", stderr);
		return 2;
	}
	if (!check.alone && set_up(&check) < 0) {
		fprintf(stderr, "difftest: %s\n", check.err.text);
		tear_down(&check);
		return 3;
	}
	for (; done < wish.count && failed < wish.most; done++)
		failed += !sequence(&check, wish.seed + done);
	tear_down(&check);
	print_explanations(&check);
	printf("%" PRIu64 " segments, %" PRIu64 " repetitions, %ld s\n", check.steps,
	       check.retried, (long)(time(NULL) - began));
	printf("%" PRIu64 " passed, %" PRIu64 " failed\n", done - failed, failed);
	return failed ? 1 : 0;
}
