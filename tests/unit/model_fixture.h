/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * model_fixture.h - a connection followed by a TCB, in sentences: tester(c, flags,
 * seq, ack, len) and target(...), with numbers relative to each side's own SYN.
 */
#ifndef TCPVET_TESTS_MODEL_FIXTURE_H
#define TCPVET_TESTS_MODEL_FIXTURE_H

#include <criterion/criterion.h>

#include "model/tcb.h"

enum { S = SEG_SYN, F = SEG_FIN, R = SEG_RST, A = SEG_ACK, P = SEG_PSH,
       SA = SEG_SYN | SEG_ACK, FA = SEG_FIN | SEG_ACK, RA = SEG_RST | SEG_ACK };

enum { WINDOW = 1000 };

struct conv {
	uint32_t x, y; /* initial sequence numbers of tester and target */
	struct tcb tcb;
};

/* Far from the wrap, on it, and shortly before it on either side. */
static const struct {
	uint32_t x, y;
} bases[] = {
	{ 5000, 90000 },
	{ 0, 0 },
	{ UINT32_MAX, UINT32_MAX },
	{ UINT32_MAX - 5, 700 },
	{ 700, UINT32_MAX - 5 },
	{ 0x7ffffffe, 0x80000001 },
};

enum { BASES = sizeof(bases) / sizeof(bases[0]) };

static inline struct segment plain_segment(uint16_t flags, uint32_t seq, uint32_t ack,
					   uint32_t len)
{
	static const uint8_t octets[65536];
	struct segment seg = { .flags = flags, .seq = seq, .window = WINDOW };

	seg.src.family = seg.dst.family = FAMILY_INET;
	seg.ack = flags & SEG_ACK ? ack : 0;
	seg.payload = octets;
	seg.payload_len = len;
	return seg;
}

static inline struct segment from_tester(const struct conv *c, uint16_t flags,
					 uint32_t seq, uint32_t ack, uint32_t len)
{
	return plain_segment(flags, c->x + seq, c->y + ack, len);
}

static inline struct segment from_target(const struct conv *c, uint16_t flags,
					 uint32_t seq, uint32_t ack, uint32_t len)
{
	return plain_segment(flags, c->y + seq, c->x + ack, len);
}

static inline void tester(struct conv *c, uint16_t flags, uint32_t seq, uint32_t ack,
			  uint32_t len)
{
	struct segment seg = from_tester(c, flags, seq, ack, len);

	tcb_tester_sent(&c->tcb, &seg);
}

static inline void target(struct conv *c, uint16_t flags, uint32_t seq, uint32_t ack,
			  uint32_t len)
{
	struct segment seg = from_target(c, flags, seq, ack, len);

	tcb_target_sent(&c->tcb, &seg);
}

/* The target closes: its FIN stands at SND.NXT. */
static inline void target_closes(struct conv *c)
{
	target(c, FA, c->tcb.snd_nxt - c->y, c->tcb.rcv_nxt - c->x, 0);
}

static inline void tester_closes(struct conv *c)
{
	tester(c, FA, c->tcb.rcv_nxt - c->x, c->tcb.snd_una - c->y, 0);
}

/* Acknowledges all that the target sent. */
static inline void tester_acks(struct conv *c)
{
	tester(c, A, c->tcb.rcv_nxt - c->x, c->tcb.snd_nxt - c->y, 0);
}

static inline void start(struct conv *c, size_t base)
{
	c->x = bases[base].x;
	c->y = bases[base].y;
	tcb_init(&c->tcb, true);
}

/* Brings a fresh connection there by the shortest way. SYN-SENT and what it leads to
 * is reached by an active open of the target. */
static inline void reach(struct conv *c, size_t base, enum tcp_state state)
{
	start(c, base);
	if (state == STATE_LISTEN)
		return;
	if (state == STATE_SYN_SENT) {
		target(c, S, 0, 0, 0);
		return;
	}
	tester(c, S, 0, 0, 0);
	target(c, SA, 0, 1, 0);
	if (state == STATE_SYN_RECEIVED)
		return;
	tester(c, A, 1, 1, 0);
	if (state == STATE_CLOSE_WAIT || state == STATE_LAST_ACK)
		tester_closes(c);
	if (state != STATE_ESTABLISHED && state != STATE_CLOSE_WAIT)
		target_closes(c);
	if (state == STATE_FIN_WAIT_2 || state == STATE_TIME_WAIT)
		tester_acks(c);
	if (state == STATE_TIME_WAIT || state == STATE_CLOSING)
		tester_closes(c);
	cr_assert_eq(c->tcb.state, state, "on the way: %s",
		     state_name(c->tcb.state));
}

#define assert_state(c, wanted)                                              \
	cr_assert_eq((c)->tcb.state, wanted, "%s, not %s (x %u, y %u)",      \
		     state_name((c)->tcb.state), state_name(wanted), (c)->x, \
		     (c)->y)

/* Relative, so that one number serves all bases. */
#define assert_rcv_nxt(c, wanted)                                              \
	cr_assert_eq((c)->tcb.rcv_nxt - (c)->x, (uint32_t)(wanted),            \
		     "RCV.NXT is %u, not %u (x %u, y %u)",                     \
		     (c)->tcb.rcv_nxt - (c)->x, (uint32_t)(wanted), (c)->x,    \
		     (c)->y)

#define assert_snd(c, una, nxt)                                                \
	do {                                                                   \
		cr_assert_eq((c)->tcb.snd_una - (c)->y, (uint32_t)(una),       \
			     "SND.UNA is %u", (c)->tcb.snd_una - (c)->y);      \
		cr_assert_eq((c)->tcb.snd_nxt - (c)->y, (uint32_t)(nxt),       \
			     "SND.NXT is %u", (c)->tcb.snd_nxt - (c)->y);      \
	} while (0)

#define each_base(c, i) (size_t i = 0; i < BASES && (start(&c, i), true); i++)

static const enum tcp_state synchronized_states[] = {
	STATE_ESTABLISHED, STATE_FIN_WAIT_1, STATE_FIN_WAIT_2, STATE_CLOSE_WAIT,
	STATE_CLOSING,	   STATE_LAST_ACK,   STATE_TIME_WAIT,
};

enum { SYNCHRONIZED = sizeof(synchronized_states) / sizeof(synchronized_states[0]) };

#endif
