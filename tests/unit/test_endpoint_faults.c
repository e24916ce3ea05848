/* SPDX-License-Identifier: BSD-2-Clause */
/* The table of faults, and that each switch is alive: with it the endpoint does
 * something else than without, for some sequence of segments. */
#include <string.h>

#include "endpoint_pair.h"
#include "endpoint_random.h"

#include "script/requirements.h"

enum { SEEDS = 1000, STEPS = 250, PAIRS = 10 };

static struct fault_set only(enum fault fault)
{
	struct fault_set set = { { 0 } };

	fault_add(&set, fault);
	return set;
}

/* Transfers with loss: for what only two good ends reach. */
static uint64_t pair_run(const struct fault_set *faults, unsigned seed)
{
	struct transfer t = { .config = { .faults = *faults, .msl = SECOND },
			      .octets = 40000, .loss = 8, .jitter = 20 * MS,
			      .seed = seed };

	return transfer_run(&t).hash;
}

static bool changes_a_transfer(enum fault fault, const uint64_t *reference)
{
	struct fault_set set = only(fault);

	for (unsigned i = 0; i < PAIRS; i++)
		if (pair_run(&set, i + 1) != reference[i])
			return true;
	return false;
}

/* ---- what chance does not reach --------------------------------------------------- */

static void told(struct hostile *h)
{
	while (takes(h->p)) {
		note_segment(h, &h->p->got);
		h->ack = h->p->got.seq + segment_len(&h->p->got);
	}
}

static struct hostile opened(const struct fault_set *faults, uint16_t service)
{
	struct endpoint_config config = { .seed = 1, .buffer = 3000, .msl = SECOND,
					  .faults = *faults };
	struct hostile h = { .p = peer_new(&config, service), .hash = 1 };

	sends(h.p, SEG_SYN, 0, 0, "");
	told(&h);
	h.p->iss = h.ack - 1;
	sends(h.p, SEG_ACK, 1, 1, "");
	told(&h);
	return h;
}

/* Echo without a reader: the window closes, then text, an ACK and a RST come. */
static uint64_t closed_window_run(const struct fault_set *faults)
{
	struct hostile h = opened(faults, ECHO);
	struct segment seg;
	uint64_t hash;

	for (uint32_t at = 1; at < 9001; at += 1000) {
		seg = seg_of(h.p, SEG_ACK | SEG_PSH, 1000 + at, h.p->iss + 1);
		seg.window = 0;
		seg.payload = h.p->text;
		seg.payload_len = 1000;
		put_in(h.p, &seg);
		told(&h);
	}
	seg = seg_of(h.p, SEG_ACK, h.p->got.ack, h.p->iss + 1);
	seg.window = 65535;
	put_in(h.p, &seg);
	told(&h);
	sends(h.p, SEG_RST, h.p->got.ack - 1000, 0, "");
	told(&h);
	stir(&h, endpoint_connections(h.p->host));
	hash = h.hash;
	peer_free(h.p);
	return hash;
}

static uint64_t full_window_rst_run(const struct fault_set *faults)
{
	struct hostile h = opened(faults, ECHO);
	uint64_t hash;

	for (uint32_t at = 1; at < 9001; at += 1000) {
		struct segment seg = seg_of(h.p, SEG_ACK | SEG_PSH, 1000 + at,
					    h.p->iss + 1);

		seg.window = 0;
		seg.payload = h.p->text;
		seg.payload_len = 1000;
		put_in(h.p, &seg);
		told(&h);
	}
	sends(h.p, SEG_RST, h.p->got.ack - 1000, 0, "");
	told(&h);
	stir(&h, endpoint_connections(h.p->host));
	hash = h.hash;
	peer_free(h.p);
	return hash;
}

/* CLOSING, its FIN again; TIME-WAIT, the FIN again, and how long it lasts. */
static uint64_t closing_run(const struct fault_set *faults)
{
	struct hostile h = opened(faults, DAYTIME);
	uint32_t fin = h.ack - 1 - h.p->iss;
	uint64_t hash;

	sends(h.p, SEG_ACK | SEG_FIN, 1, fin, "");
	told(&h);
	sends(h.p, SEG_ACK | SEG_FIN, 1, fin, "");
	told(&h);
	sends(h.p, SEG_ACK, 2, fin + 1, "");
	h.p->now += 1500 * MS;
	sends(h.p, SEG_ACK | SEG_FIN, 1, fin + 1, "");
	told(&h);
	stir(&h, (uint64_t)endpoint_deadline(h.p->host));
	hash = h.hash;
	peer_free(h.p);
	return hash;
}

/* TIME-WAIT, and the old SYN again. */
static uint64_t time_wait_syn_run(const struct fault_set *faults)
{
	struct hostile h = opened(faults, DAYTIME);
	uint32_t fin = h.ack - 1 - h.p->iss;
	uint64_t hash;

	sends(h.p, SEG_ACK | SEG_FIN, 1, fin + 1, "");
	told(&h);
	sends(h.p, SEG_SYN, 0, 0, "");
	told(&h);
	hash = h.hash;
	peer_free(h.p);
	return hash;
}

/* A connection idle for 25 days, then an old timestamp. */
static uint64_t stale_stamp_run(const struct fault_set *faults)
{
	struct hostile h = opened(faults, NOBODY);
	struct segment seg;
	uint64_t hash;

	h.p->service = DISCARD;
	seg = seg_of(h.p, SEG_SYN, 1000, 0);
	h.tsval = 5000;
	add_stamps_to(&h, &seg);
	put_in(h.p, &seg);
	told(&h);
	for (int i = 0; i < 2; i++) {
		seg = seg_of(h.p, SEG_ACK, 1001, h.ack);
		add_stamps_to(&h, &seg);
		put_in(h.p, &seg);
		h.p->now += INT64_C(25) * 24 * 3600 * SECOND;
		h.tsval = 1;
	}
	told(&h);
	hash = h.hash;
	peer_free(h.p);
	return hash;
}

/* The user aborts. */
static uint64_t abort_run(const struct fault_set *faults)
{
	struct hostile h = opened(faults, DISCARD);
	uint64_t hash;

	cr_assert_not_null(h.p->host->conns);
	call_abort(h.p->host->conns);
	told(&h);
	hash = h.hash;
	peer_free(h.p);
	return hash;
}

/* One connection, and two segments that stop some. */
static uint64_t odd_fields_run(const struct fault_set *faults)
{
	struct hostile h = opened(faults, DISCARD);
	struct segment seg = seg_of(h.p, SEG_ACK | SEG_URG, 1001, h.ack);
	uint8_t block[12] = { 1, 1, 5, 10 };
	uint64_t hash;

	seg.urgent = 1000;
	put_in(h.p, &seg);
	h.p->port++;
	seg = seg_of(h.p, SEG_SYN, 1000, 0);
	memcpy(seg.options, "\x04\x02\x01\x01", 4);
	seg.options_len = 4;
	put_in(h.p, &seg);
	told(&h);
	for (unsigned i = 0; i < 4; i++) {
		block[4 + i] = (uint8_t)((h.ack + 100) >> (24 - 8 * i));
		block[8 + i] = (uint8_t)((h.ack + 200) >> (24 - 8 * i));
	}
	seg = seg_of(h.p, SEG_ACK, 1001, h.ack);
	put_in(h.p, &seg);
	memcpy(seg.options, block, sizeof(block));
	seg.options_len = sizeof(block);
	put_in(h.p, &seg);
	h.p->port++;
	sends(h.p, SEG_SYN, 0, 0, "");
	told(&h);
	hash = h.hash;
	peer_free(h.p);
	return hash;
}

/* More connections than some bear, each reset. */
static uint64_t crowd_run(const struct fault_set *faults)
{
	struct hostile h = opened(faults, DISCARD);
	uint64_t hash;

	for (unsigned i = 0; i < 120; i++) {
		sends(h.p, SEG_RST, 1, 0, "");
		h.p->port++;
		sends(h.p, SEG_SYN, 0, 0, "");
		told(&h);
	}
	hash = h.hash;
	peer_free(h.p);
	return hash;
}

static uint64_t (*const directed[])(const struct fault_set *) = {
	closed_window_run, full_window_rst_run, closing_run, stale_stamp_run,
	time_wait_syn_run, abort_run, odd_fields_run, crowd_run,
};

static bool changes_directed(enum fault fault)
{
	static const struct fault_set none;
	struct fault_set set = only(fault);

	for (unsigned i = 0; i < sizeof(directed) / sizeof(directed[0]); i++)
		if (directed[i](&set) != directed[i](&none))
			return true;
	return false;
}

/* ---- the table -------------------------------------------------------------------------- */

static bool changes_something(enum fault fault, const uint64_t *reference)
{
	struct fault_set set = only(fault);

	for (unsigned i = 0; i < SEEDS; i++)
		if (random_run(&set, i / 2 + 1, i % 2, STEPS) != reference[i])
			return true;
	return false;
}

Test(endpoint_faults, every_switch_is_alive, .timeout = 300)
{
	static const struct fault_set none;
	static uint64_t reference[SEEDS], pairs[PAIRS];
	unsigned dead = 0;

	for (unsigned i = 0; i < SEEDS; i++)
		reference[i] = random_run(&none, i / 2 + 1, i % 2, STEPS);
	for (unsigned i = 0; i < PAIRS; i++)
		pairs[i] = pair_run(&none, i + 1);
	for (int f = 0; f < FAULT_COUNT; f++) {
		if (changes_directed((enum fault)f) ||
		    changes_something((enum fault)f, reference) ||
		    changes_a_transfer((enum fault)f, pairs))
			continue;
		fprintf(stderr, "no effect: %s\n", fault_rows[f].name);
		dead++;
	}
	cr_assert_eq(dead, 0, "%u faults change nothing", dead);
}

Test(endpoint_faults, names_are_unique_and_found)
{
	for (int f = 0; f < FAULT_COUNT; f++)
		cr_assert_eq(fault_find(fault_rows[f].name), (enum fault)f, "%s",
			     fault_rows[f].name);
	cr_assert_eq(fault_find("no such fault"), FAULT_COUNT);
}

Test(endpoint_faults, requirements_exist)
{
	struct error err;
	struct requirements *reqs = requirements_load("testcases/requirements.tsv", &err);

	cr_assert_not_null(reqs, "%s", err.text);
	for (int f = 0; f < FAULT_COUNT; f++)
		cr_assert_not_null(requirements_find(reqs, fault_rows[f].breaks),
				   "%s breaks %s", fault_rows[f].name,
				   fault_rows[f].breaks);
	requirements_free(reqs);
}

/* What is not visible is told with its reason, and is little. */
Test(endpoint_faults, unseen_ones_have_a_reason)
{
	unsigned unseen = 0;

	for (int f = 0; f < FAULT_COUNT; f++) {
		const char *why = fault_unseen((enum fault)f);

		unseen += why != NULL;
		cr_assert(!why || strstr(why, "RFC "), "%s: %s", fault_rows[f].name, why);
	}
	cr_assert(fault_unseen(FAULT_RST_IGNORED_TIME_WAIT));
	cr_assert_null(fault_unseen(FAULT_TIMEWAIT_NONE));
	cr_assert_leq(unseen, 5);
}

Test(endpoint_faults, many_and_many_that_happened)
{
	unsigned happened = 0;

	for (int f = 0; f < FAULT_COUNT; f++)
		happened += fault_rows[f].source[0] != '\0';
	cr_assert_geq((int)FAULT_COUNT, 120);
	cr_assert_geq(happened, 25);
}

Test(endpoint_faults, a_set_holds_the_first_and_the_last)
{
	struct fault_set set = only((enum fault)(FAULT_COUNT - 1));

	cr_assert(fault_on(&set, (enum fault)(FAULT_COUNT - 1)));
	for (int f = 0; f < FAULT_COUNT - 1; f++)
		cr_assert_not(fault_on(&set, (enum fault)f));
}

/* Whatever is wrong with it at the same time, it neither hangs nor breaks memory (the
 * sanitizers look), and its queues stay within bounds. */
Test(endpoint_faults, many_at_once_do_no_harm, .timeout = 60)
{
	for (uint64_t seed = 1; seed <= 200; seed++) {
		struct fault_set set = { { 0 } };
		uint64_t random = seed;

		for (unsigned i = 0; i < seed % 40; i++) {
			random = random * UINT64_C(6364136223846793005) + 1;
			fault_add(&set, (enum fault)((random >> 33) % FAULT_COUNT));
		}
		random_run(&set, seed, seed % 2, 500);
	}
}

Test(endpoint_faults, the_same_seed_gives_the_same_octets)
{
	static const struct fault_set none;

	for (uint64_t seed = 1; seed <= 20; seed++)
		cr_assert_eq(random_run(&none, seed, seed % 2, 300),
			     random_run(&none, seed, seed % 2, 300));
	cr_assert_eq(pair_run(&none, 3), pair_run(&none, 3));
}
