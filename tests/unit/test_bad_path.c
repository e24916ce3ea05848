/* SPDX-License-Identifier: BSD-2-Clause */
#include "prove/bad_path.h"

#include <criterion/criterion.h>
#include <string.h>

static struct sim_path parsed(const char *text)
{
	struct sim_path path = { .seed = 7 };
	struct error err = { "" };

	cr_assert_eq(path_parse(text, &path, &err), 0, "%s: %s", text, err.text);
	return path;
}

Test(sim_path, reads_every_word)
{
	struct sim_path path = parsed("loss=20%,dup=0.5%,corrupt=100%,jitter=1.5ms,"
				      "delay=7us,late=2s,late-rate=3%");

	cr_assert_eq(path.loss, 200000);
	cr_assert_eq(path.duplication, 5000);
	cr_assert_eq(path.corruption, 1000000);
	cr_assert_eq(path.jitter, 1500000);
	cr_assert_eq(path.delay, 7000);
	cr_assert_eq(path.tester_late, 2000000000);
	cr_assert_eq(path.late_rate, 30000);
	cr_assert_eq(path.seed, 7, "the seed is the caller's");
}

Test(sim_path, reads_segment_numbers)
{
	struct sim_path path = parsed("loss=#1+64,dup=#2,corrupt=#3+3");

	cr_assert_eq(path.loss_at, UINT64_C(1) << 63 | 1);
	cr_assert_eq(path.duplication_at, 2);
	cr_assert_eq(path.corruption_at, 4);
	cr_assert_eq(path.loss, 0);
}

Test(sim_path, refuses_what_it_cannot_mean)
{
	static const struct {
		const char *text, *named;
	} wrong[] = {
		{ "", "no value" }, { "loss", "'loss' has no value" },
		{ "loss=", "not a rate" }, { "loss=5", "not a rate" },
		{ "loss=101%", "not a rate" }, { "loss=-1%", "not a rate" },
		{ "loss=0x1%", "not a rate" }, { "loss=1e1%", "not a rate" },
		{ "loss=1.2.3%", "not a rate" }, { "loss=nan%", "not a rate" },
		{ "loss=#0", "does not name" }, { "loss=#65", "does not name" },
		{ "loss=#", "does not name" }, { "loss=#1+", "does not name" },
		{ "loss=#1-2", "does not name" },
		{ "loss=#99999999999999999999", "does not name" },
		{ "jitter=5", "not a time" }, { "jitter=5m", "not a time" },
		{ "jitter=#1", "not a time" }, { "delay=3601s", "not a time" },
		{ "late-rate=#1", "not a rate" },
		{ "lost=5%", "unknown word 'lost'" }, { "=5%", "unknown word" },
		{ "loss=5%,", "no value" }, { ",loss=5%", "no value" },
		{ "loss=00000000000000000000000000000000000000000000000000000000000000001%",
		  "too long" },
	};

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct sim_path path = { .loss = 5 };
		struct error err = { "" };

		cr_assert_eq(path_parse(wrong[i].text, &path, &err), -1, "%s",
			     wrong[i].text);
		cr_assert(strstr(err.text, wrong[i].named), "%s: %s", wrong[i].text,
			  err.text);
		cr_assert_eq(path.loss, 5, "%s: nothing is half set", wrong[i].text);
	}
}

Test(sim_path, is_clean_without_disturbance)
{
	struct sim_path path = parsed("delay=3s,late=1s,loss=0%");

	cr_assert(path_clean(&path));
	static const char *const bad[] = { "loss=1%", "dup=1%", "corrupt=1%",
					   "jitter=1us", "loss=#9", "dup=#9",
					   "corrupt=#9" };

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		path = parsed(bad[i]);
		cr_assert_not(path_clean(&path), "%s", bad[i]);
	}
}

enum { MANY = 20000 };

struct count {
	unsigned lost, twice, damaged;
	int64_t shortest, longest;
};

static struct count run(const struct sim_path *config)
{
	struct count count = { .shortest = INT64_MAX };
	struct path_fate fate;
	struct path path;

	path_init(&path, config);
	for (int i = 0; i < MANY; i++) {
		path_next(&path, &fate);
		cr_assert_leq(fate.copies, 2);
		count.lost += fate.copies == 0;
		count.twice += fate.copies == 2;
		for (unsigned j = 0; j < fate.copies; j++) {
			count.damaged += fate.copy[j].damaged;
			if (fate.copy[j].delay < count.shortest)
				count.shortest = fate.copy[j].delay;
			if (fate.copy[j].delay > count.longest)
				count.longest = fate.copy[j].delay;
		}
	}
	return count;
}

static bool about(unsigned seen, double share)
{
	return seen > MANY * share * 0.9 && seen < MANY * share * 1.1;
}

Test(sim_path, keeps_its_rates)
{
	struct sim_path config = parsed("loss=20%,dup=5%,corrupt=3%,delay=1ms,jitter=9ms");
	struct count count = run(&config);

	cr_assert(about(count.lost, 0.2), "%u lost", count.lost);
	cr_assert(about(count.twice, 0.8 * 0.05), "%u twice", count.twice);
	cr_assert(about(count.damaged, 0.8 * 0.03), "%u damaged", count.damaged);
	cr_assert(count.shortest >= 1000000 && count.shortest < 1100000);
	cr_assert(count.longest <= 10000000 && count.longest > 9900000);
}

Test(sim_path, follows_its_script)
{
	struct sim_path config = parsed("loss=#2,dup=#3,corrupt=#4");
	struct path_fate fate[5];
	struct path path;

	path_init(&path, &config);
	for (int i = 0; i < 5; i++)
		path_next(&path, &fate[i]);
	cr_assert_eq(fate[0].copies, 1);
	cr_assert_eq(fate[1].copies, 0);
	cr_assert_eq(fate[2].copies, 2);
	cr_assert(fate[3].copies == 1 && fate[3].copy[0].damaged);
	cr_assert(fate[4].copies == 1 && !fate[4].copy[0].damaged);
	cr_assert_eq(fate[0].copy[0].delay, 10000, "the default");
}

Test(sim_path, depends_on_the_seed_alone)
{
	struct sim_path config = parsed("loss=50%,jitter=1s");
	struct path_fate a, b;
	struct path one, two;
	unsigned different = 0;

	path_init(&one, &config);
	path_init(&two, &config);
	for (int i = 0; i < 100; i++) {
		path_next(&one, &a);
		path_next(&two, &b);
		cr_assert_eq(memcmp(&a, &b, sizeof(a)), 0);
	}
	config.seed++;
	path_init(&two, &config);
	for (int i = 0; i < 100; i++) {
		path_next(&one, &a);
		path_next(&two, &b);
		different += a.copies != b.copies;
	}
	cr_assert_gt(different, 20);
}

Test(sim_path, lets_the_tester_be_late)
{
	struct sim_path config = parsed("late=100ms,late-rate=25%");
	struct path path;
	unsigned late = 0;

	path_init(&path, &config);
	for (int i = 0; i < MANY; i++) {
		int64_t by = path_lateness(&path);

		cr_assert(by >= 0 && by <= 100000000);
		late += by > 0;
	}
	cr_assert(about(late, 0.25), "%u late", late);
}
