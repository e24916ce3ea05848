/* SPDX-License-Identifier: BSD-2-Clause */
#include "session/cost.h"

#include "suite_fixture.h"

#define MS INT64_C(1000000)

/* A path of 10 ms there and back. */
static const struct timing far = { .rtt = 10 * MS, .silence_window = 140 * MS };

/* Of a case with this body, over that path. */
static int64_t cost(const char *body)
{
	struct whole whole;
	char *text = NULL;
	int64_t ns;

	cr_assert_geq(asprintf(&text, "case unit\n  title \"A unit test\"\n"
			       "  covers RFC9293/MUST-2\n  cites \"none\"\n"
			       "  needs open-port\n{\n%s\n}\n", body), 0);
	whole_text(&whole, text);
	ns = cost_of(whole.cases[0], &far);
	whole_free(&whole);
	free(text);
	return ns;
}

#define assert_cost(body, ms)                                                  \
	cr_assert_eq(cost(body) / MS, ms, "%s: %ld ms", body,                  \
		     (long)(cost(body) / MS))

Test(cost, waiting_costs_what_is_written)
{
	assert_cost("wait 3s", 3000);
	assert_cost("wait 3s\nwait 250ms", 3250);
	assert_cost("< S\n> nothing within 4rtt", 50);
}

Test(cost, an_answer_comes_at_once)
{
	assert_cost("< S\n> S. within 5s", 20);
	assert_cost("< S\n+2 > S.", 2020);
}

Test(cost, silence_is_watched_to_its_end)
{
	assert_cost("< S\n> nothing within 7s", 7010);
	assert_cost("< S\n> nothing", 150);
}

Test(cost, of_branches_the_dearest_counts)
{
	assert_cost("one of {\n> R within 1s\nwait 1s\n} or {\n> S.\nwait 6s\n} or {\n> nothing\n}", 6010);
	assert_cost("should {\nwait 2s\n}\nwait 1s", 3000);
}

Test(cost, a_probe_costs_what_is_in_it)
{
	const struct timing near = { .rtt = 0 };
	struct whole whole;

	whole_text(&whole, "probe slow {\n  wait 9s\n}\n"
		   "case unit\n  title \"A unit test\"\n  covers RFC9293/MUST-2\n"
		   "  cites \"none\"\n  needs open-port\n{\n  use slow\n}\n");
	cr_assert_eq(cost_of(whole.cases[0], &near), 9000 * MS);
	whole_free(&whole);
}
