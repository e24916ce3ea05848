/* SPDX-License-Identifier: BSD-2-Clause */
/* Every octet arrives, once and in order, and both ends close, whatever is lost,
 * doubled, delayed or reordered. */
#include "endpoint_pair.h"

static void transfer(const struct transfer *t)
{
	struct outcome out = transfer_run(t);
	unsigned long seed = (unsigned long)t->seed;

	cr_assert_not(out.stuck, "seed %lu: stuck with %u of %u octets", seed,
		      out.received, t->octets);
	cr_assert_not(out.scrambled, "seed %lu: octets are not those sent", seed);
	cr_assert_eq(out.received, t->octets, "seed %lu: %u of %u octets", seed,
		     out.received, t->octets);
	cr_assert(out.ended, "seed %lu: no end of file", seed);
}

Test(endpoint_transfer, clean_path)
{
	struct transfer t = { .octets = 300000, .seed = 1 };

	transfer(&t);
	t.v6 = true;
	transfer(&t);
	t.octets = 0;
	transfer(&t);
	t.octets = 1;
	transfer(&t);
}

Test(endpoint_transfer, across_the_wrap)
{
	struct transfer t = { .octets = 100000, .wrap = true };

	for (t.seed = 1; t.seed < 20; t.seed++) {
		t.loss = (unsigned)t.seed % 3 * 5;
		transfer(&t);
	}
}

Test(endpoint_transfer, loss_duplication_reordering, .timeout = 120)
{
	struct transfer t = { .octets = 60000, .dup = 5, .jitter = 30 * MS };

	for (t.seed = 1; t.seed <= 60; t.seed++) {
		t.loss = (unsigned)t.seed % 5 * 5;
		t.config.no_options = t.seed % 3 == 0;
		transfer(&t);
	}
}

Test(endpoint_transfer, window_scale)
{
	struct transfer t = { .octets = 3000000, .config = { .buffer = 500000 } };

	for (t.seed = 1; t.seed <= 4; t.seed++) {
		t.loss = (unsigned)t.seed % 2 * 2;
		transfer(&t);
	}
}

Test(endpoint_transfer, small_buffers)
{
	struct transfer t = { .octets = 20000, .loss = 5, .dup = 3, .jitter = 5 * MS };

	for (t.seed = 1; t.seed <= 30; t.seed++) {
		t.config.buffer = 100 + (uint32_t)t.seed * 97;
		transfer(&t);
	}
}

Test(endpoint_transfer, urgent_octets_are_octets)
{
	struct transfer t = { .octets = 20000, .urgent = true, .seed = 3 };

	transfer(&t);
}
