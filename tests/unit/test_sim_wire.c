/* SPDX-License-Identifier: BSD-2-Clause */
#include "prove/sim_wire.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#define US INT64_C(1000)
#define MS (1000 * US)
#define S (1000 * MS)

static struct wire *must_open(enum ip_family family, const char *path)
{
	struct wire_sim_config config = { .family = family, .endpoint.seed = 3 };
	struct error err = { "" };

	config.path.seed = 5;
	if (path)
		cr_assert_eq(path_parse(path, &config.path, &err), 0, "%s", err.text);
	return wire_sim_open(&config);
}

static struct segment to_port(const struct wire *wire, uint16_t port)
{
	return (struct segment){ .src = wire_sim_hosts(wire)->tester,
				 .dst = wire_sim_hosts(wire)->target,
				 .src_port = 20001, .dst_port = port,
				 .flags = SEG_SYN, .seq = 1000, .window = 65535,
				 .df = true };
}

static void must_send(struct wire *wire, const struct segment *seg)
{
	struct error err = { "" };

	cr_assert_eq(wire_send(wire, seg, &err), 0, "%s", err.text);
}

/* The next sighting, waited for until then; false when none came. */
static bool see(struct wire *wire, int64_t until, struct sighting *out)
{
	struct error err = { "" };
	int got;

	for (;;) {
		got = wire_next(wire, out, &err);
		cr_assert_geq(got, 0, "%s", err.text);
		if (got || wire_now(wire) >= until)
			return got > 0;
		cr_assert_eq(wire_wait(wire, until, &err), 0, "%s", err.text);
	}
}

static bool see_reply(struct wire *wire, int64_t until, struct sighting *out)
{
	while (see(wire, until, out))
		if (!out->outgoing)
			return true;
	return false;
}

Test(sim, has_the_addresses_of_the_lab)
{
	struct wire *wire = must_open(FAMILY_INET, NULL);
	struct wire *wire6 = must_open(FAMILY_INET6, NULL);
	char text[ADDRESS_TEXT];

	cr_assert_str_eq(ipaddr_text(&wire_sim_hosts(wire)->target, text), "192.0.2.2");
	cr_assert_str_eq(ipaddr_text(&wire_sim_hosts(wire)->tester, text), "192.0.2.1");
	cr_assert_str_eq(ipaddr_text(&wire_sim_hosts(wire6)->target, text), "2001:db8::2");
	cr_assert_eq(wire->mtu, 1500);
	cr_assert_eq(wire->path, PATH_PERFECT);
	wire_close(wire);
	wire_close(wire6);
}

Test(sim, is_perfect_on_a_clean_path_only)
{
	struct wire *slow = must_open(FAMILY_INET, "delay=1s,late=1s");
	struct wire *bad = must_open(FAMILY_INET, "jitter=1us");

	cr_assert_eq(slow->path, PATH_PERFECT);
	cr_assert_eq(bad->path, PATH_UNKNOWN);
	wire_close(slow);
	wire_close(bad);
}

static void opens_and_refuses(enum ip_family family)
{
	struct wire *wire = must_open(family, NULL);
	struct segment syn = to_port(wire, 7), closed = to_port(wire, 1);
	int64_t began = wire_now(wire);
	struct sighting seen;

	must_send(wire, &syn);
	cr_assert(see(wire, began + S, &seen));
	cr_assert(seen.outgoing && seen.decoded.seg.seq == 1000);
	cr_assert_geq(seen.time, began);
	cr_assert(see(wire, began + S, &seen));
	cr_assert(!seen.outgoing && seen.decoded.checksum == CHECKSUM_GOOD);
	cr_assert_eq(seen.decoded.seg.flags, SEG_SYN | SEG_ACK);
	cr_assert_eq(seen.decoded.seg.ack, 1001);
	cr_assert(seen.time >= began + 20 * US && seen.time < began + 100 * US);
	must_send(wire, &closed);
	cr_assert(see_reply(wire, began + S, &seen));
	cr_assert(seen.decoded.seg.flags & SEG_RST);
	wire_close(wire);
}

Test(sim, opens_and_refuses_over_ipv4)
{
	opens_and_refuses(FAMILY_INET);
}

Test(sim, opens_and_refuses_over_ipv6)
{
	opens_and_refuses(FAMILY_INET6);
}

Test(sim, carries_octets_not_values)
{
	struct wire *wire = must_open(FAMILY_INET, NULL);
	struct segment bad = to_port(wire, 7);
	struct sighting seen;

	bad.force = BAD_CHECKSUM;
	must_send(wire, &bad);
	cr_assert(see(wire, wire_now(wire) + S, &seen));
	cr_assert_eq(seen.decoded.checksum, CHECKSUM_BAD);
	cr_assert_not(see(wire, wire_now(wire) + S, &seen), "it must be dropped");
	bad.force = FORCE_OFFSET;
	bad.data_offset = 4;
	must_send(wire, &bad);
	cr_assert(see(wire, wire_now(wire) + S, &seen));
	cr_assert_eq(seen.decoded.status, DECODE_BAD_OFFSET);
	cr_assert_not(see(wire, wire_now(wire) + S, &seen), "it must be dropped");
	wire_close(wire);
}

Test(sim, moves_time_without_taking_any)
{
	struct wire *wire = must_open(FAMILY_INET, NULL);
	int64_t until = wire_now(wire) + 3600 * S;
	struct error err = { "" };

	cr_assert_eq(wire_wait(wire, until, &err), 0);
	cr_assert_eq(wire_now(wire), until);
	cr_assert_eq(wire_wait(wire, until - S, &err), 0);
	cr_assert_eq(wire_now(wire), until, "and never back");
	wire_close(wire);
}

Test(sim, does_not_wait_for_what_never_comes)
{
	struct wire *wire = must_open(FAMILY_INET, NULL);
	struct error err = { "" };

	cr_assert_eq(wire_wait(wire, INT64_MAX, &err), -1);
	cr_assert(strstr(err.text, "nothing"), "%s", err.text);
	wire_close(wire);
}

Test(sim, lets_the_endpoint_retransmit)
{
	struct wire *wire = must_open(FAMILY_INET, NULL);
	struct segment syn = to_port(wire, 9);
	struct sighting first, again;

	must_send(wire, &syn);
	cr_assert(see_reply(wire, wire_now(wire) + S, &first));
	cr_assert(see_reply(wire, wire_now(wire) + 10 * S, &again));
	cr_assert_eq(again.decoded.seg.seq, first.decoded.seg.seq);
	cr_assert_geq(again.time - first.time, S);
	wire_close(wire);
}

Test(sim, tells_the_state_of_a_connection)
{
	struct wire *wire = must_open(FAMILY_INET, NULL);
	struct oracle *oracle = wire_sim_oracle(wire);
	struct connection_id id = { wire_sim_hosts(wire)->tester,
				    wire_sim_hosts(wire)->target, 20001, 9 };
	struct segment syn = to_port(wire, 9);
	struct sighting seen;
	enum tcp_state state;
	struct error err;

	cr_assert_eq(oracle->state(oracle, &id, &state, &err), 0);
	cr_assert_eq(state, STATE_LISTEN);
	must_send(wire, &syn);
	cr_assert(see_reply(wire, wire_now(wire) + S, &seen));
	cr_assert_eq(oracle->state(oracle, &id, &state, &err), 0);
	cr_assert_eq(state, STATE_SYN_RECEIVED);
	id.target_port = 1;
	cr_assert_eq(oracle->state(oracle, &id, &state, &err), 0);
	cr_assert_eq(state, STATE_CLOSED);
	wire_close(wire);
}

Test(sim, refuses_what_exceeds_the_mtu)
{
	struct wire *wire = must_open(FAMILY_INET, NULL);
	struct segment seg = to_port(wire, 9);
	static const uint8_t octets[1461];
	struct error err = { "" };

	seg.payload = octets;
	seg.payload_len = 1460;
	must_send(wire, &seg);
	seg.payload_len = 1461;
	cr_assert_eq(wire_send(wire, &seg, &err), -1);
	cr_assert(strstr(err.text, "1 octets shorter"), "%s", err.text);
	wire_close(wire);
}

/* ---- the path ------------------------------------------------------------- */

Test(sim, loses_by_the_script)
{
	/* The SYN is number one, its answer number two. */
	struct wire *there = must_open(FAMILY_INET, "loss=#1");
	struct wire *back = must_open(FAMILY_INET, "loss=#2");
	struct segment syn = to_port(there, 9);
	struct sighting seen;
	int64_t began = wire_now(back);

	must_send(there, &syn);
	cr_assert(see(there, wire_now(there) + S, &seen) && seen.outgoing,
		  "it was sent all the same");
	cr_assert_not(see_reply(there, wire_now(there) + 100 * S, &seen));
	must_send(back, &syn);
	cr_assert(see_reply(back, began + 10 * S, &seen));
	cr_assert_geq(seen.time, began + S, "the answer is the retransmission");
	wire_close(there);
	wire_close(back);
}

Test(sim, doubles_by_the_script)
{
	struct wire *wire = must_open(FAMILY_INET, "dup=#2");
	struct segment closed = to_port(wire, 1);
	struct sighting seen;

	must_send(wire, &closed);
	cr_assert(see_reply(wire, wire_now(wire) + S, &seen));
	cr_assert(see_reply(wire, wire_now(wire) + S, &seen));
	cr_assert_not(see_reply(wire, wire_now(wire) + S, &seen));
	wire_close(wire);
}

static unsigned replies_to_damage(enum ip_family family)
{
	struct wire *wire = must_open(family, "corrupt=100%");
	struct segment closed = to_port(wire, 1);
	struct sighting seen;
	unsigned replies = 0;

	for (int i = 0; i < 200; i++) {
		closed.src_port++;
		must_send(wire, &closed);
	}
	while (see(wire, wire_now(wire) + S, &seen)) {
		if (!seen.outgoing)
			replies++;
		else
			cr_assert_eq(seen.decoded.checksum, CHECKSUM_GOOD,
				     "it left unharmed");
	}
	wire_close(wire);
	return replies;
}

Test(sim, damages_so_that_it_is_noticed)
{
	unsigned replies6 = replies_to_damage(FAMILY_INET6);

	cr_assert_eq(replies_to_damage(FAMILY_INET), 0);
	/* Nothing protects traffic class, flow label and hop limit. */
	cr_assert(replies6 > 0 && replies6 < 40, "%u replies", replies6);
}

/* A host never gets to see a packet whose IP header is damaged. */
Test(sim, drops_what_ip_drops)
{
	for (uint64_t seed = 1; seed < 100; seed++) {
		struct wire_sim_config config = { .family = FAMILY_INET };
		struct segment closed;
		struct sighting seen;
		struct wire *wire;

		config.path.seed = seed;
		config.path.corruption_at = 2;
		wire = wire_sim_open(&config);
		closed = to_port(wire, 1);
		must_send(wire, &closed);
		while (see_reply(wire, wire_now(wire) + S, &seen)) {
			cr_assert_neq(seen.decoded.ip_checksum, CHECKSUM_BAD);
			cr_assert(seen.decoded.status != DECODE_OK ||
				  seen.decoded.checksum == CHECKSUM_BAD);
		}
		wire_close(wire);
	}
}

Test(sim, keeps_the_order_of_what_leaves_and_comes)
{
	struct wire *wire = must_open(FAMILY_INET, NULL);
	struct segment closed = to_port(wire, 1);
	int64_t last = 0, last_sent = 0;
	unsigned count = 0;
	struct sighting seen;

	/* The first answers come while the last segments leave. */
	for (int i = 0; i < 60; i++) {
		closed.src_port++;
		must_send(wire, &closed);
	}
	while (see(wire, wire_now(wire) + S, &seen)) {
		cr_assert_geq(seen.time, last);
		last = seen.time;
		if (seen.outgoing)
			cr_assert_gt(seen.time, last_sent, "sending takes time");
		if (seen.outgoing)
			last_sent = seen.time;
		count++;
	}
	cr_assert_eq(count, 120);
	wire_close(wire);
}

Test(sim, takes_nothing_that_is_for_another_host)
{
	struct wire *wire = must_open(FAMILY_INET, NULL);
	struct segment syn = to_port(wire, 9);
	struct connection_id id = { wire_sim_hosts(wire)->tester,
				    wire_sim_hosts(wire)->target, syn.src_port, 9 };
	struct oracle *oracle = wire_sim_oracle(wire);
	enum tcp_state state;
	struct sighting seen;
	struct error err;

	cr_assert(ipaddr_parse("192.0.2.3", &id.target));
	syn.dst = id.target;
	must_send(wire, &syn);
	cr_assert_not(see_reply(wire, wire_now(wire) + S, &seen));
	cr_assert_eq(oracle->state(oracle, &id, &state, &err), 0);
	cr_assert_eq(state, STATE_LISTEN);
	wire_close(wire);
}

/* A target that heeds neither address nor checksum answers, and is seen to. */
Test(sim, shows_answers_to_what_no_host_sends)
{
	static const struct {
		enum special_address src, dst;
		unsigned force;
		enum fault fault;
	} rows[] = {
		{ SPECIAL_MULTICAST, SPECIAL_NONE, 0, FAULT_SOURCE_UNCHECKED },
		{ SPECIAL_ANY, SPECIAL_NONE, 0, FAULT_SOURCE_UNCHECKED },
		{ SPECIAL_NONE, SPECIAL_BROADCAST, 0, FAULT_BROADCAST_ANSWERED },
		{ SPECIAL_NONE, SPECIAL_NONE, BAD_IP_CHECKSUM,
		  FAULT_CHECKSUM_IP_UNCHECKED },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		for (int faulty = 0; faulty < 2; faulty++) {
			struct wire_sim_config config = { .family = FAMILY_INET };
			struct sighting seen;
			struct segment syn;
			struct wire *wire;

			if (faulty)
				fault_add(&config.endpoint.faults, rows[i].fault);
			wire = wire_sim_open(&config);
			syn = to_port(wire, 9);
			ipaddr_special(rows[i].src, FAMILY_INET,
				       rows[i].src ? &syn.src : &(struct ipaddr){ 0 });
			ipaddr_special(rows[i].dst, FAMILY_INET,
				       rows[i].dst ? &syn.dst : &(struct ipaddr){ 0 });
			syn.force = rows[i].force;
			must_send(wire, &syn);
			cr_assert_eq(see_reply(wire, wire_now(wire) + S, &seen), faulty,
				     "row %zu", i);
			wire_close(wire);
		}
	}
}

Test(sim, reorders_by_jitter)
{
	struct wire *wire = must_open(FAMILY_INET, "jitter=10ms");
	struct segment closed = to_port(wire, 1);
	unsigned inversions = 0, replies = 0;
	struct sighting seen;
	int64_t last_time = 0;
	uint16_t last = 0;

	for (int i = 0; i < 50; i++) {
		closed.src_port = (uint16_t)(21000 + i);
		must_send(wire, &closed);
	}
	while (see(wire, wire_now(wire) + S, &seen)) {
		cr_assert_geq(seen.time, last_time, "sightings come in order");
		last_time = seen.time;
		if (seen.outgoing)
			continue;
		replies++;
		inversions += seen.decoded.seg.dst_port < last;
		last = seen.decoded.seg.dst_port;
	}
	cr_assert_eq(replies, 50);
	cr_assert_gt(inversions, 10);
	wire_close(wire);
}

Test(sim, lets_the_tester_oversleep)
{
	struct wire *wire = must_open(FAMILY_INET, "late=5s,late-rate=100%");
	struct segment syn = to_port(wire, 9);
	int64_t began = wire_now(wire), worst = 0;
	struct error err = { "" };
	struct sighting seen;

	must_send(wire, &syn);
	while (wire_next(wire, &seen, &err) > 0)
		;
	cr_assert_eq(wire_wait(wire, began + S, &err), 0);
	worst = wire_now(wire) - began;
	cr_assert_gt(worst, 100 * MS);
	cr_assert_eq(wire_next(wire, &seen, &err), 1);
	cr_assert_lt(seen.time, began + MS, "the capture was in time");
	wire_close(wire);
}

/* ---- the same again --------------------------------------------------------- */

static uint64_t transcript(uint64_t seed)
{
	struct wire_sim_config config = { .family = FAMILY_INET };
	uint64_t hash = 14695981039346656037u;
	struct sighting seen;
	struct segment syn;
	struct wire *wire;
	struct error err;

	config.endpoint.seed = seed;
	config.path.seed = seed;
	path_parse("loss=30%,dup=10%,jitter=1s", &config.path, &err);
	wire = wire_sim_open(&config);
	syn = to_port(wire, 9);
	for (int i = 0; i < 20; i++) {
		syn.src_port++;
		must_send(wire, &syn);
	}
	while (see(wire, wire_now(wire) + 10 * S, &seen)) {
		hash = (hash ^ (uint64_t)seen.time) * 1099511628211u;
		hash = (hash ^ seen.decoded.seg.seq) * 1099511628211u;
	}
	wire_close(wire);
	return hash;
}

Test(sim, is_the_same_again_with_the_same_seed)
{
	cr_assert_eq(transcript(1), transcript(1));
	cr_assert_neq(transcript(1), transcript(2));
}
