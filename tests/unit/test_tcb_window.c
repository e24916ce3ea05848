/* SPDX-License-Identifier: BSD-2-Clause */
/* Windows, scaling, acceptability, and a new life out of TIME-WAIT. */
#include "model_fixture.h"

static void scale(struct segment *seg, uint8_t shift)
{
	cr_assert(segment_add_option(seg, OPT_WSCALE, &shift, 1));
}

/* A handshake in which each side offers a shift, or none (-1). */
static void shake(struct conv *c, size_t base, int tester_shift, int target_shift)
{
	struct segment seg;

	start(c, base);
	seg = from_tester(c, S, 0, 0, 0);
	if (tester_shift >= 0)
		scale(&seg, (uint8_t)tester_shift);
	tcb_tester_sent(&c->tcb, &seg);
	seg = from_target(c, SA, 0, 1, 0);
	if (target_shift >= 0)
		scale(&seg, (uint8_t)target_shift);
	tcb_target_sent(&c->tcb, &seg);
}

#define assert_edge(c, wanted)                                             \
	cr_assert_eq((c)->tcb.snd_edge - (c)->y, (uint32_t)(wanted),       \
		     "the edge is at %u", (c)->tcb.snd_edge - (c)->y)

Test(tcb_window, syn_offers_it_unscaled_from_the_first_octet)
{
	struct conv c;

	for (size_t i = 0; i < BASES; i++) {
		shake(&c, i, 7, 3);
		cr_assert_eq(c.tcb.snd_wnd, WINDOW);
		assert_edge(&c, 1 + WINDOW);
		cr_assert_eq(c.tcb.rcv_wnd, WINDOW);
		cr_assert_eq(c.tcb.rcv_edge - c.x, 1 + WINDOW);
	}
}

Test(tcb_window, scale_counts_when_both_offer_it)
{
	struct conv c;

	for (size_t i = 0; i < BASES; i++) {
		shake(&c, i, 7, 3);
		tester(&c, A, 1, 1, 0);
		cr_assert_eq(c.tcb.snd_wnd, WINDOW << 7);
		assert_edge(&c, 1 + (WINDOW << 7));
		target(&c, A, 1, 1, 0);
		cr_assert_eq(c.tcb.rcv_wnd, WINDOW << 3);
		cr_assert_eq(c.tcb.rcv_edge - c.x, 1 + (WINDOW << 3));
	}
}

Test(tcb_window, scale_of_one_side_alone_does_not_count)
{
	static const int shifts[][2] = { { 7, -1 }, { -1, 7 }, { -1, -1 } };
	struct conv c;

	for (size_t k = 0; k < 3; k++) {
		shake(&c, 0, shifts[k][0], shifts[k][1]);
		tester(&c, A, 1, 1, 0);
		target(&c, A, 1, 1, 0);
		cr_assert_eq(c.tcb.snd_wnd, WINDOW);
		cr_assert_eq(c.tcb.rcv_wnd, WINDOW);
	}
}

/* RFC 7323 section 2.3. */
Test(tcb_window, shift_above_14_counts_as_14)
{
	struct conv c;

	shake(&c, 0, 15, 255);
	tester(&c, A, 1, 1, 0);
	target(&c, A, 1, 1, 0);
	cr_assert_eq(c.tcb.snd_wnd, WINDOW << 14);
	cr_assert_eq(c.tcb.rcv_wnd, WINDOW << 14);
}

Test(tcb_window, scale_counts_for_an_active_opener_too)
{
	struct segment seg;
	struct conv c;

	start(&c, 1);
	seg = from_target(&c, S, 0, 0, 0);
	scale(&seg, 5);
	tcb_target_sent(&c.tcb, &seg);
	seg = from_tester(&c, SA, 0, 1, 0);
	scale(&seg, 2);
	tcb_tester_sent(&c.tcb, &seg);
	cr_assert_eq(c.tcb.snd_wnd, WINDOW);
	tester(&c, A, 1, 1, 0);
	target(&c, A, 1, 1, 0);
	cr_assert_eq(c.tcb.snd_wnd, WINDOW << 2);
	cr_assert_eq(c.tcb.rcv_wnd, WINDOW << 5);
}

Test(tcb_window, edge_never_goes_back)
{
	struct segment seg;
	struct conv c;

	for (size_t i = 0; i < BASES; i++) {
		reach(&c, i, STATE_ESTABLISHED);
		seg = from_tester(&c, A, 1, 1, 0);
		seg.window = 10;
		tcb_tester_sent(&c.tcb, &seg);
		cr_assert_eq(c.tcb.snd_wnd, 10);
		assert_edge(&c, 1 + WINDOW);
	}
}

/* SND.WL1 and SND.WL2 keep an older segment from shrinking it. */
Test(tcb_window, older_segment_does_not_update_it_but_its_offer_stands)
{
	struct segment seg;
	struct conv c;

	for (size_t i = 0; i < BASES; i++) {
		reach(&c, i, STATE_ESTABLISHED);
		target(&c, A, 1, 1, 100);
		seg = from_tester(&c, A, 101, 51, 10);
		seg.window = 500;
		tcb_tester_sent(&c.tcb, &seg);
		cr_assert_eq(c.tcb.snd_wnd, 500);
		seg = from_tester(&c, A, 1, 101, 10);
		seg.window = 2000;
		tcb_tester_sent(&c.tcb, &seg);
		cr_assert_eq(c.tcb.snd_wnd, 500);
		assert_edge(&c, 101 + 2000);
	}
}

Test(tcb_window, what_the_target_drops_offers_nothing)
{
	struct segment seg;
	struct conv c;

	reach(&c, 0, STATE_ESTABLISHED);
	target(&c, A, 1, 1, 100);
	tester(&c, A, 1, 101, 0);
	seg = from_tester(&c, A, 1 + WINDOW, 101, 1); /* right of the window */
	seg.window = 60000;
	tcb_tester_sent(&c.tcb, &seg);
	seg = from_tester(&c, A, 1, 102, 0); /* not yet sent */
	seg.window = 60000;
	tcb_tester_sent(&c.tcb, &seg);
	seg = from_tester(&c, A, 1, 100, 0); /* old */
	seg.window = 60000;
	tcb_tester_sent(&c.tcb, &seg);
	assert_edge(&c, 101 + WINDOW);
}

/* ---- RFC 9293 table 6 ---------------------------------------------------------------- */

Test(tcb_window, acceptable_by_table_6)
{
	static const struct {
		uint32_t seq, len;
		bool ok;
	} rows[] = {
		{ 1, 0, true },		{ 0, 0, false },
		{ WINDOW, 0, true },	{ 1 + WINDOW, 0, false },
		{ 1, 1, true },		{ 0, 1, false },
		{ 0, 2, true },		{ UINT32_MAX, 2, false },
		{ WINDOW, 1, true },	{ 1 + WINDOW, 1, false },
		{ WINDOW, 5000, true }, { UINT32_MAX - 2000, 3000, true },
	};
	struct segment seg;
	struct conv c;

	for (size_t i = 0; i < BASES; i++) {
		reach(&c, i, STATE_ESTABLISHED);
		for (size_t k = 0; k < sizeof(rows) / sizeof(rows[0]); k++) {
			seg = from_tester(&c, A, rows[k].seq, 1, rows[k].len);
			cr_assert_eq(tcb_acceptable(&c.tcb, &seg), rows[k].ok,
				     "row %zu, base %zu", k, i);
		}
	}
}

Test(tcb_window, fin_counts_as_an_octet)
{
	struct segment seg;
	struct conv c;

	reach(&c, 0, STATE_ESTABLISHED);
	seg = from_tester(&c, FA, 0, 1, 0);
	cr_assert_not(tcb_acceptable(&c.tcb, &seg));
	seg = from_tester(&c, FA, 0, 1, 1);
	cr_assert(tcb_acceptable(&c.tcb, &seg));
}

/* ---- MSS ------------------------------------------------------------------------------ */

Test(tcb_window, mss_is_the_testers_or_the_default)
{
	static const uint8_t mss[] = { 1000 >> 8, 1000 & 0xff };
	struct segment seg;
	struct conv c;

	reach(&c, 0, STATE_ESTABLISHED);
	cr_assert_eq(tcb_send_mss(&c.tcb, FAMILY_INET), 536);
	cr_assert_eq(tcb_send_mss(&c.tcb, FAMILY_INET6), 1220);
	start(&c, 0);
	seg = from_tester(&c, S, 0, 0, 0);
	segment_add_option(&seg, OPT_MSS, mss, 2);
	tcb_tester_sent(&c.tcb, &seg);
	cr_assert_eq(tcb_send_mss(&c.tcb, FAMILY_INET6), 1000);
}

/* ---- TIME-WAIT gives way (MAY-2) ------------------------------------------------------- */

static struct segment offering_syn(const struct conv *c, uint32_t seq)
{
	static const uint8_t mss[] = { 1200 >> 8, 1200 & 0xff }, stamps[8];
	struct segment seg = from_tester(c, S, seq, 0, 0);

	segment_add_option(&seg, OPT_MSS, mss, sizeof(mss));
	segment_add_option(&seg, OPT_SACK_PERMITTED, NULL, 0);
	segment_add_option(&seg, OPT_TIMESTAMPS, stamps, sizeof(stamps));
	scale(&seg, 4);
	return seg;
}

Test(tcb_window, new_incarnation_goes_by_the_new_syn)
{
	struct segment seg;
	struct conv c;

	for (size_t i = 0; i < BASES; i++) {
		reach(&c, i, STATE_TIME_WAIT);
		seg = offering_syn(&c, 50000);
		tcb_tester_sent(&c.tcb, &seg);
		assert_state(&c, STATE_TIME_WAIT);
		seg = from_target(&c, SA, 300000, 50001, 0);
		scale(&seg, 3);
		tcb_target_sent(&c.tcb, &seg);
		assert_state(&c, STATE_SYN_RECEIVED);
		assert_snd(&c, 300000, 300001);
		assert_rcv_nxt(&c, 50001);
		assert_edge(&c, 300001 + WINDOW);
		cr_assert(c.tcb.offer.sack && c.tcb.offer.ts && c.tcb.offer.wscale);
		cr_assert_eq(tcb_send_mss(&c.tcb, FAMILY_INET), 1200);
		tester(&c, A, 50001, 300001, 0);
		assert_state(&c, STATE_ESTABLISHED);
		cr_assert_eq(c.tcb.snd_wnd, WINDOW << 4);
	}
}

Test(tcb_window, answer_that_keeps_time_wait_changes_nothing)
{
	struct segment seg;
	struct conv c;

	reach(&c, 0, STATE_TIME_WAIT);
	seg = offering_syn(&c, 50000);
	tcb_tester_sent(&c.tcb, &seg);
	target(&c, A, 2, 2, 0);
	assert_state(&c, STATE_TIME_WAIT);
	/* A SYN,ACK for some other SYN is none for this one. */
	target(&c, SA, 300000, 40001, 0);
	assert_state(&c, STATE_TIME_WAIT);
	cr_assert_eq(c.tcb.offer.mss, 0);
}
