/* SPDX-License-Identifier: BSD-2-Clause */
#include "traffic/ports.h"

#include <criterion/criterion.h>
#include <string.h>

#include "fake_wire.h"

/* ---- who is told ----------------------------------------------------------------- */

struct observer {
	struct port_owner owner; /* first */
	unsigned heard, outgoing;
	uint16_t port; /* the tester's, of the latest */
	uint32_t seq;
};

static void hear(struct port_owner *owner, const struct sighting *sighting)
{
	struct observer *observer = (struct observer *)(void *)owner;
	const struct segment *seg = &sighting->decoded.seg;

	observer->heard++;
	observer->outgoing += sighting->outgoing;
	observer->port = sighting->outgoing ? seg->src_port : seg->dst_port;
	observer->seq = seg->seq;
}

#define LISTENER { .owner = { hear } }

struct fixture {
	struct fake_wire *fw;
	struct ports *ports;
	struct error err;
};

static void set_up(struct fixture *f)
{
	f->fw = fake_wire_new(FAMILY_INET);
	f->ports = ports_new(&f->fw->wire);
}

static void tear_down(struct fixture *f)
{
	ports_free(f->ports);
	wire_close(&f->fw->wire);
}

static uint16_t take(struct fixture *f, const struct ipaddr *target,
		     struct observer *observer)
{
	uint16_t port = 0;

	cr_assert_eq(ports_take(f->ports, target, &observer->owner, &port, &f->err), 0,
		     "%s", f->err.text);
	cr_assert_geq(port, FAKE_PORT);
	cr_assert_lt(port, FAKE_PORT + FAKE_PORTS);
	return port;
}

/* Target number n, of one of the families. */
static struct ipaddr address(unsigned n)
{
	char text[64];
	struct ipaddr out;

	if (n % 2)
		snprintf(text, sizeof(text), "2001:db8::%x:%x", n >> 8, n & 255);
	else
		snprintf(text, sizeof(text), "10.%u.%u.%u", n >> 16, n >> 8 & 255,
			 n & 255);
	cr_assert(ipaddr_parse(text, &out), "%s", text);
	return out;
}

static void reply(struct fixture *f, uint16_t port, uint32_t seq)
{
	const struct segment seg = { .src_port = 7, .dst_port = port, .seq = seq,
				     .flags = SEG_ACK };

	fake_wire_reply(f->fw, 0, &seg);
}

static int drain(struct fixture *f)
{
	int got = ports_drain(f->ports, &f->err);

	cr_assert_geq(got, 0, "%s", f->err.text);
	return got;
}

/* ---- one target ------------------------------------------------------------------- */

Test(ports, hands_what_comes_to_who_holds_the_port)
{
	struct observer a = LISTENER, b = LISTENER;
	uint16_t port_a, port_b;
	struct fixture f;

	set_up(&f);
	port_a = take(&f, &f.fw->hosts.target, &a);
	port_b = take(&f, &f.fw->hosts.target, &b);
	cr_assert_neq(port_a, port_b);
	reply(&f, port_b, 11);
	reply(&f, port_a, 12);
	reply(&f, port_b, 13);
	cr_assert_eq(drain(&f), 3);
	cr_assert_eq(a.heard, 1);
	cr_assert_eq(a.seq, 12);
	cr_assert_eq(b.heard, 2);
	cr_assert_eq(b.seq, 13, "in the order of the wire");
	cr_assert_eq(b.port, port_b);
	cr_assert_eq(drain(&f), 0);
	tear_down(&f);
}

/* ---- what nobody wants --------------------------------------------------------------- */

Test(ports, refuses_what_nobody_wants)
{
	struct segment seg = { .src_port = 7, .dst_port = FAKE_PORT + 5, .seq = 70,
			       .ack = 80, .flags = SEG_ACK };
	const struct fake_sent *sent;
	struct fixture f;

	set_up(&f);
	sent = f.fw->sent;
	fake_wire_reply(f.fw, 0, &seg);
	seg.flags = SEG_SYN | SEG_FIN;
	fake_wire_reply(f.fw, 0, &seg);
	cr_assert_eq(drain(&f), 0);
	cr_assert_eq(f.fw->sent_count, 2);
	cr_assert_eq(sent[0].seg.flags, SEG_RST);
	cr_assert_eq(sent[0].seg.seq, 80);
	cr_assert_eq(sent[0].seg.src_port, FAKE_PORT + 5);
	cr_assert_eq(sent[0].seg.dst_port, 7);
	cr_assert_eq(sent[1].seg.flags, SEG_RST | SEG_ACK);
	cr_assert_eq(sent[1].seg.seq, 0);
	cr_assert_eq(sent[1].seg.ack, 72);
	tear_down(&f);
}

Test(ports, refuses_neither_rst_nor_what_is_damaged)
{
	struct segment rst = { .src_port = 7, .dst_port = FAKE_PORT, .flags = SEG_RST };
	struct segment damaged = { .src_port = 7, .dst_port = FAKE_PORT,
				   .flags = SEG_ACK, .force = FORCE_CHECKSUM };
	struct fixture f;

	set_up(&f);
	fake_wire_reply(f.fw, 0, &rst);
	fake_wire_reply(f.fw, 0, &damaged);
	cr_assert_eq(drain(&f), 0);
	cr_assert_eq(f.fw->sent_count, 0);
	tear_down(&f);
}

/* A wrong target answers each RST by an ACK. */
static void answer_rst(struct fake_wire *fw, void *ctx, const struct decoded *decoded)
{
	const struct segment seg = { .src_port = decoded->seg.dst_port,
				     .dst_port = decoded->seg.src_port,
				     .flags = SEG_ACK };

	(void)ctx;
	fake_wire_reply(fw, 0, &seg);
}

Test(ports, does_not_refuse_for_ever)
{
	struct fixture f;

	set_up(&f);
	f.fw->peer = answer_rst;
	reply(&f, FAKE_PORT, 1);
	cr_assert_eq(drain(&f), 0);
	cr_assert_eq(f.fw->sent_count, 256);
	f.fw->now += 1000 * FAKE_MS;
	reply(&f, FAKE_PORT, 1);
	cr_assert_eq(drain(&f), 0);
	cr_assert_eq(f.fw->sent_count, 512);
	tear_down(&f);
}

Test(ports, hands_the_testers_own_too)
{
	struct observer a = LISTENER;
	struct segment seg = { .dst_port = 7, .flags = SEG_SYN };
	struct fixture f;

	set_up(&f);
	seg.src = f.fw->hosts.tester;
	seg.dst = f.fw->hosts.target;
	seg.src_port = take(&f, &f.fw->hosts.target, &a);
	cr_assert_eq(wire_send(&f.fw->wire, &seg, &f.err), 0);
	cr_assert_eq(drain(&f), 1);
	cr_assert_eq(a.outgoing, 1);
	tear_down(&f);
}

Test(ports, passes_over_what_nobody_holds)
{
	struct observer a = LISTENER;
	struct ipaddr other = address(2);
	struct fixture f;
	uint16_t port;

	set_up(&f);
	port = take(&f, &f.fw->hosts.target, &a);
	reply(&f, (uint16_t)(port + 1), 1);
	cr_assert_eq(drain(&f), 0);
	ports_give_back(f.ports, &other, port);
	reply(&f, port, 2);
	cr_assert_eq(drain(&f), 1, "that of another target was given back, not this");
	ports_give_back(f.ports, &f.fw->hosts.target, port);
	ports_give_back(f.ports, &f.fw->hosts.target, port);
	reply(&f, port, 3);
	cr_assert_eq(drain(&f), 0);
	cr_assert_eq(a.heard, 1);
	tear_down(&f);
}

Test(ports, a_loan_rests_before_it_is_lent_again)
{
	struct observer a = LISTENER;
	struct fixture f;
	uint16_t first;

	set_up(&f);
	first = take(&f, &f.fw->hosts.target, &a);
	ports_give_back(f.ports, &f.fw->hosts.target, first);
	for (unsigned i = 1; i < FAKE_PORTS; i++) {
		uint16_t port = take(&f, &f.fw->hosts.target, &a);

		cr_assert_neq(port, first, "lent again after %u others", i - 1);
		ports_give_back(f.ports, &f.fw->hosts.target, port);
	}
	cr_assert_eq(take(&f, &f.fw->hosts.target, &a), first);
	tear_down(&f);
}

Test(ports, runs_that_follow_each_other_begin_elsewhere)
{
	struct observer a = LISTENER;
	struct fixture f;
	struct ports *second;
	uint16_t port, other = 0;

	set_up(&f);
	port = take(&f, &f.fw->hosts.target, &a);
	f.fw->now += 300000;
	second = ports_new(&f.fw->wire);
	ports_take(second, &f.fw->hosts.target, &a.owner, &other, &f.err);
	cr_assert_neq(port, other);
	ports_free(second);
	tear_down(&f);
}

Test(ports, all_may_be_lent_and_then_it_says_so)
{
	static bool lent[FAKE_PORTS];
	struct observer a = LISTENER;
	struct ipaddr other = address(4);
	struct fixture f;
	uint16_t port = 1;

	set_up(&f);
	for (unsigned i = 0; i < FAKE_PORTS; i++) {
		port = take(&f, &f.fw->hosts.target, &a);
		cr_assert_not(lent[port - FAKE_PORT], "%u twice", port);
		lent[port - FAKE_PORT] = true;
	}
	cr_assert_eq(ports_take(f.ports, &f.fw->hosts.target, &a.owner, &port, &f.err),
		     -1);
	cr_assert(strstr(f.err.text, "all 1000 ports") && strstr(f.err.text, "-j") &&
		  strstr(f.err.text, "192.0.2.2"), "%s", f.err.text);
	take(&f, &other, &a);
	ports_give_back(f.ports, &f.fw->hosts.target, FAKE_PORT + 777);
	cr_assert_eq(take(&f, &f.fw->hosts.target, &a), FAKE_PORT + 777);
	tear_down(&f);
}

Test(ports, lends_a_port_for_an_address_that_is_no_targets_own)
{
	struct observer a = LISTENER, b = LISTENER;
	struct ipaddr nobody = address(2);
	struct fixture f;
	uint16_t port;

	set_up(&f);
	port = take(&f, &f.fw->hosts.target, &a);
	cr_assert_eq(ports_lend(f.ports, &nobody, &b.owner, port, &f.err), 0);
	cr_assert_eq(ports_lend(f.ports, &nobody, &a.owner, port, &f.err), -1);
	cr_assert_str_eq(f.err.text, "port 40000 is in use for 10.0.0.2");
	f.fw->hosts.target = nobody;
	reply(&f, port, 5);
	cr_assert_eq(drain(&f), 1);
	cr_assert_eq(b.seq, 5, "the first who lent it keeps it");
	cr_assert_eq(a.heard, 0);
	tear_down(&f);
}

/* ---- many --------------------------------------------------------------------------- */

static void arrive(struct fixture *f, const struct ipaddr *target, uint16_t port,
		   uint32_t seq)
{
	/* The fake wire puts the target's address into what it queues. */
	f->fw->hosts.target = *target;
	ipaddr_parse(target->family == FAMILY_INET ? "192.0.2.1" : "2001:db8::1",
		     &f->fw->hosts.tester);
	reply(f, port, seq);
}

Test(ports, one_port_serves_many_targets)
{
	enum { TARGETS = 500 };
	static struct observer listeners[TARGETS];
	static uint16_t ports[TARGETS];
	struct fixture f;

	set_up(&f);
	f.fw->wire.port_last = f.fw->wire.port_first;
	ports_free(f.ports);
	f.ports = ports_new(&f.fw->wire);
	for (unsigned n = 0; n < TARGETS; n++) {
		struct ipaddr target = address(n);

		listeners[n].owner.deliver = hear;
		ports[n] = take(&f, &target, &listeners[n]);
		cr_assert_eq(ports[n], FAKE_PORT);
	}
	for (unsigned n = 0; n < TARGETS; n++) {
		struct ipaddr target = address(n);

		arrive(&f, &target, ports[n], n);
	}
	cr_assert_eq(drain(&f), TARGETS);
	for (unsigned n = 0; n < TARGETS; n++) {
		cr_assert_eq(listeners[n].heard, 1, "target %u", n);
		cr_assert_eq(listeners[n].seq, n);
	}
	tear_down(&f);
}

/*
 * Thousands of loans are lent and given back in any order, so that places in the table
 * collide and are filled again from behind; a plain list tells whose each is.
 */
Test(ports, finds_each_loan_however_many_were_given_back)
{
	enum { TARGETS = 40, LOANS = 3000, ROUNDS = 60000 };
	static struct observer listeners[LOANS];
	static struct { unsigned target; uint16_t port; bool held; } loans[LOANS];
	static struct ipaddr targets[TARGETS];
	struct fixture f;
	uint32_t random = 7;

	set_up(&f);
	for (unsigned n = 0; n < TARGETS; n++)
		targets[n] = address(n);
	for (unsigned round = 0; round < ROUNDS; round++) {
		unsigned i, n;

		random = random * 1664525 + 1013904223;
		i = (random >> 8) % LOANS;
		if (loans[i].held) {
			ports_give_back(f.ports, &targets[loans[i].target],
					loans[i].port);
			loans[i].held = false;
			continue;
		}
		n = (random >> 4) % TARGETS;
		listeners[i] = (struct observer)LISTENER;
		loans[i].target = n;
		loans[i].port = take(&f, &targets[n], &listeners[i]);
		loans[i].held = true;
	}
	for (unsigned i = 0; i < LOANS; i++)
		if (loans[i].port)
			arrive(&f, &targets[loans[i].target], loans[i].port, i);
	drain(&f);
	for (unsigned i = 0; i < LOANS; i++) {
		if (!loans[i].held)
			continue;
		cr_assert_geq(listeners[i].heard, 1, "loan %u is lost", i);
		cr_assert_eq(listeners[i].port, loans[i].port);
	}
	for (unsigned i = 0; i < LOANS; i++)
		if (!loans[i].held)
			cr_assert_eq(listeners[i].heard, 0, "loan %u was given back", i);
	tear_down(&f);
}
